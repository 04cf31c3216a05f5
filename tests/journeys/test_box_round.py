"""A round of the drop box in a real browser: opened by two, scanned with a keyboard as scanners are, sent, received."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dropbox.models import BoxSettings, Envelope, HandOver, Round
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def here(hour):
    branch = factories.branch()
    BoxSettings.objects.create(branch=branch, quarantine_hours=0, rounds_at=[], forwards_at=[])
    return branch


@pytest.fixture
def claims(hour):
    return [factories.open_claim(now=timezone.now(), at=hour) for _ in range(2)]


@pytest.fixture
def two(here):
    return [factories.officer(role="branch_staff", branches=[here]) for _ in range(2)]


def sign(page: Page, second) -> None:
    page.get_by_label("Nama pengguna orang kedua").fill(second.username)
    page.get_by_label("Kata sandi orang kedua").fill(second.username.replace("petugas", "kata-sandi-contoh-"))


def scan(page: Page, text: str) -> None:
    """As a scanner does: straight into the page, and Enter."""
    expect(page.get_by_label("Pindai atau ketik")).to_be_focused()
    page.keyboard.type(text)
    press(page, "Enter")


def open_the_box(page: Page, second, *, counted: int) -> None:
    page.goto("/petugas/drop-box/")
    page.get_by_label("Jumlah amplop di kotak").fill(str(counted))
    page.get_by_label("Nomor segel kantong").fill("KT-0042")
    sign(page, second)
    page.get_by_role("button", name="Mulai pengambilan").click()
    page.get_by_label("Nomor segel yang terbaca").fill("KT-0042")
    page.get_by_role("button", name="Kantong dibuka").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_round_from_the_box_to_the_back_office(here, claims, two, open_page, javascript):
    page = open_page(viewport=DESK, javascript=javascript)
    sign_in(page, two[0], to="**/cabang/")

    open_the_box(page, two[1], counted=3)
    scan(page, claims[0].case_number.lower())
    expect(page.get_by_text(f"{claims[0]} terdaftar.")).to_be_visible()
    scan(page, claims[0].case_number)
    expect(page.get_by_role("button", name="Daftarkan sebagai amplop kedua")).to_be_visible()
    expect(page.get_by_label("Pindai atau ketik")).to_have_value("")
    scan(page, f"https://lapakasik.example/klaim/{claims[1].case_number}/")
    expect(page.get_by_text("2 dari 3")).to_be_visible()
    scan(page, "kode sobek")
    page.get_by_label("Rusak", exact=True).check()
    page.get_by_label("Yang tertulis di amplop").fill("Contoh, tulisan luntur")
    page.get_by_role("button", name="Masukkan ke baki").click()
    expect(page.get_by_text("3 dari 3")).to_be_visible()
    page.get_by_role("button", name="Selesai", exact=True).click()
    page.get_by_role("link", name="← Drop box").click()
    page.get_by_role("button", name="Siapkan kantong ke kantor belakang").click()
    page.get_by_role("button", name="Masukkan semua yang siap (2)").click()
    page.get_by_label("Jumlah amplop di kantong").fill("2")
    page.get_by_label("Nomor segel kantong").fill("ST-77")
    sign(page, two[1])
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text("berangkat")).to_be_visible()

    office = open_page(viewport=DESK, javascript=javascript)
    sign_in(office, factories.officer(branches=[here]), to="**/meja/")
    office.goto(HandOver.objects.get().get_absolute_url())
    office.get_by_label("Nomor segel yang terbaca").fill("ST-77")
    office.get_by_role("button", name="Kantong dibuka").click()
    for envelope in Envelope.objects.filter(tray="ordinary"):
        scan(office, envelope.code)
        expect(office.get_by_role("row", name=envelope.code)).to_contain_text("diterima")
    office.get_by_role("button", name="Kantong kosong").click()
    expect(office.locator(".box-steps .is-done")).to_have_count(4)

    assert Round.objects.get().closed_at
    assert sorted(Envelope.objects.values_list("place", flat=True)) == ["branch", "office", "office"]
    assert HandOver.objects.get().status == "closed"


def test_no_page_of_the_box_has_a_barrier(here, claims, two, open_page):
    page = open_page(viewport=DESK)
    look = Looking("box")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, two[0], to="**/cabang/")

    page.goto("/petugas/drop-box/")
    look(page)
    page.get_by_role("button", name="Mulai pengambilan").click()
    look(page)
    open_the_box(page, two[1], counted=4)
    scan(page, claims[0].case_number)
    expect(page.get_by_text("1 dari 4")).to_be_visible()
    scan(page, claims[0].case_number)
    expect(page.get_by_role("button", name="Daftarkan sebagai amplop kedua")).to_be_visible()
    look(page)
    scan(page, "kode sobek")
    page.get_by_role("button", name="Masukkan ke baki").click()
    expect(page.get_by_text("2 dari 4")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Cetak semua label").click()
    look(page)
    this = Round.objects.get()
    page.goto(this.get_absolute_url())
    page.get_by_role("button", name="Selesai", exact=True).click()
    page.get_by_label("Kantong dan kotak sudah diperiksa sekali lagi").check()
    page.get_by_role("button", name="Selesai", exact=True).click()
    look(page)
    page.goto("/petugas/drop-box/")
    look(page)
    page.get_by_role("link", name="Laporan hari ini").click()
    look(page)
    page.goto("/petugas/drop-box/")
    page.get_by_role("button", name="Siapkan kantong ke kantor belakang").click()
    scan(page, claims[0].case_number)
    expect(page.get_by_role("button", name="Keluarkan")).to_be_visible()
    look(page)
    page.goto(Envelope.objects.get(claim=None).get_absolute_url())
    look(page)
    page.goto("/petugas/amplop/")
    look(page)
    page.get_by_label("Di mana sekarang?").fill("S9999")
    press(page, "Enter")
    expect(page.get_by_text("Tidak ada yang cocok")).to_be_visible()
    look(page)

    assert [each for each in complaints if "409" not in each and "422" not in each] == []
