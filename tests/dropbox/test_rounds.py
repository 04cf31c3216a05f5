"""Opening the box: two people, a sealed bag, a count, and quarantine."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from dropbox.box import rounds
from dropbox.models import Round
from dropbox.models.rounds import RoundQuerySet
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import DAY, HOUR, ONE, OTHER
from tests.queueing.races import all_at_once
from workflow import Refused


def open_the_box(branch, seal, now):
    return rounds.open_round(branch, seal=seal, counted=1, by=ONE, witnessed_by=OTHER, now=now)


def test_a_round_is_numbered_by_branch_and_year(branch, now):
    at_the_box.closed(at_the_box.opened(branch, now=now, counted=0), now=now)
    second = at_the_box.opened(branch, now=now + HOUR)
    elsewhere = at_the_box.opened(factories.branch("Asia/Jayapura"), now=now)

    assert (second.number, elsewhere.number) == (2, 1)
    assert str(second) == f"P-{second.year}-0002"


def test_one_person_alone_opens_no_box(branch, now):
    with pytest.raises(Refused, match="dua orang"):
        rounds.open_round(branch, seal="S1", counted=1, by=ONE, witnessed_by=ONE, now=now)


def test_nor_does_the_database_take_one_person_for_two(branch, now):
    this = at_the_box.opened(branch, now=now)

    with pytest.raises(IntegrityError, match="round_by_two"), transaction.atomic():
        Round.objects.filter(pk=this.pk).update(witnessed_by=ONE)


def test_a_second_round_waits_for_the_first(branch, now):
    at_the_box.opened(branch, now=now)

    with pytest.raises(Refused, match="belum selesai"):
        at_the_box.opened(branch, now=now)


def test_a_seal_is_used_once(branch, now):
    at_the_box.closed(at_the_box.opened(branch, now=now, counted=0, seal="S77"), now=now)

    with pytest.raises(Refused, match="S77 sudah dipakai"):
        at_the_box.opened(branch, now=now, seal="S77")


def test_nothing_is_registered_out_of_a_bag_that_is_still_sealed(branch, now):
    this = rounds.open_round(branch, seal="S1", counted=1, by=ONE, witnessed_by=OTHER, now=now)

    with pytest.raises(Refused, match="Buka dulu kantongnya"):
        at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)


def test_the_seal_read_first_stays(branch, now):
    this = rounds.open_round(branch, seal="S1", counted=1, by=ONE, witnessed_by=OTHER, now=now)

    rounds.unseal(this.pk, seal_read="S2", by=ONE, now=now)
    rounds.unseal(this.pk, seal_read="S1", by=ONE, now=now)

    this.refresh_from_db()
    assert (this.seal_read, this.seal_differs) == ("S2", True)


def test_a_count_that_differs_is_looked_at_twice(branch, now):
    this = at_the_box.opened(branch, now=now, counted=2)
    at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)

    with pytest.raises(Refused, match="Dihitung 2 amplop, terdaftar 1"):
        rounds.close(this.pk, recounted=False, by=ONE, now=now)

    assert rounds.close(this.pk, recounted=True, by=ONE, now=now).closed_at == now


def test_a_finished_round_takes_nothing_more(branch, now):
    this = at_the_box.closed(at_the_box.opened(branch, now=now, counted=0), now=now)

    with pytest.raises(Refused, match="sudah selesai"):
        at_the_box.nameless(this, now=now)


def test_what_is_disinfected_rests_as_long_as_the_branch_settled(branch, now):
    at_the_box.box(branch, quarantine_hours=24)
    this = at_the_box.opened(branch, now=now, counted=2)
    first = at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now)
    before = first.is_free(now + DAY)

    rounds.disinfect(this.pk, by=OTHER, now=now + HOUR)
    late = at_the_box.registered(this, at_the_box.claim_at(branch, now=now), now=now + 2 * HOUR)
    again = rounds.disinfect(this.pk, by=OTHER, now=now + 3 * HOUR)

    first, late = at_the_box.again(first), at_the_box.again(late)
    assert (before, again) == (False, 1)
    assert first.free_at == now + HOUR + DAY
    assert late.free_at == now + 3 * HOUR + DAY
    assert not first.is_free(now + DAY)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_box_at_once_make_one_round(branch, now):
    came = all_at_once([partial(open_the_box, branch, f"S{n}", now) for n in range(4)])

    assert (came["taken"], came["Refused"]) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_database_stands_between_them(branch, now, monkeypatch):
    """The negative control: nobody waits for anybody, and no sentence is said."""
    monkeypatch.setattr(rounds, "next_number", lambda *_: 1)
    monkeypatch.setattr(RoundQuerySet, "create", at_the_box.all_four_at(RoundQuerySet.create))

    came = all_at_once([partial(open_the_box, branch, f"S{n}", now) for n in range(4)])

    assert (came["taken"], came["IntegrityError"]) == (1, 3)
