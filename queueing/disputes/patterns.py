"""Odd patterns in who takes places: many people from one device, places passed on, holds that lapse again and again.

A pattern is no proof: a village office files for its village, a family shares a phone. So nothing is refused because of
one; it is listed for the people of the branch, with case numbers and times and nobody's NIK or contact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from branches.models import Branch
from queueing.models import Ticket

WITHIN = timedelta(days=30)
LAPSES_WITHIN = timedelta(days=7)
PASSED_ON_WITHIN = timedelta(minutes=10)
"""Who takes a place this soon after somebody else let it go, from the same device or network, may have stood by."""

SHOWN = 50
KEYS = {"device_index": "perangkat", "contact_index": "kontak"}
MANY_PEOPLE = {"device_index": 5, "contact_index": 4}
"""So many participants are more than a household has to do with."""

MANY_LAPSES = 5
"""One forgotten form is a day's mischance; this many hold places that others look for."""

LET_GO = (Ticket.End.WITHDRAWN, Ticket.End.GIVEN_UP, Ticket.End.MOVED, Ticket.End.RELEASED)


@dataclass
class Crowd:
    """What came from one device or contact: how many, when, and the cases among them at the branches asked for."""

    of: str
    number: int
    first_at: datetime
    last_at: datetime
    tickets: list[Ticket] = field(default_factory=list)


@dataclass(frozen=True)
class PassedOn:
    """A place that one person let go and another took within minutes."""

    before: Ticket
    after: Ticket
    same: list[str]


def many_people(branches: QuerySet[Branch], now: datetime) -> list[Crowd]:
    """Devices and contacts that booked for many participants, at any branch, if one of the cases is at `branches`."""
    booked = Ticket.objects.filter(claim__isnull=False, taken_at__gt=now - WITHIN)
    return [
        crowd
        for key, least in MANY_PEOPLE.items()
        for crowd in _crowds(key, booked, Count("person_index", distinct=True), least, branches)
    ]


def many_lapses(branches: QuerySet[Branch], now: datetime) -> list[Crowd]:
    """Devices and contacts whose holds lapsed again and again."""
    lapsed = Ticket.objects.filter(
        claim=None, entry=None, ended_because=Ticket.End.LAPSED, taken_at__gt=now - LAPSES_WITHIN
    )
    return [crowd for key in KEYS for crowd in _crowds(key, lapsed, Count("pk"), MANY_LAPSES, branches)]


def _crowds(
    key: str, tickets: QuerySet[Ticket], number: Count, least: int, branches: QuerySet[Branch]
) -> Iterable[Crowd]:
    here = tickets.filter(slot__branch__in=branches)
    grouped = tickets.exclude(**{key: b""}).filter(**{f"{key}__in": here.values(key)}).values(key).order_by()
    many = grouped.annotate(number=number, first=Min("taken_at"), last=Max("taken_at")).filter(number__gte=least)
    found = {
        bytes(row[key]): Crowd(KEYS[key], row["number"], row["first"], row["last"])
        for row in many.order_by("-number")[:SHOWN]
    }
    for ticket in (
        here.filter(**{f"{key}__in": list(found)}).select_related("claim", "slot__branch").order_by("taken_at")
    ):
        found[bytes(getattr(ticket, key))].tickets.append(ticket)
    return found.values()


def passed_on(branches: QuerySet[Branch], now: datetime) -> list[PassedOn]:
    """Places let go and taken within minutes by somebody else from the same device, contact or network."""
    let_go = Ticket.objects.filter(slot=OuterRef("slot"), ended_because__in=LET_GO, claim__isnull=False)
    just_before = let_go.filter(
        ended_at__lte=OuterRef("taken_at"), ended_at__gt=OuterRef("taken_at") - PASSED_ON_WITHIN
    ).exclude(person_index=OuterRef("person_index"))
    alike = just_before.filter(
        _same_as_outer("device_index") | _same_as_outer("contact_index") | _same_as_outer("network_index")
    )
    taken = Ticket.objects.filter(claim__isnull=False, taken_at__gt=now - WITHIN, slot__branch__in=branches)
    pairs = taken.annotate(before=Subquery(alike.order_by("-ended_at").values("pk")[:1])).exclude(before=None)
    after = list(pairs.select_related("claim", "slot__branch").order_by("-taken_at")[:SHOWN])
    before = Ticket.objects.select_related("claim").in_bulk([ticket.before for ticket in after])
    return [PassedOn(before[ticket.before], ticket, _same(before[ticket.before], ticket)) for ticket in after]


def _same_as_outer(key: str) -> Q:
    return Q(**{key: OuterRef(key)}) & ~Q(**{key: b""})


def _same(before: Ticket, after: Ticket) -> list[str]:
    words = {**KEYS, "network_index": "jaringan"}
    return [word for key, word in words.items() if bytes(getattr(before, key)) == bytes(getattr(after, key)) != b""]
