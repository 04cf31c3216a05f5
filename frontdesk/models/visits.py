"""Somebody who came to a branch: their number of the day, and what became of it."""

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q, Sum

from branches.models import Branch
from claims.models import Claim
from queueing.models import Ticket


class VisitSeries(models.TextChoices):
    """What a person came for. Each is called in an order of its own."""

    COUNTER = "A", "Loket"
    DROP_BOX = "B", "Drop box"
    BOOTH = "C", "Bilik"


class VisitQuerySet(models.QuerySet["Visit"]):
    def of_day(self, branch: Branch, day: date) -> "VisitQuerySet":
        return self.filter(branch=branch, day=day)

    def waiting(self, series: str) -> "VisitQuerySet":
        """Those of a series who can be called, in the order in which they are."""
        return self.filter(series=series, status=Visit.Status.WAITING).order_by("number")

    def still_here(self) -> "VisitQuerySet":
        """Those who have not been served, sent away or left."""
        return self.exclude(status__in=(Visit.Status.SERVED, Visit.Status.REFUSED, Visit.Status.LEFT))

    def inside(self) -> "VisitQuerySet":
        """Those in the room: at a counter, or let in to wait. Who did not come when called is taken to have gone."""
        let_in = Q(admitted_at__isnull=False, status__in=(Visit.Status.WAITING, Visit.Status.PARKED))
        return self.filter(let_in | Q(status=Visit.Status.CALLED))

    def outside(self) -> "VisitQuerySet":
        """Those who have a number and wait until there is room. The box is outdoors: nobody waits for it."""
        waiting = self.filter(status=Visit.Status.WAITING, admitted_at=None)
        return waiting.exclude(series=VisitSeries.DROP_BOX).order_by("arrived_at", "number")

    def ahead_of(self, visit: "Visit") -> "VisitQuerySet":
        """Those who are called before this one."""
        waiting = self.of_day(visit.branch, visit.day).waiting(visit.series)
        return waiting.filter(number__lt=visit.number)

    def count_people(self) -> int:
        """How many persons these are: a visit may be of a family."""
        return self.aggregate(all=Sum("people"))["all"] or 0


class Visit(models.Model):
    """One coming to a branch, by one person or several together, for one claim, for several or for none yet.

    Its number is the next of the branch, the day and the series; who was not let in has none. Its key is the address of
    its public page, so it is made of chance.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        CALLED = "called", "Dipanggil"
        SERVED = "served", "Selesai dilayani"
        PARKED = "parked", "Ditunda"
        SKIPPED = "skipped", "Dilewati"
        REFUSED = "refused", "Diberi waktu lain"
        LEFT = "left", "Pulang"

    ARROWS: ClassVar[dict[str, tuple[Status, ...]]] = {
        Status.WAITING: (Status.CALLED, Status.SERVED, Status.PARKED, Status.REFUSED, Status.LEFT),
        Status.CALLED: (Status.SERVED, Status.PARKED, Status.SKIPPED, Status.WAITING, Status.LEFT),
        Status.PARKED: (Status.WAITING, Status.CALLED, Status.LEFT),
        Status.SKIPPED: (Status.WAITING, Status.CALLED, Status.LEFT),
        Status.LEFT: (Status.WAITING,),
    }

    Series = VisitSeries

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="visits", verbose_name="kantor cabang", db_index=False
    )
    day = models.DateField("hari", help_text="By the branch's clock.")
    series = models.CharField("seri", max_length=1, choices=VisitSeries)
    number = models.PositiveSmallIntegerField("nomor", null=True, blank=True)
    people = models.PositiveSmallIntegerField("orang", default=1)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="tempat"
    )
    claims: models.ManyToManyField = models.ManyToManyField(
        Claim, through="VisitClaim", related_name="visits", verbose_name="klaim"
    )
    status = models.CharField("status", max_length=8, choices=Status, default=Status.WAITING)
    saw_ktp = models.BooleanField("KTP dilihat", default=False)

    arrived_at = models.DateTimeField("datang")
    arrived_by = models.CharField("diterima oleh", max_length=60)
    admitted_at = models.DateTimeField("dipersilakan masuk", null=True, blank=True)
    admitted_by = models.CharField("dipersilakan oleh", max_length=60, blank=True)
    called_at = models.DateTimeField("terakhir dipanggil", null=True, blank=True)
    served_at = models.DateTimeField("selesai dilayani", null=True, blank=True)
    served_by = models.CharField("dilayani oleh", max_length=60, blank=True)
    left_at = models.DateTimeField("pulang", null=True, blank=True)
    left_by = models.CharField("dicatat pulang oleh", max_length=60, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "kunjungan"
        verbose_name_plural = "kunjungan"
        ordering = ["-day", "series", "number"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "day", "series", "number"], name="one_visit_per_number"),
            models.CheckConstraint(
                name="visit_numbered_unless_refused",
                condition=Q(number__isnull=False, number__gt=0) | Q(number=None, status="refused"),
            ),
            models.CheckConstraint(name="visit_of_somebody", condition=Q(people__gt=0)),
            models.CheckConstraint(name="visit_served_at", condition=Q(status="served") ^ Q(served_at__isnull=True)),
            *(
                models.CheckConstraint(
                    name=f"visit_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("admitted", "served", "left")
            ),
            models.CheckConstraint(name="visit_left_at", condition=Q(status="left") ^ Q(left_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"kunjungan {self.label or self.pk}"

    @property
    def label(self) -> str:
        """As it stands on the ticket and on the board: A012. Empty for who was not let in."""
        return f"{self.series}{self.number:03}" if self.number else ""

    @property
    def is_awaiting(self) -> bool:
        """Whether they may still be called."""
        return self.status in (self.Status.WAITING, self.Status.CALLED, self.Status.PARKED, self.Status.SKIPPED)

    @property
    def waits_in_a_room(self) -> bool:
        """Whether they wait indoors when there is room: the box stands outdoors."""
        return self.series != VisitSeries.DROP_BOX

    @property
    def waits_outside(self) -> bool:
        """Whether they wait for room, not for their call."""
        return self.status == self.Status.WAITING and self.waits_in_a_room and self.admitted_at is None


class VisitClaim(models.Model):
    """A claim a person came for."""

    visit = models.ForeignKey(
        Visit, models.CASCADE, related_name="visit_claims", verbose_name="kunjungan", db_index=False
    )
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="visit_claims", verbose_name="klaim")

    class Meta:
        verbose_name = "klaim kunjungan"
        verbose_name_plural = "klaim kunjungan"
        constraints = [models.UniqueConstraint(fields=["visit", "claim"], name="claim_once_per_visit")]

    def __str__(self) -> str:
        return f"klaim {self.claim_id} pada {self.visit_id}"
