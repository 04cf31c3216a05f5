"""A process of the web has several threads and one memory of the lines."""

from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import OperationalError

from queueing.models import Rush
from queueing.rush import lines
from queueing.rush.room import FRESH_FOR, Room

NOW = datetime.fromisoformat("2026-11-24T07:00:00+07:00")


class Asked:
    """Stands for the database: answers when it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0
        self.begun, self.may_answer = Event(), Event()
        self.may_answer.set()
        self.answer: object = "the line"

    def __call__(self, rush_id: int, *, now: datetime) -> object:
        self.times += 1
        self.begun.set()
        assert self.may_answer.wait(5)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def asked(monkeypatch) -> Asked:
    stands_for = Asked()
    monkeypatch.setattr(lines, "move_on", stands_for)
    return stands_for


def line_in_another_thread(room: Room, found: list) -> Thread:
    thread = Thread(target=lambda: found.append(room.line(1, now=NOW)))
    thread.start()
    return thread


def test_who_comes_while_the_first_answer_is_awaited_waits_for_it(asked):
    room, found = Room(), []
    asked.may_answer.clear()
    threads = [line_in_another_thread(room, found)]
    assert asked.begun.wait(5)
    threads += [line_in_another_thread(room, found) for _ in range(3)]

    asked.may_answer.set()
    for thread in threads:
        thread.join(5)

    assert found == ["the line"] * 4
    assert asked.times == 1


def test_who_comes_while_a_later_answer_is_awaited_is_told_what_is_known(asked):
    room, found = Room(), []
    room.line(1, now=NOW - FRESH_FOR)
    asked.begun.clear()
    asked.may_answer.clear()
    asking = line_in_another_thread(room, found)
    assert asked.begun.wait(5)

    said = room.line(1, now=NOW)

    asked.may_answer.set()
    asking.join(5)
    assert (said, found) == ("the line", ["the line"])


def test_the_line_is_asked_for_once_a_second(asked):
    room = Room()

    for milliseconds in (0, 400, 999, 1000, 1500, 2100):
        room.line(1, now=NOW + timedelta(milliseconds=milliseconds))

    assert asked.times == 3


def test_what_was_known_is_said_on_while_the_database_is_away(db, asked):
    room = Room()
    room.line(1, now=NOW)
    asked.answer = OperationalError("gone")

    assert room.line(1, now=NOW + FRESH_FOR) == "the line"


def test_an_opening_that_is_not_there_has_no_line(asked):
    room = Room()
    asked.answer = Rush.DoesNotExist()

    assert room.line(1, now=NOW) is None
