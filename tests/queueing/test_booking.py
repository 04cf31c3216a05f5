"""The contest for places, on the real database: never oversold, never two for one person, none lost."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim
from notifications.models import Message
from queueing import booking, places
from queueing.models import Draft, Slot, Ticket
from tests import factories
from tests.queueing.races import all_at_once
from workflow import Refused

racing = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour with five places."""
    return factories.slot(factories.branch(), now=now, capacity=5)


def asking_for(slot: Slot, now, *, draft: Draft | None = None, **overrides):
    """All a person needs to ask for a place, made ready so that the asking itself can be done at the same instant."""
    taking = factories.taking(slot, now=now, **overrides)
    draft = draft or Draft.objects.create(made_at=now, changed_at=now)
    return lambda: booking.take_place(draft.pk, taking, now=now)


def rows_of_a_booking() -> tuple[int, ...]:
    return Claim.objects.count(), Ticket.objects.count(), Draft.objects.exclude(claim=None).count()


# --- The race, and its negative control -------------------------------------------------------------------------


@racing
def test_forty_at_once_for_five_places_are_five(slot, now):
    outcomes = all_at_once([asking_for(slot, now) for _ in range(40)])

    slot.refresh_from_db()
    assert outcomes == {"taken": 5, "PlaceGone": 35}
    assert slot.taken == 5
    assert rows_of_a_booking() == (5, 5, 5)
    assert Message.objects.filter(name="place_taken", channel="sms").count() == 5


@pytest.fixture
def without_the_databases_guard(slot):
    """The CHECK that refuses an oversold slot is dropped, and put back however the test ends."""
    [guard] = [each for each in Slot._meta.constraints if each.name == "slot_never_oversold"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Slot, guard)
    yield
    Ticket.objects.all().delete()
    Slot.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Slot, guard)


@racing
@pytest.mark.usefixtures("without_the_databases_guard")
def test_the_race_does_oversell_when_the_place_is_counted_by_reading_first(slot, now, monkeypatch):
    all_have_read = threading.Barrier(10)

    def read_then_write(slot_id: int) -> bool:
        seen = Slot.objects.get(pk=slot_id)
        all_have_read.wait(timeout=30)
        return bool(seen.left) and bool(Slot.objects.filter(pk=slot_id).update(taken=seen.taken + 1))

    monkeypatch.setattr(places, "claim_one_place", read_then_write)
    outcomes = all_at_once([asking_for(slot, now) for _ in range(10)])

    assert outcomes == {"taken": 10}
    assert Ticket.objects.count() > slot.capacity


@racing
def test_the_database_itself_refuses_an_oversold_hour(slot, now):
    with pytest.raises(IntegrityError, match="slot_never_oversold"), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(taken=slot.capacity + 1)


@racing
def test_the_guard_is_back_after_the_control(slot):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'slot_never_oversold'")

        assert cursor.fetchone() == (1,)


# --- One person, one draft --------------------------------------------------------------------------------------


@racing
def test_one_person_who_asks_from_eight_browsers_at_once_gets_one_place(slot, now):
    person, filer = factories.participant(), factories.applicant(now)

    outcomes = all_at_once([asking_for(slot, now, participant=person, applicant=filer) for _ in range(8)])

    slot.refresh_from_db()
    assert outcomes == {"taken": 1, "HasPlace": 7}
    assert slot.taken == 1
    assert rows_of_a_booking() == (1, 1, 1)


@racing
def test_one_form_posted_eight_times_at_once_is_one_claim_for_all_of_them(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now)

    outcomes = all_at_once([asking_for(slot, now, draft=draft) for _ in range(8)])

    slot.refresh_from_db()
    assert outcomes == {"taken": 8}  # each is shown the one claim
    assert slot.taken == 1
    assert rows_of_a_booking() == (1, 1, 1)


@racing
def test_a_claim_that_is_withdrawn_eight_times_at_once_frees_one_place(slot, now):
    for _ in range(2):
        asking_for(slot, now)()
    claim = Claim.objects.first()

    outcomes = all_at_once([lambda: booking.withdraw(claim.pk, by="claimant:x", now=now) for _ in range(8)])

    slot.refresh_from_db()
    assert outcomes == {"taken": 1, "Refused": 7}
    assert slot.taken == 1


