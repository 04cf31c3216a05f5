"""One person who is booked for from two contacts: what the tests of disputes ask."""

from claims.models import Claim
from queueing import booking
from queueing.models import Draft, Slot, Ticket
from tests import factories


def place_of(claim: Claim) -> Ticket:
    """The claim's place, also one that has ended."""
    return Ticket.objects.filter(claim=claim).order_by("-pk")[0]


def send_one(claim: Claim, now) -> None:
    """The first paper that is missing."""
    need = Claim.objects.with_people().get(pk=claim.pk).missing_papers()[0]
    factories.send_paper(claim, need.kinds[0], now=now)


def live_places(person) -> list[bool]:
    """Whether each live place of a person is disputed, the oldest first."""
    live = Ticket.objects.confirmed().filter(person_index=person.person_index).order_by("pk")
    return list(live.values_list("is_disputed", flat=True))


def asking_for(slot: Slot, now, person):
    """All that is needed to book for a person from a contact nobody has used, made ready."""
    taking = factories.taking(slot, now=now, participant=person)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return lambda: booking.take_place(draft.pk, taking, now=now)
