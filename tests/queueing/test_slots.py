"""Which days are open, where, and what the page offers of them."""

from datetime import date, time, timedelta

import pytest

from branches import calendar
from branches.models import Branch, DecreeYear, Holiday
from queueing import slots, tasks
from queueing.models import OpeningPlan, Slot
from tests import factories

pytestmark = pytest.mark.usefixtures("house")

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]


@pytest.fixture(autouse=True)
def days_ahead(settings):
    """So many that some are served also when all of next week is a holiday, as around Lebaran."""
    settings.BOOKING_DAYS_AHEAD = 14


@pytest.fixture
def open_all_week(house):
    """Gives a branch one plan of three places on each weekday."""

    def give(branch: Branch, starts: time = time(9), places: int = 3) -> Branch:
        OpeningPlan.objects.bulk_create(
            OpeningPlan(
                branch=branch, weekday=weekday, starts=starts, ends=time(starts.hour + 1), places_per_hour=places
            )
            for weekday in range(7)
        )
        return branch

    return give


@pytest.fixture
def branch(open_all_week) -> Branch:
    return open_all_week(factories.branch())


def days_of(branch: Branch) -> list[date]:
    """The local days on which this branch has slots."""
    return [calendar.local_day(branch, slot.starts_at) for slot in branch.slots.order_by("starts_at")]


def next_service_day(branch: Branch, now) -> date:
    return slots.served_days(branch, slots.days_ahead(branch, now)[1:])[0]


@pytest.mark.parametrize("ahead", [1, 7, 14])
def test_days_are_open_as_far_as_the_house_says_and_some_more_are_made_ready(ahead, branch, now, settings):
    settings.BOOKING_DAYS_AHEAD = ahead
    today = calendar.local_day(branch, now)

    slots.open_days(now)

    made_ready = {today + timedelta(days=n) for n in range(ahead + slots.PREPARED_DAYS + 1)}
    assert set(days_of(branch)) == {day for day in made_ready if calendar.is_service_day(branch, day)}
    assert {slot.day for slot in Slot.objects.filter(branch=branch).bookable(now)} == {
        day for day in made_ready if day - today <= timedelta(days=ahead) and day > today and day in days_of(branch)
    }


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_opens_at_the_announced_hour_of_the_branchs_own_clock(zone, open_all_week, now, settings):
    branch = open_all_week(factories.branch(zone))
    slots.open_days(now)
    last = slots.served_days(branch, slots.days_ahead(branch, now))[-1]
    opens = calendar.at(branch, last - timedelta(days=settings.BOOKING_DAYS_AHEAD), settings.RELEASE_HOUR)
    hour = Slot.objects.filter(branch=branch, day=last)

    assert not hour.bookable(opens - timedelta(seconds=1)).exists()
    assert hour.bookable(opens).exists()
    assert slots.next_release(branch, opens - timedelta(seconds=1)) == opens
    assert slots.next_release(branch, opens) == opens + timedelta(days=1)


def test_weekends_and_holidays_have_no_slots(branch, now):
    closed = next_service_day(branch, now)
    Holiday.objects.create(day=closed, name="Libur contoh", kind="national")

    slots.open_days(now)

    assert closed not in days_of(branch)
    assert days_of(branch)
    assert not [day for day in days_of(branch) if day.weekday() >= 5]


def test_a_closure_of_one_branch_leaves_the_others_open(branch, open_all_week, now):
    other = open_all_week(factories.branch("Asia/Jakarta"))
    closed = next_service_day(branch, now)
    Holiday.objects.create(day=closed, name="Renovasi", kind="closure", branch=branch)

    slots.open_days(now)

    assert closed not in days_of(branch)
    assert closed in days_of(other)


def test_a_year_without_its_decree_has_no_slots(branch, now):
    DecreeYear.objects.all().delete()

    made = slots.open_days(now)

    assert made == 0
    assert slots.served_days(branch, slots.days_ahead(branch, now)) == []


def test_across_new_year_only_the_decreed_year_is_open(branch, now):
    year = now.year + 5
    at_the_end = now.replace(year=year, month=12, day=27)
    DecreeYear.objects.create(year=year, decree="CONTOH")

    slots.open_days(at_the_end)
    this_year = days_of(branch)
    DecreeYear.objects.create(year=year + 1, decree="CONTOH")
    slots.open_days(at_the_end)

    assert {day.year for day in this_year} == {year}
    assert {day.year for day in days_of(branch)} == {year, year + 1}


@pytest.mark.parametrize("zone", ZONES)
def test_an_hour_is_the_branchs_own_and_its_papers_are_due_at_its_own_midnight(zone, open_all_week, now):
    branch = open_all_week(factories.branch(zone))

    slots.open_days(now)

    slot = branch.slots.order_by("starts_at").first()
    day = calendar.local_day(branch, slot.starts_at)
    assert slot.starts_at == calendar.at(branch, day, time(9))
    assert slot.papers_due_at == calendar.at(branch, day, time.min)


