"""The journeys that are timed. Each is walked by one fresh browser, page by page, as the pages themselves lead it."""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

from bench.browser import Browser, Page
from bench.crowd import Answer, Journey, Request, Unexpected
from bench.preparing import ACCOUNT, Waiting, participant_fields

CHECK, DONE = "/ajukan/periksa/", "/ajukan/selesai/"
TIME = "/ajukan/waktu/"
PARTICIPANT, ACCOUNT_PAGE = "/ajukan/peserta/", "/ajukan/rekening/"
AGREED = {"truth": "on", "privacy": "on"}
_CASE_NUMBER = re.compile(r"LA-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the browser was told: this draft has a place, under this case number where the page was opened."""

    draft_id: UUID
    nik: str
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Full:
    """The browser was told that the hour is full."""


@dataclass(frozen=True, slots=True)
class Open:
    """A browser that has the check page before it and has not pressed the button."""

    waiting: Waiting
    browser: Browser
    fields: dict[str, str]


Ending = Generator[Request, Answer, Confirmed | Full]


def booking(waiting: Waiting) -> Ending:
    """From the chosen place to the confirmation: the form, its POST, the redirect, the confirmation."""
    return (yield from _check_and_book(waiting, waiting.browser()))


def held_booking(waiting: Waiting) -> Ending:
    """The same with the page on which the hour is picked before it: its POST holds the place."""
    browser = waiting.browser()
    asked = yield from browser.get(TIME)
    sent = yield from browser.post(TIME, asked.expect(200).hidden() | {"slot": str(waiting.slot_id)})
    sent.expect(302, CHECK)
    return (yield from _check_and_book(waiting, browser))


def whole_intake(waiting: Waiting) -> Ending:
    """The same with the pages about participant and account filled before it."""
    browser = waiting.browser()
    asked = yield from browser.get(PARTICIPANT)
    sent = yield from browser.post(PARTICIPANT, asked.expect(200).hidden() | participant_fields(waiting.nik))
    sent.expect(302, ACCOUNT_PAGE)
    asked = yield from browser.get(ACCOUNT_PAGE)
    sent = yield from browser.post(ACCOUNT_PAGE, asked.expect(200).hidden() | ACCOUNT)
    sent.expect(302, CHECK)
    return (yield from _check_and_book(waiting, browser))


def open_check(waiting: Waiting) -> Generator[Request, Answer, Open]:
    """Only opens the check page, so that its POST can be timed alone."""
    browser = waiting.browser()
    page = yield from browser.get(CHECK)
    return Open(waiting, browser, page.expect(200).hidden() | AGREED)


def post_only(ready: Open) -> Generator[Request, Answer, Confirmed]:
    """Presses the button and is told where the confirmation is."""
    page = yield from ready.browser.post(CHECK, ready.fields)
    page.expect(302, DONE)
    return Confirmed(ready.waiting.draft_id, ready.waiting.nik)


def again_and_again(path: str, browser: Browser, seconds: float) -> Journey:
    """One browser that loads one page over and over on one connection."""
    request = Request(f"GET {path}", browser.raw("GET", path))
    until = perf_counter() + seconds
    while perf_counter() < until:
        answer = yield request
        if answer.status != 200:
            raise Unexpected(str(answer.status))


def each(walk: Callable[[Any], Journey], over: Iterable[Any]) -> Iterator[Journey]:
    """One journey for each that waits."""
    return (walk(one) for one in over)


def _check_and_book(waiting: Waiting, browser: Browser) -> Ending:
    form = yield from browser.get(CHECK)
    page = yield from browser.post(CHECK, form.expect(200).hidden() | AGREED)
    if page.status == 409 and "penuh" in page.text:
        return Full()
    page.expect(302, DONE)
    done = yield from browser.get(DONE)
    return Confirmed(waiting.draft_id, waiting.nik, case_number_on(done.expect(200)))


def case_number_on(page: Page) -> str:
    """The case number a confirmation shows."""
    if found := _CASE_NUMBER.search(page.text):
        return found.group()
    raise Unexpected("a confirmation without a case number")
