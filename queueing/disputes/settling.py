"""What becomes of a dispute: the first contact is told, a place without a paper lapses, the seen KTP settles it.

Claims are locked by key, then their tickets and slots, as everywhere (see `places`). Of several live places on one
participant and programme one is plain and the others are disputed; when the plain one ends, the oldest takes its part.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from branches import calendar
from claims import filing
from claims.history import record
from claims.models import Claim
from claims.telling import in_their_language, tell
from queueing import booking, places
from queueing.disputes.disputing import has_paper, open_between
from queueing.models import Dispute, Ticket
from workflow import Refused, each

PROOF_WAIT = timedelta(hours=24)
"""While a dispute stands, a place for which no paper came within this time lapses."""

BY = "system:disputes"


def follow_standing(now: datetime) -> int:
    """See to every dispute that stands; how many."""
    standing = Dispute.objects.standing().order_by("opened_at").values_list("pk", flat=True)
    return each(list(standing), follow, now=now)


@transaction.atomic
def follow(dispute_id: int, *, now: datetime) -> Dispute:
    """Carry one dispute on: end it with one of its claims, tell the first contact, let places without a paper lapse.

    People are told, and lose a place, by day only.
    """
    dispute = Dispute.objects.get(pk=dispute_id)
    claims = _locked({dispute.first_id, dispute.second_id})
    dispute.refresh_from_db(from_queryset=Dispute.objects.select_for_update())
    if dispute.settled_at:
        raise Refused("Sengketa ini sudah selesai.")
    first, second = claims[dispute.first_id], claims[dispute.second_id]
    if first.is_final or second.is_final:
        left = next((claim for claim in (first, second) if not claim.is_final), None)
        _close(dispute, kept=left, by=BY, now=now)
    else:
        _tell_first(dispute, first, now)
        _lapse_without_paper(first, dispute.told_at, now)
        _lapse_without_paper(second, second.opened_at, now)
    _name_the_plain_one(first, now)
    return dispute


@transaction.atomic
def settle(dispute_id: int, *, keeps: UUID, seen_by: str, by: str, now: datetime) -> Dispute:
    """Somebody saw the participant's KTP: that claim keeps its place, every other one on the person ends.

    Refuses a dispute that is settled, a claim that is not a side of it or has ended, and a rival that was verified.
    """
    dispute = Dispute.objects.select_related("first__participant").get(pk=dispute_id)
    claims = _locked(_rivals(dispute.first))
    dispute.refresh_from_db(from_queryset=Dispute.objects.select_for_update())
    if dispute.settled_at:
        raise Refused("Sengketa ini sudah diselesaikan.")
    if keeps not in (dispute.first_id, dispute.second_id) or seen_by not in Dispute.Seen.values:
        raise Refused("Pilih klaim yang KTP-nya dilihat, dan lewat apa.")
    kept = claims.pop(keeps)
    if kept.is_final:
        raise Refused(f"{kept} sudah berakhir: {kept.get_status_display()}.")
    for rival in claims.values():
        if not rival.is_final:
            _lose(rival, by=by, now=now)
    Ticket.objects.confirmed().filter(claim=kept).update(is_disputed=False)  # only now: one plain place per person
    record(kept, "dispute_settled", by=by, now=now, dispute=dispute.pk, seen_by=seen_by)
    for standing in Dispute.objects.standing().of(kept):
        _close(standing, kept=kept, by=by, now=now, seen_by=seen_by)
    dispute.refresh_from_db()
    return dispute


def _locked(claim_ids: set[UUID]) -> dict[UUID, Claim]:
    """The claims under their row locks, taken in one order."""
    return {claim_id: filing.locked(claim_id) for claim_id in sorted(claim_ids)}


def _rivals(claim: Claim) -> set[UUID]:
    """Every claim that has a place for this participant and programme, or stands in a dispute on them."""
    seated = Ticket.objects.confirmed().filter(
        person_index=claim.participant.person_index, programme=claim.programme_id
    )
    pairs = Dispute.objects.standing().of(claim).values_list("first_id", "second_id")
    return {claim.pk, *seated.values_list("claim_id", flat=True), *(claim_id for pair in pairs for claim_id in pair)}


def _lose(rival: Claim, *, by: str, now: datetime) -> None:
    filing.withdraw(rival, message="dispute_lost", because="dispute_lost", by=by, now=now)
    booking.end_ticket(rival, because=Ticket.End.DISPUTE_LOST, now=now)


def _close(dispute: Dispute, *, kept: Claim | None, by: str, now: datetime, seen_by: str = "") -> None:
    dispute.settled_at, dispute.settled_by, dispute.kept, dispute.seen_by = now, by, kept, seen_by
    dispute.save(update_fields=["settled_at", "settled_by", "kept", "seen_by"])


def _tell_first(dispute: Dispute, first: Claim, now: datetime) -> None:
    """Tell the first contact, and until when a paper is wanted from who has sent none."""
    if dispute.told_at or not calendar.is_awake(first.branch, now):
        return
    dispute.told_at = now
    dispute.save(update_fields=["told_at"])
    with in_their_language(first):
        waits = first.door == Claim.Door.ONLINE and not has_paper(first)
        until = calendar.say_deadline(first.branch, now + PROOF_WAIT) if waits else ""
    event = record(first, "place_disputed", by=BY, now=now, dispute=dispute.pk)
    tell("place_disputed", first, event, now=now, until=until)


def _lapse_without_paper(claim: Claim, since: datetime | None, now: datetime) -> None:
    """Free the place of a claim for which nothing came in a day; another one may be chosen, with a paper.

    Who comes to a counter shows the KTP there and is asked for no paper before.
    """
    if since is None or now < since + PROOF_WAIT or not calendar.is_awake(claim.branch, now):
        return
    online = Ticket.objects.confirmed().filter(claim=claim, slot__starts_at__gt=now, slot__door=Claim.Door.ONLINE)
    ticket = online.select_related("slot").first()
    if ticket is None or claim.status != Claim.Status.AWAITING_PAPERS or has_paper(claim):
        return
    filing.lose_place(claim, because="dispute_lapsed", by=BY, now=now)
    places.end(ticket, because=Ticket.End.DISPUTE_LAPSED, now=now)


def _name_the_plain_one(claim: Claim, now: datetime) -> None:
    """Where the plain place of a person is gone, the oldest of the others becomes it; those left stand against it."""
    live = Ticket.objects.confirmed().filter(person_index=claim.participant.person_index, programme=claim.programme_id)
    tickets = list(live.select_related("claim").order_by("is_disputed", "taken_at", "pk"))
    if tickets and tickets[0].is_disputed:
        Ticket.objects.filter(pk=tickets[0].pk).update(is_disputed=False)
    pairs = Dispute.objects.standing().of(claim).values_list("first_id", "second_id")
    against = {claim_id for pair in pairs for claim_id in pair}
    for other in tickets[1:]:
        if other.claim_id not in against:
            assert tickets[0].claim_id and other.claim  # they are confirmed
            open_between(tickets[0].claim_id, other.claim, now=now)
