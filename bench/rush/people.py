"""What one person does on the morning of an opening, page by page, as the pages lead them."""

import random
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from bench.browser import Browser, Page
from bench.crowd import Answer, Request, Unexpected
from bench.journeys import AGREED, CHECK, DONE, TIME, Confirmed, case_number_on
from bench.rush.preparing import Person
from bench.rush.throng import Rest

ROOM, BRANCH, LIST = "/ajukan/antrean/", "/ajukan/cabang/", "/ajukan/daftar-tunggu/"
POSITION = "position"
"""Under this name the times of all position pages are kept, whatever their ticket."""

PICKING, FILLING = (2.0, 6.0), (8.0, 20.0)
"""Seconds somebody looks at the hours, and fills in the form: some ten times quicker than people do."""

TRIES = 8
"""So often somebody looks at hours, of one branch or another, before they give up."""

JOINS_A_LIST = 0.1
"""Of those for whom nothing is left, so many ask for a number in a list; the others go home with the page's words."""

_REFRESH = re.compile(rb"\r\nrefresh: *(\d+)", re.IGNORECASE)
_HOUR = re.compile(r'type="radio" name="slot" value="(\d+)"')
_ELSEWHERE = re.compile(r'<li><a href="/tempat/(\w+)/">')
_WAIT = re.compile(r'name="day" value="([\d-]+)"><input type="hidden" name="door" value="(\w+)"')


@dataclass(frozen=True, slots=True)
class Numbered:
    """Has drawn a number, and follows it at this address."""

    person: Person
    ticket: str
    rests: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Has a number in the waiting list of a day."""


@dataclass(frozen=True, slots=True)
class Told:
    """Has no place, and a page that says why and what can be done: which one."""

    by: str


Walk = Generator[Request | Rest, Answer, Any]


class Guest(Browser):
    """A person's browser behind the proxy that saw its address. It heeds `Refresh`, as browsers do without script."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.cookies())
        self.person, self.rests = person, 0

    def raw(self, method: str, path: str, extra: str = "") -> bytes:
        return super().raw(method, path, f"X-Forwarded-For: {self.person.address}\r\n{extra}")

    def post(self, path: str, fields: Any) -> Walk:
        return super().post(path, {"csrfmiddlewaretoken": self.person.csrf, **fields})

    def position(self, ticket: str) -> Walk:
        answer = yield Request(POSITION, self.raw("GET", ticket))
        found = _REFRESH.search(answer.head)
        self.rests = int(found.group(1)) if found else 0
        return self._read(answer)


def draw(person: Person) -> Walk:
    """Press the one button of the waiting room, and look at the number."""
    browser = Guest(person)
    sent = yield from browser.post(ROOM, {})
    if sent.status != 302 or not sent.location.startswith("/antrean/"):
        raise Unexpected(f"{sent.status} {sent.location} for a number")
    (yield from browser.position(sent.location)).expect(200)
    return Numbered(person, sent.location, browser.rests)


def come_late(person: Person) -> Walk:
    """Somebody who hears of it after the opening."""
    browser = Guest(person)
    sent = yield from browser.post(ROOM, {})
    if sent.location == TIME:  # nobody stands in line any more
        return (yield from _pick(browser))
    return (yield from follow(Numbered(person, sent.location, 0)))


def follow(numbered: Numbered) -> Walk:
    """Look at the position whenever the page does so by itself, and enter when called."""
    browser = Guest(numbered.person)
    while True:
        page = yield from browser.position(numbered.ticket)
        page.expect(200)
        if "Giliran Anda</h1>" in page.text:
            yield Rest(random.uniform(*PICKING))
            return (yield from _pick(browser))
        if "Semua tempat sudah terisi</h1>" in page.text:
            return (yield from _go_without(browser, "position page"))
        if not browser.rests:
            raise Unexpected("a position page that never asks again")
        yield Rest(browser.rests)


def _pick(browser: Guest) -> Walk:
    """Pick an hour of the own branch, or of one that the page names when it is full; then fill in the form and book."""
    for _ in range(TRIES):
        page = yield from browser.get(TIME)
        hours = _HOUR.findall(page.expect(200).text)
        if hours:
            yield Rest(random.uniform(*PICKING))
            sent = yield from browser.post(TIME, {"slot": random.choice(hours)})
            if sent.status == 302 and sent.location == CHECK:
                return (yield from _fill_in(browser))
            if sent.status != 409:
                raise Unexpected(f"{sent.status} {sent.location} for a hold")
        elif elsewhere := _ELSEWHERE.findall(page.text):
            yield Rest(random.uniform(*PICKING))
            yield from browser.post(BRANCH, {"branch": random.choice(elsewhere)})
        else:
            break
    return (yield from _go_without(browser, "page of hours"))


def _fill_in(browser: Guest) -> Walk:
    yield Rest(random.uniform(*FILLING))
    form = yield from browser.get(CHECK)
    page = yield from browser.post(CHECK, form.expect(200).hidden() | AGREED)
    page.expect(302, DONE)
    done = yield from browser.get(DONE)
    return Confirmed(browser.person.draft_id, browser.person.nik, case_number_on(done.expect(200)))


def _go_without(browser: Guest, told_by: str) -> Walk:
    if random.random() > JOINS_A_LIST:
        return Told(told_by)
    page = yield from browser.get(TIME)
    days = _WAIT.findall(page.expect(200).text)
    if not days:
        return Told("page of hours")
    sent = yield from browser.post(LIST, dict(zip(("day", "door"), days[0], strict=True)))
    return Listed() if _is_listed(sent) else Told("page of hours")


def _is_listed(sent: Page) -> bool:
    if sent.status != 302 or not sent.location.startswith(("/tunggu/", TIME)):
        raise Unexpected(f"{sent.status} {sent.location} for a list")
    return sent.location != TIME  # a place has just come free there: nobody needs to wait
