"""One screen: was this person told? One line for each event and message, with every way that was tried."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from branches import calendar
from branches.models import Branch
from claims.models import Claim, ClaimEvent
from claims.timeline import WORDS
from notifications import reasons
from notifications.address import masked
from notifications.models import Channel, Message, State
from notifications.titles import TITLES
from verification.models import CallTask
from verification.told.again import root_of
from verification.told.states import MUST_KNOW, is_on_its_way

TIMES = {
    "gilirannya": "begun_at",
    "diterima penyedia": "sent_at",
    "sampai": "delivered_at",
    "dibaca": "read_at",
    "gagal": "failed_at",
    "tanpa tanda terima, lanjut": "climb_at",
    "dikirim mulai": "due_at",
}


@dataclass(frozen=True)
class Tried:
    """One rung: where it went, how it stands, when, and why."""

    channel: str
    address: str
    state: str
    state_words: str
    reason: str
    times: list[tuple[str, str]]
    ref: str
    is_again: bool


@dataclass
class Line:
    """One event told to one person by one message, and everything that was tried for it."""

    message_id: UUID
    title: str
    event: str
    at: str
    must_know: bool
    to_an_old_contact: bool
    verdict: str = ""  # told, on_its_way or untold
    verdict_words: str = ""
    tried: list[Tried] = field(default_factory=list)


def lines(claim: Claim) -> list[Line]:
    """The newest event first; within it, the ways in the order they were tried."""
    events = {event.key: event for event in claim.events.all()}
    by_root = {str(event.pk): event for event in events.values()}
    rungs = Message.objects.filter(about__in=list(events)).order_by("posted_at", "rung", "channel")
    groups: dict[tuple[str, str, str], list[Message]] = {}
    for rung in rungs:
        groups.setdefault((root_of(events[rung.about]), rung.name, rung.person), []).append(rung)
    of_calls = CallTask.objects.filter(message__in=[rung for group in groups.values() for rung in group])
    tasks = {task.message_id: task for task in of_calls}
    newest_first = sorted(groups, key=lambda key: by_root[key[0]].number, reverse=True)
    return [_line(claim, by_root[key[0]], groups[key], tasks) for key in newest_first]


def _line(claim: Claim, event: ClaimEvent, group: list[Message], tasks: dict[UUID | None, CallTask]) -> Line:
    first = group[0]
    line = Line(
        message_id=first.pk,
        title=TITLES.get(first.name, first.name),
        event=str(WORDS.get(event.name, TITLES.get(first.name, event.name))),
        at=calendar.say_instant(claim.branch, event.at),
        must_know=first.name in MUST_KNOW,
        to_an_old_contact=first.person != f"claimant:{claim.pk}",
        tried=[_tried(claim.branch, rung, tasks.get(rung.pk), first.about) for rung in group],
    )
    line.verdict, line.verdict_words = _verdict(claim.branch, group)
    return line


def _tried(branch: Branch, rung: Message, task: CallTask | None, first_about: str) -> Tried:
    times = [(words, getattr(rung, name)) for words, name in TIMES.items()]
    return Tried(
        channel=Channel(rung.channel).label,
        address=masked(rung.address) or "–",
        state=rung.state,
        state_words=_state_words(rung),
        reason=_of_the_task(branch, task) if task and is_on_its_way(rung) else reasons.say(rung.reason),
        times=[(words, calendar.say_moment(branch, at)) for words, at in times if at],
        ref=rung.ref,
        is_again=rung.about != first_about,
    )


def _state_words(rung: Message) -> str:
    if rung.channel == Channel.CALL and rung.state in (State.QUEUED, State.SENT):
        return "Perlu ditelepon" if is_on_its_way(rung) else "Tidak jadi ditelepon"
    if rung.channel == Channel.CALL and rung.state == State.DELIVERED:
        return "Diberi tahu lewat telepon"
    if rung.channel == Channel.EMAIL and rung.state == State.SENT:
        return "Tidak kembali dalam 24 jam" if rung.told_at else "Diterima server e-mail"
    return str(State(rung.state).label)


def _of_the_task(branch: Branch, task: CallTask) -> str:
    if task.taken_by:
        return "Sedang dipegang petugas"
    unanswered = f", {task.tries} kali tidak diangkat" if task.tries else ""
    return f"Ditelepon mulai {calendar.say_moment(branch, task.due_at)}{unanswered}" if task.due_at else ""


def _verdict(branch: Branch, group: Iterable[Message]) -> tuple[str, str]:
    told = sorted((rung for rung in group if rung.told_at), key=lambda rung: rung.told_at or rung.posted_at)
    if told:
        at = told[0].told_at
        assert at
        return "told", f"Sudah tahu: {calendar.say_instant(branch, at)}, {_how(told[0])}."
    if waiting := [rung for rung in group if is_on_its_way(rung)]:
        ways = ", ".join(dict.fromkeys(Channel(rung.channel).label for rung in waiting))
        return "on_its_way", f"Masih dalam perjalanan: {ways}."
    return "untold", f"Belum tahu: {_why_not(group)}."


def _how(rung: Message) -> str:
    if rung.reason == "opened" or rung.state == State.FAILED:
        return "karena membuka halaman klaim"
    if rung.channel == Channel.EMAIL and rung.state == State.SENT:
        return "lewat e-mail yang tidak kembali dalam 24 jam"
    return f"lewat {Channel(rung.channel).label}"


def _why_not(group: Iterable[Message]) -> str:
    """The last thing that went wrong, in a half sentence."""
    last = max(group, key=lambda rung: (rung.failed_at or rung.sent_at or rung.posted_at, rung.rung))
    words = reasons.say(last.reason) or "tidak ada tanda terima dari penyedia"
    return f"{Channel(last.channel).label}: {words[:1].lower()}{words[1:]}"
