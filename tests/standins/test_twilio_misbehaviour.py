"""A provider on a bad day: what the caller sees, and what was sent all the same."""

import threading
import time
from contextlib import suppress
from os import sysconf
from pathlib import Path

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient

from standins.twilio import words
from tests.processes import SECOND_ACCOUNT, wait_until
from tests.standins.conftest import a_client

TO, FROM = "+6281234567890", "LAPAKASIK"


@pytest.fixture
def send(client):
    """Send with half a second of patience; how it ended for the caller."""
    client.http_client = TwilioHttpClient(timeout=0.5, pool_connections=False)

    def sent(to: str = TO) -> str | int:
        try:
            return client.messages.create(to=to, from_=FROM, body="halo. Ref K7QM.").status
        except TwilioRestException as refused:
            return refused.status
        except requests.Timeout:
            return "time-out"
        except (requests.ConnectionError, TwilioException):
            return "cut"

    return sent


@pytest.mark.parametrize(
    ("wish", "seen", "accepted"),
    [
        ({"does": "refuse", "status": 500, "code": 20500}, 500, 0),
        ({"does": "refuse", "status": 429, "code": 20429}, 429, 0),
        ({"does": "refuse", "status": 400, "code": 21610}, 400, 0),
        ({"does": "stall", "seconds": 0.1}, "cut", 0),
        ({"does": "stall", "seconds": 1}, "time-out", 0),
        ({"does": "accept_then_stall", "seconds": 1}, "time-out", 1),
        ({"does": "accept_then_refuse"}, 500, 1),
        ({"does": "accept_then_hang_up"}, "cut", 1),
        ({"does": "freeze"}, "time-out", 0),
        ({"does": "slow", "seconds": 0.1}, "queued", 1),
    ],
)
def test_what_the_caller_sees_and_what_was_sent(twilio_stand_in, send, wish, seen, accepted):
    twilio_stand_in.misbehave_at_once(wish)

    assert send() == seen
    assert sum(twilio_stand_in.accepted().values()) == accepted


def test_a_message_may_be_taken_long_after_the_caller_gave_up(twilio_stand_in, send):
    twilio_stand_in.misbehave("stall_then_accept", seconds=1)

    ended = send()
    before = twilio_stand_in.messages()

    assert (ended, before) == ("time-out", [])
    wait_until(twilio_stand_in.messages, "it was sent after all")


def test_it_misbehaves_as_often_as_it_was_told(twilio_stand_in, send):
    twilio_stand_in.misbehave("refuse", status=503, times=2)

    assert [send() for _ in range(3)] == [503, 503, "queued"]


def test_a_script_has_a_line_for_each_message_and_then_all_is_well(twilio_stand_in, send):
    twilio_stand_in.play(
        {"does": "refuse", "status": 503}, {}, [{"does": "accept_then_hang_up"}, {"does": "lost_callbacks"}]
    )

    assert [send() for _ in range(5)] == [503, "queued", "cut", "queued", "queued"]
    assert twilio_stand_in.accepted() == {(TO, "K7QM"): 4}


def test_numbers_may_have_a_script_of_their_own(twilio_stand_in, send):
    twilio_stand_in.play_seed(1, messages=1, share=0, to="+62812000", besides=[{"does": "refuse", "status": 429}])

    assert [send(to) for to in ("+6281300000001", "+6281200000001", "+6281200000001")] == ["queued", 429, "queued"]


def test_switching_back_ends_a_script(twilio_stand_in, send):
    twilio_stand_in.play({"does": "refuse"}, {"does": "refuse"})

    twilio_stand_in.behave()

    assert send() == "queued"


def test_only_one_address_or_one_account_may_be_struck(twilio_stand_in, send):
    second = a_client(twilio_stand_in, *SECOND_ACCOUNT)

    twilio_stand_in.misbehave("refuse", status=503, to="whatsapp:")
    by_address = [send(f"whatsapp:{TO}"), send()]
    twilio_stand_in.misbehave("refuse", status=503, account=SECOND_ACCOUNT[0])
    ours = send()
    with pytest.raises(TwilioRestException) as refused:
        second.messages.create(to=TO, from_=FROM, body="halo")

    assert by_address == [503, "queued"]
    assert (ours, refused.value.status) == ("queued", 503)


def test_while_frozen_nothing_is_answered_and_who_still_waits_is_served_on_thawing(client, twilio_stand_in, send):
    twilio_stand_in.misbehave("freeze")
    client.http_client = TwilioHttpClient(timeout=10, pool_connections=False)
    waiting = threading.Thread(target=client.messages.list)

    waiting.start()
    waiting.join(0.3)
    held = waiting.is_alive()
    twilio_stand_in.behave()
    waiting.join(5)

    assert held
    assert not waiting.is_alive()


def test_who_gave_up_on_a_frozen_provider_was_not_sent_anything(twilio_stand_in, send):
    twilio_stand_in.misbehave("freeze", seconds=1)

    gave_up = send()
    time.sleep(0.8)

    assert (gave_up, send()) == ("time-out", "queued")
    assert len(twilio_stand_in.messages()) == 1


def test_one_account_may_be_frozen_alone(twilio_stand_in, send):
    twilio_stand_in.misbehave("freeze", account=SECOND_ACCOUNT[0])
    second = a_client(twilio_stand_in, *SECOND_ACCOUNT)
    second.http_client = TwilioHttpClient(timeout=0.3)

    with pytest.raises(requests.Timeout):
        second.messages.list()
    assert send() == "queued"


def test_slow_holds_for_every_answer(client, twilio_stand_in):
    twilio_stand_in.misbehave("slow", seconds=0.2)
    begun = time.monotonic()

    client.messages.list()

    assert time.monotonic() - begun > 0.2


def test_a_seed_draws_the_same_script_again_and_another_a_different_one():
    assert words.drawn(7, 50) == words.drawn(7, 50) != words.drawn(8, 50)
    assert len(words.drawn(7, 50)) == 50
    assert {"does": "well"} in words.drawn(7, 50, share=0.3)
    assert words.drawn(7, 50, share=0) == [{"does": "well"}] * 50


def test_every_word_that_is_drawn_is_known_to_the_switch(twilio_stand_in):
    drawn = twilio_stand_in.play_seed(7, messages=200, share=1)

    assert {wish["does"] for line in drawn for wish in line} == {
        wish["does"] for wish in (*words.AMISS, *words.AMISS_AFTERWARDS)
    }
    assert drawn == words.drawn(7, 200, share=1)


@pytest.mark.slow
def test_it_serves_a_bench_fifty_milliseconds_each_at_three_hundred_a_second(client, twilio_stand_in):
    """Thirty connections that wait 50 ms each could make 600 a second; half of that must remain."""
    twilio_stand_in.misbehave_at_once({"does": "slow", "seconds": 0.05}, {"does": "lost_callbacks"})
    address = f"{twilio_stand_in.base_url}/2010-04-01/Accounts/{client.account_sid}/Messages.json"
    before = _cpu_seconds(twilio_stand_in.process.pid)

    def keep_sending() -> None:
        with requests.Session() as session, suppress(requests.ConnectionError):
            session.auth = client.auth
            for _ in range(20):
                session.post(address, {"To": TO, "From": FROM, "Body": "halo. Ref K7QM."}, timeout=10)

    senders = [threading.Thread(target=keep_sending) for _ in range(30)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert twilio_stand_in.accepted() == {(TO, "K7QM"): 600}
    assert (_cpu_seconds(twilio_stand_in.process.pid) - before) / 600 < 1 / 300 / 2  # half a core at 300 a second


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")
