"""A claim without an hour in a real browser: begun at home on a phone, begun at the gate by keyboard, its slip shown.

Pages are looked at as in `test_accessibility`: nothing for axe to find, nothing wider than the screen.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import sign_in
from tests.journeys.steps import last_code
from tests.journeys.test_accessibility import Looking
from tests.journeys.walk import WHO, come_to_the_hours, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def open_claim(page: Page, look) -> Claim:
    """From the page of hours to the opened claim, without an hour."""
    page.get_by_role("button", name="Pilih drop box").click()
    fill_in(page, look)
    page.get_by_label(re.compile("Saya menyatakan")).check()
    page.get_by_label(re.compile("pemberitahuan privasi")).check()
    look(page)
    page.get_by_role("button", name="Buka klaim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klaim Anda sudah dibuka")
    look(page)
    return Claim.objects.with_people().get(case_number=page.locator(".big-number").inner_text())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_at_home_the_slip_is_on_the_phone_at_the_end(open_page, hour, javascript):
    page = open_page(javascript=javascript, viewport=PHONE)
    look = Looking("slip-phone") if javascript else (lambda page: None)  # axe is a script itself
    come_to_the_hours(page, hour, lambda channel: last_code())

    claim = open_claim(page, look)
    page.get_by_role("link", name="Lembar amplop dan formulir").click()
    look(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Lembar amplop")
    expect(page.locator(".slip-number")).to_have_text(claim.case_number)
    expect(page.get_by_text("Formulir 5: pengajuan JHT", exact=True)).to_be_visible()
    assert page.locator(".slip-qr svg").bounding_box()["width"] >= 200
    page.goto(claim.get_absolute_url())
    look(page)


def test_the_slip_prints_on_one_sheet(open_page, hour):
    page = open_page(viewport=PHONE)
    come_to_the_hours(page, hour, lambda channel: last_code())
    claim = open_claim(page, lambda page: None)
    page.goto(f"{claim.get_absolute_url()}amplop/")

    printed = page.pdf(prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == 1


def test_at_the_gate_staff_open_a_claim_by_keyboard(open_page, hour):
    staff = factories.officer(role="branch_staff", branches=[hour.branch])
    page, look = open_page(viewport=DESK), Looking("slip-gate")
    sign_in(page, staff, to="**/cabang/")
    page.goto("/petugas/klaim-baru/")
    look(page)
    page.get_by_label("Program dan alasan klaim").select_option(label="JHT: Mengundurkan diri")
    page.get_by_label("Peserta sendiri").check()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/klaim-baru/[0-9a-f-]+/$"))
    look(page)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_text("Isi nomor KPJ, angka pada kartu peserta.")).to_be_visible()
    look(page)
    type_everybody(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pembukaan/")

    page.get_by_label("Kode enam angka").fill(last_code())
    look(page)
    page.get_by_label("KTP asli pemohon sudah saya lihat").check()
    page.get_by_label(re.compile("Pemohon menyatakan")).check()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Amplop klaim")
    look(page)
    assert Claim.objects.get().opened_by == staff.actor


def type_everybody(page: Page) -> None:
    """The page of people, as the person at the gate says it."""
    page.get_by_label("Nama lengkap sesuai KTP").fill(WHO)
    page.get_by_label(re.compile("^NIK")).fill("3171011708850001")
    page.get_by_label("Hari").fill("17")
    page.get_by_label("Bulan").fill("8")
    page.get_by_label("Tahun").fill("1985")
    page.get_by_label("Nomor KPJ").fill("12345678901")
    page.get_by_label("Nomor ponsel").fill("0812-3456-7890")
    for group in page.get_by_role("group").filter(has_text="Tidak tahu").all():
        group.get_by_label("Tidak", exact=True).check()
    page.get_by_label("Nama bank").fill("Bank Contoh")
    page.get_by_label("Nomor rekening").fill("1234567890")
    page.get_by_label("Nama pemilik rekening").fill(WHO)
