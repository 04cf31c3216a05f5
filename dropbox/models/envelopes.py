"""Envelopes: one row for each that came out of the box, and every move it made since."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from branches.models import Branch
from claims.models import Claim
from dropbox.models.handovers import HandOver
from dropbox.models.rounds import Round
from privacy.fields import SealedTextField


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def visible_to(self, user: User) -> "EnvelopeQuerySet":
        return self.filter(branch__in=user.branches_in_sight())

    def here(self, branch: Branch) -> "EnvelopeQuerySet":
        """What lies at this branch."""
        return self.filter(branch=branch, place=Envelope.Place.BRANCH)

    def to_forward(self, branch: Branch, *, now: datetime) -> "EnvelopeQuerySet":
        """What may go to the back office: registered, out of quarantine and tied to a claim."""
        return self.here(branch).filter(status=Envelope.Status.REGISTERED, free_at__lte=now, claim__isnull=False)

    def of_no_claim(self) -> "EnvelopeQuerySet":
        """Envelopes of which nobody knows yet whose they are, and that are still ours to keep."""
        return self.filter(claim=None).exclude(status__in=(Envelope.Status.RETURNED, Envelope.Status.LOST))


class Envelope(models.Model):
    """One envelope, from the box to the archive or back to its owner. It is always in exactly one place."""

    class Status(models.TextChoices):
        REGISTERED = "registered", "Terdaftar di cabang"
        SENT = "sent", "Dalam perjalanan"
        RECEIVED = "received", "Diterima kantor belakang"
        SCANNED = "scanned", "Sudah dipindai"
        ARCHIVED = "archived", "Diarsipkan"
        AT_BRANCH = "at_branch", "Kembali di cabang"
        RETURNED = "returned", "Dikembalikan kepada pemiliknya"
        LOST = "lost", "Dinyatakan hilang"

    class Place(models.TextChoices):
        BRANCH = "branch", "Cabang"
        BAG = "bag", "Kantong serah terima"
        OFFICE = "office", "Kantor belakang"
        ARCHIVE = "archive", "Arsip"
        OWNER = "owner", "Pemiliknya"
        UNKNOWN = "unknown", "Tidak diketahui"

    class Tray(models.TextChoices):
        ORDINARY = "ordinary", "Biasa"
        DAMAGED = "damaged", "Rusak"
        NAMELESS = "nameless", "Tanpa pemilik"

    ARROWS: dict[str, tuple[Status, ...]] = {
        Status.REGISTERED: (Status.SENT, Status.RECEIVED, Status.SCANNED, Status.RETURNED, Status.LOST),
        Status.SENT: (Status.RECEIVED, Status.AT_BRANCH, Status.LOST),
        Status.RECEIVED: (Status.SCANNED, Status.ARCHIVED, Status.SENT, Status.AT_BRANCH, Status.LOST),
        Status.SCANNED: (Status.SENT, Status.RECEIVED, Status.ARCHIVED, Status.AT_BRANCH, Status.RETURNED, Status.LOST),
        Status.ARCHIVED: (Status.RECEIVED, Status.LOST),
        Status.AT_BRANCH: (Status.SENT, Status.RECEIVED, Status.SCANNED, Status.RETURNED, Status.LOST),
        Status.LOST: (Status.AT_BRANCH, Status.RECEIVED),
    }
    PLACES: dict[str, tuple[Place, ...]] = {
        Status.REGISTERED: (Place.BRANCH,),
        Status.SENT: (Place.BAG,),
        Status.RECEIVED: (Place.OFFICE,),
        Status.SCANNED: (Place.BRANCH, Place.OFFICE),
        Status.ARCHIVED: (Place.ARCHIVE,),
        Status.AT_BRANCH: (Place.BRANCH,),
        Status.RETURNED: (Place.OWNER,),
        Status.LOST: (Place.UNKNOWN,),
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField("kode", max_length=16, unique=True, help_text="Printed on its label: AM-XXXX-XXXX-C.")
    branch = models.ForeignKey(Branch, models.PROTECT, verbose_name="kantor cabang", related_name="envelopes")
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, verbose_name="pengambilan", related_name="envelopes",
        help_text="The round that brought it out of the box; empty when it was handed over at the desk.",
    )  # fmt: skip
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, verbose_name="klaim", related_name="envelopes"
    )
    tray = models.CharField("baki", max_length=8, choices=Tray, default=Tray.ORDINARY)
    note = SealedTextField("yang tertulis di amplop", blank=True, help_text="What staff read on it, to find its owner.")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.REGISTERED)
    place = models.CharField("tempat", max_length=8, choices=Place, default=Place.BRANCH)
    bag = models.ForeignKey(
        HandOver, models.PROTECT, null=True, blank=True, verbose_name="dalam kantong", related_name="envelopes_inside"
    )
    shelf = models.CharField("rak", max_length=40, blank=True, help_text="Where in the archive it lies.")
    registered_at = models.DateTimeField("didaftarkan")
    registered_by = models.CharField("didaftarkan oleh", max_length=60)
    disinfected_at = models.DateTimeField("didisinfeksi", null=True, blank=True)
    disinfected_by = models.CharField("didisinfeksi oleh", max_length=60, blank=True)
    free_at = models.DateTimeField("bebas karantina", null=True, blank=True, help_text="Empty until disinfected.")
    scanned_at = models.DateTimeField("dipindai", null=True, blank=True)
    scanned_by = models.CharField("dipindai oleh", max_length=60, blank=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = "amplop"
        verbose_name_plural = "amplop"
        constraints = [
            models.CheckConstraint(
                name="envelope_bag_is_its_place",
                condition=Q(place="bag", bag__isnull=False) | (~Q(place="bag") & Q(bag=None)),
            ),
            models.CheckConstraint(
                name="envelope_where_its_status_says",
                condition=Q(status__in=("registered", "at_branch"), place="branch")
                | Q(status="sent", place="bag")
                | Q(status="received", place="office")
                | Q(status="scanned", place__in=("branch", "office"))
                | Q(status="archived", place="archive")
                | Q(status="returned", place="owner")
                | Q(status="lost", place="unknown"),
            ),
            models.CheckConstraint(
                name="envelope_nameless_until_tied", condition=Q(claim__isnull=False) | ~Q(tray="ordinary")
            ),
            *(
                models.CheckConstraint(
                    name=f"envelope_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("disinfected", "scanned")
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "place", "status"], name="envelope_by_place"),
            models.Index(fields=["branch", "registered_at"], name="envelope_by_day"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_quarantined(self) -> bool:
        """Whether it waits for its disinfection: nobody opens it before."""
        return self.free_at is None

    def is_free(self, now: datetime) -> bool:
        """Whether its quarantine is over."""
        return self.free_at is not None and self.free_at <= now


class Move(models.Model):
    """One step of an envelope: from where to where, by whom, and who signed for it too. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("peristiwa", max_length=20)
    from_place = models.CharField("dari", max_length=8, choices=Envelope.Place, blank=True, help_text="Empty: the box.")
    to_place = models.CharField("ke", max_length=8, choices=Envelope.Place)
    hand_over = models.ForeignKey(HandOver, models.PROTECT, null=True, blank=True, related_name="moves")
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)
    countersigned_by = models.CharField("ikut menandatangani", max_length=60, blank=True)
    note = models.CharField("catatan", max_length=120, blank=True, help_text="A shelf or a code, never a person.")

    class Meta:
        verbose_name = "perpindahan"
        verbose_name_plural = "perpindahan"
        ordering = ["envelope", "number"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "number"], name="move_number_once"),
            models.CheckConstraint(
                name="move_signed_by_another", condition=~Q(countersigned_by=models.F("by"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