def test_tomorrow_comes_first_in_the_east(open_all_week, now):
    late_evening = now.replace(hour=15, minute=30)  # 22.30 in Jakarta, 00.30 of the next day in Jayapura
    west, east = factories.branch("Asia/Jakarta"), factories.branch("Asia/Jayapura")

    days = [slots.days_ahead(branch, late_evening)[0] for branch in (west, east)]

    assert days[1] - days[0] == timedelta(days=1)


def test_opening_days_twice_makes_them_once_and_keeps_what_is_taken(branch, now):
    first = slots.open_days(now)
    Slot.objects.filter(branch=branch).update(taken=2)

    second = slots.open_days(now)

    assert first > 0
    assert second == 0
    assert set(Slot.objects.filter(branch=branch).values_list("taken", flat=True)) == {2}


def test_a_changed_plan_holds_for_the_days_that_are_not_open_yet(branch, now):
    slots.open_days(now)
    before = set(days_of(branch))
    OpeningPlan.objects.filter(branch=branch).update(places_per_hour=9)

    slots.open_days(now + timedelta(days=14))

    capacities = {calendar.local_day(branch, slot.starts_at): slot.capacity for slot in branch.slots.all()}
    assert {capacities[day] for day in before} == {3}
    assert {capacity for day, capacity in capacities.items() if day not in before} == {9}


def test_a_plan_without_places_and_a_branch_that_does_not_serve_have_no_slots(branch, open_all_week, now):
    without_places = open_all_week(factories.branch("Asia/Jakarta"), places=0)
    Branch.objects.filter(pk=branch.pk).update(is_active=False)

    made = slots.open_days(now)

    assert made == 0
    assert not without_places.slots.exists()


def test_the_hourly_task_opens_days(branch):
    assert tasks.open_days() > 0


# --- What the page offers ---------------------------------------------------------------------------------------


def labels_and_notes(branch: Branch, now) -> dict[str, str]:
    return {day["label"]: day["note"] for day in slots.offered(branch, now)}


def test_every_day_ahead_is_shown_and_the_closed_ones_say_so(branch, now):
    closed = next_service_day(branch, now)
    Holiday.objects.create(day=closed, name="Libur contoh", kind="national")
    slots.open_days(now)

    offered = slots.offered(branch, now)

    assert [day["day"] for day in offered] == slots.days_ahead(branch, now)[1:]  # today is over for online places
    assert labels_and_notes(branch, now)[calendar.say_day(closed)] == "Tutup"
    assert all(day["hours"] == [] for day in offered if day["note"] == "Tutup")


def test_an_open_day_shows_its_hours_and_how_many_places_are_left(branch, now):
    slots.open_days(now)
    slot = branch.slots.order_by("starts_at").first()
    Slot.objects.filter(pk=slot.pk).update(taken=1)

    [hour] = next(day["hours"] for day in slots.offered(branch, now) if day["hours"])

    assert hour == {"value": slot.pk, "label": "09.00–10.00 WITA", "left": 2}


def test_a_full_day_is_not_free_but_its_hours_are_shown_and_the_next_free_day_stands_open(branch, now):
    slots.open_days(now)
    slot = branch.slots.order_by("starts_at").first()
    Slot.objects.filter(pk=slot.pk).update(taken=3)

    full, next_free, *later = [day for day in slots.offered(branch, now) if day["hours"]]

    assert (full["free"], full["hours"][0]["left"], full.get("open")) == (False, 0, None)
    assert (next_free["free"], next_free["open"]) == (True, True)
    assert not [day for day in later if day.get("open")]


def test_an_hour_can_be_asked_for_until_its_h_1_is_over(branch, now):
    slots.open_days(now)
    slot = branch.slots.order_by("starts_at").first()
    a_second_before = slot.papers_due_at - timedelta(seconds=1)

    in_time = slots.still_open(branch, slot.pk, a_second_before)
    too_late = slots.still_open(branch, slot.pk, slot.papers_due_at)
    at_another_branch = slots.still_open(factories.branch("Asia/Jakarta"), slot.pk, now)

    assert in_time == slot
    assert (too_late, at_another_branch) == (None, None)


@pytest.mark.parametrize(("zone", "said"), [*zip(ZONES, ["WIB", "WITA", "WIT"], strict=True)])
def test_an_hour_is_said_with_the_name_of_its_zone(zone, said, now):
    slot = factories.slot(factories.branch(zone), now=now, hour=13)

    assert slots.say_hour(slot.branch, slot) == f"13.00–14.00 {said}"
