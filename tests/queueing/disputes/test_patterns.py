"""Odd patterns: what is listed, for whom, and what is left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.models import Branch
from claims.models import Claim
from privacy.blind_index import blind_index
from queueing import booking
from queueing.asker import Asker
from queueing.disputes import patterns
from queueing.models import Draft, Slot, Ticket
from tests import factories

pytestmark = pytest.mark.usefixtures("house")

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def slot(house, now) -> Slot:
    return factories.slot(factories.branch(), now=now, days=3, capacity=100)


@pytest.fixture
def here(slot):
    return Branch.objects.filter(pk=slot.branch_id)


@pytest.fixture
def elsewhere():
    return Branch.objects.filter(pk=factories.branch("Asia/Jayapura").pk)


def book(slot: Slot, now, device: str = "", network: str = "", contact: str = "", **overrides) -> Claim:
    taking = factories.taking(slot, now=now, **overrides)
    who = Asker(
        blind_index("test", contact) if contact else taking.asker.contact_index,
        blind_index("test", device) if device else b"",
        blind_index("test", network) if network else b"",
    )
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.take_place(draft.pk, replace(taking, slot=slot, asker=who), now=now)


def lapse(slot: Slot, now, device: str, times: int) -> None:
    """So many holds of one device that nobody finished."""
    Ticket.objects.bulk_create(
        Ticket(slot=slot, taken_at=now + n * A_MINUTE, held_until=now, ended_at=now, ended_because="lapsed",
               contact_index=blind_index("test", f"{device}{n}"), device_index=blind_index("test", device))
        for n in range(times)
    )  # fmt: skip


# --- Many people ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "least"), [("device", 5), ("contact", 4)])
def test_many_participants_from_one_are_listed_with_their_cases(slot, here, now, key, least):
    for _ in range(least - 1):
        book(slot, now, **{key: "one"})
    before = patterns.many_people(here, now)
    book(slot, now + A_MINUTE, **{key: "one"})

    [crowd] = patterns.many_people(here, now + A_MINUTE)

    assert before == []
    assert (crowd.number, crowd.first_at, crowd.last_at) == (least, now, now + A_MINUTE)
    assert {ticket.claim_id for ticket in crowd.tickets} == set(Claim.objects.values_list("pk", flat=True))


def test_one_person_who_books_again_and_again_is_one_person(slot, here, now):
    person = factories.participant()
    for _ in range(6):
        claim = book(slot, now, device="one", contact="one", participant=person)
        booking.withdraw(claim.pk, by="claimant:x", now=now)

    assert patterns.many_people(here, now) == []


def test_browsers_without_a_known_device_are_no_crowd(slot, here, now):
    for _ in range(6):
        book(slot, now)

    assert patterns.many_people(here, now) == []


def test_it_is_forgotten_after_thirty_days(slot, here, now):
    for _ in range(5):
        book(slot, now, device="one")

    assert patterns.many_people(here, now + 30 * A_DAY) == []


def test_a_branch_is_shown_its_own_cases_of_a_crowd_that_books_everywhere_and_no_other(slot, here, elsewhere, now):
    far = factories.slot(elsewhere.get(), now=now, days=3)
    mine = book(slot, now, device="one")
    for _ in range(4):
        book(far, now, device="one")

    [crowd] = patterns.many_people(here, now)

    assert crowd.number == 5
    assert [ticket.claim_id for ticket in crowd.tickets] == [mine.pk]
    assert patterns.many_people(Branch.objects.none(), now) == []


# --- Passed on -----------------------------------------------------------------------------------------------------


def let_go(claim: Claim, how: str, slot: Slot, now) -> None:
    if how == "withdrawn":
        booking.withdraw(claim.pk, by="claimant:x", now=now)
    elif how == "given up":
        booking.give_up_place(claim.pk, by="claimant:x", now=now)
    else:
        another = factories.slot(slot.branch, now=now, days=4)
        booking.move_place(claim.pk, slot_id=another.pk, by="claimant:x", now=now)


@pytest.mark.parametrize("how", ["withdrawn", "given up", "moved"])
@pytest.mark.parametrize(("key", "word"), [("device", "perangkat"), ("contact", "kontak"), ("network", "jaringan")])
def test_a_place_let_go_and_taken_within_minutes_by_somebody_else_alike_is_listed(slot, here, now, how, key, word):
    before = book(slot, now, **{key: "one"})
    let_go(before, how, slot, now + A_MINUTE)
    after = book(slot, now + 10 * A_MINUTE, **{key: "one"})

    [pair] = patterns.passed_on(here, now + A_DAY)

    assert (pair.before.claim_id, pair.after.claim_id, pair.same) == (before.pk, after.pk, [word])


@pytest.mark.parametrize("innocent", ["later", "a stranger", "the same person", "another hour"])
def test_what_happens_every_day_is_not(slot, here, now, innocent):
    person = factories.participant()
    let_go(book(slot, now, device="one", participant=person), "withdrawn", slot, now)
    taken_at = now + (11 * A_MINUTE if innocent == "later" else A_MINUTE)
    hour = factories.slot(slot.branch, now=now, days=3, hour=13) if innocent == "another hour" else slot

    book(
        hour,
        taken_at,
        device="another" if innocent == "a stranger" else "one",
        **({"participant": person} if innocent == "the same person" else {}),
    )

    assert patterns.passed_on(here, now + A_DAY) == []


def test_another_branch_is_not_shown_it(slot, elsewhere, now):
    let_go(book(slot, now, device="one"), "withdrawn", slot, now)
    book(slot, now, device="one")

    assert patterns.passed_on(elsewhere, now) == []


# --- Lapsing -------------------------------------------------------------------------------------------------------


def test_holds_that_lapse_again_and_again_are_listed_and_a_few_are_not(slot, here, now):
    lapse(slot, now, "often", patterns.MANY_LAPSES)
    lapse(slot, now, "sometimes", patterns.MANY_LAPSES - 1)

    [crowd] = patterns.many_lapses(here, now)

    assert (crowd.of, crowd.number, len(crowd.tickets)) == ("perangkat", 5, 5)
    assert patterns.many_lapses(here, now + 8 * A_DAY) == []


# --- The page ------------------------------------------------------------------------------------------------------


def test_the_page_lists_case_numbers_and_times_and_nobodys_nik_or_contact(client, slot):
    now = timezone.now()
    filer = factories.applicant(now, phone="+628123456789", email="calo@contoh.example")
    for _ in range(4):
        book(slot, now, device="one", contact="one", applicant=filer)
    book(slot, now, device="one", applicant=filer)
    client.force_login(factories.officer(role="branch_head", branches=[slot.branch]))

    page = client.get(reverse("admin:patterns")).content.decode()

    assert all(claim.case_number in page for claim in Claim.objects.all())
    assert "Pola bukan bukti" in page
    for secret in ("8123456", "calo@", *(claim.participant.nik for claim in Claim.objects.with_people())):
        assert secret not in page


def test_a_branch_reads_of_its_own_alone(client, slot, elsewhere):
    now = timezone.now()
    for _ in range(5):
        book(slot, now, device="one")
    client.force_login(factories.officer(role="branch_staff", branches=list(elsewhere)))

    page = client.get(reverse("admin:patterns")).content.decode()

    assert Claim.objects.first().case_number not in page


@pytest.mark.parametrize(
    ("role", "status"), [("verifier", 403), ("branch_staff", 200), ("branch_head", 200), ("operator", 200)]
)
def test_who_may_open_it(client, role, status):
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:patterns")).status_code == status
