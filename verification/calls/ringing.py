"""Click-to-call through Twilio Voice: the officer's telephone rings first, and when it is answered the claimant's.

Asked for in a request, done by the worker: no page waits for the provider. A ring that was lost or whose end nobody
knows is not asked about and not repeated by itself: the officer sits there, sees that nothing rings, and clicks again.
"""

from datetime import datetime, timedelta
from uuid import UUID

import requests
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from twilio.base.exceptions import TwilioException
from twilio.twiml.voice_response import Dial, VoiceResponse

from notifications import twilio_channel
from verification.models import CallTask, CallTry
from workflow import Refused, doorbell

Leg = CallTry.Leg

RINGS_FOR = 30  # seconds each telephone rings
RINGS_WITHIN = timedelta(minutes=2)
"""A ring that was asked for longer ago and that nobody has answered is lost: the button is there again."""

LISTENED_FOR = ["initiated", "ringing", "answered", "completed"]
LEGS = {"petugas": "officer_leg", "pemohon": "claimant_leg"}


def is_configured() -> bool:
    return bool(settings.TWILIO_VOICE_FROM)


def is_ringing(call: CallTry, now: datetime) -> bool:
    """Whether a ring is on its way or the two are talking, so that a second one would disturb."""
    if call.officer_leg == Leg.TALKING:
        return True
    return call.officer_leg in CallTry.ON_THE_WAY and bool(call.asked_at and call.asked_at > now - RINGS_WITHIN)


@transaction.atomic
def ask(task_id: int, *, phone: str, by: str, now: datetime) -> CallTry:
    """Have this officer's telephone ring, and after it the claimant's."""
    task = CallTask.objects.select_for_update().get(pk=task_id)
    if not is_configured():
        raise Refused("Menelepon dengan satu klik belum disiapkan. Tekan nomornya di telepon Anda.")
    if not task.is_held_by(by):
        raise Refused("Tugas ini tidak sedang Anda pegang.")
    call = task.call_tries.filter(by=by, outcome="").latest("at")
    if is_ringing(call, now):
        raise Refused("Telepon Anda sedang dihubungi.")
    call.officer_phone, call.asked_at = phone, now
    call.officer_leg, call.claimant_leg, call.call_id, call.seconds = Leg.ASKED, "", "", None
    call.save(update_fields=["officer_phone", "asked_at", "officer_leg", "claimant_leg", "call_id", "seconds"])
    doorbell.ring_on_commit("verification.tasks.ring_officer", str(call.pk), queue="codes")  # somebody waits for it
    return call


def ring(try_id: UUID, *, now: datetime) -> None:
    """Ask the provider for the call, once: who moves the row from asked to queued is the one who calls."""
    asked = CallTry.objects.filter(pk=try_id, officer_leg=Leg.ASKED, asked_at__gt=now - RINGS_WITHIN)
    if not asked.update(officer_leg=Leg.QUEUED):
        return
    call = CallTry.objects.select_related("task__claim__applicant").get(pk=try_id)
    try:
        begun = twilio_channel.client(twilio_channel.accounts()[0]).calls.create(
            to=call.officer_phone,
            from_=settings.TWILIO_VOICE_FROM,
            twiml=twiml(call),
            timeout=RINGS_FOR,
            status_callback=_address(call, "petugas"),
            status_callback_event=LISTENED_FOR,
        )
    except (TwilioException, requests.RequestException):
        CallTry.objects.filter(pk=try_id, officer_leg=Leg.QUEUED).update(officer_leg=Leg.FAILED)
    else:
        CallTry.objects.filter(pk=try_id).update(call_id=begun.sid)


def twiml(call: CallTry) -> str:
    """What the provider does once the officer has answered: dial the claimant, showing the agency's number."""
    dial = Dial(caller_id=settings.TWILIO_VOICE_FROM, timeout=RINGS_FOR)
    address = _address(call, "pemohon")
    phone = call.task.claim.applicant.phone
    dial.number(phone, status_callback=address, status_callback_event=" ".join(LISTENED_FOR))
    said = VoiceResponse()
    said.append(dial)
    return str(said)


def note_state(try_id: UUID, *, whose: str, status: str, seconds: str, now: datetime) -> bool:
    """The provider reports where one of the telephones stands. Early, late or twice: it only moves forward."""
    if status not in Leg.values:
        return False
    leg = LEGS[whose]
    passed = Leg.values[: Leg.values.index(status)]
    before = ["", *(earlier for earlier in passed if earlier in CallTry.ON_THE_WAY)]
    facts: dict[str, object] = {leg: status}
    if leg == "claimant_leg" and seconds.isdigit():
        facts["seconds"] = min(int(seconds), 86_400)
    return bool(CallTry.objects.filter(pk=try_id, **{f"{leg}__in": before}).update(**facts))


def _address(call: CallTry, whose: str) -> str:
    return settings.PUBLIC_BASE_URL + reverse("voice:state", args=[call.pk, whose])
