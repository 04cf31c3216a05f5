"""The hour at which an officer calls: agreed, moved, kept or cancelled, and told while it is still to come.

The desk is the room above: it says who may. The caller holds the claim's lock.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy

from branches import calendar
from calls import rooms
from claims.history import record
from claims.models import Appointment, Claim
from claims.telling import in_their_language, tell
from workflow import Refused

Way, Ended = Appointment.Way, Appointment.Ended

HOW = {
    Way.VIDEO: gettext_lazy("Panggilan video: buka halaman klaim Anda pada jam itu dan tekan Mulai video."),
    Way.PHONE: gettext_lazy("Petugas menelepon nomor ponsel Anda: nyalakan ponsel pada jam itu."),
}


def make(claim: Claim, *, way: str, at: datetime, by: str, now: datetime) -> Appointment:
    """Agree on an hour; for a video call its room is reserved."""
    if claim.appointments.open().exists():
        raise Refused("Klaim ini sudah punya janji panggilan. Pindahkan atau batalkan dulu.")
    agreed = Appointment.objects.create(claim=claim, way=way, at=at, made_at=now, made_by=by)
    _reserve_room(agreed)
    event = record(claim, "call_arranged", by=by, now=now, way=way)
    hour, how = _hour_of(agreed), _how_of(agreed)
    tell("call_arranged", agreed.claim, event, now=now, not_after=agreed.closes_at, hour=hour, how=how)
    return agreed


def move(agreed: Appointment, *, at: datetime, by: str, now: datetime) -> None:
    """Another hour for the same call."""
    agreed.at = at
    agreed.save(update_fields=["at"])
    _reserve_room(agreed)
    event = record(agreed.claim, "call_moved", by=by, now=now, way=agreed.way)
    hour, how = _hour_of(agreed), _how_of(agreed)
    tell("call_moved", agreed.claim, event, now=now, not_after=agreed.closes_at, hour=hour, how=how)


def cancel(agreed: Appointment, *, by: str, now: datetime) -> None:
    """The call is not held; nobody waits for it."""
    end(agreed, Ended.CANCELLED, by=by, now=now)
    event = record(agreed.claim, "call_cancelled", by=by, now=now, way=agreed.way)
    tell("call_cancelled", agreed.claim, event, now=now, hour=_hour_of(agreed))


def end(agreed: Appointment, because: str, *, by: str, now: datetime) -> None:
    """Nothing more comes of it, and its room is closed. What was held stands in the claim's history."""
    if agreed.ended_at:
        raise Refused("Janji panggilan ini sudah selesai.")
    agreed.ended_at, agreed.ended_by, agreed.ended_because = now, by, because
    agreed.save(update_fields=["ended_at", "ended_by", "ended_because"])
    rooms.end(agreed.room_key, now=now)
    if because == Ended.HELD:
        record(agreed.claim, "call_held", by=by, now=now, way=agreed.way)


def ahead_of(claim: Claim) -> Appointment | None:
    """The call this claim's person may expect; None once it is not with the officers any more."""
    return claim.appointments.open().first() if claim.status in Claim.WITH_OFFICERS else None


def _reserve_room(agreed: Appointment) -> None:
    if agreed.way == Way.VIDEO:
        rooms.reserve(agreed.room_key, opens_at=agreed.opens_at, closes_at=agreed.closes_at)


def _hour_of(agreed: Appointment) -> str:
    with in_their_language(agreed.claim):
        return calendar.say_instant(agreed.claim.branch, agreed.at)


def _how_of(agreed: Appointment) -> str:
    with in_their_language(agreed.claim):
        return str(HOW[Way(agreed.way)])
