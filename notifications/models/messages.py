"""The outbox's one table: every message, one row a rung of its ladder."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from notifications.purposes import PURPOSES, Purpose, Urgency
from privacy.fields import SealedJSONField, SealedTextField


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    NONE = "none", "Tanpa alamat"  # nobody could be told: stands as failed, for a person to see


class State(models.TextChoices):
    QUEUED = "queued", "Menunggu dikirim"
    SENDING = "sending", "Sedang dikirim"
    UNKNOWN = "unknown", "Tidak pasti terkirim"
    SENT = "sent", "Diterima penyedia"
    DELIVERED = "delivered", "Sampai"
    READ = "read", "Dibaca"
    FAILED = "failed", "Gagal"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """Rows that ask for a look: to be sent, or taken too long ago, or in doubt."""
        return self.filter(due_at__lte=now)

    def move(self, to: State, **facts: object) -> int:
        """Put those rows in state `to` whose state allows it, in one UPDATE. The count says who came first.

        The only writer of a state: workers and receipts race for a row, and none of them may take it back.
        """
        sources = [state for state, targets in Message.ARROWS.items() if to in targets]
        return self.filter(state__in=sources).update(state=to, **facts)


class Message(models.Model):
    """One message of one event to one person by one channel, from posted to read.

    `id` is derived from those four, so that posting again names the row that already stands.
    """

    # Who reads it the other way round: a receipt may come before the worker has noted that it sent, and late good news
    # beats early bad news.
    ARROWS: dict[str, tuple[str, ...]] = {
        State.QUEUED: (State.SENDING, State.SENT, State.DELIVERED, State.READ, State.FAILED),
        State.SENDING: (State.QUEUED, State.UNKNOWN, State.SENT, State.DELIVERED, State.READ, State.FAILED),
        State.UNKNOWN: (State.UNKNOWN, State.QUEUED, State.SENT, State.DELIVERED, State.READ, State.FAILED),
        State.SENT: (State.DELIVERED, State.READ, State.FAILED),
        State.DELIVERED: (State.READ,),
        State.READ: (),
        State.FAILED: (State.DELIVERED, State.READ),
    }
    OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN)

    id = models.UUIDField(primary_key=True, editable=False)
    about = models.CharField("peristiwa", max_length=120)
    name = models.CharField("pesan", max_length=40)
    person = models.CharField("penerima", max_length=120)
    channel = models.CharField("saluran", max_length=10, choices=Channel)
    urgency = models.CharField("antrean", max_length=10, choices=Urgency)
    ref = models.CharField("ref", max_length=4, help_text="Tertulis di setiap SMS dan WhatsApp: Ref K7QM.")
    address = SealedTextField("alamat")
    context = SealedJSONField("isian")
    zone = models.CharField("zona waktu", max_length=40)
    language = models.CharField("bahasa", max_length=5)

    state = models.CharField("status", max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField("alasan", max_length=80, blank=True)
    due_at = models.DateTimeField("dilihat lagi pada", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("kali dicoba", default=0)
    repeats = models.PositiveSmallIntegerField(
        "kali diulang", default=0, help_text="Dikirim ulang tanpa tahu akhir pengiriman sebelumnya (hanya e-mail)."
    )
    provider_id = models.CharField("nomor penyedia", max_length=64, blank=True)
    posted_at = models.DateTimeField("dibuat pada")
    taken_at = models.DateTimeField("terakhir diambil pada", null=True, blank=True)
    sent_at = models.DateTimeField("diterima penyedia pada", null=True, blank=True)
    delivered_at = models.DateTimeField("sampai pada", null=True, blank=True)
    read_at = models.DateTimeField("dibaca pada", null=True, blank=True)
    failed_at = models.DateTimeField("gagal pada", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "pesan"
        verbose_name_plural = "pesan"
        ordering = ("-posted_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["about", "name", "person", "channel"], name="message_once"),
            # No open row without a time at which somebody looks at it, and no closed row that is looked at.
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "unknown"], due_at__isnull=False)
                | Q(state__in=["sent", "delivered", "read", "failed"], due_at__isnull=True),
                name="message_open_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["urgency", "due_at"], condition=Q(due_at__isnull=False), name="message_due"),
            models.Index(fields=["-posted_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} Ref {self.ref}"

    @property
    def purpose(self) -> Purpose:
        return PURPOSES[self.name]
