"""How many people a branch takes, as a branch thinks of it: who is there, when, and how long a file takes."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from branches.models import Branch
from claims.models import Claim
from queueing.models.slots import SLOT_LENGTH


class OpeningPlan(models.Model):
    """One session of one weekday by one door: from when to when, and how many people are taken in an hour of it.

    The number comes from staff and the minutes a file takes, or is written down plainly. Lunch is the gap between two
    sessions. Slots are made from plans.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Senin"
        TUESDAY = 1, "Selasa"
        WEDNESDAY = 2, "Rabu"
        THURSDAY = 3, "Kamis"
        FRIDAY = 4, "Jumat"
        SATURDAY = 5, "Sabtu"
        SUNDAY = 6, "Minggu"

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="opening_plans", verbose_name="kantor cabang", db_index=False
    )
    door = models.CharField("pintu", max_length=10, choices=Claim.Door.choices, default=Claim.Door.ONLINE)
    weekday = models.PositiveSmallIntegerField("hari", choices=Weekday.choices)
    starts = models.TimeField("mulai")
    ends = models.TimeField("selesai")
    staff = models.PositiveSmallIntegerField("petugas", null=True, blank=True)
    minutes_per_file = models.PositiveSmallIntegerField("menit per berkas", null=True, blank=True)
    places_per_hour = models.PositiveSmallIntegerField("tempat per jam", null=True, blank=True)

    class Meta:
        verbose_name = "rencana jam buka"
        verbose_name_plural = "rencana jam buka"
        ordering = ["branch", "door", "weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "door", "weekday", "starts"], name="one_plan_per_session"),
            models.CheckConstraint(name="session_starts_before_it_ends", condition=Q(starts__lt=F("ends"))),
            models.CheckConstraint(
                name="places_from_staff_or_a_plain_number",
                condition=Q(places_per_hour__isnull=False, staff__isnull=True, minutes_per_file__isnull=True)
                | Q(places_per_hour__isnull=True, staff__isnull=False, minutes_per_file__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H.%M}–{self.ends:%H.%M}"

    def places_in(self, length: timedelta) -> int:
        """How many people are taken in that much of the session, rounded down."""
        minutes = int(length.total_seconds() // 60)
        if self.places_per_hour is not None:
            return self.places_per_hour * minutes // 60
        assert self.staff is not None and self.minutes_per_file  # the database refuses a plan without either
        return self.staff * minutes // self.minutes_per_file

    def places(self) -> int:
        """How many people the whole session takes, hour by hour."""
        length = datetime.combine(date.min, self.ends) - datetime.combine(date.min, self.starts)
        return length // SLOT_LENGTH * self.places_in(SLOT_LENGTH) + self.places_in(length % SLOT_LENGTH)
