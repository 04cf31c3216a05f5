"""A kept mail is read in the worker: its attachments become files of its claim, and the mail gets an end that is named.

Read twice, it does nothing twice. Whatever it does to the machine that reads it, it ends before an officer and is not
tried for ever. Mail only adds: nothing that stands is replaced, reordered or taken away.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from claims.filing import locked
from claims.history import record
from claims.mail import attaching, trust
from claims.mail.attaching import Found
from claims.mail.letter import Letter, Unreadable, open_letter
from claims.mail.receiving import A_DAY
from claims.models import Mail
from claims.models.mail import READING_LASTS
from claims.telling import tell
from notifications import mail_reports
from privacy import vault
from statements.composed import composed_once
from statements.updating import Change, changed_once, update
from workflow import move

READINGS = 2
"""A mail whose reading was begun this often and never ended is left to an officer: it takes down whoever reads it."""

MAILS_PER_DAY = 20
"""Of one claim within 24 hours. What is beyond is kept, and waits for an officer; the claimant is told once."""

RING_IS_LOST_AFTER = timedelta(minutes=1)
BY = "system:mail"

_READ = ("sender", "subject", "attachments", "files", "is_automatic", "is_proven")


def read_mail(mail_id: UUID, *, now: datetime) -> None:
    """Read one mail that was kept. Whoever comes second, or too late, changes nothing."""
    if not _take(mail_id, now=now):
        return
    mail = _mail(mail_id)[0]
    try:
        if mail.readings > READINGS:
            raise Unreadable("its readings do not end")
        letter = open_letter(mail.raw())
        end = _end_of(mail, letter)
        found = attaching.keep(letter) if end[0] == Mail.Status.FILED else attaching.listed(letter)
    except (Unreadable, vault.Unreadable):
        _leave_to_officer(mail, now=now)
        return
    try:
        _settle(mail, letter, found, *end, now=now)
    finally:
        attaching.discard(found)  # what has become no file


def mails_to_read(now: datetime) -> list[UUID]:
    """Mails whose bell was lost or whose reading died; last those that do not end."""
    left = Mail.objects.to_read(now).filter(received_at__lte=now - RING_IS_LOST_AFTER)
    return list(left.order_by("readings", "received_at").values_list("pk", flat=True)[:500])


def _take(mail_id: UUID, *, now: datetime) -> bool:
    """Count a reading before it begins, in a transaction of its own; what stays counted are those that died."""
    return bool(_begin(mail_id, now, now + READING_LASTS))


@changed_once
def _begin(mail_id: UUID, now: datetime, ends_at: datetime) -> Change:
    return Mail.objects.to_read(now).filter(pk=mail_id), {"readings": F("readings") + 1, "reading_ends_at": ends_at}


@composed_once
def _mail(mail_id: UUID) -> QuerySet[Mail]:
    of_claim = ("participant", "applicant", "branch", "programme", "cause", "edition")
    return Mail.objects.filter(pk=mail_id).select_related("claim", *(f"claim__{each}" for each in of_claim))


# --- The mail's end ---


def _end_of(mail: Mail, letter: Letter) -> tuple[Mail.Status, str]:
    """What will become of the mail, and why."""
    if mail.because == Mail.Because.TOO_LARGE:
        return Mail.Status.WAITING, Mail.Because.TOO_LARGE
    if trust.is_bounce(letter.root):
        return Mail.Status.SET_ASIDE, Mail.Because.BOUNCE
    if not letter.attachments and trust.is_automatic(letter, mail.envelope_from):
        return Mail.Status.SET_ASIDE, Mail.Because.AUTOMATIC
    if not mail.claim:
        return Mail.Status.WAITING, Mail.Because.NO_CLAIM
    if _is_beyond_the_day(mail):
        return Mail.Status.WAITING, Mail.Because.TOO_MANY
    return Mail.Status.FILED, ""


@transaction.atomic
def _settle(
    mail: Mail, letter: Letter, found: list[Found], status: Mail.Status, because: str, *, now: datetime
) -> None:
    """Give the mail its end in one transaction, with the files it brings."""
    if not _is_still_to_read(mail):
        return
    mail.sender, mail.subject = ", ".join(letter.senders)[:320], letter.subject
    attaching.prove(mail, letter)
    if status == Mail.Status.FILED:
        attaching.file_all(mail, letter, found)
    if because == Mail.Because.TOO_MANY:
        _tell_of_limit(mail, now=now)
    if because == Mail.Because.BOUNCE:
        mail_reports.from_report(letter.root, now=now)
    mail.attachments = [each.as_told() for each in found]
    mail.files = list(dict.fromkeys(each.file_id for each in found if each.file_id))
    _end(mail, status, because, now=now)


def _is_beyond_the_day(mail: Mail) -> bool:
    """Whether its claim had enough mail within a day; the same in whatever order mails are read."""
    if mail.assigned_by or not mail.claim_id:
        return False
    return len(_mails_between(mail.claim_id, mail.received_at - A_DAY, mail.received_at)) > MAILS_PER_DAY


@composed_once
def _mails_between(claim_id: UUID, after: datetime, until: datetime) -> QuerySet[Any, Any]:
    window = Mail.objects.filter(claim=claim_id, received_at__gt=after, received_at__lte=until)
    return window.values_list("pk")[: MAILS_PER_DAY + 1]


def _tell_of_limit(mail: Mail, *, now: datetime) -> None:
    """Tell the claimant that mail is beyond the day's bound: once, however much more comes within a day."""
    assert mail.claim
    claim = locked(mail.claim.pk)
    if claim.is_final or claim.events.filter(name="mail_limit_reached", at__gt=now - A_DAY).exists():
        return
    event = record(claim, "mail_limit_reached", by=BY, now=now)
    tell("mail_too_many", claim, event, now=now, limit=str(MAILS_PER_DAY))


def _leave_to_officer(mail: Mail, *, now: datetime) -> None:
    with transaction.atomic():
        if _is_still_to_read(mail):
            _end(mail, Mail.Status.WAITING, Mail.Because.UNREADABLE, now=now)


def _is_still_to_read(mail: Mail) -> bool:
    """Lock the row; somebody whose reading lasted too long may find it read by another."""
    return _locked_status(mail.pk) == [(Mail.Status.RECEIVED,)]


@composed_once
def _locked_status(mail_id: UUID) -> QuerySet[Any, Any]:
    return Mail.objects.select_for_update().filter(pk=mail_id).values_list("status")


def _end(mail: Mail, status: Mail.Status, because: str, *, now: datetime) -> None:
    move(mail, status)
    mail.because, mail.reading_ends_at = because, None
    if status != Mail.Status.WAITING:
        mail.settled_at, mail.settled_by = now, BY
    update(mail, "status", "because", "reading_ends_at", "settled_at", "settled_by", *_READ)
