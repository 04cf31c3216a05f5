"""What people write back by WhatsApp: kept first, and read afterwards by the room that knows whose claim it is."""

from datetime import datetime

from django.db import models

from privacy.fields import SealedTextField


class InboundQuerySet(models.QuerySet["Inbound"]):
    def to_read(self) -> "InboundQuerySet":
        """Those nobody has ended yet."""
        return self.filter(ended_at=None)

    def with_photos_that_wait(self, since: datetime) -> "InboundQuerySet":
        """Photos of somebody with several claims, who was asked for which one they are."""
        return self.filter(ended_because=Inbound.Because.ASKED_WHICH, received_at__gt=since).exclude(media=[])


class Inbound(models.Model):
    """One message a person sent us. Its number at the provider makes a repeat harmless."""

    class Because(models.TextChoices):
        """What became of it."""

        ANSWERED = "answered", "Dijawab"
        ASKED_WHICH = "asked_which", "Ditanya untuk kasus yang mana"
        FILED = "filed", "Fotonya masuk ke klaim"
        STOPPED = "stopped", "Minta berhenti"
        STARTED = "started", "Minta mulai lagi"
        TOO_MANY = "too_many", "Terlalu banyak, tidak dijawab"

    provider_id = models.CharField("nomor penyedia", max_length=64, unique=True)
    at_provider = models.CharField("akun pada penyedia", max_length=64)
    sender = SealedTextField("pengirim", help_text="E.164")
    sender_index = models.BinaryField("indeks pengirim", max_length=16)
    words = SealedTextField("isi")
    media = models.JSONField("lampiran", default=list, help_text="Nomor lampiran pada penyedia, dan jenisnya.")
    received_at = models.DateTimeField("diterima pada")
    tries = models.PositiveSmallIntegerField("kali dibaca", default=0)
    ended_at = models.DateTimeField("selesai pada", null=True, blank=True)
    ended_because = models.CharField("hasil", max_length=12, choices=Because, blank=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan masuk"
        verbose_name_plural = "pesan masuk"
        ordering = ("-received_at", "-id")
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(ended_at=None), name="inbound_to_read"),
            models.Index(fields=["sender_index", "-received_at"], name="inbound_of_sender"),
        ]

    def __str__(self) -> str:
        return self.provider_id
