"""Click-to-call: what is asked of the provider, what it reports, and what is believed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from twilio.request_validator import RequestValidator

from claims.models import Claim
from notifications import twilio_channel
from tests import factories
from tests.processes import wait_until
from tests.verification.at_the_desk import call_task
from verification.calls import calling, ringing
from verification.models import CallTask, CallTry
from workflow import Refused

OURS, MINE, ME = "+622150000000", "+628119990000", "officer:1"
SECOND = timedelta(seconds=1)


@pytest.fixture
def voice(settings):
    settings.TWILIO_VOICE_FROM = OURS


@pytest.fixture
def task(house, now) -> CallTask:
    """A call in the hands of an officer."""
    claim = Claim.objects.with_people().get(pk=factories.open_claim(now=now).pk)
    made = call_task(claim, now=now)
    return calling.take(made.pk, by=ME, now=made.due_at)


@pytest.fixture
def asked(voice, task) -> CallTry:
    return ringing.ask(task.pk, phone=MINE, by=ME, now=task.taken_at)


class Provider:
    """Notes what it is asked; fails when told to."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.failure: Exception | None = None
        self.calls = self

    def create(self, **facts):
        self.asked.append(facts)
        if self.failure:
            raise self.failure
        return type("Call", (), {"sid": "CA1"})


@pytest.fixture
def provider(monkeypatch) -> Provider:
    provider = Provider()
    monkeypatch.setattr(twilio_channel, "client", lambda account: provider)
    return provider


# --- Asked for ---


def test_the_officers_telephone_is_asked_to_ring_and_dials_the_claimant_with_our_number(provider, asked, task):
    ringing.ring(asked.pk, now=task.taken_at)

    [facts] = provider.asked
    asked.refresh_from_db()
    assert (facts["to"], facts["from_"]) == (MINE, OURS)
    assert f'callerId="{OURS}"' in facts["twiml"]
    assert task.claim.applicant.phone in facts["twiml"]
    assert (asked.officer_leg, asked.call_id) == (CallTry.Leg.QUEUED, "CA1")


def test_a_bell_that_rings_twice_calls_once(provider, asked, task):
    ringing.ring(asked.pk, now=task.taken_at)
    ringing.ring(asked.pk, now=task.taken_at)

    assert len(provider.asked) == 1


def test_a_bell_that_comes_much_too_late_calls_nobody(provider, asked, task):
    ringing.ring(asked.pk, now=task.taken_at + ringing.RINGS_WITHIN)

    assert provider.asked == []


def test_a_provider_that_is_silent_leaves_the_button_there(provider, asked, task):
    provider.failure = twilio_channel.TwilioException("silent")

    ringing.ring(asked.pk, now=task.taken_at)

    asked.refresh_from_db()
    assert asked.officer_leg == CallTry.Leg.FAILED
    assert not ringing.is_ringing(asked, task.taken_at)


def test_while_it_rings_no_second_ring_is_asked_for(asked, task):
    with pytest.raises(Refused, match="sedang dihubungi"):
        ringing.ask(task.pk, phone=MINE, by=ME, now=task.taken_at + SECOND)

    again = ringing.ask(task.pk, phone=MINE, by=ME, now=task.taken_at + ringing.RINGS_WITHIN)

    assert again.pk == asked.pk


def test_only_who_holds_the_task_calls(voice, task):
    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        ringing.ask(task.pk, phone=MINE, by="officer:2", now=task.taken_at)


def test_without_a_number_of_ours_nothing_is_rung(settings, task):
    settings.TWILIO_VOICE_FROM = ""

    with pytest.raises(Refused, match="belum disiapkan"):
        ringing.ask(task.pk, phone=MINE, by=ME, now=task.taken_at)


# --- Reported ---


def test_states_move_forward_and_the_length_is_kept(asked, now):
    for status, seconds in (("ringing", ""), ("completed", "42"), ("in-progress", ""), ("completed", "43")):
        ringing.note_state(asked.pk, whose="pemohon", status=status, seconds=seconds, now=now)

    asked.refresh_from_db()
    assert (asked.claimant_leg, asked.seconds, asked.officer_leg) == ("completed", 42, "asked")


@pytest.mark.parametrize("status", ["eaten", "", "ringing\0"])
def test_an_unknown_state_is_shrugged_at(asked, now, status):
    assert not ringing.note_state(asked.pk, whose="petugas", status=status, seconds="", now=now)


def signed(settings, try_id, whose: str, **facts) -> dict:
    """Arguments of a callback as the provider sends it."""
    path = reverse("voice:state", args=[try_id, whose])
    signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(settings.PUBLIC_BASE_URL + path, facts)
    return {"path": path, "data": facts, "headers": {"X-Twilio-Signature": signature}}


def test_a_signed_report_is_noted_and_an_unsigned_one_is_not(client, settings, asked):
    report = signed(settings, asked.pk, "petugas", CallStatus="ringing")

    answers = [client.post(**report).status_code, client.post(report["path"], {"CallStatus": "completed"}).status_code]

    asked.refresh_from_db()
    assert (answers, asked.officer_leg) == ([204, 403], "ringing")


def test_a_report_of_an_unknown_call_is_answered_and_forgotten(client, settings, db):
    assert client.post(**signed(settings, uuid4(), "pemohon", CallStatus="ringing")).status_code == 204


def test_without_a_token_nothing_is_believed(client, settings, asked):
    settings.TWILIO_AUTH_TOKEN = ""
    report = signed(settings, asked.pk, "petugas", CallStatus="ringing")

    assert client.post(**report).status_code == 403


# --- The real client, and a stand-in that speaks Twilio's calls ---


@pytest.mark.django_db(transaction=True)
class TestStandIn:
    @pytest.fixture
    def live(self, settings, live_server, twilio_stand_in, voice):
        """The provider reports to the served portal, over the address it was given."""
        settings.PUBLIC_BASE_URL = live_server.url
        return twilio_stand_in

    def rung(self, task: CallTask) -> CallTry:
        call = ringing.ask(task.pk, phone=MINE, by=ME, now=task.taken_at)
        ringing.ring(call.pk, now=task.taken_at)
        return call

    def test_both_telephones_ring_and_the_length_of_the_talk_is_noted(self, live, task):
        call = self.rung(task)

        wait_until(lambda: CallTry.objects.get(pk=call.pk).officer_leg == "completed", "the call is over")
        call.refresh_from_db()
        dialled = next(row for row in live.calls() if row["parent_call_sid"])
        assert (call.claimant_leg, call.seconds) == ("completed", 42)
        assert (dialled["to"], dialled["from"]) == (task.claim.applicant.phone, OURS)

    def test_a_claimant_who_does_not_answer_is_seen(self, live, task):
        live.misbehave("dialled_no_answer")

        call = self.rung(task)

        wait_until(lambda: CallTry.objects.get(pk=call.pk).claimant_leg == "no-answer", "it rang in vain")

    def test_an_officer_who_is_busy_is_seen_and_nobody_else_is_called(self, live, task):
        live.misbehave("busy")

        call = self.rung(task)

        wait_until(lambda: CallTry.objects.get(pk=call.pk).officer_leg == "busy", "the officer is busy")
        assert [row["to"] for row in live.calls()] == [MINE]
