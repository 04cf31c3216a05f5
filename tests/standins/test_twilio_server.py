"""The stand-in itself, spoken to by Twilio's own client and by plain HTTP."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from standins.twilio_server import text_of
from tests.processes import ROOT, StandIn, listens, wait_until

TO, FROM = "+6281234567890", "LAPAKASIK"


@pytest.fixture
def client(settings, twilio_stand_in):
    return a_client(twilio_stand_in, settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)


def a_client(stand_in: StandIn, account: str, token: str) -> Client:
    made = Client(account, token, http_client=TwilioHttpClient(pool_connections=False))
    made.api.base_url = stand_in.base_url
    return made


def test_what_was_created_can_be_fetched_and_listed_newest_first_over_pages(client):
    made = [client.messages.create(to=TO, from_=FROM, body=f"pesan {n}") for n in range(5)]
    client.messages.create(to="+6281999999999", from_=FROM, body="orang lain")

    assert client.messages(made[0].sid).fetch().body == "pesan 0"
    listed = [message.body for message in client.messages.list(to=TO, page_size=2)]
    assert listed == [f"pesan {n}" for n in (4, 3, 2, 1, 0)]


def test_a_message_goes_from_queued_to_delivered(client):
    made = client.messages.create(to=TO, from_=FROM, body="halo")

    assert made.status == "queued"
    wait_until(lambda: client.messages(made.sid).fetch().status == "delivered", "the message is delivered")


def test_a_wrong_token_is_refused(settings, twilio_stand_in):
    stranger = a_client(twilio_stand_in, settings.TWILIO_ACCOUNT_SID, "wrong")

    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=TO, from_=FROM, body="halo")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert not twilio_stand_in.messages()


@pytest.mark.parametrize("asked", [{}, {"content_sid": "HXunknown"}])
def test_a_message_without_words_is_refused(client, asked):
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=TO, from_=FROM, **asked)
    assert refused.value.status == 400


def test_a_template_variable_that_is_not_given_stays_a_hole_to_be_seen():
    template = json.loads((ROOT / "templates/messages/verified/whatsapp.json").read_text())
    asked = {"ContentSid": template["content_sid"], "ContentVariables": json.dumps({"1": "Siti"})}

    assert text_of(asked).startswith("Yth. Siti, klaim {{2}}")


def test_it_misbehaves_as_often_as_it_was_told(client, twilio_stand_in):
    twilio_stand_in.misbehave("refuse", status=503, times=2)

    ends = []
    for _ in range(3):
        try:
            ends.append(client.messages.create(to=TO, from_=FROM, body="halo").status)
        except TwilioRestException as refused:
            ends.append(refused.status)
    assert ends == [503, 503, "queued"]


@pytest.mark.parametrize("wish", [{"does": "dance"}, {"dose": "stall"}, []])
def test_a_wish_it_does_not_know_is_refused(twilio_stand_in, wish):
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        twilio_stand_in._switch(wish)
    refused.value.close()


def test_a_restart_forgets_nothing(client, twilio_stand_in):
    client.messages.create(to=TO, from_=FROM, body="sebelum mati listrik")
    wait_until(lambda: twilio_stand_in.messages()[0]["status"] == "delivered", "it is delivered")

    twilio_stand_in.kill()
    twilio_stand_in.start()
    wait_until(lambda: listens(twilio_stand_in.http_port), "it listens again")

    [message] = twilio_stand_in.messages()
    assert (message["text"], message["status"]) == ("sebelum mati listrik", "delivered")


def test_its_page_shows_words_and_not_markup(client, twilio_stand_in):
    client.messages.create(to=TO, from_=FROM, body="<script>alert(1)</script>")

    with urllib.request.urlopen(twilio_stand_in.base_url, timeout=5) as answer:  # noqa: S310 (loopback)
        page = answer.read().decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page


@pytest.mark.parametrize("program", ["twilio_server", "mail_catcher"])
@pytest.mark.parametrize("environment", [{}, {"LAPAK_ENV": "production"}])
def test_stand_ins_do_not_start_in_production(program, environment):
    ended = subprocess.run(
        [sys.executable, "-m", f"standins.{program}"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert ended.returncode == 1
    assert "LAPAK_ENV" in ended.stderr
