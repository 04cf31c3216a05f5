"""How a claim was decided: by one officer or by two, on which balance, undone by whom, and how well it was done."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from branches import calendar
from claims.models import Claim, Paper
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField
from verification.models.findings import RejectionRule

SECOND_WITHIN = 1
"""Working days of the branch, after the day it was made, in which a second officer answers a proposal."""


class Outcome(models.TextChoices):
    VERIFIED = "verified", "Terverifikasi"
    REJECTED = "rejected", "Ditolak"
    UNDONE = "undone", "Dibatalkan"


class CoreBalance(OfAClaim):
    """The balance an officer read in the core system, in rupiah. Written once; the last one counts."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="core_balances", verbose_name="klaim", db_index=False)
    amount = SealedTextField("saldo", help_text="Whole rupiah, digits only.")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "saldo sistem inti"
        verbose_name_plural = "saldo sistem inti"
        indexes = [models.Index(fields=["claim", "-at"], name="core_balance_last_of_claim")]

    def __str__(self) -> str:
        return f"saldo {self.pk}"

    @property
    def rupiah(self) -> int:
        return int(self.amount)


class Found(OfAClaim):
    """What is said of a claim: the outcome, the rule of a refusal, and what was found not needed."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="%(class)ss", verbose_name="klaim", db_index=False)
    outcome = models.CharField("keputusan", max_length=10, choices=Outcome.choices)
    rule = models.ForeignKey(RejectionRule, models.PROTECT, null=True, blank=True, verbose_name="aturan")
    not_needed = ArrayField(
        models.CharField(max_length=24),
        verbose_name="dinyatakan tidak diperlukan",
        default=list,
        help_text="Keys of papers that were left to the officer.",
    )
    balance = models.ForeignKey(
        CoreBalance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="saldo"
    )
    note = SealedTextField("catatan internal")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.pk}"


_BY_A_RULE = Q(outcome="rejected", rule__isnull=False) | (~Q(outcome="rejected") & Q(rule=None))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> "ProposalQuerySet":
        """Those that wait for their second officer."""
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Those on claims of this person's branches."""
        return self.filter(claim__in=Claim.objects.visible_to(user))


class Proposal(Found):
    """A decision that waits for a second officer. `why` says which reasons ask for one.

    `after_event` is the number of the claim's event it was made with: what happens later may make it fall.
    """

    class End(models.TextChoices):
        CONFIRMED = "confirmed", "disetujui"
        REFUSED = "refused", "tidak disetujui"
        TAKEN_BACK = "taken_back", "ditarik pengusul"
        FELL = "fell", "gugur"

    why = ArrayField(models.CharField(max_length=20), verbose_name="mengapa dua petugas")
    after_event = models.PositiveIntegerField("sesudah peristiwa")
    proposed_at = models.DateTimeField("diusulkan")
    proposed_by = models.CharField("diusulkan oleh", max_length=60)
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    ended_by = models.CharField("diakhiri oleh", max_length=60, blank=True)
    ended_because = models.CharField("karena", max_length=10, choices=End.choices, blank=True)
    fell_by = models.CharField("gugur karena", max_length=40, blank=True, help_text="An event, or a new reason.")
    answer = SealedTextField("jawaban petugas kedua")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan keputusan"
        verbose_name_plural = "usulan keputusan"
        ordering = ["proposed_at"]
        indexes = [models.Index(fields=["claim", "proposed_at"], name="proposal_of_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="one_standing_proposal_per_claim"
            ),
            models.CheckConstraint(name="proposal_rejects_by_a_rule", condition=_BY_A_RULE & ~Q(outcome="undone")),
            models.CheckConstraint(
                name="proposal_ended_at_by_and_because",
                condition=Q(ended_at__isnull=True, ended_by="", ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_because="")),
            ),
            models.CheckConstraint(
                name="proposal_answered_by_another",
                condition=~Q(ended_because__in=["confirmed", "refused"]) | ~Q(ended_by=models.F("proposed_by")),
            ),
        ]

    def is_overdue(self, now: datetime) -> bool:
        """Whether the day by which a second officer should have answered is over."""
        branch = self.claim.branch
        due = calendar.add_working_days(branch, calendar.local_day(branch, self.proposed_at), SECOND_WITHIN)
        return due < calendar.local_day(branch, now)

    def age(self, now: datetime) -> timedelta:
        return now - self.proposed_at


