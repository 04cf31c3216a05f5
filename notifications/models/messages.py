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
    CALL = "call", "Telepon"  # a task for a person: no provider is asked, the officers' desk takes it
    NONE = "none", "Tanpa alamat"  # nobody could be told: stands as failed, for a person to see


class State(models.TextChoices):
    WAITING = "waiting", "Menunggu giliran"  # the rung before it is still being tried
    QUEUED = "queued", "Menunggu dikirim"
    SENDING = "sending", "Sedang dikirim"
    UNKNOWN = "unknown", "Tidak pasti terkirim"
    SENT = "sent", "Diterima penyedia"
    DELIVERED = "delivered", "Sampai"
    READ = "read", "Dibaca"
    FAILED = "failed", "Gagal"
    DROPPED = "dropped", "Tidak perlu lagi"  # never left: told by another rung, or no longer true; `reason` says which


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """Rows that ask for a look: to be sent, or taken too long ago, or in doubt."""
        return self.filter(due_at__lte=now)

    def same_message(self, row: "Message") -> "MessageQuerySet":
        """Every rung of the message `row` is a rung of."""
        return self.filter(about=row.about, name=row.name, person=row.person)

    def told(self) -> "MessageQuerySet":
        """Rows that are proof: by them the person was told."""
        return self.filter(told_at__isnull=False)

    def move(self, to: State, **facts: object) -> int:
        """Put those rows in state `to` whose state allows it, in one UPDATE. The count says who came first.

        The only writer of a state: workers and receipts race for a row, and none of them may take it back.
        """
        sources = [state for state, targets in Message.ARROWS.items() if to in targets]
        return self.filter(state__in=sources).update(state=to, **facts)


class Message(models.Model):
    """One rung of one message: of one event to one person by one channel, from posted to read.

    The rungs of a message share `about`, `name` and `person`, and are tried in the order of `rung`: the first is queued
    when it is posted, the others wait until the one before has failed or has stayed unconfirmed past `climb_at`.
    `id` is derived from those three and the channel, so that posting again names the rows that already stand.
    """

    # Who reads it the other way round: a receipt may come before the worker has noted that it sent, and late good news
    # beats early bad news. What a provider took comes back to the queue for one reason: to be said by template.
    ARROWS: dict[str, tuple[str, ...]] = {
        State.WAITING: (State.QUEUED, State.DROPPED),
        State.QUEUED: (
            State.QUEUED,
            State.SENDING,
            State.SENT,
            State.DELIVERED,
            State.READ,
            State.FAILED,
            State.DROPPED,
        ),
        State.SENDING: (State.QUEUED, State.UNKNOWN, State.SENT, State.DELIVERED, State.READ, State.FAILED),
        State.UNKNOWN: (State.UNKNOWN, State.QUEUED, State.SENT, State.DELIVERED, State.READ, State.FAILED),
        State.SENT: (State.QUEUED, State.DELIVERED, State.READ, State.FAILED),
        State.DELIVERED: (State.READ,),
        State.READ: (),
        State.FAILED: (State.DELIVERED, State.READ),
        State.DROPPED: (),
    }
    OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN)

    id = models.UUIDField(primary_key=True, editable=False)
    about = models.CharField("peristiwa", max_length=120)
    name = models.CharField("pesan", max_length=40)
    person = models.CharField("penerima", max_length=120)
    channel = models.CharField("saluran", max_length=10, choices=Channel)
    rung = models.PositiveSmallIntegerField("anak tangga", default=0)
    urgency = models.CharField("antrean", max_length=10, choices=Urgency)
    ref = models.CharField("ref", max_length=4, help_text="Tertulis di setiap SMS dan WhatsApp: Ref K7QM.")
    address = SealedTextField("alamat")
    prefix = models.CharField("awalan nomor", max_length=6, blank=True, help_text="Negara dan operator: +62812.")
    context = SealedJSONField("isian")
    zone = models.CharField("zona waktu", max_length=40)
    language = models.CharField("bahasa", max_length=5)

    state = models.CharField("status", max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField("alasan", max_length=80, blank=True)
    due_at = models.DateTimeField("dilihat lagi pada", null=True, blank=True)
    climb_at = models.DateTimeField(
        "naik tangga pada", null=True, blank=True, help_text="Bila sampai saat itu tidak ada tanda terima."
    )
    not_after = models.DateTimeField(
        "tidak berlaku sesudah", null=True, blank=True, help_text="Sesudah saat itu isinya tidak benar lagi."
    )
    tries = models.PositiveSmallIntegerField("kali dicoba", default=0)
    repeats = models.PositiveSmallIntegerField(
        "kali diulang", default=0, help_text="Dikirim ulang tanpa tahu akhir pengiriman sebelumnya (hanya e-mail)."
    )
    version = models.CharField("versi naskah", max_length=12, blank=True)
    segments = models.PositiveSmallIntegerField("bagian SMS", default=0)
    provider = models.CharField("penyedia", max_length=20, blank=True)
    provider_id = models.CharField("nomor penyedia", max_length=64, blank=True)
    posted_at = models.DateTimeField("dibuat pada")
    begun_at = models.DateTimeField("mulai dicoba pada", null=True, blank=True)
    taken_at = models.DateTimeField("terakhir diambil pada", null=True, blank=True)
    sent_at = models.DateTimeField("diterima penyedia pada", null=True, blank=True)
    delivered_at = models.DateTimeField("sampai pada", null=True, blank=True)
    read_at = models.DateTimeField("dibaca pada", null=True, blank=True)
    failed_at = models.DateTimeField("gagal pada", null=True, blank=True)
    told_at = models.DateTimeField(
        "terbukti diberi tahu pada", null=True, blank=True, help_text="Saat kita boleh berkata: orangnya sudah tahu."
    )

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
                | Q(state__in=["waiting", "sent", "delivered", "read", "failed", "dropped"], due_at__isnull=True),
                name="message_open_is_due",
            ),
            models.CheckConstraint(
                condition=Q(climb_at=None) | Q(state="sent", told_at=None), name="message_climbs_while_unconfirmed"
            ),
        ]
        indexes = [
            models.Index(fields=["urgency", "due_at"], condition=Q(due_at__isnull=False), name="message_due"),
            models.Index(fields=["climb_at"], condition=Q(climb_at__isnull=False), name="message_climbs"),
            models.Index(fields=["-failed_at"], condition=Q(state="failed"), name="message_failed"),
            models.Index(fields=["-posted_at"], name="message_newest"),
            models.Index(fields=["ref"], name="message_by_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.name} Ref {self.ref}"

    def as_read(self) -> MessageQuerySet:
        """The row, as long as nobody else has moved it since it was read."""
        return Message.objects.filter(pk=self.pk, state=self.state, due_at=self.due_at)

    def still_wanted(self, now: datetime) -> bool:
        """Whether it would still be true and still be news when it left now."""
        if self.not_after and self.not_after < now:
            return False
        return self.rung == 0 or not Message.objects.same_message(self).told().exists()

    @property
    def gives_up_at(self) -> datetime:
        """When this rung has been tried for long enough."""
        return (self.begun_at or self.posted_at) + self.purpose.lifetime

    @property
    def purpose(self) -> Purpose:
        return PURPOSES[self.name]
