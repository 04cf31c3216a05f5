"""Short ways of a day at the box, for tests that begin in the middle of it."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from threading import Barrier
from typing import TypeVar

from branches.models import Branch
from claims import fresh
from claims.models import Claim
from dropbox.box import registering, rounds
from dropbox.custody import bags, receiving
from dropbox.models import BoxSettings, Envelope, HandOver, Round
from tests import factories

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONE, OTHER, OFFICE = "officer:1", "officer:2", "officer:3"
"""Two who open the box and send the bag, and who receives it."""

T = TypeVar("T")
_numbers = itertools.count(1)


def box(branch: Branch, **settled) -> BoxSettings:
    """A watched box, whose envelopes need no rest unless that is said."""
    return BoxSettings.objects.update_or_create(branch=branch, defaults={"quarantine_hours": 0, **settled})[0]


def claim_at(branch: Branch, *, now: datetime) -> Claim:
    return factories.open_claim(now=now, at=factories.slot(branch, now=now, capacity=500))


def seal() -> str:
    return f"S{next(_numbers):04d}"


def opened(branch: Branch, *, now: datetime, counted: int = 1, **said) -> Round:
    """A round whose bag is open at the desk."""
    given = {"seal": seal(), "by": ONE, "witnessed_by": OTHER, **said}
    this = rounds.open_round(branch, counted=counted, **given, now=now)
    return rounds.unseal(this.pk, seal_read=this.seal, by=ONE, now=now)


def registered(this: Round, claim: Claim, *, now: datetime, **said) -> Envelope:
    scanned = claim.case_number
    return registering.register(
        this.pk, scanned=scanned, code=fresh.envelope_code(), by=ONE, now=now, **said
    ).envelope  # fmt: skip


def nameless(this: Round, *, now: datetime, tray: str = "nameless", note: str = "") -> Envelope:
    code = fresh.envelope_code()
    return registering.set_aside(this.pk, tray=tray, note=note, code=code, by=ONE, now=now).envelope


def closed(this: Round, *, now: datetime) -> Round:
    return rounds.close(this.pk, recounted=True, by=ONE, now=now)


def out_of_the_box(branch: Branch, *, now: datetime, number: int = 1) -> list[Envelope]:
    """So many envelopes, each of a claim of its own, out of a round that is finished."""
    this = opened(branch, now=now, counted=number)
    envelopes = [registered(this, claim_at(branch, now=now), now=now) for _ in range(number)]
    closed(this, now=now)
    return envelopes


def packed(branch: Branch, envelopes: list[Envelope], *, now: datetime, way: str = "to_office") -> HandOver:
    bag = bags.pack(branch, way=way, by=ONE, now=now)
    for envelope in envelopes:
        bags.put_in(bag.pk, scanned=envelope.code, by=ONE, now=now)
    return bag


def sent(branch: Branch, envelopes: list[Envelope], *, now: datetime, **said) -> HandOver:
    bag = packed(branch, envelopes, now=now, way=said.pop("way", "to_office"))
    given = {"seal": seal(), "counted": len(envelopes), **said}
    return bags.send(bag.pk, **given, by=ONE, countersigned_by=OTHER, now=now)


def arrived(bag: HandOver, *, now: datetime, seal_read: str = "") -> HandOver:
    return receiving.unseal(bag.pk, seal_read=seal_read or bag.seal, by=OFFICE, now=now)


def received(bag: HandOver, *envelopes: Envelope, now: datetime) -> None:
    for envelope in envelopes:
        receiving.receive(bag.pk, scanned=envelope.code, by=OFFICE, now=now)


def at_the_office(branch: Branch, *, now: datetime) -> Envelope:
    """An envelope that came to the back office as it should."""
    envelopes = out_of_the_box(branch, now=now)
    bag = arrived(sent(branch, envelopes, now=now), now=now)
    received(bag, *envelopes, now=now)
    receiving.close(bag.pk, without_missing=False, by=OFFICE, now=now)
    return again(envelopes[0])


def all_four_at(step: Callable[..., T]) -> Callable[..., T]:
    """The same step, begun by none of four threads before all have come to it: what they looked at before is old."""
    line = Barrier(4)

    @wraps(step)
    def waiting(*args, **named) -> T:
        line.wait(timeout=30)
        return step(*args, **named)

    return waiting


def again(envelope: Envelope) -> Envelope:
    return Envelope.objects.get(pk=envelope.pk)
