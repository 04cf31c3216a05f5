"""People at the gate, for tests of what happens to them there."""

from datetime import datetime
from decimal import Decimal

from branches.models import Branch
from claims.models import Claim
from frontdesk import gate
from frontdesk.gate import Coming
from frontdesk.models import Visit
from frontdesk.screening import Answers
from queueing.models import Ticket
from tests.queueing.day import counter

BY = "officer:1"
WELL = Answers(Decimal("36.5"), mask=True, hands=True)
WARM = Answers(Decimal("38.2"), mask=True, hands=True)


def coming(*claims: Claim, **overrides) -> Coming:
    given = {"series": "A", "claims": tuple(each.pk for each in claims), "saw_ktp": bool(claims), "answers": WELL}
    return Coming(**{**given, **overrides})


def check_in(branch: Branch, *claims: Claim, now: datetime, **overrides) -> Visit:
    return gate.check_in(coming(*claims, **overrides), branch=branch, by=BY, now=now)


def turn_away(branch: Branch, *claims: Claim, now: datetime, **overrides) -> Visit:
    return gate.turn_away(coming(*claims, **{"answers": WARM, **overrides}), branch=branch, by=BY, now=now)


def place(branch: Branch, *, now: datetime, local: int = 12, **how) -> Ticket:
    """Somebody's place at the counter, an hour from now."""
    of_person = {key: how.pop(key) for key in ("participant", "applicant", "cause") if key in how}
    return counter.place_in(counter.hour(branch, now=now, local=local, **how), now=now, **of_person)


def sent_to_the_box(branch: Branch, *, now: datetime) -> Ticket:
    """An online place of today whose papers never came: an envelope is awaited."""
    return counter.sent_to_dropbox(place(branch, now=now, door="online"))
