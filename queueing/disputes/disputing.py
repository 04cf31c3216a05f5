"""Two claims on one participant and programme from different contacts: both get a place, the KTP decides.

Who books second learns nothing about the first: the same pages, the same sentences, and nearly the same work. What is
told and what lapses afterwards stands in `settling`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from claims.filing import Opening
from claims.links import contact_index
from claims.models import Claim
from queueing.asker import Asker
from queueing.models import Dispute, Ticket
from statements.composed import composed_once
from workflow import Refused

CLAIMS_PER_PERSON = 3
"""How many live places one participant and programme may have at once. Who finds that many has to show the KTP."""


_BEFORE_A_DECISION = (
    Claim.Status.AWAITING_PAPERS,
    Claim.Status.AWAITING_CHECK,
    Claim.Status.AWAITING_REPAIR,
    Claim.Status.SENT_TO_DROPBOX,
)


class HasPlace(Refused):
    """The person has a live place for this programme already, from this very contact."""


def first_of(opening: Opening, asker: Asker) -> UUID | None:
    """The claim that has a place for this person and programme already, or was begun for the drop box, from another
    contact; None when there is none.

    Asked for every claim that is opened. Refuses with HasPlace who confirmed the contact of such a claim: it is their
    own.
    """
    asked = {asker.contact_index, *_confirmed_contacts(opening)}
    first: list[UUID] = []
    for claim_id, theirs, phone, phone_confirmed_at, email, email_confirmed_at in _standing_claims(
        opening.participant.person_index, opening.cause.programme_id
    ):
        confirmed = [each for each, at in ((phone, phone_confirmed_at), (email, email_confirmed_at)) if at]
        if asked & {bytes(each) for each in (theirs, *confirmed) if each}:
            raise _has_place()
        first.append(claim_id)
    if len(first) >= CLAIMS_PER_PERSON:
        raise Refused(_("Tempat ini tidak bisa dicatat secara daring. Datang ke kantor cabang dengan KTP asli."))
    return first[0] if first else None


@composed_once
def _standing_claims(person_index: bytes, programme_id: int) -> QuerySet[Claim, tuple[Any, ...]]:
    """Claims with a place for this person and programme, the undisputed one first, then those begun for the drop box;
    and who made them."""
    of_person = Claim.objects.filter(participant__person_index=person_index, programme=programme_id)
    placed = of_person.annotate(place=FilteredRelation("tickets", condition=Q(tickets__ended_at=None)))
    standing = placed.filter(Q(place__isnull=False) | Q(door=Claim.Door.GATE, status__in=_BEFORE_A_DECISION))
    return standing.order_by("place__is_disputed", "place__taken_at", "opened_at", "pk").values_list(
        "pk",
        "place__contact_index",
        "applicant__phone_index",
        "applicant__phone_confirmed_at",
        "applicant__email_index",
        "applicant__email_confirmed_at",
    )


def _confirmed_contacts(opening: Opening) -> set[bytes]:
    applicant = opening.applicant
    return {
        contact_index(channel, value)
        for channel, value, confirmed_at in (
            ("phone", applicant.phone, applicant.phone_confirmed_at),
            ("email", applicant.email, applicant.email_confirmed_at),
        )
        if value and confirmed_at
    }


def _has_place() -> HasPlace:
    return HasPlace(
        _(
            "Peserta ini sudah punya tempat atau klaim untuk program ini. Lacak klaimnya dengan nomor kasus, atau "
            "hubungi 175."
        )
    )


def open_between(first_id: UUID, second: Claim, *, now: datetime) -> None:
    """Write the dispute down, in the transaction that takes the second place. The sweep tells the first contact."""
    Dispute.objects.create(first_id=first_id, second=second, opened_at=now)


def seat_anew(ticket: Ticket, *, now: datetime) -> None:
    """Make an unsaved place of a claim that had lost its own second to whoever took one for the person meanwhile.

    Refuses with HasPlace where that was the same contact.
    """
    assert ticket.claim
    others = Ticket.objects.confirmed().filter(person_index=ticket.person_index, programme=ticket.programme_id)
    rows = list(others.order_by("is_disputed", "taken_at", "pk").values_list("claim_id", "contact_index"))
    if bytes(ticket.contact_index) in {bytes(contact) for _claim, contact in rows}:
        raise _has_place()
    ticket.is_disputed = bool(rows)
    if rows and not _between(rows[0][0], ticket.claim):
        open_between(rows[0][0], ticket.claim, now=now)


def _between(one_id: UUID, other: Claim) -> bool:
    return Dispute.objects.filter(Q(first=one_id, second=other) | Q(first=other, second=one_id)).exists()


def refuse_without_paper(claim: Claim) -> None:
    """A claim whose place lapsed in a dispute chooses another one only with a paper: else it would squat for ever."""
    lapsed = Ticket.objects.filter(claim=claim, ended_because=Ticket.End.DISPUTE_LAPSED)
    if lapsed.exists() and not has_paper(claim):
        raise Refused(_("Kirim dulu paling sedikit satu dokumen, lalu pilih hari dan jam yang baru."))


def has_paper(claim: Claim) -> bool:
    """Whether at least one usable paper has come."""
    return any(paper.is_given for paper in claim.papers_with_files())
