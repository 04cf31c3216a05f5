"""What a person sees of the place that is held for them, from the time page to the last button."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone, translation

from branches import calendar
from claims.models import Claim
from queueing import booking, places, slots
from queueing.models import Draft, OpeningPlan, Slot, Ticket
from tests import factories
from tests.journeys import steps

pytestmark = pytest.mark.usefixtures("house")
NIK = "3171011708850001"
AFTER_THE_TIME = ["hubungan", "peserta", "rekening", "periksa"]


@pytest.fixture
def hour(house):
    return steps.open_the_week(factories.branch(), timezone.now())


def read(response) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def held() -> Ticket:
    return Ticket.objects.held().get()


def next_hour(slot: Slot) -> Slot:
    return Slot.objects.filter(branch=slot.branch, day=slot.day, starts_at__gt=slot.starts_at).order_by("pk").first()


# --- The band ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*AFTER_THE_TIME, "waktu"])
def test_every_page_after_the_time_says_until_when_the_place_is_held(client, hour, address):
    steps.fill_until_check(client, hour, nik=NIK)

    page = client.get(f"/ajukan/{address}/")

    until = calendar.say_clock(hour.branch, held().held_until, "Asia/Jakarta")
    assert f"Tempat Anda ditahan sampai {until} · sisa 9 menit" in read(page)
    assert 'http-equiv="refresh"' not in page.content.decode()


def test_the_countdown_starts_from_the_servers_seconds_not_from_the_phones_clock(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)

    page = client.get("/ajukan/rekening/").content.decode()

    seconds = int(re.search(r'data-hold="(\d+)"', page).group(1))
    left = (held().held_until - timezone.now()).total_seconds()
    assert left - 1 <= seconds <= left + 30


def test_a_page_with_errors_shows_the_hold_and_keeps_what_was_typed(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)

    page = client.post("/ajukan/peserta/", {"name": "Siti Contoh", "nik": "12"})

    assert page.status_code == 422
    assert "Siti Contoh" in page.content.decode()
    assert "Tempat Anda ditahan sampai" in read(page)


@pytest.mark.parametrize("address", AFTER_THE_TIME)
def test_a_hold_that_is_over_is_said_kindly_and_nothing_typed_is_lost(client, hour, address):
    steps.fill_until_check(client, hour, nik=NIK)
    steps.let_the_hold_lapse()

    page = client.get(f"/ajukan/{address}/")

    assert "Waktu menahan tempat sudah habis. Isian Anda tetap tersimpan" in read(page)
    assert "siapa yang selesai lebih dulu" in read(page)
    assert 'href="/ajukan/waktu/"' in page.content.decode()
    assert "Tempat Anda ditahan sampai" not in read(page)


def test_a_place_whose_hold_is_over_can_still_be_taken(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    steps.let_the_hold_lapse()

    done = steps.confirm(client)

    assert "Tempat Anda sudah tercatat" in read(done)
    places.release_expired([hour.pk], now=timezone.now())
    hour.refresh_from_db()
    assert hour.taken == 1


def test_the_last_place_whose_own_hold_is_over_can_still_be_taken(client, hour):
    Slot.objects.filter(pk=hour.pk).update(capacity=1, planned=1)
    steps.fill_until_check(client, hour, nik=NIK)
    steps.let_the_hold_lapse()

    done = steps.confirm(client)

    assert "Tempat Anda sudah tercatat" in read(done)


def test_who_held_a_place_within_the_hour_is_told_that_this_one_is_not_held(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    booking.release_hold(Draft.objects.get().pk, now=timezone.now())
    client.post("/ajukan/waktu/", {"slot": next_hour(hour).pk})

    page = client.get("/ajukan/periksa/")

    assert "Tempat hanya ditahan sekali dalam satu jam" in read(client.get("/ajukan/waktu/"))
    assert "Tempat ini tidak ditahan, karena dalam satu jam terakhir" in read(page)
    assert "Makin cepat ditekan" in read(page)
    assert "Tempat Anda sudah tercatat" in read(steps.confirm(client))


def test_a_place_offered_at_night_and_held_until_the_morning_is_said_with_its_day(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    draft = Draft.objects.get()
    until = timezone.now() + timedelta(hours=30)
    draft.answers = {**draft.answers, "held_until": until.isoformat()}
    draft.save(update_fields=["answers"])

    page = client.get("/ajukan/periksa/")

    assert calendar.say_instant(hour.branch, until, "Asia/Jakarta") in read(page)
    assert "1 hari 5 jam lagi" in read(page)


def test_before_an_hour_is_picked_no_page_speaks_of_a_hold(client, hour):
    client.post("/ajukan/", {"programme": "JHT"})

    page = client.get("/ajukan/sebab/")

    assert "ditahan" not in read(page)


# --- An hour that is gone ---------------------------------------------------------------------------------------


def test_an_hour_that_filled_is_a_409_that_says_what_to_do_and_keeps_every_answer(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    steps.let_the_hold_lapse()
    steps.fill_up(hour)
    before = Draft.objects.get().answers

    refused = steps.confirm(client)

    assert refused.status_code == 409
    assert "Pilih jam lain untuk melanjutkan" in read(refused)
    assert "masih mungkin didapat" not in read(refused)
    assert 'href="/ajukan/waktu/"' in refused.content.decode()
    assert Draft.objects.get().answers == before
    assert Claim.objects.count() == 0


def test_after_a_full_hour_another_one_is_picked_and_the_claim_opened_without_typing_again(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    steps.let_the_hold_lapse()
    steps.fill_up(hour)
    steps.confirm(client)

    there = client.post("/ajukan/waktu/", {"slot": next_hour(hour).pk})
    done = steps.confirm(client)

    assert there.url == "/ajukan/periksa/"
    assert "Tempat Anda sudah tercatat" in read(done)


def test_picking_an_hour_that_filled_meanwhile_is_a_409_with_the_other_hours(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    other = next_hour(hour)
    steps.fill_up(other)

    refused = client.post("/ajukan/waktu/", {"slot": other.pk})

    assert refused.status_code == 409
    assert "Jam itu baru saja penuh" in read(refused)
    assert held().slot_id == hour.pk


# --- A change of mind -------------------------------------------------------------------------------------------


def test_another_hour_picked_from_the_check_page_moves_the_hold_and_its_time_runs_on(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    until = held().held_until

    there = client.post("/ajukan/waktu/", {"slot": next_hour(hour).pk})

    assert there.url == "/ajukan/periksa/"
    assert (held().slot_id, held().held_until) == (next_hour(hour).pk, until)
    hour.refresh_from_db()
    assert hour.taken == 0


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_hour_posted_again_is_the_same_hold(client, hour, times):
    steps.fill_until_check(client, hour, nik=NIK)
    first = held()

    for _ in range(times):
        client.post("/ajukan/waktu/", {"slot": hour.pk})

    hour.refresh_from_db()
    assert (held().pk, held().held_until, hour.taken) == (first.pk, first.held_until, 1)


def test_the_back_button_and_the_first_hour_again_is_one_hold(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    until = held().held_until

    client.post("/ajukan/waktu/", {"slot": next_hour(hour).pk})
    client.post("/ajukan/waktu/", {"slot": hour.pk})

    assert (held().slot_id, held().held_until) == (hour.pk, until)
    assert list(Slot.objects.filter(taken__gt=0).values_list("pk", "taken")) == [(hour.pk, 1)]


def test_after_the_claim_is_open_the_time_page_of_the_back_button_moves_nothing(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)
    steps.confirm(client)

    late = client.post("/ajukan/waktu/", {"slot": next_hour(hour).pk})

    assert late.url == "/ajukan/selesai/"
    assert Ticket.objects.live().get().slot_id == hour.pk


# --- Zones ------------------------------------------------------------------------------------------------------


def test_an_hour_in_another_zone_is_shown_by_both_clocks_from_the_time_page_to_the_confirmation(client, house):
    hour = steps.open_the_week(factories.branch("Asia/Jayapura"), timezone.now())
    steps.fill_until_check(client, hour, nik=NIK)

    pages = [client.get("/ajukan/waktu/"), client.get("/ajukan/periksa/")]
    done = steps.confirm(client)

    for page in pages:
        assert "09.00–10.00 WIT (07.00–08.00 WIB)" in read(page)
    assert "09.00 WIT (07.00 WIB)" in read(done)
    assert "23.59 WIT (21.59 WIB)" in read(done)


def test_the_zone_that_was_chosen_is_kept_and_said_only_where_it_differs(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)

    chosen = client.get("/ajukan/waktu/?zona=WITA")
    later = client.get("/ajukan/periksa/")

    assert client.cookies["zona"].value == "WITA"
    for page in (chosen, later):
        assert "09.00–10.00 WITA" in read(page)
        assert "WIB)" not in read(page)


# --- Doors ------------------------------------------------------------------------------------------------------


@pytest.fixture
def onsite_hour(hour) -> Slot:
    for weekday in range(7):
        plan = {"starts": "09:00", "ends": "15:00", "places_per_hour": 3}
        OpeningPlan.objects.create(branch=hour.branch, door="onsite", weekday=weekday, **plan)
    slots.open_days(timezone.now())
    return Slot.objects.filter(door="onsite", starts_at=hour.starts_at).get()


def test_a_branch_with_both_doors_offers_them_plainly(client, onsite_hour):
    steps.fill_until_check(client, onsite_hour, nik=NIK)

    page = client.get("/ajukan/waktu/?pintu=online")

    assert "Daring: tidak perlu datang" in read(page)
    assert "Datang ke kantor cabang: bawa dokumen asli" in read(page)
    assert f'value="{onsite_hour.pk}"' not in page.content.decode()
    assert f'value="{onsite_hour.pk}"' in client.get("/ajukan/waktu/?pintu=onsite").content.decode()


def test_a_branch_with_one_door_asks_nothing(client, hour):
    steps.fill_until_check(client, hour, nik=NIK)

    page = client.get("/ajukan/waktu/?pintu=onsite")

    assert "Datang ke kantor cabang: bawa dokumen asli" not in read(page)
    assert f'value="{hour.pk}"' in page.content.decode()


def test_who_picks_an_on_site_hour_is_told_to_come_on_every_page_and_in_the_message(client, onsite_hour):
    check = steps.fill_until_check(client, onsite_hour, nik=NIK)
    done = steps.confirm(client)
    claim = Claim.objects.get()
    home = client.get(claim.get_absolute_url())

    assert claim.door == Claim.Door.ONSITE
    day = calendar.local_day(claim.branch, claim.visit_at)
    assert claim.papers_due_at == calendar.at(claim.branch, day + timedelta(days=1), time.min)
    assert "Datang ke kantor cabang: bawa dokumen asli" in read(check)
    for page in (done, home):
        assert "tidak perlu datang" not in read(page)
        assert "dokumen asli" in read(page)
    assert "Batas kirim dokumen" not in read(check)
    with translation.override("id"):
        assert calendar.say_instant(claim.branch, claim.visit_at) in read(home)
    told = steps.Message.objects.get(name="place_taken")
    assert told.context["come"].startswith("Datanglah")
    assert not told.context["no_need_to_come"]
