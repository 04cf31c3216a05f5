"""One seed's share of a fault script: whom it tells, what their servers do wrong, and which disaster it brings.

Everything is drawn from the seed alone, and no two seeds share an address, so that many can be played at once and each
can be played again by itself.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from notifications import email_channel, reasons
from notifications.address import Address
from notifications.models import Channel, Message, State

DISASTERS = ("worker killed", "broker wiped", "broker killed", "connections cut", "database crashed", "")
KINDS = (
    ("verified", {"phone"}),
    ("verified", {"phone", "whatsapp"}),
    ("verified", {"phone", "whatsapp", "email"}),
    ("rejected", {"email"}),
    ("repair_wanted", {"phone", "email"}),
    ("one_time_code", {"phone"}),
    ("one_time_code", {"phone", "whatsapp"}),
    ("one_time_code", {"email"}),
)
AT_THE_MAIL_SERVER: tuple[dict[str, Any] | None, ...] = (
    None,
    {"does": "refuse", "status": 451},
    {"does": "refuse", "status": 550},
    {"does": "accept_then_hang_up"},
    {"does": "accept_then_stall", "seconds": 1.0},
)
MESSAGES = 5

Posted = tuple[str, str, Address]


@dataclass
class Script:
    """What one seed draws."""

    seed: int
    messages: list[Posted] = field(default_factory=list)
    mail_wishes: list[dict[str, Any]] = field(default_factory=list)
    disaster: str = ""
    is_silent: bool = False  # no callback ever comes: what became of a message must be asked

    @property
    def numbers(self) -> str:
        """The beginning of all its telephone numbers."""
        return f"+62812{self.seed:05d}"

    @property
    def rows(self) -> "QuerySet[Message]":
        return Message.objects.filter(about__startswith=f"seed:{self.seed}:")


def drawn(seed: int) -> Script:
    """The same seed draws the same script."""
    chance = random.Random(seed)
    script = Script(seed, disaster=chance.choice(DISASTERS), is_silent=chance.random() < 0.4)
    for number in range(MESSAGES):
        name, ways = chance.choice(KINDS)
        to = Address(
            person=f"claimant:{seed}-{number}",
            phone=f"{script.numbers}{number}" if "phone" in ways else "",
            whatsapp="whatsapp" in ways,
            email=f"seed{seed}.{number}@example.com" if "email" in ways else "",
        )
        script.messages.append((name, f"seed:{seed}:{number}", to))
        wish = chance.choice(AT_THE_MAIL_SERVER)
        if to.email and wish:
            script.mail_wishes.append({**wish, "to": to.email, "times": chance.choice((1, 2))})
    return script


def faults(script: Script, taken: Counter[str], letters: dict[str, list[dict]]) -> list[str]:
    """What must not be, said of each message. `taken` counts by number what the Twilio stand-in took."""
    found = []
    for _, about, _ in script.messages:
        rungs = list(Message.objects.filter(about=about).order_by("rung"))
        for row in rungs:
            found += [f"{row.channel}: {fault}" for fault in _faults_of_rung(row, rungs, taken, letters)]
        if not any(_times(row, taken, letters) or _has_an_end_to_see(row) for row in rungs):
            found.append("nobody was told, and no row says so")
    history = [(row.about, *_history(row, taken, letters)) for row in script.rows.order_by("about", "rung")]
    return [f"seed {script.seed}: {fault}\n    " + "\n    ".join(map(str, history)) for fault in found]


def _faults_of_rung(row: Message, rungs: list[Message], taken: Counter[str], letters: dict[str, list[dict]]):
    times = _times(row, taken, letters)
    is_mail = row.channel == Channel.EMAIL
    if times > 1 and not is_mail:
        yield f"taken {times} times"
    if is_mail and times > 1 + row.repeats:
        yield f"{times} letters, of which {row.repeats} were counted as repeats"
    if is_mail and len({letter["date"] for letter in _letters(row, letters)}) > 1:
        yield "a repeat has another date"
    if row.channel != Channel.CALL and (row.state in (*Message.OPEN, State.WAITING) or row.climb_at):
        yield f"never ends, and stands at {row.state}"
    if row.state in (State.SENT, State.DELIVERED, State.READ) and not times:
        yield "is believed to have left, and did not"
    # A code nobody is sure of is void although it may have arrived: the person asks for another, and the old one is
    # no longer worth anything. Everything else that was taken must be known to have been.
    if row.state in (State.FAILED, State.DROPPED) and times and row.reason != "void":
        yield f"was taken, and stands as {row.state} ({row.reason})"
    if row.rung > 0 and times and row.begun_at is None:
        yield "left before its turn"
    elif row.rung > 0 and times and any(other.told_at and other.told_at < row.begun_at for other in rungs):
        yield "began after the person had been told"


def _times(row: Message, taken: Counter[str], letters: dict[str, list[dict]]) -> int:
    if row.channel == Channel.EMAIL:
        return len(_letters(row, letters))
    if row.channel == Channel.CALL:
        return 0  # a person's work, whoever else was at that number
    return taken[f"whatsapp:{row.address}" if row.channel == Channel.WHATSAPP else row.address]


def _letters(row: Message, letters: dict[str, list[dict]]) -> list[dict]:
    return letters.get(email_channel.message_id_of(row), [])


def _has_an_end_to_see(row: Message) -> bool:
    """A dead letter with a reason an officer reads, or a call that waits for a person."""
    if row.channel == Channel.CALL and row.state == State.QUEUED:
        return True
    return row.state == State.FAILED and not reasons.say(row.reason).startswith(("Sebab lain", " "))


def _history(row: Message, taken: Counter[str], letters: dict[str, list[dict]]) -> tuple[object, ...]:
    counts = f"taken {_times(row, taken, letters)}", f"tries {row.tries}", f"repeats {row.repeats}"
    return row.name, row.rung, row.channel, row.state, row.reason, *counts
