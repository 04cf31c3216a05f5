"""The heads of a branch hear when nobody came to the box, and every evening how the day agrees."""

from datetime import time

import pytest

from branches import calendar
from branches.models import Holiday
from dropbox.models import BoxSettings
from dropbox.reconciling import telling
from notifications.models import Message
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import DAY, HOUR, MINUTE


@pytest.fixture
def day(branch, now):
    return calendar.local_day(branch, now)


@pytest.fixture(autouse=True)
def head(branch):
    at_the_box.box(branch, rounds_at=[time(10)], forwards_at=[])
    factories.officer(role="branch_head", branches=[factories.branch("Asia/Jayapura")], email="lain@example.com")
    return factories.officer(role="branch_head", branches=[branch], email="kepala@example.com")


def at(branch, day, hour, minute=0):
    return calendar.at(branch, day, time(hour, minute))


def test_the_head_hears_once_a_day_of_a_box_nobody_opened(branch, day, head):
    late = at(branch, day, 10, 30)

    told = [telling.raise_alarms(late + n * MINUTE) for n in (-1, 0, 5, 10)]

    assert told == [0, 1, 0, 0]
    [message] = Message.objects.filter(name="box_late")
    assert (message.person, message.address) == (head.actor, "kepala@example.com")
    assert "belum dibuka" in message.context["what"]


def test_a_box_that_was_opened_alarms_nobody(branch, day):
    at_the_box.opened(branch, now=at(branch, day, 10))

    assert telling.raise_alarms(at(branch, day, 12)) == 0


def test_the_report_goes_out_once_an_hour_after_closing(branch, day, head):
    at_the_box.nameless(at_the_box.opened(branch, now=at(branch, day, 10)), now=at(branch, day, 10))
    due = calendar.at(branch, day, branch.closes_at) + HOUR

    told = [telling.send_reports(due + n * MINUTE) for n in (-1, 0, 15)]

    assert told == [0, 1, 0]
    [message] = Message.objects.filter(name="box_report")
    assert message.context["what"] == "Amplop tanpa klaim 1"
    assert f"/laporan/{day}/" in message.context["link"]


def test_also_when_everything_agrees(branch, day):
    at_the_box.closed(at_the_box.opened(branch, now=at(branch, day, 10), counted=0), now=at(branch, day, 10))

    telling.send_reports(at(branch, day, 23))

    assert Message.objects.get(name="box_report").context["what"] == "Semua cocok"


def test_the_next_day_has_a_report_of_its_own(branch, day):
    Holiday.objects.all().delete()
    telling.send_reports(at(branch, day, 23))
    following = calendar.add_working_days(branch, day, 1)

    assert telling.send_reports(at(branch, following, 23)) == 1


def test_an_evening_that_was_missed_is_told_of_the_next_morning(branch, day):
    telling.send_reports(at(branch, day, 23))
    following = calendar.add_working_days(branch, day, 1)

    told = [telling.send_reports(at(branch, following + DAY, 7)) for _ in range(2)]

    assert told == [1, 0]
    newest = Message.objects.filter(name="box_report").order_by("-posted_at").first()
    assert newest.context["day"] == calendar.say_day(following)


def test_a_new_box_is_not_told_of_the_day_before_it(branch, day):
    following = calendar.add_working_days(branch, day, 1)

    assert telling.send_reports(at(branch, following, 7)) == 0


def test_a_day_off_and_a_branch_without_a_box_have_none(branch, day):
    Holiday.objects.create(day=day, branch=branch, kind=Holiday.Kind.CLOSURE, name="CONTOH")
    off = telling.send_reports(at(branch, day, 23))
    BoxSettings.objects.all().delete()

    assert (off, telling.send_reports(at(branch, day + DAY, 23))) == (0, 0)
