"""Takes one row from the outbox to its provider, so that each event is told once whatever dies on the way.

The order is: take the row by conditional UPDATE with a lease, commit, call the provider with no connection held, note
the answer by conditional UPDATE. A worker killed in between leaves a lease that runs out, and then nobody knows whether
the provider has it: the row is in doubt, and is asked about before anything is sent again.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from notifications import addresses, conversation, doorbell, ladder, manners, providers, receipts, wording
from notifications.models import Channel, Message, State
from notifications.outcomes import Absent, Accepted, NotNow, Outcome, TurnedDown, Unclear
from notifications.providers import Provider
from notifications.purposes import Unfilled, Urgency
from privacy.vault import Unreadable
from statements.composed import composed_once

logger = logging.getLogger(__name__)

LEASE_FOR = timedelta(minutes=3)  # longer than any provider call with all its time-outs
ASK_AFTER = timedelta(minutes=1)  # a message the provider took appears in its list within this
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=15)
SWEEP_AT_ONCE = 500  # rows of each urgency that one sweep announces


def deliver(message_id: UUID | str, *, now: datetime) -> None:
    """Give a due row the one look it asks for. Safe to run twice, and by many at the same time."""
    message = next(iter(_due(UUID(str(message_id)), now)), None)
    if message is None:
        return
    if message.state == State.QUEUED or settle_doubt(message, now=now):
        hand_over(message, now=now)


@composed_once
def _due(message_id: UUID, now: datetime) -> QuerySet[Message]:
    return Message.objects.due(now).filter(pk=message_id).exclude(channel=Channel.CALL)


def ring_due(*, now: datetime) -> int:
    """Announce every due row again, codes first: the bell may have been lost with the broker. Twice is harmless."""
    count = 0
    for message_id, urgency in _due_ids(now):
        doorbell.ring([message_id], urgency)
        count += 1
    return count


def deliver_due(*, now: datetime) -> int:
    """The same without broker and worker: deliver every due row here and now."""
    count = 0
    for message_id, _ in _due_ids(now):
        deliver(message_id, now=now)
        count += 1
    return count


def hand_over(message: Message, *, now: datetime) -> None:
    """Take the row, call a provider, note the answer."""
    if not _may_leave(message, now):
        return
    try:
        letter = wording.letter_of(message)
    except (Unfilled, Unreadable) as failure:
        logger.exception("%s has no words", message)
        ladder.fail(message, where=message.as_read(), reason=type(failure).__name__.lower(), now=now)
        return
    if message.purpose.answers and message.tries == 0 and conversation.is_open(message.address, now=now):
        letter = letter.in_own_words()
    provider = providers.choose(message.channel, draw=_draw(message), besides=message.provider)
    if not _take(message, letter, provider, now):
        return  # another worker took it
    _let_go_of_the_database()
    outcome = provider.send(message, letter)
    providers.note(provider, message.channel, outcome, now=now)
    note(message, outcome, now=now)


def _may_leave(message: Message, now: datetime) -> bool:
    """Whether the row may leave now; if not, it waits for a better hour or comes to its end here."""
    mine = message.as_read()
    if not message.still_wanted(now):
        ladder.drop(message, reason="too_late", now=now)
        return False
    if now >= message.gives_up_at:
        ladder.fail(message, where=mine, reason="gave_up", now=now)
        return False
    match manners.objection(message, now=now):
        case manners.Later(at=at, reason=reason):
            mine.move(State.QUEUED, due_at=at, reason=reason)
            return False
        case manners.Never(reason=reason):
            ladder.fail(message, where=mine, reason=reason, now=now)
            return False
    return True


def _take(message: Message, letter: wording.Letter, provider: Provider, now: datetime) -> bool:
    """Mark the row as ours for the length of a lease, with what leaves now: by whom, in which version of the words."""
    taken = message.as_read().move(
        State.SENDING,
        tries=F("tries") + 1,
        taken_at=now,
        due_at=now + LEASE_FOR,
        provider=provider.name,
        version=wording.keep_version(message.name, message.language, now=now),
        segments=letter.segments if message.channel == Channel.SMS else 0,
    )
    message.tries += taken
    message.provider = provider.name
    return bool(taken)


def note(message: Message, outcome: Outcome, *, now: datetime) -> None:
    """Write down how the attempt ended, unless a receipt or a later attempt already said more."""
    this_try = Message.objects.filter(pk=message.pk, tries=message.tries)
    in_hand = this_try.filter(state=State.SENDING)
    match outcome:
        case Accepted(provider_id=provider_id):
            climb_at = now + ladder.patience_with(message)
            not_yet_told_of = this_try.exclude(provider_id=provider_id)  # a receipt may have overtaken us
            not_yet_told_of.move(
                State.SENT, provider_id=provider_id, reason="", sent_at=now, due_at=None, climb_at=climb_at
            )
        case NotNow(reason=reason):
            in_hand.move(State.QUEUED, reason=reason, due_at=now + retry_after(message))
        case TurnedDown(reason=reason):
            addresses.learn_from(message, reason.removeprefix("twilio "), now=now)
            if not conversation.say_by_template(message, where=in_hand, reason=reason, now=now):
                ladder.fail(message, where=in_hand, reason=reason, now=now)
        case Unclear() if message.purpose.is_code:
            ladder.void(message, where=in_hand, now=now)
        case Unclear(reason=reason):
            in_hand.move(State.UNKNOWN, reason=reason, due_at=now + ASK_AFTER)


def settle_doubt(message: Message, *, now: datetime) -> bool:
    """Find out what became of a row nobody knows about. True when it may be sent again."""
    if message.purpose.is_code:
        ladder.void(message, where=message.as_read(), now=now)
        return False
    if not message.as_read().move(State.UNKNOWN, due_at=now + LEASE_FOR):
        return False  # another worker asks
    message.state, message.due_at = State.UNKNOWN, now + LEASE_FOR
    _let_go_of_the_database()
    finding = providers.named(message.provider, message.channel).find(message)
    match finding:
        case Accepted(provider_id=provider_id, status=status, error_code=error_code):
            known = status if status in receipts.TWILIO_STATES else "accepted"
            receipts.receive(message.pk, status=known, provider_id=provider_id, error_code=error_code, now=now)
        case Unclear() if now >= message.gives_up_at:
            ladder.fail(message, where=message.as_read(), reason="never_known", now=now)
        case Unclear(reason=reason):
            message.as_read().move(State.UNKNOWN, reason=reason, due_at=now + ask_again_after(message, now))
    return isinstance(finding, Absent) and _put_back(message, now=now)


def retry_after(message: Message) -> timedelta:
    """Twice as long each time up to a quarter of an hour, spread by the row's own number so that rows do not march."""
    whole = min(FIRST_RETRY * 2 ** min(message.tries - 1, 10), LONGEST_RETRY)
    return whole / 2 + whole / 2 * _draw(message)


