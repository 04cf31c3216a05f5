"""A claim begun without a place: once for a person and programme, told with all that its envelope needs."""

import threading
from datetime import time, timedelta

import pytest

from branches import calendar
from claims import deadlines
from claims.models import Claim
from queueing import beginning, booking, expiry
from queueing.disputes import disputing
from queueing.limits import TooMany
from queueing.models import Dispute, Draft, Slot
from tests import factories
from tests.claims.telling import events, told
from tests.queueing.races import all_at_once

pytestmark = pytest.mark.usefixtures("house")
racing = pytest.mark.django_db(transaction=True)


def test_the_last_of_its_thirty_days_is_a_whole_day_of_its_branch(now):
    claim = factories.begin_claim(now=now)
    over = calendar.at(claim.branch, calendar.local_day(claim.branch, now) + timedelta(days=31), time.min)

    closed = [expiry.close_envelopes_due(over - timedelta(seconds=1)), expiry.close_envelopes_due(over)]

    assert claim.papers_wanted_until == over
    assert closed == [0, 1]


def test_it_waits_for_its_envelope_without_a_place(now):
    claim = factories.begin_claim(now=now)

    assert (claim.status, claim.door, claim.visit_at) == (Claim.Status.SENT_TO_DROPBOX, Claim.Door.GATE, None)
    assert claim.papers_wanted_until == calendar.day_is_over_at(claim.branch, now + timedelta(days=30))
    assert events(claim) == ["opened"]
    assert not Slot.objects.filter(taken__gt=0).exists()


def test_the_person_is_told_the_number_the_link_what_to_enclose_and_until_when(now):
    claim = factories.begin_claim(now=now)

    words = told(claim, "begun_for_dropbox")["email"].context

    assert words["case_number"] == claim.case_number
    assert "/klaim/tautan/" in words["private_link"]
    assert "Formulir 5: pengajuan JHT" in words["bring"]
    assert words["until"]


def test_a_draft_posted_twice_is_one_claim(now):
    draft = Draft.objects.create(made_at=now, changed_at=now)
    begun = factories.begun(now=now)

    first = beginning.begin(draft.pk, begun, by="claimant:new", now=now)
    second = beginning.begin(draft.pk, begun, by="claimant:new", now=now)

    assert first == second
    assert Claim.objects.count() == 1


def test_the_same_contact_does_not_open_a_person_and_programme_twice(now):
    person, filer = factories.participant(), factories.applicant(now)
    factories.begin_claim(now=now, participant=person, applicant=filer)

    with pytest.raises(disputing.HasPlace):
        factories.begin_claim(now=now, participant=person, applicant=filer)

    assert Claim.objects.count() == 1


def test_nor_beside_a_place_that_was_booked_or_the_other_way_round(now):
    booked, begun = factories.participant(), factories.participant()
    filer = factories.applicant(now)
    factories.open_claim(now=now, participant=booked, applicant=filer)
    factories.begin_claim(now=now, participant=begun, applicant=filer)

    with pytest.raises(disputing.HasPlace):
        factories.begin_claim(now=now, participant=booked, applicant=filer)
    with pytest.raises(disputing.HasPlace):
        factories.open_claim(now=now, participant=begun, applicant=filer)


def test_from_another_contact_both_stand_until_the_ktp_is_seen(now):
    person = factories.participant()
    first = factories.begin_claim(now=now, participant=person)

    second = factories.begin_claim(now=now, participant=person)

    dispute = Dispute.objects.get()
    assert (dispute.first, dispute.second) == (first, second)
    assert told(second, "begun_for_dropbox").keys() == told(first, "begun_for_dropbox").keys()


def test_another_programme_of_the_same_person_is_no_second_claim(now):
    person, filer = factories.participant(), factories.applicant(now)
    factories.begin_claim(now=now, participant=person, applicant=filer)

    factories.begin_claim(now=now, participant=person, applicant=filer, cause=factories.cause("JP"))

    assert Claim.objects.count() == 2


def test_once_the_claim_is_over_a_new_one_may_be_begun(now):
    person, filer = factories.participant(), factories.applicant(now)
    claim = factories.begin_claim(now=now, participant=person, applicant=filer)
    deadlines.expire(claim, by="system:envelopes", now=now + timedelta(days=31))

    again = factories.begin_claim(now=now + timedelta(days=31), participant=person, applicant=filer)

    assert again.status == Claim.Status.SENT_TO_DROPBOX


def test_a_contact_that_begins_claim_after_claim_is_stopped_but_not_a_company_or_the_staff(now, monkeypatch):
    monkeypatch.setattr(beginning, "CLAIMS_PER_CONTACT", 2)
    filer = factories.applicant(now)
    company = factories.applicant(now, relation="company", phone=filer.phone, email=filer.email)
    for _ in range(2):
        factories.begin_claim(now=now, applicant=filer)

    with pytest.raises(TooMany):
        factories.begin_claim(now=now, applicant=filer)
    factories.begin_claim(now=now, applicant=company)
    factories.begin_claim(now=now, applicant=filer, by="officer:1")


def test_its_claimant_has_no_hour_to_choose_and_may_withdraw(now):
    claim = factories.begin_claim(now=now)

    assert not claim.may_choose_hour
    assert booking.withdraw(claim.pk, by="claimant:1", now=now).status == Claim.Status.WITHDRAWN


# --- At the same instant -------------------------------------------------------------------------------------------


def begun_at_once(now) -> dict[str, int]:
    """One contact begins the same claim in several browsers at once."""
    person, filer = factories.participant(), factories.applicant(now)
    drafts = [Draft.objects.create(made_at=now, changed_at=now) for _ in range(4)]
    of = [(draft.pk, factories.begun(now=now, participant=person, applicant=filer)) for draft in drafts]
    return all_at_once([lambda each=each: beginning.begin(each[0], each[1], by="claimant:new", now=now) for each in of])


@racing
def test_of_several_beginnings_for_one_person_at_once_one_is_opened(now):
    outcomes = begun_at_once(now)

    assert outcomes == {"taken": 1, "HasPlace": 3}
    assert Claim.objects.count() == 1


@racing
def test_several_are_opened_when_they_do_not_wait_for_each_other(now, monkeypatch):
    monkeypatch.setattr(beginning, "_one_at_a_time", lambda person_index: None)
    everybody_has_looked = all_have_looked(4, monkeypatch)

    outcomes = begun_at_once(now)

    assert everybody_has_looked.n_waiting == 0
    assert outcomes["taken"] == Claim.objects.count() == 4


def all_have_looked(number: int, monkeypatch):
    """Nobody goes on before everybody has looked for a first claim and found none."""
    barrier, really = threading.Barrier(number), disputing.first_of

    def look_together(*arguments):
        first = really(*arguments)
        barrier.wait(timeout=30)
        return first

    monkeypatch.setattr(disputing, "first_of", look_together)
    return barrier
