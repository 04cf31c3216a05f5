"""Envelopes change hands: packed, sealed, signed for by two, received line by line."""

from functools import partial

import pytest

from dropbox.box import rounds
from dropbox.custody import bags, keeping, moving, receiving
from dropbox.models import Envelope, HandOver, Line, Move
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import DAY, HOUR, OFFICE, ONE, OTHER
from tests.queueing.races import all_at_once
from workflow import Refused


def place(envelope: Envelope) -> tuple[str, str]:
    found = at_the_box.again(envelope)
    return found.status, found.place


def test_an_envelope_goes_from_the_branch_through_the_bag_to_the_office(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    bag = at_the_box.packed(branch, [envelope], now=now)
    listed = place(envelope)
    bags.send(bag.pk, seal="S9", counted=1, by=ONE, countersigned_by=OTHER, now=now)
    on_the_way = place(envelope)
    at_the_box.arrived(bag, now=now, seal_read="S9")
    at_the_box.received(bag, envelope, now=now)

    assert (listed, on_the_way) == (("registered", "branch"), ("sent", "bag"))
    assert place(envelope) == ("received", "office")
    sent, received = list(Move.objects.filter(envelope=envelope).order_by("number"))[1:]
    assert (sent.by, sent.countersigned_by, sent.hand_over) == (ONE, OTHER, bag)
    assert (received.by, received.name) == (OFFICE, "received")


def test_one_person_alone_sends_no_bag(branch, now):
    bag = at_the_box.packed(branch, at_the_box.out_of_the_box(branch, now=now), now=now)

    with pytest.raises(Refused, match="dua orang"):
        bags.send(bag.pk, seal="S9", counted=1, by=ONE, countersigned_by=ONE, now=now)


def test_who_sent_it_does_not_receive_it(branch, now):
    bag = at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now)

    with pytest.raises(Refused, match="bukan yang mengirim"):
        receiving.unseal(bag.pk, seal_read=bag.seal, by=OTHER, now=now)


def test_what_rests_or_belongs_to_nobody_does_not_go(branch, now):
    at_the_box.box(branch, quarantine_hours=24)
    this = at_the_box.opened(branch, now=now, counted=2)
    resting = at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)
    nobodys = at_the_box.nameless(this, now=now)
    rounds.disinfect(this.pk, by=ONE, now=now)
    bag = bags.pack(branch, way="to_office", by=ONE, now=now)

    with pytest.raises(Refused, match="masih dikarantina"):
        bags.put_in(bag.pk, scanned=resting.code, by=ONE, now=now + HOUR)
    with pytest.raises(Refused, match="belum diketahui pemiliknya"):
        bags.put_in(bag.pk, scanned=nobodys.code, by=ONE, now=now + DAY)

    assert bags.put_in(bag.pk, scanned=resting.code, by=ONE, now=now + DAY).envelope == resting


def test_everything_that_is_ready_goes_at_once_and_only_that(branch, now):
    ready = at_the_box.out_of_the_box(branch, now=now, number=3)
    keeping.declare_lost(ready[0].pk, by=ONE, countersigned_by=OTHER, now=now)
    bag = at_the_box.packed(branch, ready[1:2], now=now)

    assert bags.put_in_all(bag.pk, by=ONE, now=now) == 1
    assert {line.envelope for line in bag.lines.all()} == set(ready[1:])


def test_an_envelope_is_scanned_by_its_case_number_where_that_names_one(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = bags.pack(branch, way="to_office", by=ONE, now=now)
    this = at_the_box.opened(branch, now=now)
    at_the_box.registered(this, envelope.claim, now=now, second=True)

    with pytest.raises(Refused, match="lebih dari satu amplop"):
        bags.put_in(bag.pk, scanned=envelope.claim.case_number, by=ONE, now=now)
    keeping.give_back(envelope.pk, by=ONE, now=now)

    assert bags.put_in(bag.pk, scanned=envelope.claim.case_number, by=ONE, now=now).envelope != envelope


def test_what_is_no_label_or_nobodys_is_a_sentence(branch, now):
    bag = bags.pack(branch, way="to_office", by=ONE, now=now)

    with pytest.raises(Refused, match="tidak terbaca"):
        bags.put_in(bag.pk, scanned="%%%", by=ONE, now=now)
    with pytest.raises(Refused, match="Tidak ada amplop AM-2222-2222-2"):
        bags.put_in(bag.pk, scanned="AM-2222-2222-2", by=ONE, now=now)


def test_an_envelope_that_left_meanwhile_holds_the_bag_up(branch, now):
    gone, stays = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.packed(branch, [gone, stays], now=now)
    keeping.give_back(gone.pk, by=ONE, now=now)

    with pytest.raises(Refused, match=gone.code):
        bags.send(bag.pk, seal="S9", counted=2, by=ONE, countersigned_by=OTHER, now=now)
    bags.take_out(bag.pk, code=gone.code, by=ONE, now=now)
    bags.send(bag.pk, seal="S9", counted=1, by=ONE, countersigned_by=OTHER, now=now)

    assert (place(gone), place(stays)) == (("returned", "owner"), ("sent", "bag"))


def test_an_empty_bag_stays_and_a_seal_is_used_once(branch, now):
    first, second = at_the_box.out_of_the_box(branch, now=now, number=2)
    at_the_box.sent(branch, [first], now=now, seal="S1")
    bag = bags.pack(branch, way="to_office", by=ONE, now=now)

    with pytest.raises(Refused, match="masih kosong"):
        bags.send(bag.pk, seal="S2", counted=1, by=ONE, countersigned_by=OTHER, now=now)
    bags.put_in(bag.pk, scanned=second.code, by=ONE, now=now)
    with pytest.raises(Refused, match="S1 sudah dipakai"):
        bags.send(bag.pk, seal="S1", counted=1, by=ONE, countersigned_by=OTHER, now=now)


def test_one_that_was_not_listed_is_taken_all_the_same(branch, now):
    listed, extra = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.arrived(at_the_box.sent(branch, [listed], now=now), now=now)

    done = receiving.receive(bag.pk, scanned=extra.code, by=OFFICE, now=now)

    assert "tidak tercantum" in done.warning
    assert place(extra) == ("received", "office")
    assert extra.moves.last().name == "came_unlisted"


def test_received_twice_nothing_changes(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, [envelope], now=now), now=now)
    at_the_box.received(bag, envelope, now=now)

    done = receiving.receive(bag.pk, scanned=envelope.code, by=OFFICE, now=now + HOUR)

    assert "sudah diterima" in done.warning
    assert envelope.moves.count() == 3


