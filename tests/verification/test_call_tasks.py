"""Calls become tasks once, and end when nobody needs them any more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from branches import calendar
from claims.models import Claim
from notifications import addresses, ladder, told
from notifications.ladder import Rung
from notifications.models import Channel, Message, State
from notifications.purposes import PURPOSES
from tests import factories
from tests.verification.at_the_desk import call_task, news
from verification.calls import making, scripts
from verification.models import CallTask
from verification.models.calls import next_hour
from workflow import Refused

HOUR = timedelta(hours=1)


@pytest.fixture
def claim(house, now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - HOUR).pk)


# --- Made ---


def test_a_call_whose_turn_came_is_a_task_of_the_claim_with_its_deadline(claim, now):
    [rung] = news(claim, now=now)

    making.sweep(now)

    task = CallTask.objects.get()
    assert (task.claim_id, task.message_id, task.purpose, task.state) == (claim.pk, rung.pk, "sent_to_dropbox", "open")
    assert task.deadline_at == claim.papers_wanted_until
    rung.refresh_from_db()
    assert (rung.state, rung.reason, rung.due_at) == (State.SENT, "call_task", None)


def test_the_sweep_run_again_makes_no_second_task(claim, now):
    news(claim, now=now)

    assert [making.sweep(now), making.sweep(now)] == [1, 0]
    assert CallTask.objects.count() == 1


def test_a_call_comes_when_every_way_before_it_has_failed(claim, now):
    phone = claim.applicant.phone
    sms, _call = news(claim, now=now, rungs=[Rung(0, Channel.SMS, phone), Rung(1, Channel.CALL, phone)])

    before = making.sweep(now)
    ladder.fail(sms, where=Message.objects.filter(pk=sms.pk), reason="twilio 30005", now=now)
    after = making.sweep(now)

    assert (before, after) == (0, 1)


def test_at_night_the_task_is_due_when_people_may_be_called_again(claim, now):
    night = calendar.at(claim.branch, calendar.local_day(claim.branch, now), time(22))

    task = call_task(claim, now=night)

    tomorrow = calendar.local_day(claim.branch, now) + timedelta(days=1)
    assert task.due_at == calendar.at(claim.branch, tomorrow, time(8))


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
@pytest.mark.parametrize(
    ("clock", "hours_on"), [(time(7, 59), None), (time(8), 0), (time(19, 59), 0), (time(20), None)]
)
def test_people_are_called_from_eight_to_eight_by_the_branchs_clock(house, now, zone, clock, hours_on):
    branch = factories.branch(zone)
    asked = calendar.at(branch, calendar.local_day(branch, now), clock)

    assert (next_hour(branch, asked) == asked) is (hours_on == 0)
    assert calendar.is_awake(branch, next_hour(branch, asked))


def test_a_call_about_no_claim_fails_by_that_name_for_the_operator_to_see(claim, now):
    [rung] = news(claim, now=now)
    Message.objects.filter(pk=rung.pk).update(about="claim-event:00000000-0000-0000-0000-000000000000")

    making.sweep(now)

    rung.refresh_from_db()
    assert (rung.state, rung.reason) == (State.FAILED, "no_claim")
    assert not CallTask.objects.exists()


def test_a_number_reported_wrong_is_not_called(claim, now):
    addresses.report_wrong(claim.applicant.phone, now=now)
    [rung] = news(claim, now=now)

    making.sweep(now)

    rung.refresh_from_db()
    assert (rung.state, rung.reason) == (State.FAILED, "reported_wrong")


def test_of_two_tasks_the_nearer_deadline_comes_first(claim, now):
    later = call_task(claim, now=now)
    sooner = call_task(claim, now=now)
    CallTask.objects.filter(pk=sooner.pk).update(deadline_at=now + HOUR)

    assert list(CallTask.objects.in_order()) == [sooner, later]


# --- Ended ---


def test_who_was_told_otherwise_is_not_called(claim, now):
    task = call_task(claim, now=now)
    told.opened([task.message.about], now=now + HOUR)

    making.sweep(now + HOUR)

    task.refresh_from_db()
    assert (task.state, task.why) == (CallTask.State.DROPPED, CallTask.Why.TOLD)


def test_a_task_past_its_deadline_fails_with_its_rung(claim, now):
    task = call_task(claim, now=now)

    making.sweep(task.deadline_at)

    task.refresh_from_db()
    task.message.refresh_from_db()
    assert (task.state, task.why) == (CallTask.State.FAILED, CallTask.Why.TOO_LATE)
    assert (task.message.state, task.message.reason) == (State.FAILED, "call_too_late")


def test_what_an_officer_has_in_hand_is_not_taken_away_by_the_sweep(claim, now):
    from verification.calls import calling

    task = call_task(claim, now=now)
    calling.take(task.pk, by="officer:1", now=now)
    told.opened([task.message.about], now=now)

    making.sweep(now)

    task.refresh_from_db()
    assert task.state == CallTask.State.OPEN


# --- By hand ---


def test_an_officer_asks_for_a_call_once(claim, now):
    task = making.ask_for_call(claim.pk, by="officer:1", now=now)

    with pytest.raises(Refused, match="sudah ada"):
        making.ask_for_call(claim.pk, by="officer:2", now=now)
    assert (task.message, task.asked_by) == (None, "officer:1")
    assert claim.events.filter(name="call_asked", by="officer:1").exists()


# --- Scripts ---


def test_every_message_that_ends_in_a_call_has_words_to_say():
    assert scripts.SAYS.keys() == {name for name, purpose in PURPOSES.items() if purpose.asks_told}


def test_a_sentence_whose_word_was_left_out_is_not_said(claim, now):
    [rung] = news(claim, now=now)
    rung.context = {**rung.context, "bring": ""}

    said = scripts.news_of(rung)

    assert "drop box Kantor Contoh" in said
    assert "Isinya" not in said


# --- Two sweeps at once ---

SWEEPS = 4


def at_once(make, message_id, now) -> list:
    """What each sweep made of one row when all of them looked at the same moment."""
    barrier = Barrier(SWEEPS)

    def run(_number: int):
        try:
            return make(message_id, barrier, now)
        except IntegrityError as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(SWEEPS) as pool:
        return list(pool.map(run, range(SWEEPS)))


def by_the_book(message_id, barrier, now):
    barrier.wait()
    return making.make_task(message_id, now=now)


def look_then_make(message_id, barrier, now):
    """The negative control: see that the rung waits, then make its task without moving it."""
    message = Message.objects.get(pk=message_id, state=State.QUEUED)
    barrier.wait()
    claim = making.claim_of(message.about)
    return CallTask.objects.create(claim=claim, message=message, made_at=now, due_at=now)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_sweeps_at_the_same_moment_make_one_task(self, claim, now):
        [rung] = news(claim, now=now)

        made = at_once(by_the_book, rung.pk, now)

        assert [type(each) for each in made if each] == [CallTask]
        assert CallTask.objects.count() == 1

    def test_without_the_move_the_same_race_runs_into_the_tables_own_constraint(self, claim, now):
        [rung] = news(claim, now=now)

        made = at_once(look_then_make, rung.pk, now)

        assert sum(isinstance(each, IntegrityError) for each in made) == SWEEPS - 1
