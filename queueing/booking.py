"""Taking a place and giving it up. Never oversold, never two for one person, whatever happens at once."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branches import calendar
from claims import filing
from claims.models import Claim
from queueing.models import Draft, Slot, Ticket
from workflow import Refused

JUST_FILLED = gettext_lazy("Jam itu baru saja penuh. Pilih jam lain; isian Anda yang lain tetap tersimpan.")


class PlaceGone(Refused):
    """The chosen hour cannot be had any more; everything else that was given stands."""


class HasPlace(Refused):
    """The person has a live place for this programme already."""


def take_place(
    draft_id: UUID, *, slot_id: int, opening: filing.Opening, case_number: str, link_token: str, now: datetime
) -> Claim:
    """Take the place and open the claim, in one transaction. The same draft posted twice is one claim.

    Refuses with PlaceGone when the hour is full or its H-1 is over, and with HasPlace when the person has a live place
    for this programme.
    """
    try:
        return _take_place(draft_id, slot_id, opening, case_number, link_token, now)
    except IntegrityError as clash:
        if "one_live_place_per_person_and_programme" in str(clash):
            raise HasPlace(
                _(
                    "Peserta ini sudah punya tempat untuk program ini. "
                    "Lacak klaimnya dengan nomor kasus, atau hubungi 175."
                )
            ) from clash
        raise


@transaction.atomic
def _take_place(
    draft_id: UUID, slot_id: int, opening: filing.Opening, case_number: str, link_token: str, now: datetime
) -> Claim:
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.claim_id:
        return Claim.objects.get(pk=draft.claim_id)
    if calendar.papers_due_at(opening.branch, opening.visit_at) <= now:
        raise PlaceGone(_("Hari itu sudah tidak bisa dipilih. Pilih hari lain; isian Anda yang lain tetap tersimpan."))
    claim = filing.open_claim(opening, case_number=case_number, link_token=link_token, by="claimant:new", now=now)
    Ticket.objects.create(
        slot_id=slot_id,
        claim=claim,
        programme=claim.programme,
        person_index=opening.participant.person_index,
        taken_at=now,
    )
    # What the claim now holds is not kept twice; the link's token stays for the confirmation page alone.
    draft.claim, draft.answers = claim, {"link_token": link_token}
    draft.save(update_fields=["claim", "answers"])
    # Last in the transaction, so that the hot row is locked only from here to the commit.
    if not claim_one_place(slot_id):
        raise PlaceGone(JUST_FILLED)
    return claim


def claim_one_place(slot_id: int) -> bool:
    """Count one place as taken if there is one; the guard against overselling, in one statement."""
    return bool(Slot.objects.filter(pk=slot_id, taken__lt=F("capacity")).update(taken=F("taken") + 1))


@transaction.atomic
def withdraw(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """End a claim at the claimant's wish and free its place for somebody else."""
    claim = filing.locked(claim_id)
    filing.withdraw(claim, by=by, now=now)
    end_ticket(claim, because="withdrawn", now=now)
    return claim


def end_ticket(claim: Claim, *, because: str, now: datetime) -> None:
    """The claim's place is over: a place that is still ahead is free again. The caller holds the claim's lock."""
    ticket = Ticket.objects.filter(claim=claim, ended_at=None).select_related("slot").first()
    if ticket is None:
        return
    ticket.ended_at, ticket.ended_because = now, because
    ticket.save(update_fields=["ended_at", "ended_because"])
    if ticket.slot.starts_at > now:
        Slot.objects.filter(pk=ticket.slot_id).update(taken=F("taken") - 1)
