"""Two bookings of one person from two contacts: both have places, and nobody learns of the other."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from claims.timeline import past
from notifications.models import Message
from queueing import booking
from queueing.disputes import disputing, settling
from queueing.models import Dispute, Draft, Slot, Ticket
from tests import factories
from tests.claims.telling import events
from tests.queueing.disputes.twice import asking_for, live_places, place_of
from tests.queueing.races import all_at_once
from workflow import Refused

racing = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour three days ahead. Now is 11 in the morning there: people are awake, today and tomorrow alike."""
    return factories.slot(factories.branch(), now=now, days=3)


# --- Booking -------------------------------------------------------------------------------------------------------


def test_a_second_contact_gets_a_place_and_both_are_listed(pair, person, slot):
    slot.refresh_from_db()
    assert live_places(person) == [False, True]
    assert slot.taken == 2
    assert (place_of(pair.first).is_disputed, place_of(pair.second).is_disputed) == (False, True)


def test_the_second_is_told_what_anybody_is_told(pair, now, slot):
    settling.follow(pair.pk, now=now)
    ordinary = factories.open_claim(now=now, at=slot)

    assert events(pair.second) == events(ordinary) == ["opened"]
    assert _posted(pair.second) == _posted(ordinary)
    assert [row["title"] for row in past(pair.second)] == [row["title"] for row in past(ordinary)]


def _posted(claim: Claim) -> dict[str, set[str]]:
    """Every message of a claim, with the words that were given, whatever they say."""
    keys = [event.key for event in claim.events.all()]
    return {message.name + message.channel: set(message.context) for message in Message.objects.filter(about__in=keys)}


def test_the_second_booking_is_nearly_the_same_work(slot, person, now):
    factories.open_claim(now=now, at=slot, participant=person)
    askings = [factories.taking(slot, now=now), factories.taking(slot, now=now, participant=person)]
    drafts = [Draft.objects.create(made_at=now, changed_at=now) for _ in askings]
    counted = []

    for draft, taking in zip(drafts, askings, strict=True):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            booking.take_place(draft.pk, taking, now=now)
        counted.append(len(queries))

    ordinary, second = counted
    assert second == ordinary + 1  # the row of the dispute itself


def test_the_same_contact_is_told_that_it_has_its_place(slot, person, now):
    filer = factories.applicant(now)
    factories.open_claim(now=now, at=slot, participant=person, applicant=filer)

    with pytest.raises(disputing.HasPlace, match="sudah punya tempat"):
        factories.open_claim(now=now, at=slot, participant=person, applicant=filer)

    assert Dispute.objects.count() == 0


def test_so_is_the_contact_of_the_second(slot, person, now):
    filer = factories.applicant(now)
    factories.open_claim(now=now, at=slot, participant=person)
    factories.open_claim(now=now, at=slot, participant=person, applicant=filer)

    with pytest.raises(disputing.HasPlace):
        factories.open_claim(now=now, at=slot, participant=person, applicant=filer)

    assert Dispute.objects.count() == 1


def test_an_address_the_first_never_confirmed_is_nobodys(slot, person, now):
    """Else anybody could be refused, and told of a stranger's claim, by an address that was only written down."""
    factories.open_claim(
        now=now,
        at=slot,
        participant=person,
        applicant=factories.applicant(now, email="x@contoh.example", email_confirmed_at=None),
    )
    owner_of_x = factories.applicant(now, phone="", phone_confirmed_at=None, email="x@contoh.example")

    factories.open_claim(now=now, at=slot, participant=person, applicant=owner_of_x)

    assert live_places(person) == [False, True]


def test_a_fourth_has_to_show_the_ktp(slot, person, now):
    for _ in range(disputing.CLAIMS_PER_PERSON):
        factories.open_claim(now=now, at=slot, participant=person)

    with pytest.raises(Refused, match="KTP asli"):
        factories.open_claim(now=now, at=slot, participant=person)

    assert live_places(person) == [False, True, True]


def test_another_programme_of_the_same_person_is_no_dispute(slot, person, now):
    for programme in ("JHT", "JP"):
        factories.open_claim(now=now, at=slot, participant=person, cause=factories.cause(programme))

    assert Dispute.objects.count() == 0


# --- At the same instant -------------------------------------------------------------------------------------------


@racing
def test_two_contacts_who_book_one_person_at_once_both_have_places_and_one_is_disputed(slot, person, now):
    outcomes = all_at_once([asking_for(slot, now, person) for _ in range(2)])

    assert outcomes == {"taken": 2}
    assert sorted(live_places(person)) == [False, True]
    assert Dispute.objects.count() == 1


@pytest.fixture
def without_the_databases_guard(slot):
    """The index that makes the second of two plain places fail is dropped, and put back however the test ends."""
    [guard] = [each for each in Ticket._meta.constraints if each.name == "one_live_place_per_person_and_programme"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Ticket, guard)
    yield
    Ticket.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Ticket, guard)


@racing
@pytest.mark.usefixtures("without_the_databases_guard")
def test_both_do_end_up_plain_when_only_the_reading_guards_them(slot, person, now, monkeypatch):
    both_have_read, really = threading.Barrier(2), disputing.first_of

    def read_together(*arguments):
        first = really(*arguments)
        both_have_read.wait(timeout=30)
        return first

    monkeypatch.setattr(disputing, "first_of", read_together)
    outcomes = all_at_once([asking_for(slot, now, person) for _ in range(2)])

    assert outcomes == {"taken": 2}
    assert live_places(person) == [False, False]
    assert Dispute.objects.count() == 0
