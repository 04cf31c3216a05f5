"""What is known of an address: that it bounces, that WhatsApp is not there, that its owner said stop."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class FactKind(models.TextChoices):
    OPTED_OUT = "opted_out", "Minta berhenti"
    NOT_THERE = "not_there", "Saluran ini tidak ada pada nomor itu"
    UNREACHABLE = "unreachable", "Tidak terjangkau"
    BOUNCED = "bounced", "E-mail kembali"
    REPORTED_WRONG = "reported_wrong", "Dilaporkan salah alamat"


class AddressFactQuerySet(models.QuerySet["AddressFact"]):
    def standing(self, now: datetime) -> "AddressFactQuerySet":
        """Facts that hold at this instant."""
        return self.filter(Q(until=None) | Q(until__gt=now), ended_at=None)


class AddressFact(models.Model):
    """One fact about one address on one channel. The address itself is not here, only its blind index.

    Rows are kept when they end: that somebody asked to be left alone, and when and how, must be provable.
    """

    address_index = models.BinaryField("indeks alamat", max_length=16)
    channel = models.CharField("saluran", max_length=10)
    kind = models.CharField("hal", max_length=20, choices=FactKind)
    reason = models.CharField("sebab", max_length=80, blank=True)
    proof = models.CharField("bukti", max_length=64, blank=True, help_text="Nomor pesan yang menjadi dasarnya.")
    since = models.DateTimeField("sejak")
    until = models.DateTimeField("sampai", null=True, blank=True)
    ended_at = models.DateTimeField("berakhir pada", null=True, blank=True)

    objects = AddressFactQuerySet.as_manager()

    class Meta:
        verbose_name = "fakta alamat"
        verbose_name_plural = "fakta alamat"
        constraints = [
            models.UniqueConstraint(
                fields=["address_index", "channel", "kind"], condition=Q(ended_at=None), name="address_fact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.get_kind_display()}"
