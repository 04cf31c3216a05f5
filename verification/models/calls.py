"""Calls that officers make: what has to be said by telephone, and how each try ended."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from notifications.models import Message
from privacy.fields import SealedTextField

TRIES = 3
"""Unanswered calls after which the task is given up and the claim stands in the red list."""

BETWEEN_TRIES = timedelta(hours=2)
CALLS_FROM, CALLS_UNTIL = time(8), time(20)
"""Nobody is called outside these hours of the branch's own clock; the end is exclusive."""

HELD_FOR = timedelta(minutes=30)
"""How long a taken task waits for its outcome before a colleague may take it."""


NOBODY = {"taken_by": "", "taken_at": None, "taken_until": None}
"""The facts of a task in nobody's hand."""


def may_call(branch: Branch, instant: datetime) -> bool:
    """Whether people are called at this hour of the branch."""
    return next_hour(branch, instant) == instant


def next_hour(branch: Branch, instant: datetime) -> datetime:
    """This instant, or the next one at which people are called there."""
    day = calendar.local_day(branch, instant)
    if instant >= calendar.at(branch, day, CALLS_UNTIL):
        return calendar.at(branch, day + timedelta(days=1), CALLS_FROM)
    return max(instant, calendar.at(branch, day, CALLS_FROM))


class CallTaskQuerySet(models.QuerySet["CallTask"]):
    def visible_to(self, user: User) -> "CallTaskQuerySet":
        return self.filter(claim__in=Claim.objects.visible_to(user))

    def open(self) -> "CallTaskQuerySet":
        return self.filter(state=CallTask.State.OPEN)

    def in_nobodys_hand(self, now: datetime) -> "CallTaskQuerySet":
        """Open, and taken by nobody, or by somebody whose time is over."""
        return self.open().filter(Q(taken_by="") | Q(taken_until__lte=now))

    def free(self, now: datetime) -> "CallTaskQuerySet":
        """What may be taken now, as far as the row itself knows: the hour of its branch is asked of `may_call`."""
        return self.in_nobodys_hand(now).filter(due_at__lte=now)

    def in_order(self) -> "CallTaskQuerySet":
        """What a deadline presses most comes first, then what has waited longest."""
        return self.order_by(F("deadline_at").asc(nulls_last=True), "due_at", "pk")


class CallTask(models.Model):
    """Somebody has to be told by telephone: the last rung of a message, or asked for by an officer.

    Whose branch it belongs to is the claim's own fact. A task in nobody's hand ends when the person was told otherwise.
    """

    class State(models.TextChoices):
        OPEN = "open", "Perlu ditelepon"
        REACHED = "reached", "Sudah diberi tahu"
        FAILED = "failed", "Gagal"
        DROPPED = "dropped", "Tidak perlu lagi"

    class Why(models.TextChoices):
        """Why a task ended without reaching the person."""

        NO_ANSWER = "call_no_answer", "Tidak diangkat"
        WRONG_NUMBER = "call_wrong_number", "Nomor salah"
        TOO_LATE = "call_too_late", "Batas waktunya lewat"
        TOLD = "told", "Sudah tahu lewat jalan lain"
        OVER = "over", "Klaimnya selesai"
        CALLED_OFF = "called_off", "Dibatalkan petugas"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="call_tasks", verbose_name="klaim", db_index=False)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pesan",
        help_text="The rung that is this call; empty when an officer asked for a call about nothing that was sent.",
    )  # fmt: skip
    purpose = models.CharField("pesan", max_length=40, blank=True, help_text="Name of the message; picks the script.")
    asked_by = models.CharField("diminta oleh", max_length=60, blank=True, help_text="Empty when the ladder asked.")
    made_at = models.DateTimeField("dibuat pada")
    deadline_at = models.DateTimeField("batas waktu", null=True, blank=True, help_text="After it the news is no use.")
    state = models.CharField("status", max_length=8, choices=State, default=State.OPEN)
    why = models.CharField("sebab", max_length=20, choices=Why, blank=True)
    due_at = models.DateTimeField("ditelepon mulai", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("kali tidak diangkat", default=0)
    taken_at = models.DateTimeField("dipegang sejak", null=True, blank=True)
    taken_by = models.CharField("dipegang oleh", max_length=60, blank=True)
    taken_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    ended_at = models.DateTimeField("selesai pada", null=True, blank=True)
    ended_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)

    objects = CallTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tugas telepon"
        verbose_name_plural = "tugas telepon"
        constraints = [
            models.CheckConstraint(
                name="call_task_open_is_due",
                condition=Q(state="open", due_at__isnull=False, ended_at=None)
                | (~Q(state="open") & Q(due_at=None, ended_at__isnull=False, taken_by="")),
            ),
            models.CheckConstraint(
                name="call_task_taken_at_and_by",
                condition=Q(taken_at=None, taken_by="", taken_until=None)
                | (Q(taken_at__isnull=False, taken_until__isnull=False) & ~Q(taken_by="")),
            ),
            models.CheckConstraint(
                name="call_task_ends_with_a_reason", condition=Q(state__in=["open", "reached"], why="") | ~Q(why="")
            ),
            models.UniqueConstraint(fields=["taken_by"], condition=~Q(taken_by=""), name="one_call_in_hand"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="open", message=None), name="one_call_asked_by_hand"
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_at", "due_at"], condition=Q(state="open"), name="call_task_open"),
            models.Index(fields=["claim", "-made_at"], name="call_task_of_claim"),
            models.Index(fields=["made_at"], name="call_task_newest"),
        ]

    def __str__(self) -> str:
        return f"tugas telepon {self.pk}"

    def is_held_by(self, by: str) -> bool:
        """Whether this officer has it in hand: also past the half hour, while no colleague has taken it."""
        return self.state == self.State.OPEN and self.taken_by == by

    def is_held_by_another(self, by: str, now: datetime) -> bool:
        return bool(self.taken_by not in ("", by) and self.taken_until and self.taken_until > now)


