"""Who is called, to which counter, and what becomes of them. Two counters never call one visit."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from frontdesk import calling
from frontdesk.models import Call, Counter, Visit
from tests import factories
from tests.frontdesk import visiting
from tests.queueing.races import all_at_once
from workflow import Refused

pytestmark = pytest.mark.django_db
racing = pytest.mark.django_db(transaction=True)
STAFF = "officer:7"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(house):
    return factories.branch()


@pytest.fixture
def desk(here) -> Counter:
    return visiting.counter(here)


def next_at(counter: Counter, *, now, **more) -> Visit | None:
    seen = Counter.objects.select_related("visit").get(pk=counter.pk).serving
    return calling.call_next(counter.pk, seen=seen and seen.pk, by=STAFF, now=now, **more)


def status_of(visit: Visit) -> str:
    return Visit.objects.get(pk=visit.pk).status


def log() -> list[tuple[str, str, str]]:
    calls = Call.objects.select_related("visit", "counter").order_by("pk")
    return [(call.what, call.visit.label, str(call.counter)) for call in calls]


# --- In turn ----------------------------------------------------------------------------------------------------


def test_the_lowest_number_of_the_day_is_called_first(here, desk, now):
    visiting.visit(here, 2, now=now)
    visiting.visit(here, 1, now=now + A_MINUTE)

    called = next_at(desk, now=now)

    assert called.label == "A001"
    assert (called.status, called.called_at) == ("called", now)
    assert Counter.objects.get(pk=desk.pk).serving == called
    assert log() == [("called", "A001", "Loket 1")]
    assert Call.objects.get().by == STAFF


def test_calling_the_next_one_is_done_with_the_one_before(here, desk, now):
    first, second = (visiting.visit(here, number, now=now) for number in (1, 2))
    next_at(desk, now=now)

    next_at(desk, now=now + A_MINUTE)

    first.refresh_from_db()
    assert (first.status, first.served_at, first.served_by) == ("served", now + A_MINUTE, STAFF)
    assert status_of(second) == "called"
    assert [what for what, *_ in log()] == ["called", "served", "called"]


def test_with_nobody_waiting_the_counter_becomes_free(here, desk, now):
    only = visiting.visit(here, 1, now=now)
    next_at(desk, now=now)

    assert next_at(desk, now=now) is None

    assert status_of(only) == "served"
    assert Counter.objects.get(pk=desk.pk).visit is None


def test_of_several_series_who_came_first_is_called_first(here, now):
    desk = visiting.counter(here, series="AB")
    visiting.visit(here, 1, now=now + 2 * A_MINUTE)
    visiting.visit(here, 1, series="B", now=now + A_MINUTE)
    visiting.visit(here, 1, series="C", now=now)

    called = [next_at(desk, now=now) for _ in range(3)]

    assert [each and each.label for each in called] == ["B001", "A001", None]


def test_one_series_alone_can_be_called(here, now):
    desk = visiting.counter(here, series="AB")
    visiting.visit(here, 1, now=now)
    visiting.visit(here, 1, series="B", now=now + A_MINUTE)

    assert next_at(desk, now=now, series="B").label == "B001"


def test_numbers_of_another_day_and_of_another_branch_are_not_called(here, desk, now):
    elsewhere = factories.branch("Asia/Jayapura")
    visiting.visit(elsewhere, 1, now=now)
    visiting.visit(here, 1, now=now - timedelta(days=1))

    assert next_at(desk, now=now) is None


# --- Aside and back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "status"), [(calling.park, "parked"), (calling.skip, "skipped")])
def test_who_steps_aside_is_passed_over_until_brought_back(here, desk, now, verb, status):
    first, second = (visiting.visit(here, number, now=now) for number in (1, 2))
    next_at(desk, now=now)
    verb(desk.pk, seen=first.pk, by=STAFF, now=now)
    assert status_of(first) == status

    assert next_at(desk, now=now) == second
    calling.finish(desk.pk, seen=second.pk, by=STAFF, now=now)
    assert next_at(desk, now=now) is None
    calling.bring_back(desk.pk, visit_id=first.pk, seen=None, by=STAFF, now=now)

    assert status_of(first) == "called"
    assert log()[-1] == ("again", "A001", "Loket 1")


def test_calling_again_keeps_the_person_and_writes_a_second_call(here, desk, now):
    visit = visiting.visit(here, 1, now=now)
    next_at(desk, now=now)

    calling.call_again(desk.pk, seen=visit.pk, by=STAFF, now=now + A_MINUTE)

    visit.refresh_from_db()
    assert (visit.status, visit.called_at) == ("called", now + A_MINUTE)
    assert [what for what, *_ in log()] == ["called", "again"]


def test_a_waiting_number_is_not_called_out_of_turn(here, desk, now):
    visit = visiting.visit(here, 1, now=now)

    with pytest.raises(Refused, match="tidak lagi ditunda"):
        calling.bring_back(desk.pk, visit_id=visit.pk, seen=None, by=STAFF, now=now)


def test_nobody_is_brought_back_to_a_counter_that_serves_somebody(here, desk, now):
    first, second = (visiting.visit(here, number, now=now) for number in (1, 2))
    next_at(desk, now=now)
    calling.skip(desk.pk, seen=first.pk, by=STAFF, now=now)
    next_at(desk, now=now)

    with pytest.raises(Refused, match="Loket 1 masih melayani A002"):
        calling.bring_back(desk.pk, visit_id=first.pk, seen=second.pk, by=STAFF, now=now)


def test_who_was_parked_yesterday_is_not_brought_back_today(here, desk, now):
    visit = visiting.visit(here, 1, now=now, status="parked")

    with pytest.raises(Refused, match="tidak lagi ditunda"):
        calling.bring_back(desk.pk, visit_id=visit.pk, seen=None, by=STAFF, now=now + timedelta(days=1))


# --- Pages that are no longer true ------------------------------------------------------------------------------


def test_a_key_pressed_twice_calls_one(here, desk, now):
    for number in (1, 2):
        visiting.visit(here, number, now=now)
    calling.call_next(desk.pk, seen=None, by=STAFF, now=now)

    with pytest.raises(Refused, match="Loket 1 sekarang melayani A001"):
        calling.call_next(desk.pk, seen=None, by=STAFF, now=now)

    assert Visit.objects.filter(status="called").count() == 1


@pytest.mark.parametrize("verb", [calling.call_again, calling.finish, calling.park, calling.skip])
def test_at_a_free_counter_there_is_nobody_to_do_anything_with(desk, now, verb):
    with pytest.raises(Refused, match="Loket 1 sedang kosong"):
        verb(desk.pk, seen=None, by=STAFF, now=now)


def test_who_left_while_called_no_longer_stands_at_the_counter(here, desk, now):
    first, second = (visiting.visit(here, number, now=now) for number in (1, 2))
    next_at(desk, now=now)
    Visit.objects.filter(pk=first.pk).update(status="left", left_at=now, left_by="officer:1")

    assert next_at(desk, now=now) == second
    assert status_of(first) == "left"


@pytest.mark.parametrize("verb", [calling.call_again, calling.finish, calling.park, calling.skip])
def test_nothing_more_is_done_with_who_left_while_called(here, desk, now, verb):
    visit = visiting.visit(here, 1, now=now)
    next_at(desk, now=now)
    Visit.objects.filter(pk=visit.pk).update(status="left", left_at=now, left_by=STAFF)

    with pytest.raises(Refused, match="Loket 1 sekarang kosong"):
        verb(desk.pk, seen=visit.pk, by=STAFF, now=now)

    assert [what for what, *_ in log()] == ["called"]


def test_a_closed_counter_calls_nobody(here, desk, now):
    visit = visiting.visit(here, 1, now=now)
    Counter.objects.update(is_open=False)

    with pytest.raises(Refused, match="Loket 1 sedang ditutup"):
        next_at(desk, now=now)

    assert status_of(visit) == "waiting"


# --- The race, and its negative control -------------------------------------------------------------------------


def pressing(counter: Counter, now):
    return lambda: calling.call_next(counter.pk, seen=None, by=STAFF, now=now) or pytest.fail("nobody was called")


@pytest.fixture
def eight(here) -> list[Counter]:
    return [visiting.counter(here, number) for number in range(1, 9)]


@racing
def test_eight_counters_at_once_call_eight_visits(here, eight, now):
    for number in range(1, 21):
        visiting.visit(here, number, now=now)

    outcomes = all_at_once([pressing(counter, now) for counter in eight])

    assert outcomes == {"taken": 8}
    assert len({label for _what, label, _counter in log()}) == 8
    assert list(Visit.objects.filter(status="called").order_by("number").values_list("number", flat=True)) == [
        *range(1, 9)
    ]


@racing
def test_one_counter_pressed_by_eight_at_once_calls_one(here, now):
    desk = visiting.counter(here)
    for number in range(1, 21):
        visiting.visit(here, number, now=now)

    outcomes = all_at_once([pressing(desk, now)] * 8)

    assert outcomes == {"taken": 1, "Refused": 7}
    assert len(log()) == 1


@racing
def test_counters_that_only_read_who_waits_do_call_one_visit_and_the_database_refuses(here, eight, now, monkeypatch):
    visiting.visit(here, 1, now=now)
    all_have_read = threading.Barrier(8)

    def only_read(waiting):
        seen = waiting.first()
        all_have_read.wait(timeout=30)
        return seen

    monkeypatch.setattr(calling, "_first_nobody_is_calling", only_read)
    outcomes = all_at_once([pressing(counter, now) for counter in eight])

    assert outcomes == {"taken": 1, "IntegrityError": 7}


@racing
def test_a_call_is_written_once(here, now):
    desk = visiting.counter(here)
    visiting.visit(here, 1, now=now)
    next_at(desk, now=now)

    for change in ("UPDATE frontdesk_call SET by = 'officer:8'", "DELETE FROM frontdesk_call"):
        with pytest.raises(Exception, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_visit_stands_at_one_counter_at_most(here, now):
    visit = visiting.visit(here, 1, now=now)
    visiting.counter(here, 1, visit=visit)

    with pytest.raises(IntegrityError, match="visit_id"), transaction.atomic():
        visiting.counter(here, 2, visit=visit)
