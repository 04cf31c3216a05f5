"""What the database says afterwards. The bench believes neither the pages nor its own counters."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Count, F, Q

from bench.journeys import Confirmed
from claims.models import ClaimEvent, Participant
from notifications.models import Message
from privacy.blind_index import blind_index
from queueing.models import Draft, Slot

TOLD_BY = {"email", "sms"}  # both contacts of a prepared browser are confirmed
BATCH = 500


def oversold() -> tuple[int, int]:
    """`(places, slots)`: how many places were sold beyond capacity or counted wrongly, over how many slots in all."""
    slots = Slot.objects.annotate(live=Count("tickets", filter=Q(tickets__ended_at=None)))
    wrong = sum(
        max(0, slot.live - slot.capacity, slot.taken - slot.capacity) + abs(slot.taken - slot.live)
        for slot in slots.exclude(taken=F("live"), live__lte=F("capacity"))
    )
    return wrong, slots.count()


def lost(confirmed: Iterable[Confirmed]) -> Counter[str]:
    """What browsers were told they have and the database does not hold, by what is missing."""
    missing: Counter[str] = Counter()
    rest = iter(confirmed)
    while batch := list(islice(rest, BATCH)):
        missing.update(_missing_of(batch))
    return missing


def _missing_of(batch: list[Confirmed]) -> Iterator[str]:
    """What each of a few browsers should find. The claim's event must be there for its messages to hang on."""
    live = Count("claim__tickets", Q(claim__tickets__ended_at=None))
    found = Draft.objects.filter(pk__in=[one.draft_id for one in batch]).select_related("claim").annotate(live=live)
    drafts = {draft.pk: draft for draft in found}
    claims = [draft.claim_id for draft in found if draft.claim_id]
    people = Participant.objects.select_related("claim").in_bulk(claims)
    events = {event.claim_id: event.key for event in ClaimEvent.objects.filter(claim__in=claims, name="opened")}
    told = defaultdict(set)
    for about, channel in Message.objects.filter(about__in=events.values()).values_list("about", "channel"):
        told[about].add(channel)
    for one in batch:
        draft = drafts.get(one.draft_id)
        if draft is None or draft.claim is None or one.case_number not in ("", draft.claim.case_number):
            yield "claim"
            continue
        kept = {
            "ticket": draft.live == 1,
            "identity": _is(people.get(draft.claim_id), one.nik),
            "event": draft.claim_id in events,
            "outbox row": told[events.get(draft.claim_id, "")] == TOLD_BY,
        }
        yield from (what for what, is_there in kept.items() if not is_there)


def _is(person: Participant | None, nik: str) -> bool:
    """Whether that is who booked: the sealed NIK opens, and it is found by its index."""
    index = blind_index("person", f"nik:{nik}")
    return person is not None and person.nik == nik and bytes(person.person_index) == index