class CallTry(models.Model):
    """One time an officer had a task in hand: when, and how it ended. Without an outcome the time ran out."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Tersambung: orangnya sudah diberi tahu"
        NO_ANSWER = "no_answer", "Tidak diangkat"
        CALL_BACK = "call_back", "Minta ditelepon lagi pada waktu lain"
        WRONG_NUMBER = "wrong_number", "Nomor salah: yang menjawab orang lain"
        PUT_BACK = "put_back", "Tidak jadi menelepon"

    class Leg(models.TextChoices):
        """Where one of the two telephones stands, in Twilio's words, in the order they come."""

        ASKED = "asked", "diminta"
        QUEUED = "queued", "antre"
        INITIATED = "initiated", "dihubungi"
        RINGING = "ringing", "berdering"
        TALKING = "in-progress", "tersambung"
        COMPLETED = "completed", "selesai"
        BUSY = "busy", "sibuk"
        NO_ANSWER = "no-answer", "tidak diangkat"
        FAILED = "failed", "gagal"
        CANCELED = "canceled", "dibatalkan"

    ON_THE_WAY = (Leg.ASKED, Leg.QUEUED, Leg.INITIATED, Leg.RINGING, Leg.TALKING)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(CallTask, models.PROTECT, related_name="call_tries", verbose_name="tugas")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("diambil pada")
    outcome = models.CharField("hasil", max_length=12, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField("hasil dicatat pada", null=True, blank=True)
    call_back_at = models.DateTimeField("minta ditelepon pada", null=True, blank=True)
    officer_phone = SealedTextField("telepon petugas", help_text="E.164; it rings first. Empty: dialled by hand.")
    asked_at = models.DateTimeField("panggilan diminta pada", null=True, blank=True)
    call_id = models.CharField("nomor panggilan di penyedia", max_length=64, blank=True)
    officer_leg = models.CharField("telepon petugas", max_length=12, choices=Leg, blank=True)
    claimant_leg = models.CharField("telepon pemohon", max_length=12, choices=Leg, blank=True)
    seconds = models.PositiveIntegerField("lama bicara (detik)", null=True, blank=True)

    class Meta:
        verbose_name = "percobaan telepon"
        verbose_name_plural = "percobaan telepon"
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="call_try_outcome_at",
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="call_try_calls_back_at_a_time",
                condition=Q(outcome="call_back", call_back_at__isnull=False)
                | (~Q(outcome="call_back") & Q(call_back_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-at"], name="call_try_of_officer"),
            models.Index(fields=["at"], name="call_try_newest"),
        ]

    def __str__(self) -> str:
        return f"percobaan telepon {self.pk}"
