"""What becomes of a dispute: the first is told, a place without a paper lapses, the seen KTP settles it."""

from datetime import timedelta

import pytest

from claims.models import Claim
from notifications.models import Message
from queueing import booking
from queueing.disputes import disputing, settling
from queueing.models import Dispute, Slot, Ticket
from tests import factories
from tests.claims.telling import events, told
from tests.queueing.disputes.twice import live_places, place_of, send_one
from tests.queueing.races import all_at_once
from workflow import Refused

racing = pytest.mark.django_db(transaction=True)

A_DAY, A_MINUTE = timedelta(hours=24), timedelta(minutes=1)


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour three days ahead. Now is 11 in the morning there: people are awake, today and tomorrow alike."""
    return factories.slot(factories.branch(), now=now, days=3)


# --- Told, and a day to send a paper -------------------------------------------------------------------------------


def test_the_first_contact_is_told_once_and_until_when_to_send_a_paper(pair, now):
    for minutes in (0, 5, 10):
        settling.follow_standing(now + timedelta(minutes=minutes))

    pair.refresh_from_db()
    assert events(pair.first) == ["opened", "place_disputed"]
    assert pair.told_at == now
    assert told(pair.first, "place_disputed")["sms"].context["until"]


def test_who_has_sent_a_paper_is_given_no_time(pair, now):
    send_one(pair.first, now)

    settling.follow_standing(now)

    assert not told(pair.first, "place_disputed")["sms"].context["until"]


def test_nobody_is_told_at_night_and_the_day_counts_from_the_telling(slot, person, now):
    night, morning = now + timedelta(hours=12), now + timedelta(hours=21)  # 23.00 and 08.00 WITA
    for _ in range(2):
        factories.open_claim(now=night, at=slot, participant=person)
    dispute = Dispute.objects.get()

    settling.follow_standing(night)
    assert told(dispute.first, "place_disputed") == {}
    settling.follow_standing(morning)
    settling.follow_standing(night + A_DAY + A_MINUTE)

    assert told(dispute.first, "place_disputed")
    assert place_of(dispute.first).ended_at is None


@pytest.mark.parametrize(
    ("with_paper", "lapsed"),
    [((), {"first", "second"}), (("first",), {"second"}), (("second",), {"first"}), (("first", "second"), set())],
)
def test_a_place_lapses_when_no_paper_has_come_a_day_later(pair, now, with_paper, lapsed):
    settling.follow_standing(now)
    for side in with_paper:
        send_one(getattr(pair, side), now)

    settling.follow_standing(now + A_DAY - A_MINUTE)
    before = Ticket.objects.live().count()
    settling.follow_standing(now + A_DAY)

    assert before == 2
    ended = {side for side in ("first", "second") if place_of(getattr(pair, side)).ended_because == "dispute_lapsed"}
    assert ended == lapsed


def test_what_lapsed_is_free_and_its_claim_is_asked_to_choose_anew_without_a_word_of_anybody_else(pair, now, slot):
    send_one(pair.first, now)
    settling.follow_standing(now)

    settling.follow_standing(now + A_DAY)

    slot.refresh_from_db()
    claim = Claim.objects.get(pk=pair.second_id)
    message = told(claim, "place_lapsed")["email"]
    assert slot.taken == 1
    assert (claim.status, claim.place_lost_at) == (Claim.Status.AWAITING_PAPERS, now + A_DAY)
    assert message.context["until"]
    assert told(claim, "place_disputed") == {}


def test_a_place_at_the_counter_does_not_lapse_the_ktp_is_seen_there(slot, person, now):
    counter = factories.slot(slot.branch, now=now, days=3, hour=10, door="onsite")
    for _ in range(2):
        factories.open_claim(now=now, at=counter, participant=person, door="onsite")
    dispute = Dispute.objects.get()

    settling.follow_standing(now)
    settling.follow_standing(now + A_DAY)

    assert live_places(person) == [False, True]
    assert not told(dispute.first, "place_disputed")["email"].context["until"]


def test_a_stranger_cannot_end_a_place_by_booking_long_after_it(slot, person, now):
    """The first has its day from when it was told, not from its own booking."""
    factories.open_claim(now=now, at=slot, participant=person)
    later = now + timedelta(hours=30)
    factories.open_claim(now=later, at=slot, participant=person)
    dispute = Dispute.objects.get()

    settling.follow_standing(later)
    settling.follow_standing(later + timedelta(hours=5))
    assert place_of(dispute.first).ended_at is None
    settling.follow_standing(later + A_DAY)

    assert place_of(dispute.first).ended_because == "dispute_lapsed"


def test_who_is_left_alone_is_undisputed(pair, person, now):
    send_one(pair.second, now)
    settling.follow_standing(now)

    settling.follow_standing(now + A_DAY)

    assert live_places(person) == [False]
    assert not place_of(pair.second).is_disputed


def test_whose_place_lapsed_chooses_another_with_a_paper_alone(pair, person, now, slot):
    send_one(pair.first, now)
    settling.follow_standing(now)
    settling.follow_standing(now + A_DAY)
    elsewhere = factories.slot(slot.branch, now=now, days=5)

    with pytest.raises(Refused, match="satu dokumen"):
        booking.move_place(pair.second_id, slot_id=elsewhere.pk, by="claimant:x", now=now + A_DAY)
    send_one(pair.second, now + A_DAY)
    booking.move_place(pair.second_id, slot_id=elsewhere.pk, by="claimant:x", now=now + A_DAY)

    assert live_places(person) == [False, True]
    assert Dispute.objects.standing().count() == 1


def test_a_lost_place_is_chosen_anew_beside_who_booked_meanwhile(slot, person, now):
    claim = factories.open_claim(now=now, at=slot, participant=person)
    booking.give_up_place(claim.pk, by="claimant:x", now=now)
    factories.open_claim(now=now, at=slot, participant=person)

    booking.move_place(claim.pk, slot_id=slot.pk, by="claimant:x", now=now)

    assert sorted(live_places(person)) == [False, True]
    assert Dispute.objects.get().second_id == claim.pk


def test_but_not_beside_a_place_of_the_same_contact(slot, person, now):
    filer = factories.applicant(now)
    claim = factories.open_claim(now=now, at=slot, participant=person, applicant=filer)
    booking.give_up_place(claim.pk, by="claimant:x", now=now)
    factories.open_claim(now=now, at=slot, participant=person, applicant=filer)

    with pytest.raises(disputing.HasPlace):
        booking.move_place(claim.pk, slot_id=slot.pk, by="claimant:x", now=now)


def test_a_dispute_ends_with_one_of_its_claims(pair, person, now):
    booking.withdraw(pair.first_id, by="claimant:x", now=now)

    settling.follow_standing(now)

    pair.refresh_from_db()
    assert (pair.settled_at, pair.kept_id, pair.settled_by) == (now, pair.second_id, "system:disputes")
    assert live_places(person) == [False]


def test_when_the_first_of_three_goes_the_others_stand_against_each_other(slot, person, now):
    first, second, third = (factories.open_claim(now=now, at=slot, participant=person) for _ in range(3))
    booking.withdraw(first.pk, by="claimant:x", now=now)

    settling.follow_standing(now)

    standing = Dispute.objects.standing().get()
    assert (standing.first_id, standing.second_id) == (second.pk, third.pk)
    assert live_places(person) == [False, True]


def test_who_books_between_two_sweeps_is_second_to_who_is_left(pair, person, now, slot):
    booking.withdraw(pair.first_id, by="claimant:x", now=now)

    factories.open_claim(now=now, at=slot, participant=person)
    settling.follow_standing(now)

    assert live_places(person) == [False, True]


# --- Settling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["first", "second"])
def test_whose_ktp_is_seen_keeps_the_place_and_the_other_ends_and_is_told(pair, person, now, slot, side):
    kept, lost = (getattr(pair, name) for name in (side, {"first": "second", "second": "first"}[side]))

    settling.settle(pair.pk, keeps=kept.pk, seen_by="video", by="officer:7", now=now)

    slot.refresh_from_db()
    lost.refresh_from_db()
    pair.refresh_from_db()
    assert (pair.kept_id, pair.settled_at, pair.settled_by, pair.seen_by) == (kept.pk, now, "officer:7", "video")
    assert live_places(person) == [False]
    assert slot.taken == 1
    assert lost.status == Claim.Status.WITHDRAWN
    assert place_of(lost).ended_because == "dispute_lost"
    assert set(told(lost, "dispute_lost")) == {"email", "sms"}
    assert told(lost, "withdrawn") == {}
    assert events(kept)[-1] == "dispute_settled"


def test_it_is_settled_once(pair, now):
    settling.settle(pair.pk, keeps=pair.first_id, seen_by="counter", by="officer:7", now=now)

    with pytest.raises(Refused, match="sudah diselesaikan"):
        settling.settle(pair.pk, keeps=pair.second_id, seen_by="counter", by="officer:8", now=now)


@pytest.mark.parametrize("wrong", ["a stranger's claim", "unseen"])
def test_only_a_side_that_was_seen_can_be_kept(pair, now, slot, wrong):
    stranger = factories.open_claim(now=now, at=slot)
    keeps, seen_by = (stranger.pk, "video") if wrong != "unseen" else (pair.first_id, "")

    with pytest.raises(Refused, match="Pilih klaim"):
        settling.settle(pair.pk, keeps=keeps, seen_by=seen_by, by="officer:7", now=now)

    assert Ticket.objects.live().count() == 3


def test_a_claim_that_has_ended_cannot_be_kept(pair, now):
    booking.withdraw(pair.first_id, by="claimant:x", now=now)

    with pytest.raises(Refused, match="sudah berakhir"):
        settling.settle(pair.pk, keeps=pair.first_id, seen_by="video", by="officer:7", now=now)


def test_every_other_booking_of_the_person_goes_with_it(slot, person, now):
    first, second, third = (factories.open_claim(now=now, at=slot, participant=person) for _ in range(3))
    dispute = Dispute.objects.get(second=second)

    settling.settle(dispute.pk, keeps=second.pk, seen_by="counter", by="officer:7", now=now)

    assert Dispute.objects.standing().count() == 0
    assert [Claim.objects.get(pk=claim.pk).status for claim in (first, third)] == [Claim.Status.WITHDRAWN] * 2
    assert live_places(person) == [False]
    assert place_of(second).ended_at is None


def test_the_place_of_the_loser_goes_to_who_waits_first(pair, now, slot, monkeypatch):
    given = []
    monkeypatch.setattr("queueing.places.waiting.give_out", lambda slot_id, now: given.append(slot_id))

    settling.settle(pair.pk, keeps=pair.first_id, seen_by="video", by="officer:7", now=now)

    assert given == [slot.pk]


# --- At the same instant -------------------------------------------------------------------------------------------


@racing
def test_two_officers_who_settle_at_once_for_different_sides_end_one_claim(pair, person, now):
    outcomes = all_at_once(
        [
            lambda side=side: settling.settle(pair.pk, keeps=side, seen_by="video", by="officer:7", now=now)
            for side in (pair.first_id, pair.second_id)
        ]
    )

    assert outcomes == {"taken": 1, "Refused": 1}
    assert live_places(person) == [False]
    assert Message.objects.filter(name="dispute_lost", channel="sms").count() == 1


@racing
def test_settling_lapsing_and_withdrawing_at_once_wait_for_each_other_without_a_deadlock(pair, person, now):
    settling.follow_standing(now)
    later = now + A_DAY

    all_at_once(
        [
            lambda: settling.settle(pair.pk, keeps=pair.second_id, seen_by="video", by="officer:7", now=later),
            lambda: settling.follow_standing(later),
            lambda: settling.follow_standing(later),
            lambda: booking.withdraw(pair.first_id, by="claimant:x", now=later),
        ]
    )

    assert len(live_places(person)) <= 1
    assert not any(live_places(person))
