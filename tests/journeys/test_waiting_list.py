"""A full day, a number, a place that frees, an SMS opened on another phone: without script, without a barrier."""

import re
from datetime import time

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from notifications import quiet_hours
from queueing import booking
from queueing.models import Slot, WaitingEntry
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.steps import last_code
from tests.journeys.test_accessibility import Looking
from tests.journeys.walk import come_to_the_hours, go_on
from tests.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CODE = re.compile(r"\b(\d{6})\b")
ADDRESS = re.compile(r"/tunggu/[\w-]+/")


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    """Nobody sleeps: an offer of the night goes out in the morning, and this test may be run at any hour."""
    monkeypatch.setattr(quiet_hours, "WAKES", time.min)
    monkeypatch.setattr(quiet_hours, "SLEEPS", time.max)


@pytest.fixture
def full_slot(hour) -> Slot:
    """The only place of its day, taken by somebody."""
    hour.claim = factories.open_claim(now=timezone.now(), at=hour)
    Slot.objects.filter(branch=hour.branch, day=hour.day).update(capacity=F("taken"), planned=F("taken"))
    return hour


def fill_the_rest(page: Page) -> None:
    """From the participant to the confirmation."""
    page.wait_for_url(re.compile("/ajukan/(hubungan|peserta)/"))
    if "hubungan" in page.url:
        page.get_by_label(re.compile("peserta sendiri", re.I)).check()
        go_on(page)
    page.get_by_label("Nama lengkap sesuai KTP").fill("Budi Contoh Santosa")
    page.get_by_label(re.compile("^NIK")).fill("7371 0117 0885 0001")
    page.get_by_label("Hari").fill("17")
    page.get_by_label("Bulan").fill("8")
    page.get_by_label("Tahun").fill("1985")
    page.get_by_label("Nomor KPJ").fill("12345678901")
    go_on(page)
    page.get_by_label("Nama bank").fill("Bank Contoh")
    page.get_by_label("Nomor rekening").fill("1234567890")
    page.get_by_label("Nama pemilik rekening").fill("Budi Contoh Santosa")
    go_on(page)
    page.get_by_label(re.compile("Saya menyatakan")).check()
    page.get_by_label(re.compile("pemberitahuan privasi")).check()
    page.get_by_role("button", name="Ambil tempat dan buka klaim").click()


def test_a_number_becomes_a_place_on_another_phone_without_script(open_page, full_slot, start_worker, twilio_stand_in):
    start_worker()

    def sms(pattern: re.Pattern) -> list[str]:
        texts = [message["text"] for message in twilio_stand_in.messages()]  # newest first
        return [found[0] for text in texts if (found := pattern.search(text))]

    def code(channel: str) -> str:
        wait_until(lambda: sms(CODE), "a code by SMS")
        return sms(CODE)[0]

    mine = open_page(javascript=False)
    come_to_the_hours(mine, full_slot, code)
    expect(mine.get_by_text("Satu-satunya tempat hari itu sudah diambil.")).to_be_visible()
    mine.get_by_role("button", name=re.compile("^Tunggu tempat")).first.click()
    expect(mine.locator(".big-number")).to_have_text("1")
    expect(mine.get_by_text("Anda yang berikutnya.")).to_be_visible()

    booking.withdraw(full_slot.claim.pk, by=f"claimant:{full_slot.claim.pk}", now=timezone.now())
    wait_until(lambda: sms(ADDRESS), "the SMS with the address of the number")

    other = open_page(javascript=False)
    other.goto(sms(ADDRESS)[0])
    expect(other.get_by_role("heading", level=1)).to_have_text("Ada tempat untuk Anda")
    other.get_by_role("button", name="Ambil tempat ini").click()
    fill_the_rest(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("Tempat Anda sudah tercatat")

    mine.reload()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Tempatnya sudah Anda ambil")
    full_slot.refresh_from_db()
    assert (full_slot.taken, full_slot.left) == (1, 0)
    assert WaitingEntry.objects.get().ended_because == "taken"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_about_places_or_numbers_has_a_barrier(open_page, full_slot, viewport):
    page = open_page(viewport=viewport)
    look = Looking("places-phone" if viewport is PHONE else "places-desk")
    factories.slot(factories.branch("Asia/Jayapura"), now=timezone.now(), days=3)

    page.goto("/tempat/")
    look(page)
    page.locator("summary", has_text=full_slot.branch.province).click()
    look(page)
    page.goto(f"/tempat/{full_slot.branch.code}/")
    look(page)
    come_to_the_hours(page, full_slot, lambda channel: last_code())
    look(page)
    page.get_by_role("button", name=re.compile("^Tunggu tempat")).first.click()
    expect(page.locator(".big-number")).to_be_visible()
    look(page)
    number = page.url
    booking.withdraw(full_slot.claim.pk, by=f"claimant:{full_slot.claim.pk}", now=timezone.now())
    page.reload()
    look(page)
    page.get_by_role("button", name="Lepas giliran").click()
    look(page)
    for address in (f"{number}x/", "/tunggu/bukan-nomor/", "/tempat/X9999/"):
        page.goto(address)
        look(page)