def test_what_does_not_come_stays_missing_in_its_bag_until_it_is_found(branch, now):
    here, missing = at_the_box.out_of_the_box(branch, now=now, number=2)
    bag = at_the_box.arrived(at_the_box.sent(branch, [here, missing], now=now), now=now)
    at_the_box.received(bag, here, now=now)

    with pytest.raises(Refused, match="1 amplop di manifes belum diterima"):
        receiving.close(bag.pk, without_missing=False, by=OFFICE, now=now)
    receiving.close(bag.pk, without_missing=True, by=OFFICE, now=now)
    still = place(missing)
    keeping.find(missing.pk, place="office", by=OFFICE, now=now)

    assert still == ("sent", "bag")
    assert place(missing) == ("received", "office")


def test_found_at_the_office_before_its_bag_was_emptied_it_is_ticked_off_there_too(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, [envelope], now=now), now=now)
    keeping.find(envelope.pk, place="office", by=OFFICE, now=now)

    receiving.receive(bag.pk, scanned=envelope.code, by=OFFICE, now=now)

    assert not bag.missing().exists()
    assert place(envelope) == ("received", "office")


def test_no_envelope_of_another_branch_comes_out_of_a_bag(branch, now):
    [ours] = at_the_box.out_of_the_box(branch, now=now)
    there = factories.branch("Asia/Jayapura")
    at_the_box.box(there)
    [theirs] = at_the_box.out_of_the_box(there, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, [ours], now=now), now=now)

    with pytest.raises(Refused, match="tidak bisa diterima di sini"):
        at_the_box.received(bag, theirs, now=now)

    assert place(theirs) == ("registered", "branch")


def test_the_office_sends_back_and_the_branch_gives_it_to_its_owner(branch, now):
    envelope = at_the_box.at_the_office(branch, now=now)

    bag = at_the_box.arrived(at_the_box.sent(branch, [envelope], now=now, way="to_branch"), now=now)
    at_the_box.received(bag, envelope, now=now)
    back = place(envelope)
    keeping.give_back(envelope.pk, by=ONE, now=now)

    assert (back, place(envelope)) == (("at_branch", "branch"), ("returned", "owner"))


@pytest.mark.django_db(transaction=True)
def test_one_envelope_taken_out_by_four_at_once_is_received_once(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = at_the_box.arrived(at_the_box.sent(branch, [envelope], now=now), now=now)

    all_at_once([partial(at_the_box.received, bag, envelope, now=now) for _ in range(4)])

    assert envelope.moves.filter(name="received").count() == 1


def put_in_at_once(branch, now):
    """Four scans of one label at one instant, and what came of them."""
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = bags.pack(branch, way="to_office", by=ONE, now=now)
    return all_at_once([partial(bags.put_in, bag.pk, scanned=envelope.code, by=ONE, now=now) for _ in range(4)])


@pytest.mark.django_db(transaction=True)
def test_one_envelope_scanned_by_four_at_once_is_on_the_list_once(branch, now):
    came = put_in_at_once(branch, now)

    assert (came, Line.objects.count()) == ({"taken": 4}, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_only_the_database_stands_between_them(branch, now, monkeypatch):
    """The negative control: each finds the list empty."""
    monkeypatch.setattr(bags, "locked", lambda bag_id, *_: HandOver.objects.get(pk=bag_id))
    monkeypatch.setattr(moving, "locked", lambda envelope_id: Envelope.objects.get(pk=envelope_id))
    monkeypatch.setattr(bags, "refuse_unless_it_may_go", at_the_box.all_four_at(bags.refuse_unless_it_may_go))

    came = put_in_at_once(branch, now)

    assert (came["taken"], came["IntegrityError"]) == (1, 3)
