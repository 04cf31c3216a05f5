"""What a claimant does with the place of an open claim: another hour, no hour, another hour again."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from branches import calendar
from claims import deadlines, filing
from claims.models import Claim
from claims.models.questions_of_claims import WITHOUT_PLACE
from queueing import booking
from queueing.capacity import adjusting
from queueing.models import Slot, Ticket
from tests import factories
from tests.claims.doors import open_by_code, open_by_link
from tests.journeys import steps
from tests.queueing.intake.test_hold_pages import read

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def instant():
    return timezone.now()


@pytest.fixture
def claim(house, instant) -> Claim:
    return factories.open_claim(now=instant, at=factories.slot(factories.branch(), now=instant, days=3))


@pytest.fixture
def other(claim, instant) -> Slot:
    """An hour two days later, in the east."""
    return factories.slot(factories.branch("Asia/Jayapura"), now=instant, days=5, hour=10)


@pytest.fixture
def claimant(client, claim) -> Client:
    return open_by_code(client, claim)


def address(claim: Claim, page: str = "") -> str:
    return f"{claim.get_absolute_url()}{page}"


def place_of(claim: Claim) -> int | None:
    return Ticket.objects.confirmed().filter(claim=claim).values_list("slot_id", flat=True).first()


def move(client: Client, claim: Claim, slot: Slot, **more):
    return client.post(address(claim, "jadwal/perpindahan/"), {"slot": slot.pk}, **more)


def fill(slot: Slot) -> None:
    Slot.objects.filter(pk=slot.pk).update(taken=slot.capacity)


# --- Moving -----------------------------------------------------------------------------------------------------


def test_the_hours_of_any_branch_can_be_looked_at(claimant, claim, other):
    page = claimant.get(address(claim, "jadwal/"), {"branch": other.branch.code})

    assert f'value="{other.pk}"' in page.content.decode()
    assert "10.00–11.00 WIT (08.00–09.00 WIB)" in read(page)
    assert calendar.say_instant(claim.branch, claim.visit_at, "Asia/Jakarta") in read(page)


def test_old_and_new_stand_side_by_side_with_the_new_deadline_in_full_and_looking_changes_nothing(
    claimant, claim, other
):
    before = place_of(claim)

    page = claimant.get(address(claim, "jadwal/perpindahan/"), {"slot": other.pk})

    due = calendar.say_deadline(other.branch, other.papers_due_at, "Asia/Jakarta")
    for words in (claim.branch.name, other.branch.name, due, calendar.say_day(other.day)):
        assert words in read(page)
    assert place_of(claim) == before


def test_the_move_is_recorded_and_shown(claimant, claim, other):
    home = move(claimant, claim, other, follow=True)

    claim.refresh_from_db()
    assert place_of(claim) == other.pk
    assert "Jadwal Anda yang baru sudah dicatat" in read(home)
    assert other.branch.name in read(home)
    assert "Hari atau jam layanan dipindah" in read(home)


def test_a_double_click_and_a_repost_are_one_move(claimant, claim, other):
    for _ in range(3):
        assert move(claimant, claim, other).status_code == 302

    assert Ticket.objects.filter(claim=claim).count() == 2
    assert claim.events.filter(name="place_moved").count() == 1


def test_the_confirmation_of_a_move_opened_again_with_back_repeats_nothing(claimant, claim, other):
    move(claimant, claim, other)

    back = claimant.get(address(claim, "jadwal/perpindahan/"), {"slot": other.pk}, follow=True)

    assert "Klaim Anda sudah tercatat pada jam itu" in read(back)


def test_an_hour_that_filled_meanwhile_is_refused_and_the_old_place_kept(claimant, claim, other):
    before = place_of(claim)
    fill(other)

    refused = move(claimant, claim, other)

    assert refused.status_code == 409
    assert "Tempat Anda yang lama tetap" in read(refused)
    assert other.branch.name in read(refused)
    assert place_of(claim) == before


def test_an_hour_that_does_not_exist_is_refused_and_none_at_all_is_asked_for(claimant, claim):
    assert claimant.get(address(claim, "jadwal/perpindahan/"), {"slot": 99_999_999}).status_code == 409
    nothing = claimant.get(address(claim, "jadwal/perpindahan/"))

    assert nothing.status_code == 422
    assert "Pilih satu hari dan jam" in read(nothing)


def test_whose_hour_at_the_counter_was_closed_chooses_another_though_the_officers_have_the_papers(
    client, other, instant
):
    hour = factories.slot(factories.branch(), now=instant, days=3, door="onsite")
    claim = factories.submitted_claim(now=instant, at=hour, door="onsite")
    adjusting.set_hours(hour.branch_id, places={hour.pk: 0}, by="officer:1", now=instant)
    claimant = open_by_code(client, claim)

    home = claimant.get(claim.get_absolute_url())
    side_by_side = claimant.get(address(claim, "jadwal/perpindahan/"), {"slot": other.pk})
    moved = move(claimant, claim, other, follow=True)

    assert "pilih hari dan jam baru untuk datang" in read(home)
    assert address(claim, "jadwal/") in home.content.decode()
    assert "Kantor cabang menutup jam layanan Anda; klaim tetap berjalan" in read(home)
    assert "Dokumen Anda sudah ada pada petugas" in read(side_by_side)
    assert "Kirim foto" not in read(side_by_side)
    assert "Jadwal Anda yang baru sudah dicatat" in read(moved)
    assert place_of(claim) == other.pk


@pytest.mark.parametrize("page", ["jadwal/", "jadwal/perpindahan/", "pelepasan/"])
def test_papers_with_the_officers_keep_their_hour(claimant, claim, other, instant, page):
    factories.complete_papers(claim, now=instant)
    filing.submit(claim.pk, by="claimant", now=instant)
    before = place_of(claim)

    looked = claimant.get(address(claim, page), follow=True)
    posted = claimant.post(address(claim, page), {"slot": other.pk}, follow=True)

    assert "Tempat klaim ini tidak bisa diubah lagi" in read(looked)
    assert any(words in read(posted) for words in ("tidak bisa diubah lagi", "sudah di petugas"))
    assert place_of(claim) == before


def test_a_claim_sent_to_the_drop_box_may_move_to_a_day_whose_papers_are_still_awaited(claimant, claim, other):
    after = claim.papers_due_at
    deadlines.close_papers(claim.pk, by="system:papers_due", now=after)

    home = claimant.get(address(claim))
    moved = move(claimant, claim, other, follow=True)

    claim.refresh_from_db()
    assert "Pindah hari atau jam" in read(home)
    assert claim.status == Claim.Status.AWAITING_PAPERS
    assert "Giliran Anda: kirim dokumen" in read(moved)
    assert calendar.say_deadline(other.branch, other.papers_due_at, "Asia/Jakarta") in read(moved)


@pytest.mark.parametrize("page", ["jadwal/", "jadwal/perpindahan/", "pelepasan/"])
def test_a_place_is_changed_with_a_code_only(client, claim, other, page):
    stranger = client.post(address(claim, page), {"slot": other.pk})
    open_by_link(client, claim)

    linked = client.post(address(claim, page), {"slot": other.pk})

    assert stranger.status_code == 404
    assert linked.url.endswith("/kode/")
    assert place_of(claim) != other.pk


# --- Giving up --------------------------------------------------------------------------------------------------


def test_giving_up_asks_once_more_and_says_until_when_another_can_be_chosen(claimant, claim, instant):
    page = claimant.get(address(claim, "pelepasan/"))

    last = calendar.local_day(claim.branch, instant) + WITHOUT_PLACE
    assert calendar.say_day(last) in read(page)
    assert "Klaim dan dokumen Anda tetap ada" in read(page)
    assert place_of(claim)


def test_a_claim_without_a_place_says_what_to_do_and_until_when_and_nothing_wrong(claimant, claim):
    home = claimant.post(address(claim, "pelepasan/"), follow=True)

    claim.refresh_from_db()
    assert place_of(claim) is None
    assert "Giliran Anda: pilih hari dan jam layanan yang baru" in read(home)
    assert calendar.say_deadline(claim.branch, claim.papers_due_at, "Asia/Jakarta") in read(home)
    assert f'href="{address(claim, "jadwal/")}"' in home.content.decode()
    for wrong in ("None", "Simpan ke kalender", "Lepas tempat", "Serahkan dokumen"):
        assert wrong not in read(home)


def test_giving_up_twice_is_once_and_the_week_does_not_begin_again(claimant, claim):
    claimant.post(address(claim, "pelepasan/"))
    claim.refresh_from_db()
    until = claim.papers_due_at

    claimant.post(address(claim, "pelepasan/"))

    claim.refresh_from_db()
    assert claim.papers_due_at == until
    assert claim.events.filter(name="place_lost").count() == 1


def test_papers_of_a_claim_without_a_place_may_be_sent_but_not_handed_in(claimant, claim, instant):
    claimant.post(address(claim, "pelepasan/"))
    factories.complete_papers(claim, now=instant)

    home = claimant.get(address(claim))

    assert "muncul setelah Anda memilih hari dan jam" in read(home)
    assert "Serahkan dokumen" not in read(home)


def test_another_place_is_chosen_after_giving_up(claimant, claim, other):
    claimant.post(address(claim, "pelepasan/"))

    asked = claimant.get(address(claim, "jadwal/perpindahan/"), {"slot": other.pk})
    home = move(claimant, claim, other, follow=True)

    assert "Belum ada tempat" in read(asked)
    assert "None" not in read(asked)
    assert place_of(claim) == other.pk
    assert "Giliran Anda: kirim dokumen" in read(home)


def test_who_has_no_place_and_finds_the_hour_full_is_not_told_of_an_old_one(claimant, claim, other):
    claimant.post(address(claim, "pelepasan/"))
    fill(other)

    refused = move(claimant, claim, other)

    assert refused.status_code == 409
    assert "yang lama tetap" not in read(refused)


@pytest.mark.parametrize("page", ["jadwal.ics", "pelepasan/"])
def test_pages_about_a_place_lead_home_when_there_is_none(claimant, claim, instant, page):
    booking.give_up_place(claim.pk, by="claimant", now=instant)

    assert claimant.get(address(claim, page)).url == claim.get_absolute_url()


def test_the_calendar_file_of_a_moved_claim_replaces_the_one_before(claimant, claim, other):
    before = claimant.get(address(claim, "jadwal.ics")).content.decode()
    move(claimant, claim, other)

    after = claimant.get(address(claim, "jadwal.ics")).content.decode()

    sequence = re.compile(r"SEQUENCE:(\d+)")
    assert set(sequence.findall(before)) == {"0"}
    assert set(sequence.findall(after)) == {"1"}
    assert re.findall("UID:.*", before) == re.findall("UID:.*", after)
    assert f"{other.starts_at:%Y%m%dT%H%M%SZ}" in after


def test_the_calendar_of_who_comes_has_one_hour_the_place_and_what_to_bring(client, house, instant):
    at = factories.slot(factories.branch(), now=instant, days=3, hour=13, door="onsite")
    claim = factories.open_claim(now=instant, at=at, door="onsite")
    open_by_code(client, claim)

    text = client.get(address(claim, "jadwal.ics")).content.decode().replace("\r\n ", "")

    assert text.count("BEGIN:VEVENT") == 1
    assert "LOCATION:" in text
    assert "dokumen asli" in text
    assert "tidak perlu datang" not in text


def test_the_confirmation_of_the_intake_is_true_after_the_place_was_given_up(client, house, instant):
    hour = steps.open_the_week(factories.branch(), instant)
    steps.fill_until_check(client, hour, nik="3171011708850001")
    steps.confirm(client)
    claim = Claim.objects.get()
    booking.give_up_place(claim.pk, by="claimant", now=instant + timedelta(minutes=1))

    again = client.get("/ajukan/selesai/")

    assert again.url == claim.get_absolute_url()
