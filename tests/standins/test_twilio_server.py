"""The stand-in as a program: its accounts, its pages, its file, its switch."""

import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.processes import ROOT, SECOND_ACCOUNT, listens, wait_until
from tests.standins.conftest import a_client

TO, FROM = "+6281234567890", "LAPAKASIK"


def test_a_wrong_token_is_refused(settings, twilio_stand_in):
    stranger = a_client(twilio_stand_in, settings.TWILIO_ACCOUNT_SID, "wrong")

    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=TO, from_=FROM, body="halo")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert not twilio_stand_in.messages()


def test_two_accounts_do_not_see_each_others_messages(client, twilio_stand_in):
    second = a_client(twilio_stand_in, *SECOND_ACCOUNT)

    mine = client.messages.create(to=TO, from_=FROM, body="dari yang pertama")
    second.messages.create(to=TO, from_=FROM, body="dari yang kedua")

    assert [message.body for message in second.messages.list(to=TO)] == ["dari yang kedua"]
    with pytest.raises(TwilioRestException, match="not found"):
        second.messages(mine.sid).fetch()
    assert {message["account_sid"] for message in twilio_stand_in.messages()} == {mine.account_sid, SECOND_ACCOUNT[0]}


def test_a_restart_forgets_nothing(client, twilio_stand_in):
    client.messages.create(to=TO, from_=FROM, body="sebelum mati listrik. Ref K7QM")
    wait_until(lambda: twilio_stand_in.messages()[0]["status"] == "delivered", "it is delivered")

    twilio_stand_in.kill()
    twilio_stand_in.start()
    wait_until(lambda: listens(twilio_stand_in.http_port), "it listens again")

    [message] = twilio_stand_in.messages()
    assert (message["text"], message["status"]) == ("sebelum mati listrik. Ref K7QM", "delivered")
    assert twilio_stand_in.accepted() == {(TO, "K7QM"): 1}


def test_its_page_shows_words_and_not_markup(client, twilio_stand_in):
    client.messages.create(to=TO, from_=FROM, body="<script>alert(1)</script>")

    with urllib.request.urlopen(twilio_stand_in.base_url, timeout=5) as answer:  # noqa: S310 (loopback)
        page = answer.read().decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page


def test_it_counts_what_it_accepted_for_each_address_and_ref(client, twilio_stand_in):
    for ref in ("K7QM", "K7QM", "P3XA"):
        client.messages.create(to=TO, from_=FROM, body=f"Lapak Asik: klaim diterima. Ref {ref}.")
    twilio_stand_in.misbehave("refuse", status=503)
    with pytest.raises(TwilioRestException):
        client.messages.create(to=TO, from_=FROM, body="Ref K7QM.")

    assert twilio_stand_in.accepted() == {(TO, "K7QM"): 2, (TO, "P3XA"): 1}


@pytest.mark.parametrize("wish", [{"does": "dance"}, {"dose": "stall"}, [], [{"does": "slow"}, {"does": "dance"}], 7])
@pytest.mark.parametrize("path", ["/switch", "/script"])
def test_a_wish_it_does_not_know_is_refused(twilio_stand_in, wish, path):
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        if path == "/script":
            twilio_stand_in.play(wish)
        else:
            twilio_stand_in._switch(wish)
    refused.value.close()


@pytest.mark.parametrize("program", ["twilio_server", "mail_catcher"])
@pytest.mark.parametrize("environment", [{}, {"LAPAK_ENV": "production"}])
def test_stand_ins_do_not_start_in_production(program, environment):
    ended = subprocess.run(
        [sys.executable, "-m", f"standins.{program}"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert ended.returncode == 1
    assert "LAPAK_ENV" in ended.stderr
