"""Calls: the officer's telephone rings first, then the claimant's; every state is told."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.processes import wait_until

OFFICER, CLAIMANT, OURS = "+622150000001", "+6281234567890", "+622150000000"
EVENTS = ["initiated", "ringing", "answered", "completed"]


@pytest.fixture
def call(client, portal):
    """Click-to-call: the portal says whom to dial once the officer answered."""
    portal.answers["/suara/"] = (
        200,
        f'<Response><Dial callerId="{OURS}" action="/suara/akhir/"><Number>{CLAIMANT}</Number></Dial></Response>',
    )

    def made(**more):
        asked = {"url": f"{portal.url}/suara/", "status_callback": f"{portal.url}/telepon/"} | more
        return client.calls.create(to=OFFICER, from_=OURS, status_callback_event=EVENTS, **asked)

    return made


def ended(client, sid):
    wait_until(lambda: client.calls(sid).fetch().end_time, "the call is over")
    return client.calls(sid).fetch()


def test_a_call_rings_is_answered_dials_and_ends_and_every_state_is_told(settings, client, portal, call):
    made = call()

    over = ended(client, made.sid)
    wait_until(lambda: len(portal.heard) == 6, "all was told")
    [second] = client.calls.list(parent_call_sid=made.sid)
    states = [heard.form["CallStatus"] for heard in portal.heard if heard.path == "/telepon/"]
    action = next(heard.form for heard in portal.heard if heard.path == "/suara/akhir/")
    ours = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    assert (made.status, over.status, over.duration) == ("queued", "completed", "42")
    assert states == ["initiated", "ringing", "in-progress", "completed"]
    assert (second.to, second.status) == (CLAIMANT, "completed")
    assert (action["DialCallStatus"], action["DialCallSid"], action["CallSid"]) == ("completed", second.sid, made.sid)
    assert all(ours.validate(h.address, h.form, h.headers["X-Twilio-Signature"]) for h in portal.heard)


@pytest.mark.parametrize(
    ("does", "status", "told"),
    [
        ("busy", "busy", ["initiated", "ringing", "busy"]),
        ("no_answer", "no-answer", ["initiated", "ringing", "no-answer"]),
        ("failed", "failed", ["initiated", "failed"]),
    ],
)
def test_an_officer_who_is_not_reached_leads_to_no_second_call(
    client, twilio_stand_in, portal, call, does, status, told
):
    twilio_stand_in.misbehave(does)

    made = call()

    assert ended(client, made.sid).status == status
    wait_until(lambda: portal.states("CallStatus") == told, "all was told")
    assert not client.calls.list(to=CLAIMANT)


@pytest.mark.parametrize(
    ("does", "status"),
    [("dialled_busy", "busy"), ("dialled_no_answer", "no-answer"), ("dialled_failed", "failed")],
)
def test_how_the_second_call_ended_comes_to_its_action(client, twilio_stand_in, portal, call, does, status):
    twilio_stand_in.misbehave(does)

    made = call()

    assert ended(client, made.sid).status == "completed"
    [told] = portal.states("DialCallStatus")
    [second] = client.calls.list(to=CLAIMANT)
    assert (told, second.status) == (status, status)


def test_words_given_with_the_call_are_followed_and_only_its_end_is_told_unasked(client, twilio_stand_in, portal):
    made = client.calls.create(
        to=OFFICER, from_=OURS, twiml="<Response><Say>Halo</Say></Response>", status_callback=f"{portal.url}/telepon/"
    )

    ended(client, made.sid)
    wait_until(lambda: portal.heard, "the end is told")
    assert portal.states("CallStatus") == ["completed"]
    assert "Halo" in twilio_stand_in.calls()[0]["twiml"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": ""}, 21201),
        ({"from_": ""}, 21213),
        ({"url": ""}, 21205),
        ({"status_callback_event": ["answered", "eaten"]}, 21626),
        ({"caller_id": OURS, "trim": "yes"}, 20001),
    ],
)
def test_what_twilio_would_refuse_is_refused_with_its_code(client, twilio_stand_in, asked, code):
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(**{"to": OFFICER, "from_": OURS, "url": "http://127.0.0.1:9/", **asked})

    assert (refused.value.status, refused.value.code) == (400, code)
    assert not twilio_stand_in.calls()
