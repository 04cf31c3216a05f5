"""Workers killed, brokers wiped: real PostgreSQL, Valkey, worker and SMTP, and a stand-in that counts what it took."""

from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from notifications import delivery
from notifications.address import Address
from notifications.delivery import LEASE_FOR
from notifications.models import Message
from tests.notifications.conftest import let_time_pass, post
from tests.processes import app, point_the_bell_at, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

PERSON = {"email": "siti@example.com", "phone": "+6281234567890"}


def open_rows():
    return Message.objects.filter(due_at__isnull=False)


def sweep() -> None:
    """The beat's sweep, at the workers' own clock."""
    delivery.ring_due(now=timezone.now())


def accepted_per_ref(twilio_stand_in) -> Counter:
    return Counter(message["text"].rstrip(".").split("Ref ")[-1] for message in twilio_stand_in.messages())


@pytest.mark.parametrize("asks_first", [True, False])
def test_a_worker_killed_between_send_and_mark_sends_one_sms_and_without_asking_two(
    start_worker, twilio_stand_in, now, asks_first
):
    twilio_stand_in.misbehave("accept_then_stall", seconds=60, times=1)
    worker = start_worker()
    [row] = post(to=Address(person="claimant:1", phone=PERSON["phone"]), now=now)
    wait_until(twilio_stand_in.messages, "the provider has the SMS")

    worker.kill()
    killed_in = Message.objects.get(pk=row.pk).state
    let_time_pass(LEASE_FOR)
    if not asks_first:
        Message.objects.update(state="queued")  # as if a lease that ran out meant "not sent"
    start_worker()
    sweep()

    wait_until(lambda: not open_rows().exists(), "nothing is left to do")
    assert killed_in == "sending"
    assert accepted_per_ref(twilio_stand_in) == {row.ref: 1 if asks_first else 2}


def test_a_worker_killed_between_smtp_and_mark_repeats_the_letter_under_its_message_id(start_worker, mail_catcher, now):
    mail_catcher.misbehave("accept_then_stall", seconds=60, times=1)
    worker = start_worker()
    [row] = post(to=Address(person="claimant:1", email=PERSON["email"]), now=now)
    wait_until(mail_catcher.messages, "the catcher has the letter")

    worker.kill()
    let_time_pass(LEASE_FOR)
    start_worker()
    sweep()

    wait_until(lambda: not open_rows().exists(), "nothing is left to do")
    row.refresh_from_db()
    letters = mail_catcher.messages()
    assert len(letters) == 2
    assert len({letter["message_id"] for letter in letters}) == 1
    assert (row.state, row.repeats) == ("sent", 1)


def test_a_worker_killed_before_it_sent_anything_still_sends_once(start_worker, twilio_stand_in, now):
    twilio_stand_in.misbehave("stall", seconds=60, times=1)
    worker = start_worker()
    [row] = post(to=Address(person="claimant:1", phone=PERSON["phone"]), now=now)
    wait_until(lambda: Message.objects.filter(state="sending").exists(), "the worker took the row")

    worker.kill()
    twilio_stand_in.behave()
    let_time_pass(LEASE_FOR)
    start_worker()
    sweep()

    wait_until(lambda: not open_rows().exists(), "nothing is left to do")
    assert accepted_per_ref(twilio_stand_in) == {row.ref: 1}


@pytest.mark.parametrize("swept", [True, False])
def test_a_broker_wiped_whole_loses_no_message_once_the_sweep_has_run(
    start_worker, valkey, twilio_stand_in, mail_catcher, now, swept
):
    for n in range(10):
        post("account_changed", to=Address(person=f"claimant:{n}", **PERSON), about=f"claim-event:{n}", now=now)
    app.connection_for_write().default_channel.client.flushall()

    start_worker()
    [heard] = post(to=Address(person="claimant:1", phone=PERSON["phone"]), about="claim-event:after", now=now)
    wait_until(lambda: not open_rows().filter(pk=heard.pk).exists(), "the worker hears what is rung after the wipe")
    unheard = open_rows().count()
    if swept:
        sweep()
        wait_until(lambda: not open_rows().exists(), "nothing is left to do")

    assert unheard == 20
    assert accepted_per_ref(twilio_stand_in).total() == (11 if swept else 1)
    assert len(mail_catcher.messages()) == (10 if swept else 0)
    assert set(accepted_per_ref(twilio_stand_in).values()) == {1}


def test_a_broker_killed_under_a_running_worker_loses_no_message(
    start_worker, valkey, twilio_stand_in, mail_catcher, now
):
    start_worker()
    post("account_changed", to=Address(person="claimant:0", **PERSON), about="claim-event:0", now=now)
    wait_until(lambda: not open_rows().exists(), "the first is told")

    valkey.kill()
    for n in range(1, 6):
        post("account_changed", to=Address(person=f"claimant:{n}", **PERSON), about=f"claim-event:{n}", now=now)
    unheard = open_rows().count()
    valkey.start()
    point_the_bell_at(valkey.url)
    sweep()

    wait_until(lambda: not open_rows().exists(), "nothing is left to do", seconds=60)
    assert unheard == 10
    assert set(accepted_per_ref(twilio_stand_in).values()) == {1}
    assert len(mail_catcher.messages()) == 6


def test_a_database_connection_cut_under_the_worker_loses_no_message(start_worker, twilio_stand_in, now):
    start_worker()
    post(to=Address(person="claimant:0", phone=PERSON["phone"]), about="claim-event:0", now=now)
    wait_until(lambda: not open_rows().exists(), "the first is told")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    post(to=Address(person="claimant:1", phone=PERSON["phone"]), about="claim-event:1", now=now)
    wait_until(lambda: not open_rows().exists(), "the second is told")

    assert sum(accepted_per_ref(twilio_stand_in).values()) == 2
