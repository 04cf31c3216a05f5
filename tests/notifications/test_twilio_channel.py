"""Twilio's own client against the stand-in."""

import socket
import threading
from datetime import timedelta

import pytest

from notifications import delivery, receipts, twilio_channel, wording
from notifications.address import Address
from notifications.delivery import ASK_AFTER
from notifications.models import Message
from notifications.outcomes import Absent, Accepted, NotNow, TurnedDown, Unclear
from tests.notifications.conftest import post
from tests.processes import free_port, wait_until


@pytest.fixture
def row(db, now) -> Message:
    [posted] = post(now=now)
    return posted


def first_account() -> twilio_channel.Account:
    return twilio_channel.accounts()[0]


def send(row: Message):
    return first_account().send(row, wording.letter_of(row))


@pytest.fixture
def impatient(monkeypatch, twilio_stand_in):
    """A client that waits 0.5 s instead of ten."""
    monkeypatch.setattr(twilio_channel, "TIME_OUT", 0.5)
    twilio_channel.client.cache_clear()


def test_an_sms_arrives_as_written_and_is_found_again_by_its_ref(row, twilio_stand_in):
    outcome = send(row)

    [arrived] = twilio_stand_in.messages()
    assert outcome == Accepted(arrived["sid"])
    assert arrived["text"] == wording.letter_of(row).text
    assert arrived["to"] == "+6281234567890"
    assert first_account().find(row).provider_id == arrived["sid"]


def test_whatsapp_arrives_as_its_template_filled(db, now, twilio_stand_in):
    [row, _sms] = post(to=Address(person="claimant:1", phone="+6281234567890", whatsapp=True), now=now)

    send(row)

    [arrived] = twilio_stand_in.messages()
    assert arrived["to"] == "whatsapp:+6281234567890"
    assert arrived["content_sid"] == wording.content_sid("verified")
    assert arrived["text"] == wording.letter_of(row).text
    assert isinstance(first_account().find(row), Accepted)


def test_another_message_to_the_same_number_is_not_taken_for_this_one(row, now, twilio_stand_in):
    [other] = post(about="claim-event:2", now=now)
    send(other)

    assert first_account().find(row) == Absent()


def test_a_message_of_long_ago_with_the_same_ref_is_not_taken_for_this_one(row, now, twilio_stand_in):
    send(row)
    row.posted_at = row.begun_at = now + timedelta(days=30)

    assert first_account().find(row) == Absent()


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21211, TurnedDown("twilio 21211")),
        (400, 21610, TurnedDown("twilio 21610")),
        (429, 20429, NotNow("twilio 20429")),
        (401, 20003, NotNow("twilio 20003")),
        (500, 20500, Unclear("twilio 20500")),
        (503, 0, Unclear("twilio 503")),
    ],
)
def test_a_refusal_is_taken_at_its_number(row, twilio_stand_in, status, code, outcome):
    twilio_stand_in.misbehave("refuse", status=status, code=code)

    assert send(row) == outcome
    assert not twilio_stand_in.messages()


def test_nobody_listening_means_surely_not_sent(row, twilio_stand_in, settings):
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{free_port()}"
    twilio_channel.client.cache_clear()

    assert isinstance(send(row), NotNow)


def test_an_answer_that_does_not_come_leaves_doubt_whether_it_was_sent_or_not(row, impatient, twilio_stand_in):
    twilio_stand_in.misbehave("stall", seconds=1, times=1)
    unsent = (send(row), first_account().find(row))
    twilio_stand_in.misbehave("accept_then_stall", seconds=1, times=1)
    sent = (send(row), first_account().find(row))

    assert isinstance(unsent[0], Unclear)
    assert unsent[1] == Absent()
    assert isinstance(sent[0], Unclear)
    assert isinstance(sent[1], Accepted)


def test_a_line_cut_instead_of_an_answer_leaves_doubt(row, settings, now):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.TWILIO_BASE_URL = f"http://127.0.0.1:{server.getsockname()[1]}"
        twilio_channel.client.cache_clear()
        server.settimeout(5)
        cutting = threading.Thread(target=lambda: server.accept()[0].close())
        cutting.start()

        assert isinstance(send(row), Unclear)
        cutting.join()
    twilio_channel.client.cache_clear()


@pytest.mark.parametrize("asks_first", [True, False])
def test_sent_but_not_answered_is_one_sms_and_without_asking_two(
    row, now, impatient, twilio_stand_in, monkeypatch, asks_first
):
    twilio_stand_in.misbehave("accept_then_stall", seconds=1, times=1)
    if not asks_first:
        monkeypatch.setattr(twilio_channel.Account, "find", lambda account, message: Absent())

    delivery.deliver(row.pk, now=now)
    delivery.deliver(row.pk, now=now + ASK_AFTER)

    row.refresh_from_db()
    assert row.provider_id
    assert len(twilio_stand_in.messages()) == (1 if asks_first else 2)


def test_the_stand_in_reports_back_signed_until_the_message_is_read(
    transactional_db, now, live_server, settings, request
):
    settings.PUBLIC_BASE_URL = live_server.url
    stand_in = request.getfixturevalue("twilio_stand_in")
    [good, _sms] = post(to=Address(person="claimant:1", phone="+6281234567890", whatsapp=True), now=now)
    [bad] = post(about="claim-event:2", now=now)

    delivery.deliver(good.pk, now=now)
    stand_in.misbehave("undelivered", code=30005)
    delivery.deliver(bad.pk, now=now)

    def states() -> list[tuple[str, str]]:
        return [(row.state, row.reason) for row in (Message.objects.get(pk=good.pk), Message.objects.get(pk=bad.pk))]

    wait_until(lambda: states() == [("read", ""), ("failed", "twilio 30005")], "both receipts")
    assert set(receipts.TWILIO_STATES) >= {"sent", "delivered", "read", "undelivered"}
