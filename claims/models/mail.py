"""Letters: the address each claim has for its papers, and every mail that came to us by any door."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from claims import originals
from claims.models.claim import Claim
from claims.models.people import OfAClaim
from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField
from privacy.stored_names import StoredNamesField

READING_LASTS = timedelta(minutes=2)
"""Who takes a mail to read it has it to itself for this long."""

RAW_KEPT_FOR = timedelta(days=90)
"""A mail as it came is kept this long after it was settled, to answer who says they sent something; then it is erased.
Its attachments are papers and live as long as papers do."""


class MailAddress(OfAClaim):
    """Where a claim's papers may be sent by mail. It takes mail as long as the claim is open, and dies with it."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="mail_address")
    local_part = SealedTextField("alamat", help_text="What stands before the @.")
    local_index = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField("dibuat")

    class Meta:
        verbose_name = "alamat surat"
        verbose_name_plural = "alamat surat"

    def __str__(self) -> str:
        return f"alamat surat {self.claim_id}"


class MailQuerySet(models.QuerySet["Mail"]):
    def to_read(self, now: datetime) -> "MailQuerySet":
        """Mails nobody reads: those just kept, and those whose reading died."""
        free = Q(reading_ends_at__isnull=True) | Q(reading_ends_at__lte=now)
        return self.filter(free, status=Mail.Status.RECEIVED)

    def unanswered(self) -> "MailQuerySet":
        """Filed mails whose claimant has not yet been told what became of them."""
        return self.filter(status=Mail.Status.FILED, answered_at=None, is_automatic=False)

    def in_tray(self, user: User) -> "MailQuerySet":
        """What waits for an officer: mail of the claims in this person's sight, and mail of no known claim."""
        return self.filter(status=Mail.Status.WAITING).visible_to(user)

    def visible_to(self, user: User) -> "MailQuerySet":
        return self.filter(Q(claim=None) | Q(claim__in=Claim.objects.visible_to(user)))

    def to_forget(self, now: datetime) -> "MailQuerySet":
        """Settled mails whose bytes were kept long enough."""
        settled = self.filter(status__in=(Mail.Status.FILED, Mail.Status.SET_ASIDE), forgotten_at=None)
        return settled.filter(settled_at__lte=now - RAW_KEPT_FOR)


class Mail(models.Model):
    """One mail as it came, sealed, and what became of it. Every row ends filed, set aside, or before an officer."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Diterima"
        FILED = "filed", "Masuk ke klaim"
        WAITING = "waiting", "Menunggu petugas"
        SET_ASIDE = "set_aside", "Dikesampingkan"

    ARROWS: dict[str, tuple[Status, ...]] = {
        Status.RECEIVED: (Status.FILED, Status.WAITING, Status.SET_ASIDE),
        Status.WAITING: (Status.RECEIVED, Status.SET_ASIDE),  # an officer who knows the claim has it read again
    }

    class Door(models.TextChoices):
        SMTP = "smtp", "Server surat"
        IMAP = "imap", "Kotak surat"
        WEBHOOK = "webhook", "Penyedia"

    class Because(models.TextChoices):
        NO_CLAIM = "no_claim", "tidak cocok dengan klaim mana pun"
        UNREADABLE = "unreadable", "tidak dapat dibaca mesin"
        TOO_LARGE = "too_large", "terlalu besar; aslinya masih di kotak surat"
        TOO_MANY = "too_many", "melebihi batas surat sehari"
        BOUNCE = "bounce", "surat pantulan"
        AUTOMATIC = "automatic", "balasan otomatis tanpa lampiran"
        REPEAT = "repeat", "surat yang sama sudah ada di klaim itu"
        NOT_OURS = "not_ours", "bukan urusan klaim"
        SPAM = "spam", "iklan atau penipuan"
        ANSWERED = "answered", "sudah ditanggapi dengan cara lain"

    BY_OFFICER = (Because.NOT_OURS, Because.SPAM, Because.ANSWERED)

    id = models.UUIDField(primary_key=True, editable=False)
    claim = models.ForeignKey(
        Claim, models.CASCADE, null=True, blank=True, related_name="mails", verbose_name="klaim", db_index=False
    )
    identity = models.BinaryField(max_length=32, help_text="The same for the same mail, however often it comes.")
    door = models.CharField("pintu", max_length=8, choices=Door.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    because = models.CharField("sebab", max_length=12, choices=Because.choices, blank=True)
    received_at = models.DateTimeField("diterima")
    recipient = SealedTextField("ditujukan ke")
    envelope_from = SealedTextField("pengirim pada amplop")
    sender = SealedTextField("pengirim")
    subject = SealedTextField("perihal")
    attachments = SealedJSONField("lampiran", default=list, help_text="Name, type, size, and the file or the refusal.")
    files = ArrayField(models.UUIDField(), verbose_name="berkas", default=list, help_text="What was filed of it.")
    size = models.PositiveIntegerField("ukuran (bita)")
    pieces = StoredNamesField("asli tersegel", default=list, help_text="Names of the sealed pieces, in order.")
    raw_key = SealedTextField("kunci asli", help_text="The data key of the pieces, in hexadecimal.")
    is_proven = models.BooleanField(
        "kontak terbukti", default=False, help_text="From the claim's confirmed contact, and DMARC passed."
    )
    is_automatic = models.BooleanField("otomatis", default=False, help_text="Written by a machine: never answered.")
    readings = models.PositiveSmallIntegerField("pembacaan dimulai", default=0)
    reading_ends_at = models.DateTimeField("pembacaan berakhir paling lambat", null=True, blank=True)
    assigned_at = models.DateTimeField("ditetapkan ke klaim", null=True, blank=True)
    assigned_by = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField("selesai", null=True, blank=True)
    settled_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField("dijawab", null=True, blank=True)
    forgotten_at = models.DateTimeField("asli dihapus", null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "surat"
        verbose_name_plural = "surat"
        constraints = [
            models.UniqueConstraint(fields=["claim", "identity"], nulls_distinct=False, name="mail_once"),
            models.CheckConstraint(
                name="mail_filed_has_a_claim", condition=~Q(status="filed") | Q(claim__isnull=False)
            ),
            *(
                models.CheckConstraint(
                    name=f"mail_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("assigned", "settled")
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="mail_to_read", condition=Q(status="received")),
            models.Index(fields=["received_at"], name="mail_in_tray", condition=Q(status="waiting")),
            models.Index(
                fields=["settled_at"],
                name="mail_unanswered",
                condition=Q(status="filed", answered_at__isnull=True, is_automatic=False),
            ),
            models.Index(fields=["settled_at"], name="mail_to_forget", condition=Q(forgotten_at__isnull=True)),
            models.Index(fields=["claim", "received_at"], name="mail_of_claim"),
        ]

    def __str__(self) -> str:
        return f"surat {self.pk}"

    def sealing_key(self) -> vault.DataKey | None:
        """Its claim's key; the house's while nobody knows whose it is."""
        return self.claim.data_key if self.claim else None

    def raw(self) -> Iterator[bytes]:
        """The mail as it came, piece by piece."""
        if not self.raw_key:
            raise vault.Unreadable("This mail was erased, as all are after a while.")
        return originals.read(self.pieces, key=vault.DataKey(bytes.fromhex(self.raw_key)), file_id=self.pk)