def ask_again_after(message: Message, now: datetime) -> timedelta:
    """A provider that cannot be asked is asked again less often the longer that lasts."""
    return min(max(ASK_AFTER, (now - (message.begun_at or message.posted_at)) / 4), LONGEST_RETRY)


def _draw(message: Message) -> float:
    """A number in [0, 1) that is the row's own, and another at each try."""
    return (message.pk.int >> message.tries) % 1000 / 1000


def _put_back(message: Message, *, now: datetime) -> bool:
    """Back to the queue: the provider lacks it. Of e-mail nobody can know, so that is counted as a repeat."""
    repeats = message.repeats + (message.channel == Channel.EMAIL)
    moved = message.as_read().move(State.QUEUED, due_at=now, repeats=repeats)
    message.state, message.due_at = State.QUEUED, now
    return bool(moved)


def _due_ids(now: datetime) -> Iterator[tuple[UUID, str]]:
    for urgency in Urgency:
        due = Message.objects.due(now).filter(urgency=urgency).exclude(channel=Channel.CALL).order_by("due_at")
        for message_id in list(due.values_list("pk", flat=True)[:SWEEP_AT_ONCE]):
            yield message_id, urgency


def _let_go_of_the_database() -> None:
    """A slow provider must not keep a connection from others. Inside a transaction (a test's) there is none to give."""
    if not connection.in_atomic_block:
        connection.close()
