"""Two claims on one participant and programme from different contacts: both get a place, the KTP decides.

Who booked second learns nothing about the first. Source: the agency ties the place to the person whose KTP is seen.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from catalogue.models import Programme
from claims.filing import ApplicantDetails
from claims.history import record
from claims.links import contact_index
from claims.models import Claim
from claims.telling import tell
from queueing.models import Dispute, Ticket
from workflow import Refused

PROOF_WAIT = timedelta(hours=24)
"""While a dispute stands, a place for which no paper came within this time lapses."""

CLAIMS_PER_PERSON = 3
"""How many live claims one participant and programme may have at once, disputed ones included."""


def first_of(person_index: bytes, programme: Programme) -> Claim | None:
    """The claim that has the undisputed place of this person and programme."""
    tickets = Ticket.objects.confirmed().filter(person_index=person_index, programme=programme, is_disputed=False)
    ticket = tickets.select_related("claim__applicant").first()
    return ticket.claim if ticket else None


def is_same_contact(first: Claim, applicant: ApplicantDetails) -> bool:
    """Whether who asks confirmed a contact of the first claim: it is their own place then."""
    asked = {
        contact_index("phone", applicant.phone) if applicant.phone_confirmed_at else b"",
        contact_index("email", applicant.email) if applicant.email_confirmed_at else b"",
    } - {b""}
    return bool(asked & {bytes(first.applicant.phone_index), bytes(first.applicant.email_index)})


def refuse_too_many(first: Claim) -> None:
    """A third stranger is not given a place: the branch must see the KTP first."""
    live = Ticket.objects.confirmed().filter(
        programme=first.programme_id, person_index__in=Ticket.objects.filter(claim=first).values("person_index")
    )
    if live.count() >= CLAIMS_PER_PERSON:
        raise Refused(_("Tempat ini tidak bisa dicatat secara daring. Datang ke kantor cabang dengan KTP asli."))


def open_between(first: Claim, second: Claim, *, now: datetime) -> Dispute:
    """Write the dispute down and tell the first contact; the second is told nothing of it."""
    dispute = Dispute.objects.create(first=first, second=second, opened_at=now)
    locked = Claim.objects.with_people().select_for_update(of=("self",)).get(pk=first.pk)
    event = record(locked, "place_disputed", by="system:booking", now=now, dispute=dispute.pk)
    tell("place_disputed", locked, event, now=now)
    return dispute
