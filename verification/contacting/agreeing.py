"""Agreeing on a call with the claimant, at once or for an hour, by telephone or video; and asking in writing.

Only who holds the claim agrees on anything; a telephone call is made by whoever takes its task.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from branches import calendar
from claims import appointments, questions
from claims.models import Appointment, Claim
from verification.calls import calling, making
from verification.contacting.closing import close
from verification.holding import held
from verification.models import Contact
from workflow import Refused

OFFICE_FROM, OFFICE_UNTIL = time(8), time(17)
"""Calls are agreed for these hours of a service day of the branch; the end is exclusive."""

WITHIN = timedelta(days=14)

Way = Contact.Way


@transaction.atomic
def invite(claim_id: UUID, *, way: str, at: datetime | None = None, by: str, now: datetime) -> Contact:
    """Agree on a call and tell the person. Without an hour it is held now: a telephone call is then taken in hand."""
    claim = held(claim_id, by)
    if Contact.objects.ahead().filter(claim=claim).exists():
        raise Refused("Klaim ini sudah punya janji panggilan. Pindahkan atau batalkan dulu.")
    if at:
        refuse_odd_hour(claim, at, now)
    return _telephone(claim, at, by=by, now=now) if way == Way.PHONE else _video(claim, at or now, by=by, now=now)


@transaction.atomic
def move(contact_id: UUID, *, at: datetime, by: str, now: datetime) -> Contact:
    """Another hour for an agreed call."""
    contact, agreed = agreed_contact(contact_id, by)
    refuse_odd_hour(contact.claim, at, now)
    appointments.move(agreed, at=at, by=by, now=now)
    if contact.call_task:
        making.put_off(contact.call_task, until=at)
    return contact


@transaction.atomic
def cancel(contact_id: UUID, *, by: str, now: datetime) -> Contact:
    """The agreed call is not needed after all."""
    contact, agreed = agreed_contact(contact_id, by)
    appointments.cancel(agreed, by=by, now=now)
    if contact.call_task:
        contact.call_task.claim = contact.claim
        making.give_up(contact.call_task, by=by, now=now)
    return close(contact, Appointment.Ended.CANCELLED, by=by, now=now)


@transaction.atomic
def ask_in_writing(claim_id: UUID, *, question: str, by: str, now: datetime) -> Contact:
    """Send a question. The answer is written on the claim's page and read at the desk."""
    claim = held(claim_id, by)
    asked = questions.ask(claim, question.strip(), by=by, now=now)
    return Contact.objects.create(claim=claim, way=Way.EMAIL, question=asked, made_at=now, made_by=by)


def refuse_odd_hour(claim: Claim, at: datetime, now: datetime) -> None:
    """Raise Refused where nobody is in the branch's office at that hour, or it is not within the next two weeks."""
    branch, zone = claim.branch, calendar.zone_name(claim.branch)
    if not now < at <= now + WITHIN:
        raise Refused("Pilih jam dalam empat belas hari ke depan.")
    day = calendar.local_day(branch, at)
    opens, closes = calendar.at(branch, day, OFFICE_FROM), calendar.at(branch, day, OFFICE_UNTIL)
    if not opens <= at < closes or not calendar.is_service_day(branch, day):
        raise Refused(f"Janji dibuat pada hari kerja pukul 08.00 sampai 17.00 {zone}.")


def agreed_contact(contact_id: UUID, by: str) -> tuple[Contact, Appointment]:
    """A contact whose call is still to come, and its hour; the claim locked and in this officer's hands."""
    claim = held(Contact.objects.values_list("claim_id", flat=True).get(pk=contact_id), by)
    contact = Contact.objects.ahead().select_related("appointment", "call_task").filter(pk=contact_id).first()
    if contact is None or contact.appointment is None:
        raise Refused("Janji panggilan ini sudah selesai.")
    contact.claim = contact.appointment.claim = claim
    return contact, contact.appointment


def _telephone(claim: Claim, at: datetime | None, *, by: str, now: datetime) -> Contact:
    task = making.ask_for_call(claim.pk, at=at, by=by, now=now)
    agreed = appointments.make(claim, way=Appointment.Way.PHONE, at=at, by=by, now=now) if at else None
    if not at:
        calling.take(task.pk, by=by, now=now)
    return Contact.objects.create(
        claim=claim, way=Way.PHONE, appointment=agreed, call_task=task, made_at=now, made_by=by
    )


def _video(claim: Claim, at: datetime, *, by: str, now: datetime) -> Contact:
    agreed = appointments.make(claim, way=Appointment.Way.VIDEO, at=at, by=by, now=now)
    return Contact.objects.create(claim=claim, way=Way.VIDEO, appointment=agreed, made_at=now, made_by=by)
