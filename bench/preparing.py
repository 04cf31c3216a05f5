"""What stands before the clock starts: places, and browsers that have come as far as the page that is timed.

One browser walks the real pages from the first question to the check, codes included. Its draft is the pattern for all
others, which differ in NIK, KPJ, contact and place: what is timed is what those pages leave behind, and nothing else.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.urls import reverse

from bench.browser import Browser
from bench.crowd import Journey
from branches import calendar
from branches.models import Branch
from notifications.models import Message
from queueing import slots
from queueing.intake import drafts
from queueing.models import QueueNumber, Rush, Slot
from queueing.models.rush import ROOM_LASTS
from queueing.rush import draw, standing

DAYS, HOURS = 5, (time(8), time(9), time(10), time(11), time(13), time(14))
ACCOUNT = {"bank_name": "Bank Contoh", "account_number": "1234567890", "account_holder": "Budi Contoh Santosa"}
PROGRAMME, CAUSE = "JHT", "RESIGN"
_people = count(1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fresh browser with a session of its own, about to open the page that is timed."""

    draft_id: UUID
    session_key: str
    nik: str
    slot_id: int

    def browser(self) -> Browser:
        return Browser({settings.SESSION_COOKIE_NAME: self.session_key})


def open_hours(now: datetime, *, skip: int, branches: int, capacity: int) -> list[Slot]:
    """Thirty hours each for some branches, the first `skip` left out: five days from the day after tomorrow."""
    chosen = Branch.objects.filter(is_active=True).order_by("code")[skip : skip + branches]
    hours = [
        slots.hour_of(
            branch, calendar.at(branch, calendar.local_day(branch, now) + timedelta(days=day), hour), places=capacity
        )
        for branch in chosen
        for day in range(2, 2 + DAYS)
        for hour in HOURS
    ]
    for hour in hours:
        hour.releases_at = now - ROOM_LASTS  # opened long ago, as most hours have: the rush has a bench of its own
    return Slot.objects.bulk_create(hours)


def walk_to_the_check(slot: Slot) -> Journey:
    """Every page of the intake once, with two contacts confirmed by their codes."""
    browser, phone, email = Browser(), "081299990000", "pola@contoh.example"
    yield from _fill(browser, "", programme=PROGRAMME)
    yield from _fill(browser, "sebab/", cause=CAUSE)
    yield from _fill(browser, "dokumen/")
    page = yield from browser.get("/ajukan/pertanyaan/")
    asked = re.findall(r'name="([A-Z0-9_]+)" value="no"', page.text)
    yield from _fill(browser, "pertanyaan/", **dict.fromkeys(asked, "no"))
    yield from _fill(browser, "kontak/", phone=phone, email=email)
    yield from _fill(browser, "kode/", code=_last_code())
    yield from _fill(browser, "kode/", code=_last_code())
    yield from _fill(browser, "cabang/", branch=slot.branch.code)
    yield from _fill(browser, "waktu/", slot=str(slot.pk))
    page = yield from browser.get("/ajukan/hubungan/")
    if page.status == 200:
        yield from _fill(browser, "hubungan/", relation="self")
    yield from _fill(browser, "peserta/", **participant_fields("9999000000000000"))
    yield from _fill(browser, "rekening/", **ACCOUNT)
    check = yield from browser.get("/ajukan/periksa/")
    check.expect(200)


def stand_in_line(slot: Slot, number: int) -> str:
    """The position page of the last of that many people who stand in line for an hour."""
    opening = Rush.objects.create(
        opens_at=slot.releases_at, seed="contoh", commitment=draw.seal_of("contoh"), last_serial=number,
        drawn_before=number,
    )  # fmt: skip
    return reverse("rush:position", args=[standing.ticket_of(QueueNumber(rush=opening, serial=number))])


def participant_fields(nik: str) -> dict[str, str]:
    """The participant's page, filled in."""
    born = {"birth_date_0": "17", "birth_date_1": "8", "birth_date_2": "1985"}
    return {"name": "Budi Contoh Santosa", "nik": nik, "passport": "", "kpj": f"1{nik[-10:]}", **born}


def come_this_far(
    pattern: dict[str, Any], slots: list[Slot], number: int, *, now: datetime, without: tuple[str, ...] = ()
) -> list[Waiting]:
    """That many fresh browsers, dealt to the slots in turn; `without` names answers not yet given."""
    with transaction.atomic():
        return [_wait(pattern, slots[n % len(slots)], now, without) for n in range(number)]


def _wait(pattern: dict[str, Any], slot: Slot, now: datetime, without: tuple[str, ...]) -> Waiting:
    person = next(_people)
    session = SessionStore()
    draft = drafts.begin(session, now=now)
    session.save()
    draft.answers = _answers_of(person, pattern, slot, without)
    draft.save(update_fields=["answers"])
    return Waiting(draft.pk, session.session_key or "", nik_of(person), slot.pk)


def _answers_of(person: int, pattern: dict[str, Any], slot: Slot, without: tuple[str, ...]) -> dict[str, Any]:
    answers = answers_of(person, pattern) | {"branch": slot.branch.code, "slot": slot.pk, "held_until": ""}
    return {key: value for key, value in answers.items() if key not in without}


def answers_of(person: int, pattern: dict[str, Any]) -> dict[str, Any]:
    """The pattern's answers with another NIK, KPJ and contact."""
    answers = deepcopy(pattern)
    answers["participant"] |= {"nik": nik_of(person), "kpj": [f"1{person:010d}"]}
    for channel, value in (("phone", f"+62812{person:08d}"), ("email", f"budi{person}@contoh.example")):
        answers["contact"][channel] = answers["confirmed"][channel]["value"] = value
    return answers


def nik_of(person: int) -> str:
    """No province has the number 99: nobody has this NIK."""
    return f"9999{person:012d}"


def _fill(browser: Browser, page: str, **fields: str) -> Journey:
    asked = yield from browser.get(f"/ajukan/{page}")
    sent = yield from browser.post(f"/ajukan/{page}", asked.expect(200).hidden() | fields)
    sent.expect(302, sent.location)


def _last_code() -> str:
    return Message.objects.filter(name="one_time_code").order_by("-posted_at")[0].context["code"]
