"""A video call: its seat, the originals held to the camera, and how it ended."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from calls.models import Room
from claims import caller_phrase
from claims.history import record
from claims.models import Appointment, Paper
from verification.contacting.agreeing import agreed_contact
from verification.contacting.closing import close
from verification.models import Attempt, Contact, OriginalShown
from workflow import Refused

Outcome = Attempt.Outcome


def room_of(contact_id: UUID, *, by: str) -> Room:
    """The room of an agreed video call; refused to who does not hold its claim."""
    with transaction.atomic():
        _contact, agreed = agreed_contact(contact_id, by)
    return Room.objects.get(about=agreed.room_key)


@transaction.atomic
def note_original(contact_id: UUID, paper_id: UUID, *, by: str, now: datetime) -> OriginalShown:
    """The original of this paper was held to the camera, and is the one whose picture was sent."""
    contact, _agreed = agreed_contact(contact_id, by)
    paper = Paper.objects.select_related("kind").filter(claim=contact.claim, pk=paper_id).first()
    if contact.way != Contact.Way.VIDEO or paper is None:
        raise Refused("Dokumen ini bukan bagian dari panggilan video ini.")
    if contact.originals.filter(paper=paper).exists():
        raise Refused(f"{paper.kind.name}: asli sudah dicatat.")
    record(contact.claim, "original_shown", by=by, now=now, paper=paper.kind.code)
    return OriginalShown.objects.create(contact=contact, paper=paper, by=by, at=now)


@transaction.atomic
def note_outcome(contact_id: UUID, *, outcome: str, note: str, next_phrase: str, by: str, now: datetime) -> Attempt:
    """Write down how a try at the call ended. Who was met heard the caller phrase, and the call is over.

    Who did not come, or could not be connected, is tried again at the same hour, telephoned, or given another one.
    """
    contact, _agreed = agreed_contact(contact_id, by)
    attempt = Attempt.objects.create(contact=contact, outcome=outcome, note=note.strip(), by=by, at=now)
    if outcome != Outcome.REACHED:
        record(contact.claim, "video_missed", by=by, now=now, outcome=outcome)
        return attempt
    close(contact, Appointment.Ended.HELD, by=by, now=now)
    caller_phrase.spoken(contact.claim_id, next_phrase=next_phrase, by=by, now=now)
    return attempt
