"""What arrived, by whatever door, until it has ended in "seen by an officer" or "its sender was told".

What has not ended has somebody whose turn it is and a time by which it should have. Past that time it is overdue: the
nightly sweep raises it, and it stands above the operator's tables until it has ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet, Value

from claims.models import Claim, Mail, PaperFile, Upload
from notifications.models import Inbound

State = PaperFile.State


class Turn(StrEnum):
    """Who has to do something for it to end, and in how long."""

    MACHINE = "mesin"
    SENDER = "pengirim"
    OFFICER = "petugas"


@dataclass(frozen=True)
class Entry:
    """One thing that arrived and has not ended. `what` is a code, `key` its row's; nothing of who sent it."""

    what: str
    key: str
    case_number: str
    since: datetime
    turn: Turn
    ends_by: datetime

    def is_overdue(self, now: datetime) -> bool:
        return self.ends_by <= now


PATIENCE = {
    "not_looked_at": (Turn.MACHINE, timedelta(hours=1)),
    "refused_untold": (Turn.MACHINE, timedelta(hours=1)),
    "unsorted": (Turn.SENDER, timedelta(days=3)),
    "unseen": (Turn.OFFICER, timedelta(days=14)),
    "mail_unread": (Turn.MACHINE, timedelta(hours=1)),
    "mail_in_tray": (Turn.OFFICER, timedelta(days=3)),
    "mail_unanswered": (Turn.MACHINE, timedelta(hours=6)),
    "whatsapp_unread": (Turn.MACHINE, timedelta(hours=1)),
    "upload_unfinished": (Turn.SENDER, timedelta(days=2)),
}
"""Whose turn it is, and how long it may take. An officer's two weeks hold the longest promise, of five working days,
with a repair between; a file of a claim that still gathers its papers waits for the claim's own deadline."""


class Overdue(Exception):
    """Something that arrived has not ended in time."""


def entries() -> Iterator[Entry]:
    """Everything that has not ended, the oldest of each kind first."""
    for what, rows, since in _open():
        turn, patience = PATIENCE[what]
        case = Value("") if rows.model is Inbound else F("claim__case_number")  # whose it is, reading will show
        for key, case_number, at in rows.order_by(since).values_list("pk", case, since).iterator():
            yield Entry(what, str(key), case_number or "", at, turn, at + patience)


def overdue(now: datetime) -> list[Entry]:
    """What should have ended by now."""
    return [entry for entry in entries() if entry.is_overdue(now)]


def raise_overdue(now: datetime) -> int:
    """Raise what should have ended: the sweep fails, with how many of each kind, and is seen to fail."""
    late: dict[str, int] = {}
    for entry in overdue(now):
        late[entry.what] = late.get(entry.what, 0) + 1
    if late:
        raise Overdue(", ".join(f"{number} {what}" for what, number in sorted(late.items())))
    return 0


def _open() -> Iterator[tuple[str, QuerySet, str]]:
    """Each kind of what has not ended: its code, its rows, and the column that says since when."""
    files = PaperFile.objects.filter(replaced_at=None)
    ready = files.filter(state=State.READY, seen_at=None)
    over = Q(claim__status__in=[*Claim.FINAL, Claim.Status.VERIFIED])  # its claimant was told how it ended
    yield "not_looked_at", files.filter(state__in=[State.RECEIVED, State.CHECKING]), "received_at"
    yield "refused_untold", files.filter(state=State.REFUSED, told_at=None), "checked_at"
    yield "unsorted", ready.filter(paper=None).exclude(over), "received_at"
    yield "unseen", ready.filter(claim__status=Claim.Status.AWAITING_CHECK).exclude(paper=None), "claim__submitted_at"
    yield "mail_unread", Mail.objects.filter(status=Mail.Status.RECEIVED), "received_at"
    yield "mail_in_tray", Mail.objects.filter(status=Mail.Status.WAITING), "received_at"
    yield "mail_unanswered", Mail.objects.unanswered(), "received_at"
    yield "whatsapp_unread", Inbound.objects.to_read(), "received_at"
    yield "upload_unfinished", Upload.objects.filter(ended_at=None), "begun_at"