@racing
def test_places_given_up_and_taken_at_once_are_neither_lost_nor_doubled(slot, now):
    for _ in range(5):
        asking_for(slot, now)()
    leaving = [
        lambda pk=pk: booking.withdraw(pk, by="claimant:x", now=now)
        for pk in Claim.objects.values_list("pk", flat=True)
    ]

    outcomes = all_at_once([*leaving, *(asking_for(slot, now) for _ in range(10))])

    slot.refresh_from_db()
    live = Ticket.objects.filter(ended_at=None).count()
    assert outcomes["taken"] + outcomes["PlaceGone"] == 15
    assert slot.taken == live == outcomes["taken"] - 5


# --- The rules, one at a time -----------------------------------------------------------------------------------


def test_who_is_refused_leaves_nothing_behind(slot, now):
    Slot.objects.filter(pk=slot.pk).update(taken=5)

    with pytest.raises(booking.PlaceGone, match="penuh"):
        asking_for(slot, now)()

    assert rows_of_a_booking() == (0, 0, 0)
    assert Message.objects.count() == 0


def test_an_hour_whose_h_1_is_over_is_not_taken(slot, now):
    with pytest.raises(booking.PlaceGone, match="tidak bisa dipilih"):
        asking_for(slot, slot.papers_due_at)()

    assert asking_for(slot, slot.papers_due_at - timedelta(seconds=1))()


def test_one_person_has_one_live_place_for_a_programme_at_any_branch(slot, now):
    who = {"participant": factories.participant(), "applicant": factories.applicant(now)}
    asking_for(slot, now, **who)()
    elsewhere = factories.slot(factories.branch("Asia/Jayapura"), now=now, days=3)

    with pytest.raises(Refused, match="sudah punya tempat"):
        asking_for(elsewhere, now, **who)()

    assert rows_of_a_booking() == (1, 1, 1)


def test_one_person_may_have_a_place_for_each_programme(slot, now):
    person = factories.participant()

    for programme in ("JHT", "JP"):
        asking_for(slot, now, participant=person, cause=factories.cause(programme))()

    assert Ticket.objects.filter(person_index=person.person_index, ended_at=None).count() == 2


def test_a_passport_is_one_person_too_however_it_is_written(slot, now):
    filer = factories.applicant(now)
    asking_for(slot, now, participant=factories.participant(nik="", passport="X1234567"), applicant=filer)()

    with pytest.raises(Refused, match="sudah punya tempat"):
        asking_for(slot, now, participant=factories.participant(nik="", passport="x1234567"), applicant=filer)()


def test_withdrawing_frees_the_place_for_the_same_person_and_tells(slot, now):
    person = factories.participant()
    claim = asking_for(slot, now, participant=person)()

    booking.withdraw(claim.pk, by="claimant:x", now=now)

    slot.refresh_from_db()
    ticket = Ticket.objects.get()
    assert slot.taken == 0
    assert (ticket.ended_at, ticket.ended_because) == (now, "withdrawn")
    assert Message.objects.filter(name="withdrawn").count() == 2
    assert asking_for(slot, now, participant=person)()


def test_withdrawing_again_is_refused_and_counts_nothing_below_zero(slot, now):
    claim = asking_for(slot, now)()
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    with pytest.raises(Refused):
        booking.withdraw(claim.pk, by="claimant:x", now=now)

    slot.refresh_from_db()
    assert slot.taken == 0


def test_the_database_itself_refuses_less_than_none(slot):
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(taken=-1)


def test_a_place_whose_hour_has_come_is_not_free_again(slot, now):
    claim = asking_for(slot, now)()

    booking.withdraw(claim.pk, by="claimant:x", now=slot.starts_at)

    slot.refresh_from_db()
    assert slot.taken == 1
    assert Ticket.objects.get().ended_at == slot.starts_at


def test_what_was_declared_is_not_kept_twice_once_the_claim_holds_it(slot, now):
    draft = Draft.objects.create(made_at=now, changed_at=now, answers={"participant": {"nik": "3171011708850001"}})

    asking_for(slot, now, draft=draft)()

    draft.refresh_from_db()
    assert set(draft.answers) == {"link_token"}
