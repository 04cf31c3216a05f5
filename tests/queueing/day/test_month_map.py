"""A branch's month, day by day and door by door: the numbers, their shades, and the page that shows them."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from branches import calendar
from queueing.day import attendance, month_map
from queueing.models import Ticket, WaitingEntry, WaitingList
from tests import factories
from tests.queueing.day import counter

pytestmark = pytest.mark.usefixtures("house")

A_DAY = timedelta(days=1)


@pytest.fixture
def now(now) -> datetime:
    """Eleven in the morning at the branch, on a day it serves."""
    return counter.on_a_working_day(now)


@pytest.fixture
def today(here, now):
    return calendar.local_day(here, now)


@pytest.fixture
def onsite(here, now) -> Ticket:
    """A place at the counter in the hour that begins now."""
    return counter.place_in(counter.hour(here, now=now, local=11), now=now)


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_month_counts_places_people_and_who_waits_by_door(here, now, today, onsite):
    missed = counter.place_in(onsite.slot, now=now)
    attendance.arrive(onsite.pk, by="officer:1", now=now)
    attendance.mark_missed(missed.pk, by="officer:1", now=now)
    line = WaitingList.objects.create(branch=here, door="onsite", day=today)
    for number, end in enumerate(["", "over", "taken", "left"], start=1):
        WaitingEntry.objects.create(
            list=line, number=number, contact_index=bytes([number]), token_hash=bytes([number]), joined_at=now,
            ended_at=now if end else None, ended_because=end,
        )  # fmt: skip

    month = month_map.month_of(here, today.replace(day=1))

    [of_today] = [each for each in month.days if each.day == today]
    assert of_today.numbers["onsite"] == month_map.Numbers(capacity=3, taken=2, came=1, missed=1, waiting=2)
    assert of_today.numbers["online"].is_empty
    assert month.totals[1] == of_today.numbers["onsite"]


def test_a_month_has_all_its_days_and_says_which_are_closed(here, today):
    month = month_map.month_of(here, today.replace(month=2, day=1))

    assert month.days[0].day.day == 1
    assert month.days[-1].day + A_DAY == month_map.next_month(month.first)
    assert {each.note for each in month.days if each.day.weekday() >= 5} >= {"Akhir pekan"}


@pytest.mark.parametrize(
    ("part", "whole", "dark"),
    [(0, 10, 0), (1, 10, 1), (5, 10, 2), (7, 10, 3), (10, 10, 4), (12, 10, 4), (1, 0, 4), (0, 0, 0)],
)
def test_a_shade_says_how_much_of_the_whole(part, whole, dark):
    assert month_map.shade(part, whole) == dark


def test_each_day_of_the_month_leads_to_its_list(client, staff, here, today, onsite):
    page = shown(client, reverse("admin:month", args=[here.code, today]))

    assert reverse("admin:day", args=[here.code, today]) in page
    assert '<td class="full-2">1</td>' in page
    assert "style=" not in page.partition("<table")[2]


def test_a_month_is_read_in_few_queries(client, staff, here, today, onsite, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        client.get(reverse("admin:month", args=[here.code, today]))


def test_another_branch_is_chosen_on_the_page_of_a_month_too(client, here, today):
    second = factories.branch("Asia/Jayapura")
    client.force_login(factories.officer(role="branch_head", branches=[here, second]))
    assert 'name="cabang"' in shown(client, reverse("admin:month", args=[here.code, today]))

    asked = client.get(reverse("admin:today"), {"cabang": second.code, "tanggal": str(today), "lihat": "bulan"})

    assert asked.headers["Location"] == reverse("admin:month", args=[second.code, today])
