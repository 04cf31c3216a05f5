"""Each envelope put on record, whatever is or is not to be read on it."""

from collections import Counter
from functools import partial

import pytest

from claims import fresh
from claims.models import Claim
from dropbox import scanning
from dropbox.box import registering, rounds
from dropbox.box.registering import OnRecord, Twice, Unread
from dropbox.custody import keeping
from dropbox.models import Envelope, Round
from notifications.models import Message
from queueing import booking
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import ONE
from tests.queueing.races import all_at_once
from workflow import Refused


@pytest.fixture
def this(branch, now):
    return at_the_box.opened(branch, now=now, counted=3)


@pytest.fixture
def claim(branch, now) -> Claim:
    return at_the_box.claim_at(branch, now=now)


def scan(this, text: str, *, now, **said):
    return registering.register(this.pk, scanned=text, code=fresh.envelope_code(), by=ONE, now=now, **said)


def test_a_case_number_ties_the_envelope_and_its_claimant_is_told(this, claim, now):
    done = scan(this, claim.case_number, now=now)

    assert (done.envelope.claim, done.envelope.tray, done.warning) == (claim, "ordinary", "")
    assert Message.objects.filter(name="envelope_registered").exists()
    claim.refresh_from_db()
    assert claim.envelope_at == now


@pytest.mark.parametrize(
    "written", ["{}", "  {} ", "https://lapakasik.example/klaim/{}/slip/", "{} \r\n", "LAPAK {}"], ids=str
)
def test_a_slip_is_read_however_its_code_holds_the_number(written):
    number = fresh.case_number()

    assert scanning.read(written.format(number)).case_number == number
    assert scanning.read(written.format(number.lower())).case_number == number


def test_a_number_typed_without_letters_or_dashes_is_a_cases_and_one_wrong_letter_is_none():
    number = fresh.case_number()
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")

    assert scanning.read(number.replace("-", "").removeprefix("LA")).case_number == number
    assert not scanning.read(wrong)
    assert scanning.read(number.replace("LA", "AM")).envelope_code


def test_scanned_twice_nothing_is_added_and_it_is_said(this, claim, now):
    first = scan(this, claim.case_number, now=now).envelope

    with pytest.raises(Twice, match=first.code):
        scan(this, claim.case_number, now=now)

    assert this.envelopes.count() == 1


def test_a_second_envelope_of_one_claim_is_one_when_it_is_said_to_be(this, claim, now):
    scan(this, claim.case_number, now=now)
    scan(this, claim.case_number, now=now, second=True)

    assert this.envelopes.filter(claim=claim).count() == 2


def test_another_branchs_claim_is_kept_in_a_tray_and_told(this, now):
    other = at_the_box.claim_at(factories.branch("Asia/Jayapura"), now=now)

    done = scan(this, other.case_number, now=now)

    assert (done.envelope.tray, done.envelope.branch) == ("elsewhere", this.branch)
    assert str(other.branch) in done.warning
    assert Message.objects.filter(name="envelope_registered").exists()


def test_an_envelope_of_a_claim_that_is_over_is_kept_too(this, claim, now):
    booking.withdraw(claim.pk, by="claimant:1", now=now)

    done = scan(this, claim.case_number, now=now)

    assert done.envelope.tray == "elsewhere"
    assert "sudah selesai" in done.warning


@pytest.mark.parametrize("text", ["LA-2222-2222-3", "%%%", "AM-2222-2222-3", "1234567890123"])
def test_a_damaged_code_is_a_sentence_and_no_envelope(this, text, now):
    with pytest.raises(Unread):
        scan(this, text, now=now)

    assert not Envelope.objects.exists()


def test_nor_is_a_well_written_number_nobody_has(this, now):
    with pytest.raises(Unread, match="Tidak ada klaim"):
        scan(this, fresh.case_number(), now=now)
    with pytest.raises(Unread, match="Tidak ada amplop"):
        scan(this, fresh.envelope_code(), now=now)


def test_what_nobody_can_read_goes_to_its_tray_with_a_label(this, now):
    envelope = at_the_box.nameless(this, now=now, tray="damaged", note="Ibu Contoh, tulisan luntur")

    assert (envelope.tray, envelope.claim, envelope.place) == ("damaged", None, "branch")
    assert at_the_box.again(envelope).note == "Ibu Contoh, tulisan luntur"


def test_no_other_tray_takes_it(this, now):
    with pytest.raises(Refused, match="Pilih bakinya"):
        at_the_box.nameless(this, now=now, tray="ordinary")


def test_a_damaged_envelope_of_a_known_claim_is_both(this, claim, now):
    envelope = scan(this, claim.case_number, now=now, damaged=True).envelope

    assert (envelope.tray, envelope.claim) == ("damaged", claim)


def test_a_label_that_was_given_before_says_where_its_envelope_should_be(this, claim, now):
    envelope = scan(this, claim.case_number, now=now).envelope

    with pytest.raises(OnRecord, match="terdaftar di cabang") as refusal:
        scan(this, envelope.code, now=now)

    assert refusal.value.envelope == envelope


def test_an_envelope_its_owner_got_back_and_brings_again_is_new(this, claim, now):
    envelope = scan(this, claim.case_number, now=now).envelope
    keeping.give_back(envelope.pk, by=ONE, now=now)

    brought = scan(this, envelope.code, now=now).envelope

    assert brought != envelope
    assert brought.claim == claim


def test_when_its_owner_is_found_the_envelope_is_theirs_and_they_are_told(this, claim, now):
    envelope = at_the_box.nameless(this, now=now, note="Ibu Contoh")

    registering.tie(envelope.pk, scanned=claim.case_number, by=ONE, now=now)

    tied = at_the_box.again(envelope)
    assert (tied.claim, tied.tray, tied.note) == (claim, "ordinary", "")
    assert Message.objects.filter(name="envelope_registered").exists()
    with pytest.raises(Refused, match="sudah milik"):
        registering.tie(envelope.pk, scanned=claim.case_number, by=ONE, now=now)


def test_every_envelope_begins_its_history_out_of_the_box(this, claim, now):
    envelope = scan(this, claim.case_number, now=now).envelope

    [move] = envelope.moves.all()
    assert (move.from_place, move.to_place, move.note) == ("", "branch", str(this))


def scan_at_once(branch, now) -> Counter[str]:
    """Four desks scan one slip at one instant, and what came of them."""
    this, claim = at_the_box.opened(branch, now=now), at_the_box.claim_at(branch, now=now)
    return all_at_once([partial(scan, this, claim.case_number, now=now) for _ in range(4)])


@pytest.mark.django_db(transaction=True)
def test_one_slip_scanned_at_four_desks_at_once_is_one_envelope(branch, now):
    came = scan_at_once(branch, now)

    assert (came, Envelope.objects.count()) == ({"taken": 1, "Twice": 3}, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_rounds_lock_it_would_be_several(branch, now, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(rounds, "still_open", lambda round_id: Round.objects.get(pk=round_id))
    monkeypatch.setattr(registering, "_tray_of", at_the_box.all_four_at(registering._tray_of))

    assert scan_at_once(branch, now) == {"taken": 4}


def test_without_quarantine_an_envelope_is_free_at_once(this, claim, now):
    assert scan(this, claim.case_number, now=now).envelope.is_free(now)
    assert rounds.disinfect(this.pk, by=ONE, now=now) == 1
