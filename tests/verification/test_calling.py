"""An officer takes a call, and what each outcome leads to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier

import pytest
from django.db import connection

from branches import calendar
from claims import timeline
from claims.models import Claim
from notifications import addresses
from notifications.models import State
from tests import factories
from tests.verification.at_the_desk import call_task
from verification.calls import calling
from verification.models import CallTask, CallTry, PageView
from verification.models.calls import BETWEEN_TRIES, HELD_FOR, TRIES
from workflow import Refused

HOUR = timedelta(hours=1)
ME, COLLEAGUE = "officer:1", "officer:2"
Outcome = CallTry.Outcome


@pytest.fixture
def claim(house, now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - HOUR).pk)


@pytest.fixture
def nine(claim, now):
    """Nine in the morning at the branch, so that three tries fit into the day."""
    return calendar.at(claim.branch, calendar.local_day(claim.branch, now), time(9))


@pytest.fixture
def task(claim, nine) -> CallTask:
    CallTask.objects.all().delete()
    made = call_task(claim, now=nine)
    CallTask.objects.filter(pk=made.pk).update(deadline_at=nine + timedelta(days=20))
    return made


def call(task, outcome, *, now, by=ME, **more) -> CallTask:
    calling.take(task.pk, by=by, now=now)
    return calling.note_outcome(task.pk, outcome=outcome, next_phrase="satu dua tiga", by=by, now=now, **more)


# --- Taken ---


def test_taking_shows_the_number_and_that_is_on_record(task, nine):
    calling.take(task.pk, by=ME, now=nine)

    task.refresh_from_db()
    assert (task.taken_by, task.taken_until) == (ME, nine + HELD_FOR)
    reading = PageView.objects.get(what=PageView.What.CONTACT)
    assert (reading.by, reading.code, reading.claim_id) == (ME, f"telepon/{task.pk}", task.claim_id)


def test_what_a_colleague_holds_cannot_be_taken_until_their_time_is_over(task, nine):
    calling.take(task.pk, by=COLLEAGUE, now=nine)

    with pytest.raises(Refused, match="diambil petugas lain"):
        calling.take(task.pk, by=ME, now=nine + HELD_FOR - timedelta(seconds=1))
    calling.take(task.pk, by=ME, now=nine + HELD_FOR)

    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        calling.note_outcome(task.pk, outcome=Outcome.REACHED, next_phrase="a b c", by=COLLEAGUE, now=nine + HELD_FOR)


def test_an_officer_has_one_call_in_hand(claim, task, nine):
    other = call_task(claim, now=nine)
    calling.take(task.pk, by=ME, now=nine)

    with pytest.raises(Refused, match="masih memegang"):
        calling.take(other.pk, by=ME, now=nine)


def test_nobody_is_called_at_night(claim, task, nine):
    with pytest.raises(Refused, match=r"08\.00 sampai 20\.00"):
        calling.take(task.pk, by=ME, now=nine + 12 * HOUR)


# --- Outcomes ---


def test_who_was_reached_counts_as_told(claim, task, nine):
    call(task, Outcome.REACHED, now=nine)

    task.refresh_from_db()
    task.message.refresh_from_db()
    assert (task.state, task.taken_by) == (CallTask.State.REACHED, "")
    assert (task.message.state, task.message.told_at) == (State.DELIVERED, nine)
    assert claim.events.get(name="called").detail == {"task": task.pk, "outcome": "reached"}


@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.WRONG_NUMBER])
def test_a_phrase_somebody_heard_is_used_up(claim, task, nine, outcome):
    call(task, outcome, now=nine)

    assert Claim.objects.get(pk=claim.pk).caller_phrase == "satu dua tiga"


def test_a_phrase_nobody_heard_stays(claim, task, nine):
    call(task, Outcome.NO_ANSWER, now=nine)

    assert Claim.objects.get(pk=claim.pk).caller_phrase == claim.caller_phrase


def test_three_unanswered_tries_hours_apart_end_the_task_and_its_rung(task, nine):
    for number in range(TRIES):
        at = nine + number * BETWEEN_TRIES
        if number:
            with pytest.raises(Refused, match="belum waktunya"):
                calling.take(task.pk, by=ME, now=at - timedelta(seconds=1))
        call(task, Outcome.NO_ANSWER, now=at)

    task.refresh_from_db()
    task.message.refresh_from_db()
    assert (task.state, task.why, task.tries) == (CallTask.State.FAILED, CallTask.Why.NO_ANSWER, TRIES)
    assert (task.message.state, task.message.reason) == (State.FAILED, "call_no_answer")
    assert task.claim.events.get(name="call_given_up").detail == {"task": task.pk, "why": "call_no_answer"}


def test_the_try_after_an_evening_one_waits_for_the_morning(claim, task, nine):
    call(task, Outcome.NO_ANSWER, now=nine + 10 * HOUR)

    task.refresh_from_db()
    tomorrow = calendar.local_day(claim.branch, nine) + timedelta(days=1)
    assert task.due_at == calendar.at(claim.branch, tomorrow, time(8))


def test_who_asks_to_be_called_at_four_is_called_at_four(task, nine):
    call(task, Outcome.CALL_BACK, now=nine, call_back_at=nine + 7 * HOUR)

    task.refresh_from_db()
    assert (task.state, task.due_at, task.tries) == (CallTask.State.OPEN, nine + 7 * HOUR, 0)


@pytest.mark.parametrize(
    ("after", "said"),
    [(None, "Tulis kapan"), (-HOUR, "tujuh hari"), (timedelta(days=8), "tujuh hari"), (12 * HOUR, "08.00")],
)
def test_an_odd_time_to_call_back_is_refused_and_the_task_stays_in_hand(task, nine, after, said):
    with pytest.raises(Refused, match=said):
        call(task, Outcome.CALL_BACK, now=nine, call_back_at=after and nine + after)

    task.refresh_from_db()
    assert task.taken_by == ME


def test_a_wrong_number_is_recorded_and_stands_in_the_timeline(claim, task, nine):
    other = call_task(claim, now=nine)

    call(task, Outcome.WRONG_NUMBER, now=nine)

    phone = claim.applicant.phone
    titles = [row["title"] for row in timeline.past(claim)]
    other.refresh_from_db()
    assert (
        addresses.standing("sms", phone, now=nine)
        == addresses.standing("whatsapp", phone, now=nine)
        == "reported_wrong"
    )
    assert timeline.WORDS["number_reported_wrong"] in titles
    assert (other.state, other.why) == (CallTask.State.FAILED, CallTask.Why.WRONG_NUMBER)


def test_a_task_put_back_is_nobodys_and_no_try_is_counted(task, nine):
    call(task, Outcome.PUT_BACK, now=nine)

    task.refresh_from_db()
    assert (task.taken_by, task.tries, task.state) == ("", 0, CallTask.State.OPEN)
    assert not task.claim.events.filter(name="called").exists()


def test_an_outcome_after_the_half_hour_still_counts_when_nobody_else_took_it(task, nine):
    calling.take(task.pk, by=ME, now=nine)

    calling.note_outcome(task.pk, outcome=Outcome.REACHED, next_phrase="a b c", by=ME, now=nine + HELD_FOR + HOUR)

    task.refresh_from_db()
    assert task.state == CallTask.State.REACHED


# --- Two officers at once ---

OFFICERS = 6


def taken_at_once(take, task, now) -> list[str]:
    """Who believes to hold the task when all of them reach for it at the same moment."""
    barrier = Barrier(OFFICERS)

    def reach(number: int) -> str:
        try:
            take(task, f"officer:{number}", barrier, now)
        except Refused:
            return ""
        finally:
            connection.close()
        return f"officer:{number}"

    with ThreadPoolExecutor(OFFICERS) as pool:
        return [by for by in pool.map(reach, range(OFFICERS)) if by]


def by_the_book(task, by, barrier, now):
    barrier.wait()
    calling.take(task.pk, by=by, now=now)


def look_then_take(task, by, barrier, now):
    """The negative control: look whether it is free, then write one's name on it without looking again."""
    if not CallTask.objects.free(now).filter(pk=task.pk).exists():
        raise Refused("")
    barrier.wait()
    CallTask.objects.filter(pk=task.pk).update(taken_by=by, taken_at=now, taken_until=now + HELD_FOR)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_officers_who_reach_at_once_never_hold_the_same_call(self, task, nine):
        holders = taken_at_once(by_the_book, task, nine)

        task.refresh_from_db()
        assert holders == [task.taken_by]
        assert task.call_tries.count() == 1

    def test_without_the_guard_the_same_race_gives_it_to_all(self, task, nine):
        assert len(taken_at_once(look_then_take, task, nine)) == OFFICERS
