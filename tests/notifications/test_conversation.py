"""An answer by WhatsApp in our own words that comes after the window has closed at Twilio, whatever our clock says."""

import pytest

from notifications import conversation, delivery, receipts
from notifications.address import Address
from notifications.models import Message, State
from notifications.outcomes import Accepted, TurnedDown
from tests.notifications.conftest import post

NUMBER = "+6281234567890"
CLOSED = {"status": "undelivered", "error_code": "63016"}


@pytest.fixture
def answer(db, now, provider) -> Message:
    """Posted, and not yet looked at; the person wrote a moment ago."""
    conversation.receive("SM-in", account="AC1", sender=NUMBER, words="status", media=[], now=now)
    [row] = post("whatsapp_answer", to=Address(person="whatsapp:1", phone=NUMBER, whatsapp=True), now=now)
    return row


@pytest.fixture
def left(provider, monkeypatch) -> list[str]:
    """By which template each letter left; "" is one in our own words."""
    sids: list[str] = []
    send = provider.send

    def remember(message, letter):
        sids.append(letter.content_sid)
        return send(message, letter)

    monkeypatch.setattr(provider, "send", remember)
    return sids


def receive(row: Message, provider_id: str, now, **said: str) -> bool:
    return receipts.receive(row.pk, provider_id=provider_id, now=now, **(said or CLOSED))


def as_it_stands(row: Message) -> tuple[str, str, str]:
    row.refresh_from_db()
    return row.state, row.provider_id, row.reason


def test_what_twilio_refuses_afterwards_goes_out_once_more_by_template(answer, left, provider, now):
    delivery.deliver(answer.pk, now=now)
    assert as_it_stands(answer) == ("sent", "SM1", "")

    assert receive(answer, "SM1", now)
    assert not receive(answer, "SM1", now)  # told twice
    assert as_it_stands(answer)[0] == "queued"
    provider.ends = Accepted("SM2")
    delivery.deliver(answer.pk, now=now)
    assert not receive(answer, "SM1", now)  # and once more, late

    assert as_it_stands(answer) == ("sent", "SM2", "")
    assert left[0] == "" and left[1].startswith("HX")
    assert len(left) == 2


def test_what_twilio_refuses_at_once_too(answer, left, provider, now):
    provider.ends = TurnedDown("twilio 63016")
    delivery.deliver(answer.pk, now=now)
    assert as_it_stands(answer)[0] == "queued"

    provider.ends = Accepted("SM2")
    delivery.deliver(answer.pk, now=now)

    assert as_it_stands(answer) == ("sent", "SM2", "")
    assert [bool(sid) for sid in left] == [False, True]


def test_a_template_that_is_refused_is_not_sent_a_third_time(answer, left, provider, now):
    provider.ends = TurnedDown("twilio 63016")
    for _ in range(4):
        delivery.deliver(answer.pk, now=now)

    assert as_it_stands(answer) == ("failed", "", "twilio 63016")
    assert len(left) == 2


def test_a_refusal_that_overtakes_our_own_note_is_not_forgotten(answer, provider, monkeypatch, now):
    def told_before_we_are_back(message, letter):
        assert receive(message, "SM1", now)
        return Accepted("SM1")

    monkeypatch.setattr(provider, "send", told_before_we_are_back)
    delivery.deliver(answer.pk, now=now)

    assert as_it_stands(answer) == ("queued", "SM1", "twilio 63016")


def test_in_doubt_about_the_second_the_first_is_not_taken_for_it(answer, provider, now):
    Message.objects.filter(pk=answer.pk).update(state=State.UNKNOWN, tries=2, provider_id="SM1")

    assert not receive(answer, "SM1", now)
    assert receive(answer, "SM2", now, status="failed", error_code="30008")
    assert as_it_stands(answer) == ("failed", "SM2", "twilio 30008")


def test_news_that_always_goes_by_template_fails_and_is_shown(db, now, provider):
    row = post(to=Address(person="claimant:1", phone=NUMBER, whatsapp=True), now=now)[0]
    delivery.deliver(row.pk, now=now)

    assert receive(row, "SM1", now)

    assert as_it_stands(row) == ("failed", "SM1", "twilio 63016")


def test_an_answer_needs_no_approved_template_while_the_window_is_open(db, now, provider, left, monkeypatch):
    monkeypatch.setattr("notifications.whatsapp_templates.content_sid", lambda *given: "")
    conversation.receive("SM-in", account="AC1", sender=NUMBER, words="status", media=[], now=now)

    [row] = post("whatsapp_answer", to=Address(person="whatsapp:1", phone=NUMBER, whatsapp=True), now=now)
    delivery.deliver(row.pk, now=now)

    assert as_it_stands(row)[0] == "sent"
