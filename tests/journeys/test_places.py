"""A place in a real browser: held and counting, lapsed, another hour, moved, given up, chosen again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from branches import calendar
from claims.models import Claim
from queueing.models import Slot, Ticket
from tests import factories
from tests.journeys import steps
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_accessibility import Looking
from tests.journeys.walk import begin, book, click_hour, fill_in, go_on, pick, take

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

both = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


def code(channel: str) -> str:
    return steps.last_code()


def band(page: Page):
    return page.locator(".hold")


def the_hold() -> Ticket:
    return Ticket.objects.held().select_related("slot__branch").get()


def pick_another(page: Page, than: Slot) -> None:
    """The last hour of the same day."""
    click_hour(page, than.branch.slots.filter(door=than.door, day=than.day).exclude(pk=than.pk).latest("starts_at"))
    go_on(page)


# --- Held -------------------------------------------------------------------------------------------------------


@both
def test_the_hold_is_seen_on_every_page_until_the_place_is_taken(open_page, hour, javascript):
    page = open_page(javascript=javascript)
    seen = []

    def look(shown: Page) -> None:
        if Ticket.objects.held().exists():
            seen.append(band(shown).inner_text())

    begin(page, code)
    pick(page, hour)
    until = calendar.say_clock(hour.branch, the_hold().held_until)
    fill_in(page, look)
    look(page)
    take(page)

    assert len(seen) == 4  # relation, participant, account, check
    assert all(f"Tempat Anda ditahan sampai {until}" in words for words in seen)


def test_with_script_the_minutes_and_seconds_count_down_and_only_two_marks_are_spoken(open_page, hour):
    page = open_page()
    page.clock.install()
    begin(page, code)
    pick(page, hour)
    left, voice = band(page).locator("[data-left]"), band(page).get_by_role("status")

    expect(left).to_have_text(re.compile(r"sisa 9 menit \d+ detik"))
    page.clock.fast_forward("00:10")
    before = left.inner_text()
    page.clock.run_for(3000)
    assert left.inner_text() != before
    expect(voice).to_have_text("")
    page.clock.run_for(285_000)
    expect(voice).to_have_text("Tempat Anda masih ditahan 5 menit.")
    page.clock.run_for(240_000)
    expect(voice).to_have_text("Tempat Anda masih ditahan 1 menit.")
    page.get_by_label(re.compile("peserta sendiri", re.I)).check()
    page.clock.run_for(90_000)
    expect(band(page)).to_contain_text("Waktu menahan tempat sudah habis. Isian Anda tetap tersimpan")
    expect(band(page).locator("[data-runs]")).to_be_hidden()
    expect(page.get_by_label(re.compile("peserta sendiri", re.I))).to_be_checked()


@both
def test_a_lapsed_hold_loses_nothing_and_who_finishes_first_has_the_place(open_page, hour, javascript):
    page = open_page(javascript=javascript)
    begin(page, code)
    pick(page, hour)
    steps.let_the_hold_lapse()

    fill_in(page)

    expect(band(page)).to_contain_text("siapa yang selesai lebih dulu")
    take(page)
    assert Claim.objects.get().visit_at == hour.starts_at


@both
def test_an_hour_that_others_took_is_replaced_by_another_without_typing_again(open_page, hour, javascript):
    page = open_page(javascript=javascript)
    begin(page, code)
    pick(page, hour)
    fill_in(page)
    steps.let_the_hold_lapse()
    steps.fill_up(hour)

    page.get_by_label(re.compile("Saya menyatakan")).check()
    page.get_by_label(re.compile("pemberitahuan privasi")).check()
    page.get_by_role("button", name="Ambil tempat dan buka klaim").click()
    expect(page.get_by_text("Pilih jam lain untuk melanjutkan")).to_be_visible()
    page.get_by_role("link", name=re.compile("Lihat jam lain")).click()
    pick_another(page, hour)

    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa isian Anda")
    take(page)
    assert Claim.objects.get().visit_at != hour.starts_at


@both
def test_a_change_of_mind_moves_the_hold_and_its_clock_runs_on(open_page, hour, javascript):
    page = open_page(javascript=javascript)
    begin(page, code)
    pick(page, hour)
    fill_in(page)
    until, was = the_hold().held_until, the_hold().slot_id

    page.get_by_role("link", name=re.compile("Ubah Hari dan jam")).click()
    expect(page.get_by_text("Memilih jam lain memindahkan tempat yang ditahan")).to_be_visible()
    pick_another(page, hour)

    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa isian Anda")
    assert the_hold().slot_id != was
    assert the_hold().held_until == until


# --- Zones ------------------------------------------------------------------------------------------------------


def test_the_browsers_own_zone_is_preset_and_can_be_changed(open_page, hour):
    page = open_page(timezone_id="Asia/Jayapura")
    begin(page, code)
    page.get_by_label("Kantor cabang mana yang Anda pilih?").select_option(hour.branch.code)
    page.get_by_role("button", name="Lanjutkan").click()

    expect(page.locator(".hour").first).to_contain_text("09.00–10.00 WITA (10.00–11.00 WIT)")
    page.get_by_role("link", name="WITA", exact=True).click()
    expect(page.locator(".hour").first).not_to_contain_text("(")


# --- The place of an open claim ---------------------------------------------------------------------------------


@both
def test_a_claim_is_moved_then_its_place_given_up_and_chosen_again(open_page, hour, javascript):
    page = open_page(javascript=javascript)
    case_number = book(page, hour, code)
    page.goto(f"/klaim/{case_number}/")

    page.get_by_role("link", name="Pindah hari atau jam").click()
    pick_another(page, hour)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pindah ke jadwal ini?")
    page.get_by_role("button", name="Ya, pindahkan").click()
    expect(page.get_by_text("Jadwal Anda yang baru sudah dicatat")).to_be_visible()

    page.get_by_role("link", name="Lepas tempat").click()
    expect(page.get_by_text("Klaim dan dokumen Anda tetap ada")).to_be_visible()
    page.get_by_role("button", name="Ya, lepas tempat").click()
    expect(page.get_by_text("Giliran Anda: pilih hari dan jam layanan yang baru")).to_be_visible()

    page.get_by_role("link", name="Pilih hari dan jam").click()
    pick_another(page, hour)
    page.get_by_role("button", name="Ya, ambil tempat ini").click()
    expect(page.get_by_text("Giliran Anda: kirim dokumen")).to_be_visible()
    claim = Claim.objects.get()
    assert list(claim.tickets.order_by("pk").values_list("ended_because", flat=True)) == ["moved", "given_up", ""]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_about_a_place_has_a_barrier(open_page, hour, viewport):
    page = open_page(viewport=viewport)
    look = Looking(f"places-{'phone' if viewport is PHONE else 'desk'}")
    _open_both_doors(hour)
    begin(page, code)
    pick(page, hour)
    look(page)
    page.goto("/ajukan/waktu/?pintu=onsite&zona=WIB")
    look(page)
    page.goto("/ajukan/hubungan/")
    fill_in(page)
    look(page)
    steps.let_the_hold_lapse()
    page.reload()
    look(page)
    steps.fill_up(hour)
    page.get_by_label(re.compile("Saya menyatakan")).check()
    page.get_by_label(re.compile("pemberitahuan privasi")).check()
    page.get_by_role("button", name="Ambil tempat dan buka klaim").click()
    look(page)
    Slot.objects.filter(branch=hour.branch, day=hour.day, door="online").update(taken=5, capacity=5)
    page.goto("/ajukan/waktu/?pintu=online")
    look(page)
    _look_at_an_open_claim(page, look)


def _look_at_an_open_claim(page: Page, look: Looking) -> None:
    """The pages behind a claim's home, of somebody who then comes on site."""
    ahead = Slot.objects.filter(door="onsite", starts_at__gt=timezone.now() + timedelta(days=2))
    slot, taken = ahead.select_related("branch").order_by("starts_at")[:2]
    page.goto("/ajukan/waktu/?pintu=onsite")
    click_hour(page, taken)
    go_on(page)
    look(page)
    take(page, look)
    home = Claim.objects.get().get_absolute_url()
    for address in (
        home,
        f"{home}jadwal/",
        f"{home}jadwal/?branch={factories.branch('Asia/Jayapura').code}",
        f"{home}jadwal/perpindahan/",
        f"{home}jadwal/perpindahan/?slot={slot.pk}",
        f"{home}pelepasan/",
    ):
        page.goto(address)
        look(page)
    page.get_by_role("button", name="Ya, lepas tempat").click()
    look(page)


def _open_both_doors(hour: Slot) -> None:
    for weekday in range(7):
        plan = {"starts": "09:00", "ends": "12:00", "places_per_hour": 3}
        hour.branch.opening_plans.create(door="onsite", weekday=weekday, **plan)
    steps.open_the_week(factories.branch("Asia/Jayapura"), timezone.now())


def test_the_first_view_of_the_time_page_weighs_little(open_page, hour):
    page = open_page()
    weights = {}
    page.on("response", lambda response: weights.update({response.url: len(response.body())}))
    begin(page, code)
    page.get_by_label("Kantor cabang mana yang Anda pilih?").select_option(hour.branch.code)
    page.wait_for_load_state("networkidle")
    weights.clear()

    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_load_state("networkidle")

    assert sum(weights.values()) < 50 * 1024, weights
