"""A person writes by WhatsApp with photos: the webhook, the media, and their end."""

import json
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.processes import wait_until

PERSON = "+6281234567890"
PHOTO, PAPER = (b"\xff\xd8\xff\r\n--photo\r\n", "image/jpeg"), (b"%PDF-1.7 contoh", "application/pdf")


@pytest.fixture
def written(twilio_stand_in, portal):
    """A message with a photo and a paper; what the portal was told."""
    said = twilio_stand_in.write_in(
        PERSON, "ini KTP saya", media=[PHOTO, PAPER], ProfileName="Siti", Url=f"{portal.url}/wa/?a=b"
    )
    assert said["status"] == 204
    return portal.heard[0]


def test_the_webhook_is_called_with_what_twilio_tells_and_signed(settings, written):
    form = written.form

    assert (form["From"], form["WaId"], form["ProfileName"]) == (f"whatsapp:{PERSON}", PERSON[1:], "Siti")
    assert (form["Body"], form["NumMedia"]) == ("ini KTP saya", "2")
    assert [form["MediaContentType0"], form["MediaContentType1"]] == ["image/jpeg", "application/pdf"]
    signature = written.headers["X-Twilio-Signature"]
    assert RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(written.address, form, signature)


def test_the_content_is_fetched_with_the_token_and_gone_when_deleted(settings, client, written):
    token = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    address, message = written.form["MediaUrl0"], client.messages(written.form["MessageSid"])

    without = requests.get(address, timeout=5).status_code
    fetched = requests.get(address, auth=token, timeout=5)
    listed = message.media.list()
    sid = address.rpartition("/")[2]
    kind = message.media(sid).fetch().content_type
    deleted = message.media(sid).delete()

    assert without == 401
    assert (fetched.content, fetched.headers["Content-Type"]) == PHOTO
    assert fetched.history[0].status_code == 307
    assert (len(listed), kind, deleted) == (2, "image/jpeg", True)
    assert len(message.media.list()) == 1
    assert requests.get(address, auth=token, timeout=5).status_code == 404
    assert requests.get(fetched.url, timeout=5).status_code == 404
    with pytest.raises(TwilioRestException):
        message.media(sid).fetch()


def test_what_came_in_is_listed_but_is_not_among_what_was_sent(client, twilio_stand_in, written):
    [listed] = client.messages.list(from_=f"whatsapp:{PERSON}")

    assert (listed.direction, listed.status, listed.num_media) == ("inbound", "received", "2")
    assert not twilio_stand_in.messages()


def test_the_portals_answer_in_twiml_reaches_the_person(twilio_stand_in, portal):
    portal.answers["/wa/"] = (200, "<Response><Message><Body>Klaim Anda diperiksa.</Body></Message></Response>")

    said = twilio_stand_in.write_in(PERSON, "status", Url=f"{portal.url}/wa/")

    assert said["status"] == 200
    wait_until(lambda: [m["status"] for m in twilio_stand_in.messages()] == ["read"], "the answer is read")
    [reply] = twilio_stand_in.messages()
    assert (reply["to"], reply["text"], reply["direction"]) == (
        f"whatsapp:{PERSON}",
        "Klaim Anda diperiksa.",
        "outbound-reply",
    )


def test_a_call_can_be_made_up_for_a_test_that_has_no_server(settings, twilio_stand_in):
    said = twilio_stand_in.write_in(PERSON, "berhenti", Url="https://lapakasik.example/wa/", Deliver="no")

    form, signature = dict(parse_qsl(said["body"], keep_blank_values=True)), said["headers"]["X-Twilio-Signature"]
    assert form["Body"] == "berhenti"
    assert RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(said["address"], form, signature)


def test_the_webhook_can_come_twice_in_json_or_wrongly_signed(settings, twilio_stand_in, portal):
    twilio_stand_in.misbehave_at_once({"does": "duplicate_callbacks"}, {"does": "json_callbacks"})
    twilio_stand_in.write_in(PERSON, "halo", Url=f"{portal.url}/wa/")
    twilio_stand_in.misbehave("wrong_signature")
    twilio_stand_in.write_in(PERSON, "halo", Url=f"{portal.url}/wa/")

    first, again, forged = portal.heard
    ours = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    assert json.loads(first.body) == json.loads(again.body)
    assert ours.validate(first.address, first.body, first.headers["X-Twilio-Signature"])
    assert not ours.validate(forged.address, forged.form, forged.headers["X-Twilio-Signature"])
