"""The end of a contact, and of the hour that was agreed for it. The caller holds the claim's lock."""

from datetime import datetime

from claims import appointments
from claims.models import Appointment, Claim
from verification.models import CallTask, Contact

Ended = Appointment.Ended


def close(contact: Contact, because: str, *, by: str, now: datetime) -> Contact:
    """Nothing more comes of it. The person is not told: they were there, or are told by who cancels."""
    contact.ended_at, contact.ended_by = now, by
    contact.save(update_fields=["ended_at", "ended_by"])
    if contact.appointment and contact.appointment.ended_at is None:
        appointments.end(contact.appointment, because, by=by, now=now)
    return contact


def close_all(claim: Claim, *, by: str, now: datetime) -> None:
    """The claim is decided, as its own message tells: no hour is kept. A telephone task ends by itself."""
    for contact in Contact.objects.filter(claim=claim, ended_at=None, call_task=None).select_related("appointment"):
        contact.claim = claim
        if contact.appointment:
            contact.appointment.claim = claim
        close(contact, Ended.CANCELLED, by=by, now=now)


def close_with_task(task: CallTask, *, by: str, now: datetime) -> None:
    """A telephone call was made or given up: so was the contact it was made for, if any."""
    contact = Contact.objects.filter(call_task=task, ended_at=None).select_related("appointment").first()
    if contact is None:
        return
    contact.claim = task.claim
    if contact.appointment:
        contact.appointment.claim = task.claim
    because = Ended.HELD if task.state == CallTask.State.REACHED else Ended.MISSED
    close(contact, because, by=by or "system:calls", now=now)
