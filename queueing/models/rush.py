"""The waiting room of the hour at which days open: a number for each confirmed contact, in an order nobody can buy."""

from django.db import models
from django.db.models import Q

from privacy.fields import SealedTextField


class Rush(models.Model):
    """One opening: the instant at which the days of some branches are released, and the order in which people enter.

    Numbers drawn before the opening are put in an order that follows from `seed`, whose SHA-256 is public from the
    first draw and which is itself public afterwards, so that anybody can check the draw. Later ones enter as they came.
    """

    opens_at = models.DateTimeField("dibuka", unique=True)
    seed = SealedTextField("benih undian", help_text="Public once the opening has come.")
    commitment = models.CharField("segel benih", max_length=64, help_text="SHA-256 of the seed, public from the start.")
    last_serial = models.PositiveIntegerField("nomor undi terakhir", default=0)
    drawn_before = models.PositiveIntegerField("nomor sebelum dibuka", null=True, blank=True)
    admitted = models.PositiveIntegerField("sudah dipersilakan", default=0)
    admitted_at = models.DateTimeField("terakhir dipersilakan", null=True, blank=True)

    class Meta:
        verbose_name = "pembukaan hari"
        verbose_name_plural = "pembukaan hari"
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(name="rush_admits_whom_it_knows", condition=Q(admitted__lte=models.F("last_serial")))
        ]

    def __str__(self) -> str:
        return f"pembukaan {self.opens_at:%Y-%m-%d %H:%MZ}"


class QueueNumber(models.Model):
    """One confirmed contact's number in a rush. It admits one booking."""

    rush = models.ForeignKey(Rush, models.CASCADE, related_name="numbers", verbose_name="pembukaan")
    serial = models.PositiveIntegerField("nomor undi")
    contact_index = models.BinaryField(max_length=32)
    device_index = models.BinaryField(max_length=32, default=b"")
    network_index = models.BinaryField(max_length=32, default=b"")
    drawn_at = models.DateTimeField("diambil")
    entered_at = models.DateTimeField("masuk", null=True, blank=True)
    spent_at = models.DateTimeField("terpakai", null=True, blank=True)

    class Meta:
        verbose_name = "nomor antrean"
        verbose_name_plural = "nomor antrean"
        constraints = [
            models.UniqueConstraint(fields=["rush", "contact_index"], name="one_number_per_contact_and_rush"),
            models.UniqueConstraint(fields=["rush", "serial"], name="queue_serial_once"),
        ]
        indexes = [
            models.Index(fields=["rush", "device_index"], name="number_by_device"),
            models.Index(fields=["rush", "network_index"], name="number_by_network"),
        ]

    def __str__(self) -> str:
        return f"nomor undi {self.serial}"
