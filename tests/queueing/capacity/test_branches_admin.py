"""A branch among the admin's tables: with people on its hours it does not stop serving by a tick in a box."""

from datetime import UTC, datetime

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from branches import calendar
from branches.models import Branch
from queueing.models import Slot, WaitingEntry
from tests import factories
from tests.queueing.capacity.weeks import as_asked, book, hours
from tests.queueing.waiting_list.lines import joins

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def operator(client):
    client.force_login(factories.officer(role="operator"))
    return client


def page_of(branch: Branch) -> str:
    return reverse("admin:branches_branch_change", args=[branch.pk])


def stop_serving(client, branch: Branch):
    """Post the form as it stands, with the box unticked."""
    posted = {name: value for name, value in model_to_dict(branch).items() if name not in ("id", "is_active")}
    posted["is_verified"] = "on" if branch.is_verified else ""
    return client.post(page_of(branch), posted)


def serves(branch: Branch) -> bool:
    return Branch.objects.get(pk=branch.pk).is_active


def test_a_branch_with_people_on_its_hours_does_not_stop_serving_and_says_how_many_and_where_to_begin(
    operator, branch, day, now
):
    book(hours(branch, day)[0], now, 2)

    answer = stop_serving(operator, branch)

    shown = answer.content.decode()
    assert (answer.status_code, serves(branch)) == (200, True)
    assert f"2 orang dengan tempat, yang terakhir pada {calendar.say_day(day)}" in shown
    for door in ("online", "onsite"):
        assert f'<a href="{reverse("admin:capacity", args=[branch.code, door])}">' in shown


def test_who_waits_counts_too(operator, branch, day, now):
    first = hours(branch, day)[0]
    Slot.objects.filter(branch=branch).exclude(pk=first.pk).update(planned=0, capacity=0)
    book(first, now, 3)
    joins(as_asked(first), now)

    shown = stop_serving(operator, branch).content.decode()

    assert "3 orang dengan tempat" in shown
    assert "dan 1 nomor di daftar tunggu" in shown


def test_once_its_sessions_are_gone_and_its_people_told_it_stops(operator, branch, day, now):
    [claim] = book(hours(branch, day)[0], now, 1)
    no_sessions = {"sesi-TOTAL_FORMS": "0", "sesi-INITIAL_FORMS": "0", "do": "simpan", "terdampak": "1"}
    operator.post(reverse("admin:capacity", args=[branch.code, "online"]), no_sessions)

    answer = stop_serving(operator, branch)

    claim.refresh_from_db()
    assert (answer.status_code, serves(branch)) == (302, False)
    assert claim.place_lost_at
    assert not WaitingEntry.objects.live().exists()


def test_a_branch_that_has_stopped_is_kept_like_any_other_row(operator, branch, day, now):
    book(hours(branch, day)[0], now, 1)
    Branch.objects.filter(pk=branch.pk).update(is_active=False)  # by another way, such as a list that is loaded

    answer = stop_serving(operator, Branch.objects.get(pk=branch.pk))

    assert answer.status_code == 302


def test_the_page_of_a_branch_says_who_has_a_place_there(operator, branch, day, now):
    before = operator.get(page_of(branch)).content.decode()
    book(hours(branch, day)[0], now, 1)

    after = operator.get(page_of(branch)).content.decode()

    assert "orang dengan tempat, yang terakhir" not in before
    assert "1 orang dengan tempat, yang terakhir" in after
