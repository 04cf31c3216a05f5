"""What stands before the morning: hours of every branch, and people whose contact is confirmed already.

Each has a draft and a session of their own, as the pages up to the hours leave them; the rows are written in bulk.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session

from bench.preparing import HOURS, answers_of, nik_of
from branches import calendar
from branches.models import Branch
from lapak_asik.sessions import SessionStore
from queueing import slots
from queueing.models import Draft, Slot

BATCH = 1000
DAY = 3
"""The day that opens lies so many days ahead."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a confirmed contact and the page of the waiting room open, who has pressed nothing yet."""

    number: int
    draft_id: UUID
    session_key: str
    csrf: str
    branch: str

    @property
    def nik(self) -> str:
        return nik_of(self.number)

    @property
    def address(self) -> str:
        """The address a proxy saw: two hundred people share one, as behind a mobile operator's gateway."""
        behind = self.number // 200
        return f"10.{behind >> 16 & 255}.{behind >> 8 & 255}.{behind & 255}"

    def cookies(self) -> dict[str, str]:
        return {settings.SESSION_COOKIE_NAME: self.session_key, settings.CSRF_COOKIE_NAME: self.csrf}


def open_day(now: datetime, *, places: int, opens_at: datetime) -> list[Slot]:
    """One day of every branch, its places dealt to all hours alike."""
    branches = list(Branch.objects.filter(is_active=True).order_by("code"))
    number = len(branches) * len(HOURS)
    made = [_hour(branch, hour, now) for branch in branches for hour in HOURS]
    for index, slot in enumerate(made):
        slot.releases_at = opens_at
        slot.planned = slot.capacity = places // number + (index < places % number)
    return Slot.objects.bulk_create(made)


def _hour(branch: Branch, hour: time, now: datetime) -> Slot:
    day = calendar.local_day(branch, now) + timedelta(days=DAY)
    return slots.hour_of(branch, calendar.at(branch, day, hour), places=1)


def people(pattern: dict[str, Any], number: int, *, now: datetime) -> list[Person]:
    """That many people, dealt to the branches in turn."""
    branches = list(Branch.objects.filter(is_active=True).order_by("code"))
    rows = _rows(pattern, branches, now)
    found: list[Person] = []
    while batch := list(islice(rows, min(BATCH, number - len(found)))):
        Draft.objects.bulk_create([draft for _person, draft, _session in batch])
        Session.objects.bulk_create([session for _person, _draft, session in batch])
        found += [person for person, _draft, _session in batch]
    return found


def _rows(pattern: dict[str, Any], branches: list[Branch], now: datetime) -> Iterator[tuple[Person, Draft, Session]]:
    store, number = SessionStore(), 0
    while True:
        number += 1
        branch = branches[number % len(branches)]
        answers = answers_of(number, pattern) | {"branch": branch.code, "held_until": ""}
        answers.pop("slot", None)
        draft = Draft(answers=answers, made_at=now, changed_at=now)
        person = Person(number, draft.pk, secrets.token_hex(16), secrets.token_hex(16), branch.code)
        data = store.encode({"draft": str(draft.pk)})
        expires = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        yield person, draft, Session(session_key=person.session_key, session_data=data, expire_date=expires)
