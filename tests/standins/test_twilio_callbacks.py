"""What the portal is told afterwards: signed, in order, and in every wrong way on wish."""

import time

import pytest
from twilio.request_validator import RequestValidator

from tests.processes import SECOND_ACCOUNT, wait_until
from tests.standins.conftest import a_client

TO, FROM = "+6281234567890", "LAPAKASIK"
GOOD = ["sent", "delivered", "read"]


@pytest.fixture
def send(client, portal):
    """Send a WhatsApp message whose callbacks come to the portal; wait for so many."""
    templated = {"content_sid": "HX1", "content_variables": "{}"}

    def sent(expecting: int) -> list[str]:
        client.messages.create(
            to=f"whatsapp:{TO}", from_="whatsapp:+62811", status_callback=f"{portal.url}/kabar/?n=1", **templated
        )
        wait_until(
            lambda: len(portal.heard) >= expecting, f"{expecting} callbacks, not {len(portal.heard)}", seconds=10
        )
        time.sleep(0.3)  # one too many would come now
        return portal.states()

    return sent


@pytest.fixture(autouse=True)
def template(twilio_stand_in):
    twilio_stand_in._ask("/templates", b'{"content_sid": "HX1", "text": "halo"}')


def test_each_state_is_told_signed_and_in_order(settings, send, portal):
    states = send(3)

    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    assert states == GOOD
    assert all(validator.validate(h.address, h.form, h.headers["X-Twilio-Signature"]) for h in portal.heard)
    assert not validator.validate(portal.heard[0].address, {}, portal.heard[0].headers["X-Twilio-Signature"])


@pytest.mark.parametrize(
    ("wish", "states"),
    [
        ({"does": "duplicate_callbacks", "copies": 3}, [state for state in GOOD for _ in range(3)]),
        ({"does": "reordered_callbacks"}, ["read", "delivered", "sent"]),
        ({"does": "unknown_state"}, ["sent", "teleported", "delivered", "read"]),
        ({"does": "undelivered", "code": 63003}, ["sent", "undelivered"]),
        ({"does": "failed", "code": 63024}, ["failed"]),
        ({"does": "never_delivered"}, ["sent"]),
        ({"does": "lost_callbacks"}, []),
    ],
)
def test_callbacks_come_as_the_switch_wants_them(twilio_stand_in, send, wish, states):
    twilio_stand_in.misbehave_at_once(wish)

    assert send(len(states)) == states


def test_words_add_up(twilio_stand_in, send, portal):
    twilio_stand_in.misbehave_at_once({"does": "undelivered", "code": 30003}, {"does": "duplicate_callbacks"})

    assert send(4) == ["sent", "sent", "undelivered", "undelivered"]
    assert [heard.form.get("ErrorCode") for heard in portal.heard] == [None, None, "30003", "30003"]


def test_a_message_has_its_state_though_nobody_was_told(client, twilio_stand_in, send):
    twilio_stand_in.misbehave("lost_callbacks")

    assert send(0) == []
    wait_until(lambda: client.messages.list()[0].status == "read", "it is read")


def test_early_callbacks_come_before_the_answer(twilio_stand_in, client, portal):
    twilio_stand_in.misbehave("early_callbacks")

    client.messages.create(to=TO, from_=FROM, body="halo", status_callback=f"{portal.url}/kabar/")

    assert portal.states() == ["sent", "delivered"]


def test_delayed_callbacks_come_later(twilio_stand_in, send):
    twilio_stand_in.misbehave("delayed_callbacks", seconds=0.5)
    begun = time.monotonic()

    assert send(3) == GOOD
    assert time.monotonic() - begun > 2.0


def test_json_is_signed_over_its_hash_and_a_stranger_signs_for_himself(settings, twilio_stand_in, send, portal):
    twilio_stand_in.misbehave("json_callbacks")
    send(3)
    twilio_stand_in.misbehave("wrong_signature")
    send(6)

    ours = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    in_json, forged = portal.heard[0], portal.heard[-1]
    assert "bodySHA256=" in in_json.address
    assert ours.validate(in_json.address, in_json.body, in_json.headers["X-Twilio-Signature"])
    assert not ours.validate(in_json.address, in_json.body + " ", in_json.headers["X-Twilio-Signature"])
    assert not ours.validate(forged.address, forged.form, forged.headers["X-Twilio-Signature"])


def test_a_portal_that_fails_is_told_again(send, portal):
    portal.answers["/kabar/"] = (503, "")

    send(2)

    assert portal.states()[:2] == ["sent", "sent"]


def test_a_second_account_signs_with_its_own_token(twilio_stand_in, portal):
    second = a_client(twilio_stand_in, *SECOND_ACCOUNT)
    second.messages.create(to=TO, from_=FROM, body="halo", status_callback=f"{portal.url}/kabar/")
    wait_until(lambda: portal.heard, "a callback")

    told = portal.heard[0]
    assert told.form["AccountSid"] == SECOND_ACCOUNT[0]
    assert RequestValidator(SECOND_ACCOUNT[1]).validate(told.address, told.form, told.headers["X-Twilio-Signature"])
