"""The list of all claims, a page at a time, as quick among millions as among hundreds.

A page begins after a row (`Place`), never after a number of rows. Every branch and every status that is asked about is
a question of its own, which one index answers in the list's order from that place on (`Claim.Meta.indexes`); the first
rows of all the answers are the page. What a filter with an index of its own has left is few, and is simply sorted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet

NEWEST_FIRST = ("-opened_at", "-pk")
SHOWN = 50
COUNTED = 200
"""Counting stops here: nobody needs to know how many more there are, and each of them is a row to be read."""

EACH_BY_ITSELF = 40
"""Up to so many branches are asked one by one. Who serves more sees so much that the whole list is read."""


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind this row."""

    opened_at: datetime
    claim_id: UUID

    def __str__(self) -> str:
        return f"{self.opened_at.isoformat()}_{self.claim_id}"

    @classmethod
    def read(cls, written: str) -> "Place | None":
        """The place an address names, or None when it names none."""
        at, _between, claim_id = written.partition("_")
        try:
            place = cls(datetime.fromisoformat(at), UUID(claim_id))
        except ValueError:
            return None
        return place if place.opened_at.tzinfo else None


@dataclass(frozen=True)
class Asked:
    """Which claims somebody asks for. `branches` is None for who sees every branch."""

    branches: tuple[int, ...] | None
    statuses: tuple[str, ...] = ()
    narrowed: Q = field(default_factory=Q)
    are_few: bool = False
    """Whether `narrowed` leaves few claims, and finds them by an index of its own."""

    with_people: bool = False
    """Whether whom the claims are of is read too."""

    def arms(self) -> list[ClaimQuerySet]:
        """The questions whose answers together are these claims."""
        claims = Claim.objects.filter(self.narrowed)
        if self.are_few or len(self.branches or ()) > EACH_BY_ITSELF:
            within = Q() if self.branches is None else Q(branch__in=self.branches)
            return [claims.filter(within, Q(status__in=self.statuses) if self.statuses else Q())]
        branches = [{}] if self.branches is None else [{"branch": branch} for branch in self.branches]
        statuses = [{"status": status} for status in self.statuses] or [{}]
        return [claims.filter(**branch, **status) for branch, status in product(branches, statuses)]


@dataclass(frozen=True)
class ClaimPage:
    """One page of the list, newest first, and where the next ones begin."""

    claims: list[Claim]
    newer: Place | None
    older: Place | None
    number: int
    """How many there are in all; COUNTED and one more stands for any number above."""

    @property
    def says_number(self) -> str:
        return f"{COUNTED}+" if self.number > COUNTED else str(self.number)


def page_of(asked: Asked, *, older_than: Place | None = None, newer_than: Place | None = None) -> ClaimPage:
    """The newest claims, or those just before or after a place. Three statements, whatever is asked."""
    forward = newer_than is None
    with _planned_for_what_is_asked():
        keys, number = _keys(asked, older_than if forward else newer_than, forward), _number(asked)
    more, keys = len(keys) > SHOWN, keys[:SHOWN]
    if not forward:
        keys.reverse()
    has_newer, has_older = (older_than is not None, more) if forward else (more, True)
    newer, older = (keys[0] if keys and has_newer else None), (keys[-1] if keys and has_older else None)
    return ClaimPage(_rows(keys, asked.with_people), newer, older, number)


@contextmanager
def _planned_for_what_is_asked() -> Iterator[None]:
    """Statements that are not prepared: one plan for all branches and statuses fits the average, and none is average.

    For a status that is rare in the middle PostgreSQL sorts all its rows, also where a branch has thousands of them.
    """
    connection.ensure_connection()
    line, prepared_after = connection.connection, connection.connection.prepare_threshold
    line.prepare_threshold = None
    try:
        yield
    finally:
        line.prepare_threshold = prepared_after


def _keys(asked: Asked, place: Place | None, forward: bool) -> list[Place]:
    """The rows of a page and one more, without reading them."""
    order = NEWEST_FIRST if forward else ("opened_at", "pk")
    after = _older(place) if forward else _newer(place)
    arms = [arm.filter(after).values_list("opened_at", "pk") for arm in asked.arms()]
    return [Place(*row) for row in _first(SHOWN + 1, arms, *order)] if arms else []


def _older(place: Place | None) -> Q:
    if place is None:
        return Q()
    return Q(opened_at__lte=place.opened_at) & (Q(opened_at__lt=place.opened_at) | Q(pk__lt=place.claim_id))


def _newer(place: Place | None) -> Q:
    if place is None:
        return Q()
    return Q(opened_at__gte=place.opened_at) & (Q(opened_at__gt=place.opened_at) | Q(pk__gt=place.claim_id))


def _first(number: int, arms: Sequence[QuerySet[Claim, Any]], *order: str) -> QuerySet[Claim, Any]:
    """The first of all the arms together, of which each is asked for no more."""
    each = [arm.order_by(*order)[:number] for arm in arms]
    return each[0].union(*each[1:], all=True).order_by(*order)[:number] if len(each) > 1 else each[0]


def _rows(keys: list[Place], with_people: bool) -> list[Claim]:
    claims = Claim.objects.with_people() if with_people else Claim.objects.as_listed()
    found = claims.in_bulk([key.claim_id for key in keys])
    return [found[key.claim_id] for key in keys if key.claim_id in found]


def _number(asked: Asked) -> int:
    """Counted in the list's order too, or PostgreSQL reads the whole table for the first thousand it meets."""
    arms = [arm.values_list("opened_at", "pk") for arm in asked.arms()]
    return _first(COUNTED + 1, arms, *NEWEST_FIRST).count() if arms else 0
