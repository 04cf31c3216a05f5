"""Lines: one claim in one batch, to whom it is to be paid, and what came of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from claims.models import Claim
from claims.models.people import OfAClaim
from payments.models.batches import Batch
from privacy.fields import SealedTextField


class Result(models.TextChoices):
    """What came of a line. Empty while nothing did: then it stands, and money may be on its way."""

    PAID = "paid", "Dibayarkan"
    RETURNED = "returned", "Dana kembali"
    REFUSED = "refused", "Ditolak sistem inti"
    HELD_BACK = "held_back", "Ditahan sebelum dikirim"


class HoldBecause(models.TextChoices):
    """Why a line was held back before its batch was sent."""

    ACCOUNT = "account", "rekeningnya perlu dipastikan"
    DATA = "data", "data penerima perlu diperbaiki"
    FRAUD = "fraud", "dugaan penipuan"
    ASKED = "asked", "diminta petugas verifikasi"


Fact = tuple[str, datetime | None, str, str]
"""What a line came to: result, when, code, reference. In others it contradicts."""

STANDING = Q(result__in=["", "paid"]) | Q(result="held_back", released_at=None)
"""Lines that keep their claim from being forwarded again: on their way, paid, or held until somebody lets go."""


class LineQuerySet(models.QuerySet["Line"]):
    def awaited(self) -> "LineQuerySet":
        """Lines that nothing came of yet."""
        return self.filter(result="")

    def held(self) -> "LineQuerySet":
        """Held back, and not let go since."""
        return self.filter(result=Result.HELD_BACK, released_at=None)

    def in_file(self) -> "LineQuerySet":
        """Lines of the file of their batch, in its order."""
        return self.exclude(result=Result.HELD_BACK).order_by("position")

    def visible_to(self, user: User) -> "LineQuerySet":
        """Every line for who follows payments; for others those on claims of their branches."""
        return self if user.may_follow_payments else self.filter(claim__in=Claim.objects.visible_to(user))


class Line(OfAClaim):
    """One claim in a batch. To whom it is paid was frozen when it was forwarded, and is never written again."""

    FROZEN = ("name", "identity", "kpj", "bank_name", "account_number", "account_holder")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", verbose_name="kiriman", db_index=False)
    position = models.PositiveIntegerField("urutan")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payment_lines", verbose_name="klaim", db_index=False)
    attempt = models.PositiveSmallIntegerField("penerusan ke", help_text="Of this claim, from 1.")
    programme = models.CharField("program", max_length=8)
    name = SealedTextField("nama peserta")
    identity = SealedTextField("NIK atau paspor")
    kpj = SealedTextField("nomor KPJ", help_text="Separated by spaces.")
    bank_name = SealedTextField("bank")
    account_number = SealedTextField("nomor rekening")
    account_holder = SealedTextField("nama pemilik rekening")
    result = models.CharField("hasil", max_length=9, choices=Result, blank=True)
    result_at = models.DateTimeField("waktu hasil", null=True, blank=True, help_text="When the bank or we did it.")
    result_by = models.CharField("hasil oleh", max_length=60, blank=True)
    code = models.CharField("kode", max_length=24, blank=True, help_text="Why returned, refused or held back.")
    reference = models.CharField("rujukan", max_length=40, blank=True, help_text="The bank's or the core system's.")
    words = SealedTextField("keterangan", blank=True, help_text="The core system's words, or of who held it back.")
    released_at = models.DateTimeField("dilepas", null=True, blank=True)
    released_by = models.CharField("dilepas oleh", max_length=60, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "baris pembayaran"
        verbose_name_plural = "baris pembayaran"
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="payment_line_position_once"),
            models.UniqueConstraint(fields=["batch", "claim"], name="payment_line_claim_once"),
            models.UniqueConstraint(fields=["claim", "attempt"], name="payment_line_attempt_once"),
            models.UniqueConstraint(fields=["claim"], condition=STANDING, name="one_standing_payment_line_per_claim"),
            models.CheckConstraint(
                name="payment_line_result_at_and_by",
                condition=Q(result="", result_at=None, result_by="", code="", reference="")
                | (~Q(result="") & Q(result_at__isnull=False) & ~Q(result_by="")),
            ),
            models.CheckConstraint(
                name="payment_line_says_why_not",
                condition=Q(result__in=["", "paid"], code="")
                | (Q(result__in=["returned", "refused", "held_back"]) & ~Q(code="")),
            ),
            models.CheckConstraint(
                name="payment_line_released_at_and_by",
                condition=Q(released_at=None, released_by="")
                | (Q(result="held_back", released_at__isnull=False) & ~Q(released_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], name="payment_line_awaited", condition=Q(result="")),
            models.Index(fields=["batch", "result"], name="payment_line_of_batch"),
            models.Index(fields=["result_at"], name="payment_line_paid", condition=Q(result="paid")),
            models.Index(
                fields=["result_at"], name="payment_line_held", condition=Q(result="held_back", released_at=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"baris {self.position}"

    @property
    def is_awaited(self) -> bool:
        return not self.result

    @property
    def is_held(self) -> bool:
        return self.result == Result.HELD_BACK and self.released_at is None

    @property
    def code_in_words(self) -> str:
        """Why it was not paid: the bank's reasons and ours in words, the core system's as it gave it."""
        match self.result:
            case Result.RETURNED:
                return str(Claim.BankSaid(self.code).label)
            case Result.HELD_BACK:
                return str(HoldBecause(self.code).label)
            case _:
                return self.code

    @property
    def fact(self) -> Fact:
        return self.result, self.result_at, self.code, self.reference
