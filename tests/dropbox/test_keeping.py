"""What becomes of one envelope, and that every step of it is written once."""

from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from dropbox.custody import keeping
from dropbox.models import PLACES, Envelope, Move
from tests.claims.telling import events, told
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import OFFICE, ONE, OTHER
from workflow import Refused

Status = Envelope.Status


def test_every_arrow_of_an_envelope_stands_here():
    drawn = {(start, end) for start, ends in Envelope.ARROWS.items() for end in ends}

    to = {
        "registered": "sent received scanned returned lost",
        "sent": "received at_branch lost",
        "received": "scanned archived sent at_branch lost",
        "scanned": "sent received at_branch archived returned lost",
        "archived": "received at_branch lost",
        "at_branch": "sent received scanned returned lost",
        "returned": "at_branch",
        "lost": "at_branch received",
    }
    assert drawn == {(start, end) for start, ends in to.items() for end in ends.split()}


def test_every_status_has_its_place():
    assert PLACES.keys() == set(Status)


def test_the_database_holds_an_envelope_to_one_place(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    for wrong in ({"place": "office"}, {"place": "bag"}, {"status": "archived"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Envelope.objects.filter(pk=envelope.pk).update(**wrong)


def test_a_move_is_written_once(branch, now):
    at_the_box.out_of_the_box(branch, now=now)

    for change in (Move.objects.all().delete, partial(Move.objects.update, number=F("number"))):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            change()


def test_only_what_was_scanned_at_the_office_is_filed_away(branch, now):
    [at_branch] = at_the_box.out_of_the_box(branch, now=now)
    keeping.note_scanned(at_branch.pk, by=ONE, now=now)
    envelope = at_the_box.at_the_office(branch, now=now)

    with pytest.raises(Refused, match="belum dipindai"):
        keeping.archive(envelope.pk, shelf="A1", by=OFFICE, now=now)
    with pytest.raises(Refused, match="tidak ada di kantor belakang"):
        keeping.archive(at_branch.pk, shelf="A1", by=OFFICE, now=now)
    keeping.note_scanned(envelope.pk, by=OFFICE, now=now)
    keeping.archive(envelope.pk, shelf="A1", by=OFFICE, now=now)

    filed = at_the_box.again(envelope)
    assert (filed.place, filed.shelf) == ("archive", "A1")


def test_what_is_scanned_stays_where_it_lies_and_once_is_enough(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    keeping.note_scanned(envelope.pk, by=ONE, now=now)
    keeping.note_scanned(envelope.pk, by=ONE, now=now)

    scanned = at_the_box.again(envelope)
    assert (scanned.status, scanned.place, scanned.scanned_by) == ("scanned", "branch", ONE)
    assert envelope.moves.count() == 2


def test_out_of_the_archive_it_is_at_the_office_again(branch, now):
    envelope = at_the_box.at_the_office(branch, now=now)
    with pytest.raises(Refused, match="tidak ada di arsip"):
        keeping.fetch(envelope.pk, by=OFFICE, now=now)
    keeping.note_scanned(envelope.pk, by=OFFICE, now=now)
    keeping.archive(envelope.pk, shelf="A1", by=OFFICE, now=now)

    keeping.fetch(envelope.pk, by=OFFICE, now=now)

    assert at_the_box.again(envelope).place == "office"


def test_two_declare_an_envelope_lost_and_one_does_not(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    for second in (ONE, ""):
        with pytest.raises(Refused, match="dua orang"):
            keeping.declare_lost(envelope.pk, by=ONE, countersigned_by=second, now=now)
    keeping.declare_lost(envelope.pk, by=ONE, countersigned_by=OTHER, now=now)

    assert at_the_box.again(envelope).place == "unknown"
    assert envelope.moves.last().countersigned_by == OTHER


def test_who_filed_is_told_that_their_envelope_is_lost_and_that_it_was_found(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    keeping.declare_lost(envelope.pk, by=ONE, countersigned_by=OTHER, now=now)
    assert told(envelope.claim, "envelope_lost")
    keeping.find(envelope.pk, place=Envelope.Place.BRANCH, by=ONE, now=now)

    assert events(envelope.claim)[-2:] == ["envelope_lost", "envelope_registered"]


@pytest.mark.parametrize(("place", "status"), [("branch", "at_branch"), ("office", "received")])
def test_what_was_lost_is_found_where_it_turns_up(branch, now, place, status):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    keeping.declare_lost(envelope.pk, by=ONE, countersigned_by=OTHER, now=now)

    keeping.find(envelope.pk, place=place, by=ONE, now=now)

    assert at_the_box.again(envelope).status == status


def test_nothing_is_found_where_it_is_on_record_or_at_no_place_of_ours(branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    with pytest.raises(Refused, match="memang tercatat di sini"):
        keeping.find(envelope.pk, place="branch", by=ONE, now=now)
    with pytest.raises(Refused, match="di cabang atau di kantor belakang"):
        keeping.find(envelope.pk, place="owner", by=ONE, now=now)


def test_only_what_lies_at_the_branch_is_given_back(branch, now):
    envelope = at_the_box.at_the_office(branch, now=now)

    with pytest.raises(Refused, match="tidak ada di cabang"):
        keeping.give_back(envelope.pk, by=ONE, now=now)
