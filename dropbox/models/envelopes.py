"""Envelopes: one row for each that came out of the box, and every move it made since."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from branches.models import Branch
from claims.models import Claim
from dropbox.models.handovers import HandOver
from dropbox.models.rounds import Round
from privacy.fields import SealedTextField


class EnvelopeStatus(models.TextChoices):
    """How far an envelope has come."""

    REGISTERED = "registered", "Terdaftar di cabang"
    SENT = "sent", "Dalam perjalanan"
    RECEIVED = "received", "Diterima kantor belakang"
    SCANNED = "scanned", "Sudah dipindai"
    ARCHIVED = "archived", "Diarsipkan"
    AT_BRANCH = "at_branch", "Kembali di cabang"
    RETURNED = "returned", "Dikembalikan kepada pemiliknya"
    LOST = "lost", "Dinyatakan hilang"


class EnvelopePlace(models.TextChoices):
    """Where an envelope can be: always in one of these, and in no other."""

    BRANCH = "branch", "Cabang"
    BAG = "bag", "Kantong serah terima"
    OFFICE = "office", "Kantor belakang"
    ARCHIVE = "archive", "Arsip"
    OWNER = "owner", "Pemiliknya"
    UNKNOWN = "unknown", "Tidak diketahui"


PLACES: dict[EnvelopeStatus, tuple[EnvelopePlace, ...]] = {
    EnvelopeStatus.REGISTERED: (EnvelopePlace.BRANCH,),
    EnvelopeStatus.SENT: (EnvelopePlace.BAG,),
    EnvelopeStatus.RECEIVED: (EnvelopePlace.OFFICE,),
    EnvelopeStatus.SCANNED: (EnvelopePlace.BRANCH, EnvelopePlace.OFFICE),
    EnvelopeStatus.ARCHIVED: (EnvelopePlace.ARCHIVE,),
    EnvelopeStatus.AT_BRANCH: (EnvelopePlace.BRANCH,),
    EnvelopeStatus.RETURNED: (EnvelopePlace.OWNER,),
    EnvelopeStatus.LOST: (EnvelopePlace.UNKNOWN,),
}
"""Where an envelope of each status may be; one that is scanned stays where it lies."""


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def visible_to(self, user: User) -> "EnvelopeQuerySet":
        return self.filter(branch__in=user.branches_in_sight())

    def here(self, branch: Branch) -> "EnvelopeQuerySet":
        """What lies at this branch."""
        return self.filter(branch=branch, place=Envelope.Place.BRANCH)

    def to_forward(self, branch: Branch, *, now: datetime) -> "EnvelopeQuerySet":
        """What waits to go to the back office: out of quarantine, of a known claim, and not read into it yet."""
        waits = (Envelope.Status.REGISTERED, Envelope.Status.AT_BRANCH)
        return self.here(branch).filter(status__in=waits, free_at__lte=now, claim__isnull=False, scanned_at=None)

    def resting(self, now: datetime) -> "EnvelopeQuerySet":
        """Not disinfected yet, or in quarantine still."""
        return self.filter(Q(free_at=None) | Q(free_at__gt=now))

    def set_apart(self) -> "EnvelopeQuerySet":
        """What lies in a tray of its own: damaged, of nobody known, or of a claim that is not served here."""
        return self.exclude(tray=Envelope.Tray.ORDINARY)


class Envelope(models.Model):
    """One envelope, from the box to the archive or back to its owner. It is always in exactly one place."""

    Status = EnvelopeStatus
    Place = EnvelopePlace

    class Tray(models.TextChoices):
        ORDINARY = "ordinary", "Biasa"
        DAMAGED = "damaged", "Rusak"
        NAMELESS = "nameless", "Tanpa pemilik"
        ELSEWHERE = "elsewhere", "Perlu diarahkan"

    ARROWS: ClassVar[dict[str, tuple[EnvelopeStatus, ...]]] = {
        Status.REGISTERED: (Status.SENT, Status.RECEIVED, Status.SCANNED, Status.RETURNED, Status.LOST),
        Status.SENT: (Status.RECEIVED, Status.AT_BRANCH, Status.LOST),
        Status.RECEIVED: (Status.SCANNED, Status.ARCHIVED, Status.SENT, Status.AT_BRANCH, Status.LOST),
        Status.SCANNED: (Status.SENT, Status.RECEIVED, Status.AT_BRANCH, Status.ARCHIVED, Status.RETURNED, Status.LOST),
        Status.ARCHIVED: (Status.RECEIVED, Status.AT_BRANCH, Status.LOST),
        Status.AT_BRANCH: (Status.SENT, Status.RECEIVED, Status.SCANNED, Status.RETURNED, Status.LOST),
        Status.RETURNED: (Status.AT_BRANCH,),
        Status.LOST: (Status.AT_BRANCH, Status.RECEIVED),
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField("kode", max_length=16, unique=True, help_text="Printed on its label: AM-XXXX-XXXX-C.")
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name="kantor cabang", related_name="envelopes", db_index=False
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, verbose_name="pengambilan", related_name="envelopes",
        help_text="The round that brought it out of the box; empty when it was handed over at the desk.",
    )  # fmt: skip
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, verbose_name="klaim", related_name="envelopes"
    )
    tray = models.CharField("baki", max_length=10, choices=Tray, default=Tray.ORDINARY)
    note = SealedTextField("yang tertulis di amplop", blank=True, help_text="What staff read on it, to find its owner.")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.REGISTERED)
    place = models.CharField("tempat", max_length=8, choices=Place, default=Place.BRANCH)
    bag = models.ForeignKey(
        HandOver, models.PROTECT, null=True, blank=True, verbose_name="dalam kantong", related_name="envelopes_inside"
    )
    shelf = models.CharField("rak", max_length=40, blank=True, help_text="Where in the archive it lies or lay last.")
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
                condition=reduce(or_, (Q(status=status, place__in=places) for status, places in PLACES.items())),
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

    def get_absolute_url(self) -> str:
        return reverse("admin:envelope", args=[self.code])

    @property
    def is_quarantined(self) -> bool:
        """Whether it waits for its disinfection: nobody opens it before."""
        return self.free_at is None

    def is_free(self, now: datetime) -> bool:
        """Whether its quarantine is over."""
        return self.free_at is not None and self.free_at <= now


class Move(models.Model):
    """One step of an envelope: from where to where, by whom, and who signed for it too. Only ever added."""

    class Name(models.TextChoices):
        REGISTERED = "registered", "Diambil dari kotak dan didaftarkan"
        SENT = "sent", "Dikirim dalam kantong bersegel"
        RECEIVED = "received", "Diterima menurut manifes"
        CAME_UNLISTED = "came_unlisted", "Diterima tanpa tercantum di manifes"
        SCANNED = "scanned", "Isinya dipindai"
        ARCHIVED = "archived", "Diarsipkan"
        FETCHED = "fetched", "Diambil dari arsip"
        GIVEN_BACK = "given_back", "Dikembalikan kepada pemiliknya"
        LOST = "lost", "Dinyatakan hilang"
        FOUND = "found", "Ditemukan"

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="moves", verbose_name="amplop", db_index=False)
    number = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("peristiwa", max_length=16, choices=Name)
    from_place = models.CharField("dari", max_length=8, choices=Envelope.Place, blank=True, help_text="Empty: the box.")
    to_place = models.CharField("ke", max_length=8, choices=Envelope.Place)
    hand_over = models.ForeignKey(
        HandOver, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name="serah terima"
    )
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)
    countersigned_by = models.CharField("ikut menandatangani", max_length=60, blank=True)
    note = models.CharField("catatan", max_length=60, blank=True, help_text="A shelf or a round, never a person.")

    class Meta:
        verbose_name = "perpindahan"
        verbose_name_plural = "perpindahan"
        ordering = ["envelope", "number"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "number"], name="move_number_once"),
            models.CheckConstraint(name="move_signed_by_another", condition=~Q(countersigned_by=F("by"))),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_name_display()}"

    @property
    def signers(self) -> list[str]:
        """Who did it, and who signed for it too."""
        return [actor for actor in (self.by, self.countersigned_by) if actor]
