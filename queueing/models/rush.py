"""The waiting room of the hour at which days open: a number for each confirmed contact, in an order nobody can buy."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from privacy.fields import SealedTextField
from queueing.rush import draw

ROOM_OPENS_BEFORE = timedelta(minutes=60)
"""How long before the opening a number can be taken. All taken until then have the same chance."""

ROOM_LASTS = timedelta(hours=3)
"""After this long nobody is asked for a number any more, whoever still stands in line."""

NUMBERS_PER_DEVICE = 3
"""A family shares a telephone; more than this from one is somebody collecting numbers."""

NUMBERS_PER_NETWORK = 2000
"""A village, or a mobile operator's gateway, shares an address."""


class Rush(models.Model):
    """One opening: the instant at which the days of some branches are released, and the order in which people enter.

    Numbers taken before the opening are put in an order that follows from `seed`, whose SHA-256 is public before the
    first of them and which is itself public afterwards, so that anybody can check the draw. Later ones enter as they
    came. `admitted` says how many places of that order may enter by now.
    """

    opens_at = models.DateTimeField("dibuka", unique=True)
    seed = SealedTextField("benih undian", help_text="Public once the opening has come.")
    commitment = models.CharField("segel benih", max_length=64, help_text="SHA-256 of the seed, public from the start.")
    last_serial = models.PositiveIntegerField("nomor undi terakhir", default=0)
    drawn_before = models.PositiveIntegerField("nomor sebelum dibuka", null=True, blank=True)
    admitted = models.PositiveIntegerField("sudah dipersilakan", default=0)
    admitted_at = models.DateTimeField("terakhir dipersilakan", null=True, blank=True)
    sold_out_at = models.DateTimeField("pertama kali habis", null=True, blank=True)

    class Meta:
        verbose_name = "pembukaan hari"
        verbose_name_plural = "pembukaan hari"
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(name="rush_admits_whom_it_knows", condition=Q(admitted__lte=F("last_serial"))),
            models.CheckConstraint(name="rush_draws_whom_it_knows", condition=Q(drawn_before__lte=F("last_serial"))),
        ]

    def __str__(self) -> str:
        return f"pembukaan {self.opens_at:%Y-%m-%d %H:%MZ}"

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at <= now

    def is_on(self, now: datetime) -> bool:
        """Whether people stand in line: who has a number that has not been called waits, and so does who comes now."""
        return self.opens_at <= now < self.opens_at + ROOM_LASTS and self.admitted < self.last_serial

    def takes_numbers(self, now: datetime) -> bool:
        """Whether a number can be taken: in the hour before the opening, and while people stand in line after it."""
        return self.opens_at - ROOM_OPENS_BEFORE <= now < self.opens_at or self.is_on(now)

    @property
    def numbers_before(self) -> int:
        """How many numbers were taken before the opening; until the draw is closed, all so far."""
        return self.last_serial if self.drawn_before is None else self.drawn_before

    @property
    def numbers_after(self) -> int:
        """How many were taken after it."""
        return self.last_serial - self.numbers_before

    def place_of(self, serial: int) -> int | None:
        """When this number enters, from 1; None before the draw."""
        if self.drawn_before is None:
            return None
        return draw.place_of(serial, drawn_before=self.drawn_before, seed=self.seed)

    def number_at(self, place: int) -> int:
        """The number that enters at this place, once the draw is closed."""
        return draw.number_at(place, drawn_before=self.drawn_before or 0, seed=self.seed)


class QueueNumber(models.Model):
    """One confirmed contact's number in a rush. It admits one booking."""

    rush = models.ForeignKey(Rush, models.CASCADE, related_name="numbers", verbose_name="pembukaan", db_index=False)
    serial = models.PositiveIntegerField("nomor undi")
    contact_index = models.BinaryField(max_length=32)
    device_index = models.BinaryField(max_length=32, default=b"")
    network_index = models.BinaryField(max_length=32, default=b"")
    drawn_at = models.DateTimeField("diambil")
    called_at = models.DateTimeField("dipanggil", null=True, blank=True)
    entered_at = models.DateTimeField("masuk", null=True, blank=True)
    spent_at = models.DateTimeField("terpakai", null=True, blank=True)

    class Meta:
        verbose_name = "nomor antrean"
        verbose_name_plural = "nomor antrean"
        constraints = [
            models.UniqueConstraint(fields=["rush", "contact_index"], name="one_number_per_contact_and_rush"),
            models.UniqueConstraint(fields=["rush", "serial"], name="queue_serial_once"),
            models.CheckConstraint(
                name="number_called_before_it_enters", condition=Q(entered_at=None) | Q(called_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["rush", "called_at"], name="number_called", condition=Q(entered_at__isnull=True)),
            models.Index(fields=["rush", "device_index"], name="number_by_device"),
            models.Index(fields=["rush", "network_index"], name="number_by_network"),
        ]

    def __str__(self) -> str:
        return f"nomor undi {self.serial}"
