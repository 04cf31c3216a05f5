"""One row's way to its provider, with a provider that ends each call as the test wrote it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from notifications import delivery, doorbell, wording
from notifications.address import Address
from notifications.delivery import ASK_AFTER, LEASE_FOR, LONGEST_RETRY
from notifications.models import Message, MessageQuerySet, State
from notifications.outcomes import Absent, Accepted, NotNow, TurnedDown, Unclear
from privacy.vault import Unreadable
from tests.notifications.conftest import SAMPLE, post

MAIL = Address(person="claimant:1", email="siti@example.com")
PHONE = Address(person="code:1", phone="+6281234567890")


def deliver(row: Message, now) -> Message:
    delivery.deliver(row.pk, now=now)
    row.refresh_from_db()
    return row


def taken_and_lost(row: Message, now) -> None:
    """A worker took the row and was killed before it noted anything."""
    Message.objects.filter(pk=row.pk).move(State.SENDING, tries=1, taken_at=now, due_at=now + LEASE_FOR)


def test_what_the_provider_accepted_is_sent_and_looked_at_no_more(db, now, provider):
    [row] = post(now=now)

    deliver(row, now)

    assert (row.state, row.provider_id, row.sent_at, row.due_at, row.tries) == ("sent", "SM1", now, None, 1)


def test_delivering_twice_sends_once(db, now, provider):
    [row] = post(now=now)

    deliver(row, now)
    deliver(row, now + timedelta(days=1))

    assert len(provider.sent) == 1


def test_a_row_that_is_not_due_or_not_there_is_left_alone(db, now, provider):
    [row] = post(now=now)

    deliver(row, now - timedelta(seconds=1))
    delivery.deliver("11111111-1111-4111-8111-111111111111", now=now)

    assert not provider.sent


@pytest.mark.django_db(transaction=True)
def test_no_connection_and_no_transaction_is_held_while_the_provider_is_called(now, provider, monkeypatch):
    held = []
    monkeypatch.setattr(provider, "send", lambda *_: held.append(connection.connection) or Accepted("SM1"))
    monkeypatch.setattr(provider, "find", lambda *_: held.append(connection.connection) or Absent())
    [row] = post(now=now)
    taken_and_lost(row, now)

    deliver(row, now + LEASE_FOR)

    assert held == [None, None]


def test_what_surely_was_not_sent_is_tried_again_ever_more_slowly(db, now, provider):
    provider.ends = NotNow("smtp 421")
    [row] = post(now=now)

    waits = []
    while (deliver(row, now)).state == State.QUEUED:
        waits.append(row.due_at - now)
        now = row.due_at

    assert (row.state, row.reason, row.failed_at) == ("failed", "gave_up", now)
    assert timedelta(seconds=7) <= waits[0] <= timedelta(seconds=15)
    assert LONGEST_RETRY / 2 <= waits[-1] <= LONGEST_RETRY
    assert len(set(waits[10:])) > 10  # spread, not in step
    assert now - row.posted_at >= timedelta(hours=24)


def test_what_the_provider_turns_down_has_failed_with_its_reason(db, now, provider):
    provider.ends = TurnedDown("twilio 21211")
    [row] = post(now=now)

    deliver(row, now)

    assert (row.state, row.reason, row.due_at) == ("failed", "twilio 21211", None)


def test_an_unclear_end_is_asked_about_and_not_sent_again_when_it_is_there(db, now, provider):
    provider.ends, provider.finds = Unclear("twilio ReadTimeout"), Accepted("SM7", status="delivered")
    [row] = post(now=now)

    deliver(row, now)
    unclear = row.state
    deliver(row, now + ASK_AFTER)

    assert unclear == "unknown"
    assert (row.state, row.provider_id, row.due_at) == ("delivered", "SM7", None)
    assert len(provider.sent) == 1


def test_an_unclear_end_is_sent_again_only_after_the_provider_said_that_it_is_not_there(db, now, provider):
    provider.ends = Unclear("twilio ReadTimeout")
    [row] = post(now=now)
    deliver(row, now)
    provider.ends = Accepted("SM2")

    deliver(row, now + ASK_AFTER)

    assert len(provider.asked) == 1
    assert (row.state, row.provider_id, row.tries) == ("sent", "SM2", 2)


def test_while_the_provider_does_not_answer_nothing_is_sent_and_in_the_end_a_person_looks(db, now, provider):
    provider.ends = provider.finds = Unclear("twilio ReadTimeout")
    [row] = post(now=now)

    while (deliver(row, now)).due_at:
        now = row.due_at

    assert (row.state, row.reason) == ("failed", "never_known")
    assert len(provider.sent) == 1


def test_a_state_the_provider_invents_still_means_that_it_has_the_message(db, now, provider):
    provider.finds = Accepted("SM7", status="teleported")
    [row] = post(now=now)
    taken_and_lost(row, now)

    deliver(row, now + LEASE_FOR)

    assert (row.state, row.provider_id) == ("sent", "SM7")


def test_a_lease_that_ran_out_is_asked_about_first(db, now, provider):
    provider.finds = Accepted("SM7")
    [row] = post(now=now)
    taken_and_lost(row, now)

    deliver(row, now + LEASE_FOR - timedelta(seconds=1))
    early = (row.state, len(provider.asked))
    deliver(row, now + LEASE_FOR)

    assert early == ("sending", 0)
    assert (row.state, row.provider_id) == ("sent", "SM7")
    assert not provider.sent


def test_an_email_in_doubt_is_repeated_and_the_repeat_is_counted(db, now, provider):
    provider.ends = Unclear("smtp SMTPServerDisconnected")
    [row] = post(to=MAIL, now=now)
    deliver(row, now)
    provider.ends = Accepted("<1@example>")

    deliver(row, now + ASK_AFTER)

    assert (row.state, row.repeats, row.tries) == ("sent", 1, 2)


def test_an_email_that_surely_was_not_sent_is_no_repeat(db, now, provider):
    provider.ends = NotNow("smtp 451")
    [row] = post(to=MAIL, now=now)
    deliver(row, now)
    provider.ends = Accepted("<1@example>")

    deliver(row, row.due_at)

    assert (row.state, row.repeats) == ("sent", 0)


@pytest.mark.parametrize("address", [PHONE, Address(person="code:1", email="siti@example.com")])
def test_a_code_in_doubt_is_void_and_never_sent_again(db, now, provider, address):
    provider.ends = Unclear("twilio ReadTimeout")
    [row] = post("one_time_code", to=address, now=now)

    deliver(row, now)
    deliver(row, now + timedelta(hours=1))

    assert (row.state, row.reason) == ("failed", "void")
    assert len(provider.sent) == 1


def test_a_code_taken_by_a_worker_that_died_is_void(db, now, provider):
    [row] = post("one_time_code", to=PHONE, now=now)
    taken_and_lost(row, now)

    deliver(row, now + LEASE_FOR)

    assert (row.state, row.reason) == ("failed", "void")
    assert not provider.sent
    assert not provider.asked


def test_a_code_is_not_sent_after_its_ten_minutes(db, now, provider):
    [row] = post("one_time_code", to=PHONE, now=now)

    deliver(row, now + timedelta(minutes=10))

    assert (row.state, row.reason) == ("failed", "gave_up")
    assert not provider.sent


def test_a_receipt_that_came_before_the_note_is_not_taken_back(db, now, provider, monkeypatch):
    [row] = post(now=now)

    def slow_send(message, letter):
        Message.objects.filter(pk=message.pk).move(State.DELIVERED, provider_id="SM9", due_at=None)
        return Unclear("twilio ReadTimeout")

    monkeypatch.setattr(provider, "send", slow_send)
    deliver(row, now)

    assert (row.state, row.provider_id) == ("delivered", "SM9")


def test_a_worker_that_woke_too_late_does_not_undo_a_later_try(db, now, provider, monkeypatch):
    [row] = post(now=now)

    def frozen_send(message, letter):
        Message.objects.filter(pk=message.pk).update(tries=2, state=State.QUEUED)
        return TurnedDown("twilio 30007")

    monkeypatch.setattr(provider, "send", frozen_send)
    deliver(row, now)

    assert row.state == "queued"


def test_words_that_no_longer_open_fail_by_name_and_are_not_tried(db, now, provider, monkeypatch, caplog):
    def unreadable(message):
        raise Unreadable

    monkeypatch.setattr(wording, "letter_of", unreadable)
    [row] = post(now=now)

    deliver(row, now)

    assert (row.state, row.reason) == ("failed", "unreadable")
    assert SAMPLE["case_number"] not in caplog.text


def test_the_sweep_announces_every_due_row_codes_first(db, now, provider, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda message_ids, urgency: rung.append(urgency))
    post(now=now - timedelta(hours=1))
    post("one_time_code", to=PHONE, about="code:1", now=now)
    post(about="claim-event:2", now=now + timedelta(seconds=1))

    assert delivery.ring_due(now=now) == 2
    assert rung == ["codes", "news"]


def test_everything_due_can_be_delivered_without_a_worker(db, now, provider):
    rows = [*post(now=now), *post(about="claim-event:2", now=now)]

    assert delivery.deliver_due(now=now) == 2
    assert {message.pk for message in provider.sent} == {row.pk for row in rows}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_workers_at_one_row_send_once_and_without_the_guard_twice(now, provider, monkeypatch, guarded):
    [row] = post(now=now)
    both_have_read = threading.Barrier(2, timeout=10)
    letter_of = wording.letter_of

    def wait_for_the_other(message):
        both_have_read.wait()
        return letter_of(message)

    def unguarded(rows, to, **facts):
        Message.objects.filter(pk=row.pk).update(state=to, **facts)
        return 1

    def work():
        delivery.deliver(row.pk, now=now)
        connection.close()

    monkeypatch.setattr(wording, "letter_of", wait_for_the_other)
    if not guarded:
        monkeypatch.setattr(MessageQuerySet, "move", unguarded)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(provider.sent) == (1 if guarded else 2)
