"""What one contact, one device and one network may ask for, and who gets through all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim
from privacy.blind_index import blind_index
from queueing import booking, limits
from queueing.asker import Asker
from queueing.models import Draft, Slot, Ticket
from tests import factories
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("house")

HOUR = timedelta(hours=1)


@pytest.fixture
def slot(house, now) -> Slot:
    return factories.slot(factories.branch(), now=now, days=3, capacity=1000)


def index(of: str) -> bytes:
    return blind_index("test", of)


def asker(contact: str, device: str = "", network: str = "") -> Asker:
    return Asker(index(contact), index(device) if device else b"", index(network) if network else b"")


def hold(slot: Slot, who: Asker, now) -> Ticket:
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.hold_place(draft.pk, slot_id=slot.pk, asker=who, now=now)


def held_before(slot: Slot, number: int, now, **keys: bytes) -> None:
    """So many holds that lapsed, each of a contact of its own."""
    Ticket.objects.bulk_create(
        Ticket(slot=slot, taken_at=now, held_until=now, ended_at=now, ended_because="lapsed",
               contact_index=index(f"before-{n}"), **keys)
        for n in range(number)
    )  # fmt: skip


def book(slot: Slot, who: Asker, now, **overrides) -> Claim:
    taking = factories.taking(slot, now=now, **overrides)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.take_place(draft.pk, replace(taking, slot=slot, asker=who), now=now)


# --- Holds ---------------------------------------------------------------------------------------------------------


def test_one_device_is_held_places_for_some_people_an_hour_and_then_waits_at_most_an_hour(slot, now):
    for n in range(limits.HOLDS_PER_DEVICE):
        hold(slot, asker(f"budi{n}", "the phone"), now)

    with pytest.raises(limits.TooMany, match=r"perangkat ini.*satu jam lagi"):
        hold(slot, asker("siti", "the phone"), now)

    assert hold(slot, asker("siti", "the phone"), now + HOUR)


def test_another_device_is_not_held_back_by_it(slot, now):
    held_before(slot, limits.HOLDS_PER_DEVICE, now, device_index=index("the phone"))

    assert hold(slot, asker("siti", "another phone"), now)


def test_who_moves_their_hold_to_another_hour_asks_for_no_more(slot, now):
    later = factories.slot(slot.branch, now=now, days=3, hour=11)
    mine = asker("budi", "the phone")
    hold(slot, mine, now)
    held_before(slot, limits.HOLDS_PER_DEVICE, now, device_index=index("the phone"))

    assert hold(later, mine, now).slot_id == later.pk


def test_a_village_behind_one_address_gets_through(slot, now):
    held_before(slot, 500, now, network_index=index("the village"))

    assert hold(slot, asker("siti", "a phone", "the village"), now)


def test_a_network_that_asks_for_thousands_is_slowed_down(slot, now):
    held_before(slot, limits.HOLDS_PER_NETWORK, now, network_index=index("the bots"))

    with pytest.raises(limits.TooMany, match="jaringan ini"):
        hold(slot, asker("bot", "", "the bots"), now)

    assert Ticket.objects.live().count() == 0


def test_browsers_without_a_known_device_are_not_taken_for_one(slot, now):
    held_before(slot, limits.HOLDS_PER_DEVICE * 3, now)

    assert hold(slot, asker("siti"), now)


# --- Bookings ------------------------------------------------------------------------------------------------------


def test_one_contact_books_for_a_few_people_in_thirty_days(slot, now):
    for _ in range(limits.PEOPLE_PER_CONTACT):
        book(slot, asker("the guardian"), now)

    with pytest.raises(limits.TooMany, match="30 hari"):
        book(slot, asker("the guardian"), now)

    later = now + timedelta(days=30)
    assert book(factories.slot(slot.branch, now=later, days=3), asker("the guardian"), later)


def test_who_is_refused_leaves_nothing_behind(slot, now):
    for _ in range(limits.PEOPLE_PER_CONTACT):
        book(slot, asker("the guardian"), now)
    taken, claims = Slot.objects.get(pk=slot.pk).taken, Claim.objects.count()

    with pytest.raises(limits.TooMany):
        book(slot, asker("the guardian"), now)

    assert (Slot.objects.get(pk=slot.pk).taken, Claim.objects.count()) == (taken, claims)


def test_the_programmes_of_one_person_count_once(slot, now):
    heir, person = asker("the heir"), factories.participant()
    for _ in range(limits.PEOPLE_PER_CONTACT - 1):
        book(slot, heir, now)

    for programme in ("JHT", "JP", "JKM"):
        book(slot, heir, now, participant=person, cause=factories.cause(programme))

    assert Ticket.objects.filter(person_index=person.person_index).count() == 3


def test_a_claim_withdrawn_and_booked_again_is_no_more_people(slot, now):
    filer, person = asker("budi"), factories.participant()
    for _ in range(limits.PEOPLE_PER_CONTACT + 1):
        claim = book(slot, filer, now, participant=person)
        booking.withdraw(claim.pk, by="claimant:x", now=now)

    assert Claim.objects.count() == limits.PEOPLE_PER_CONTACT + 1


def test_one_device_books_for_some_people_a_day(slot, now):
    for n in range(limits.PEOPLE_PER_DEVICE):
        book(slot, asker(f"budi{n}", "the shop"), now)

    with pytest.raises(limits.TooMany, match="besok"):
        book(slot, asker("siti", "the shop"), now)

    tomorrow = now + timedelta(days=1)
    assert book(slot, asker("siti", "the shop"), tomorrow)


# --- On the pages --------------------------------------------------------------------------------------------------


def test_the_time_page_answers_429_with_a_sentence_and_keeps_what_was_given(client, monkeypatch):
    hour = steps.open_the_week(factories.branch(), timezone.now())
    steps.fill_until_check(client, hour, nik="3171011708850001")
    monkeypatch.setattr(limits, "HOLDS_PER_DEVICE", 0)
    Ticket.objects.all().delete()

    answer = client.post("/ajukan/waktu/", {"slot": hour.pk})

    assert answer.status_code == 429
    assert "Isian Anda tersimpan" in answer.content.decode()
    assert Draft.objects.get().answers["participant"]["nik"] == "3171011708850001"


def test_the_check_page_answers_429_with_a_sentence(client, monkeypatch):
    hour = steps.open_the_week(factories.branch(), timezone.now())
    monkeypatch.setattr(limits, "PEOPLE_PER_DEVICE", 0)

    steps.fill_until_check(client, hour, nik="3171011708850001")

    answer = steps.confirm(client)

    assert answer.status_code == 429
    assert "Isian Anda tersimpan" in answer.content.decode()
    assert Claim.objects.count() == 0
