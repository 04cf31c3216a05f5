"""The hours that can be booked."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from branches.models import Branch
from claims.models import Claim

SLOT_LENGTH = timedelta(hours=1)


class SlotQuerySet(models.QuerySet["Slot"]):
    def bookable(self, now: datetime) -> "SlotQuerySet":
        """The hours that have been released, whose booking has not closed, and in which the branch wants anybody."""
        return self.filter(releases_at__lte=now, bookable_until__gt=now, planned__gt=0)

    def of(self, branch: Branch, door: str) -> "SlotQuerySet":
        return self.filter(branch=branch, door=door).order_by("starts_at")

    def overfull(self, now: datetime) -> "SlotQuerySet":
        """The hours ahead in which more people count than the branch wants; `reseating` says who is too many."""
        return self.filter(starts_at__gt=now, taken__gt=F("planned"))


class Slot(models.Model):
    """One hour of one branch by one door. `taken` never passes `capacity`: the database refuses it.

    `taken` counts live tickets, held ones included. `planned` is how many places the branch wants; where more people
    have a place than that, `capacity` stays above it and follows them down as they are seated elsewhere (`reseating`).
    An hour of a day that is not served any more is closed: it wants nobody.
    """

    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="slots", verbose_name="kantor cabang", db_index=False
    )
    door = models.CharField("pintu", max_length=10, choices=Claim.Door.choices)
    day = models.DateField("hari", help_text="The branch's own calendar day.")
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("selesai")
    releases_at = models.DateTimeField("dibuka", help_text="From here on the public can book it.")
    bookable_until = models.DateTimeField("bisa dipesan sampai", help_text="Exclusive.")
    papers_due_at = models.DateTimeField("batas dokumen", help_text="Exclusive: H-1 is over, or the day of who comes.")
    planned = models.PositiveSmallIntegerField("tempat menurut rencana")
    capacity = models.PositiveSmallIntegerField("tempat")
    taken = models.PositiveSmallIntegerField("terisi", default=0)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True, help_text="Its day is not served since then.")

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"
        constraints = [
            models.UniqueConstraint(fields=["branch", "door", "starts_at"], name="one_slot_per_hour"),
            models.CheckConstraint(name="slot_never_oversold", condition=Q(taken__lte=F("capacity"))),
            models.CheckConstraint(name="slot_keeps_what_was_planned", condition=Q(planned__lte=F("capacity"))),
            models.CheckConstraint(name="closed_slot_wants_nobody", condition=Q(closed_at=None) | Q(planned=0)),
        ]
        indexes = [
            models.Index(fields=["branch", "door", "day"], name="slot_by_day"),
            models.Index(fields=["starts_at"], name="slot_by_hour"),
            models.Index(fields=["releases_at"], name="slot_by_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.starts_at:%Y-%m-%d %H:%MZ}"

    @property
    def left(self) -> int:
        return self.capacity - self.taken

    def is_bookable(self, now: datetime, *, before_release: bool = False) -> bool:
        """Whether it can be asked for; a branch may seat people whose hour it closed before the public comes."""
        return self.planned > 0 and (before_release or self.releases_at <= now) and now < self.bookable_until

    def due_for(self, now: datetime) -> datetime:
        """Until when papers are awaited from who books at `now`: H-1, or the hour itself once H-1 has passed."""
        return self.papers_due_at if now < self.papers_due_at else self.starts_at


class SlotReminder(models.Model):
    """That the people of a slot have been reminded of one thing, so that a sweep passes over it."""

    class Kind(models.TextChoices):
        THREE_DAYS = "three_days", "H-3"
        DAY_BEFORE = "day_before", "pagi H-1"
        LAST_HOURS = "last_hours", "tiga jam sebelum batas"
        SAME_DAY = "same_day", "tiga jam sebelum jam layanan"
        THE_HOUR = "the_hour", "menjelang jam layanan"

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="reminders", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = "pengingat jam layanan"
        verbose_name_plural = "pengingat jam layanan"
        constraints = [models.UniqueConstraint(fields=["slot", "kind"], name="slot_reminded_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.slot_id}"