class Decision(Found):
    """How a claim was decided. Never edited: what undoes it is another row, with a reason.

    `seconded_by` confirmed it where two officers were asked for; `by` is the one who found it.
    """

    class Because(models.TextChoices):
        """Why a decision was undone."""

        MISJUDGED = "misjudged", "dokumen keliru dinilai"
        OVERLOOKED = "overlooked", "ada fakta yang terlewat"
        WRONG_CLAIM = "wrong_claim", "tertukar dengan klaim lain"
        FRAUD = "fraud", "dugaan penipuan"
        CORE_SYSTEM = "core_system", "tidak diterima sistem inti"
        OBJECTION = "objection", "keberatan pemohon"
        PAYMENT_RETURNED = "payment_returned", "dana dikembalikan bank"
        CORE_REFUSED = "core_refused", "pembayaran ditolak sistem inti"

    BY_OFFICERS = (Because.MISJUDGED, Because.OVERLOOKED, Because.WRONG_CLAIM, Because.FRAUD, Because.CORE_SYSTEM)

    class CameBy(models.TextChoices):
        """How the claimant's objection came."""

        COUNTER = "counter", "di loket"
        PHONE = "phone", "lewat telepon"
        VIDEO = "video", "lewat panggilan video"
        LETTER = "letter", "lewat surat"
        EMAIL = "email", "lewat e-mail"

    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, blank=True, related_name="decision")
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone", verbose_name="membatalkan"
    )
    because = models.CharField("alasan pembatalan", max_length=16, choices=Because.choices, blank=True)
    code = models.CharField(
        "kode pembayaran", max_length=24, blank=True, help_text="What the bank or the core system gave as its reason."
    )
    came_by = models.CharField("keberatan datang", max_length=8, choices=CameBy.choices, blank=True)
    by = models.CharField("oleh", max_length=60)
    seconded_by = models.CharField("petugas kedua", max_length=60, blank=True)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        constraints = [
            models.CheckConstraint(name="decision_rejects_by_a_rule", condition=_BY_A_RULE),
            models.CheckConstraint(
                name="decision_undone_with_a_reason",
                condition=(Q(outcome="undone", undoes__isnull=False) & ~Q(because=""))
                | (~Q(outcome="undone") & Q(undoes=None, because="")),
            ),
            models.CheckConstraint(
                name="decision_objection_came_somehow",
                condition=(Q(because="objection") & ~Q(came_by="")) | (~Q(because="objection") & Q(came_by="")),
            ),
            models.CheckConstraint(
                name="decision_unpaid_with_a_code",
                condition=(Q(because__in=("payment_returned", "core_refused")) & ~Q(code=""))
                | (~Q(because__in=("payment_returned", "core_refused")) & Q(code="")),
            ),
            models.CheckConstraint(
                name="decision_of_two_officers",
                condition=Q(proposal=None, seconded_by="")
                | (Q(proposal__isnull=False) & ~Q(seconded_by="") & ~Q(seconded_by=models.F("by"))),
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "-at"], name="decision_last_of_claim"),
            models.Index(fields=["at"], name="decision_newest"),
        ]

    @property
    def said_unpaid(self) -> str:
        """What the bank said in words, or the core system by its code, where the money did not arrive."""
        said = dict(Claim.BankSaid.choices)
        return str(said[self.code]) if self.because == self.Because.PAYMENT_RETURNED else self.code

    def was_made_by(self, actor: str) -> bool:
        """Whether this officer found it, or confirmed it."""
        return actor in (self.by, self.seconded_by)


class PaperFault(models.TextChoices):
    """What was wrong with a paper that had been accepted."""

    UNREADABLE = "unreadable", "tidak terbaca"
    WRONG_PAPER = "wrong_paper", "bukan dokumen yang diminta"
    OTHER_PERSON = "other_person", "milik orang lain"
    INCOMPLETE = "incomplete", "halaman kurang"
    EXPIRED = "expired", "tidak berlaku lagi"
    FORGED = "forged", "diduga dipalsukan"


class DecisionFault(models.TextChoices):
    """What was wrong with the decision itself."""

    NOT_ENTITLED = "not_entitled", "syarat manfaat tidak terpenuhi"
    PAPER_LACKED = "paper_lacked", "dokumen wajib dianggap tidak perlu"
    WRONG_BALANCE = "wrong_balance", "saldo keliru"
    WRONG_ACCOUNT = "wrong_account", "rekening bukan milik penerima"
    CALL_LACKED = "call_lacked", "konfirmasi tidak dilakukan"


class QualitySampleQuerySet(models.QuerySet["QualitySample"]):
    def waiting(self) -> "QualitySampleQuerySet":
        """Those nobody has checked yet."""
        return self.filter(checked_at=None)

    def visible_to(self, user: User) -> "QualitySampleQuerySet":
        return self.filter(claim__in=Claim.objects.visible_to(user))

    def for_checker(self, user: User) -> "QualitySampleQuerySet":
        """Those this person may check: of their branches, and not of their own deciding."""
        mine = Q(decision__by=user.actor) | Q(decision__seconded_by=user.actor)
        return self.waiting().visible_to(user).exclude(mine)


class QualitySample(OfAClaim):
    """A decision drawn for a second look at its quality, by an officer who had no part in it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="quality_samples", verbose_name="klaim")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="sample", verbose_name="keputusan")
    drawn_at = models.DateTimeField("terpilih")
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)
    checked_by = models.CharField("diperiksa oleh", max_length=60, blank=True)
    note = SealedTextField("catatan")

    objects = QualitySampleQuerySet.as_manager()

    class Meta:
        verbose_name = "sampel mutu"
        verbose_name_plural = "sampel mutu"
        ordering = ["drawn_at"]
        constraints = [
            models.CheckConstraint(
                name="quality_sample_checked_at_and_by",
                condition=Q(checked_at__isnull=True, checked_by="") | (Q(checked_at__isnull=False) & ~Q(checked_by="")),
            )
        ]
        indexes = [models.Index(fields=["drawn_at"], name="quality_sample_waiting", condition=Q(checked_at=None))]

    def __str__(self) -> str:
        return f"sampel mutu {self.pk}"


class QualityFinding(models.Model):
    """What the second look found of one paper, or of the decision itself (`paper` is empty). Written once."""

    sample = models.ForeignKey(
        QualitySample, models.PROTECT, related_name="findings", verbose_name="sampel", db_index=False
    )
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dokumen")
    fault = models.CharField(
        "kesalahan", max_length=16, choices=[*PaperFault.choices, *DecisionFault.choices], blank=True,
        help_text="Empty: rightly accepted, rightly decided.",
    )  # fmt: skip

    class Meta:
        verbose_name = "temuan mutu"
        verbose_name_plural = "temuan mutu"
        constraints = [
            models.UniqueConstraint(fields=["sample", "paper"], name="one_finding_per_paper"),
            models.UniqueConstraint(
                fields=["sample"], condition=Q(paper__isnull=True), name="one_finding_on_the_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"temuan mutu {self.pk}"
