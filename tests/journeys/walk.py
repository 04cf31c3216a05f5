"""What a claimant does in the browser, page by page. `look` is called on every page before it is left."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from claims.models import Claim
from deploy import sample_papers

Look = Callable[[Page], None]
CodeFrom = Callable[[str], str]

WHO, SEED = "Budi Contoh Santosa", 7
"""Whose papers are drawn: what is declared stands on them too, else a machine would ask for a second officer."""


def go_on(page: Page, look: Look = lambda page: None) -> None:
    look(page)
    page.get_by_role("button", name="Lanjutkan").click()


def book(page: Page, hour, code_from: CodeFrom, look: Look = lambda page: None) -> str:
    """From the landing page to the confirmation; the case number."""
    begin(page, code_from, look)
    pick(page, hour, look)
    fill_in(page, look)
    return take(page, look)


def begin(page: Page, code_from: CodeFrom, look: Look = lambda page: None) -> None:
    """What is claimed, with which papers, and a confirmed contact: up to the page that asks for a branch."""
    page.goto("/")
    look(page)
    page.get_by_role("link", name="Ajukan klaim").first.click()
    page.get_by_label("Jaminan Hari Tua").check()
    go_on(page, look)
    page.get_by_label("Mengundurkan diri").check()
    go_on(page, look)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokumen yang diperlukan")
    go_on(page, look)
    say_no_to_all(page)
    go_on(page, look)
    page.get_by_label("Nomor ponsel").fill("0812-3456-7890")
    page.get_by_label("E-mail").fill("budi@contoh.example")
    go_on(page, look)
    page.get_by_label("Kode enam angka").fill(code_from("sms"))
    go_on(page, look)
    page.get_by_label("Kode enam angka").fill(code_from("email"))
    go_on(page, look)


def say_no_to_all(page: Page) -> None:
    """Answer the questions of the cause, once all of them are on the page."""
    page.wait_for_url(re.compile("/ajukan/pertanyaan/"))
    for group in page.get_by_role("group").all():
        group.get_by_label("Tidak", exact=True).check()


def come_to_the_hours(page: Page, hour, code_from: CodeFrom) -> None:
    """From the first page to the hours of a branch, with a telephone that was confirmed."""
    page.goto("/ajukan/")
    page.get_by_label("Jaminan Hari Tua").check()
    go_on(page)
    page.get_by_label("Mengundurkan diri").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokumen yang diperlukan")
    go_on(page)
    say_no_to_all(page)
    go_on(page)
    page.get_by_label("Nomor ponsel").fill("0812-3456-7890")
    go_on(page)
    page.get_by_label("Kode enam angka").fill(code_from("sms"))
    go_on(page)
    page.get_by_label("Kantor cabang mana yang Anda pilih?").select_option(hour.branch.code)
    go_on(page)


def pick(page: Page, hour, look: Look = lambda page: None) -> None:
    """The branch and one of its hours; the place is held from here on."""
    page.get_by_label("Kantor cabang mana yang Anda pilih?").select_option(hour.branch.code)
    go_on(page, look)
    click_hour(page, hour)
    go_on(page, look)


def click_hour(page: Page, hour) -> None:
    """Pick this very hour: which day stands open on the page depends on the hour and the day of the walk."""
    picked = page.locator(f'.hour input[value="{hour.pk}"]')
    day = page.locator("details", has=picked)
    if day.get_attribute("open") is None:
        day.locator("summary").click()
    page.locator(f'.hour label[for="{picked.get_attribute("id")}"]').click()


def fill_in(page: Page, look: Look = lambda page: None) -> None:
    """Who files, the participant, the account: up to the page that shows everything."""
    page.get_by_label(re.compile("peserta sendiri", re.I)).check()
    go_on(page, look)
    page.get_by_label("Nama lengkap sesuai KTP").fill(WHO)
    page.get_by_label(re.compile("^NIK")).fill(sample_papers.invent(WHO, SEED).nik)
    page.get_by_label("Hari").fill("17")
    page.get_by_label("Bulan").fill("8")
    page.get_by_label("Tahun").fill("1985")
    page.get_by_label("Nomor KPJ").fill("12345678901")
    go_on(page, look)
    page.get_by_label("Nama bank").fill("Bank Contoh")
    page.get_by_label("Nomor rekening").fill("1234567890")
    page.get_by_label("Nama pemilik rekening").fill(WHO)
    go_on(page, look)


def take(page: Page, look: Look = lambda page: None) -> str:
    """Declare and press the last button; the case number of the confirmation."""
    page.get_by_label(re.compile("Saya menyatakan")).check()
    page.get_by_label(re.compile("pemberitahuan privasi")).check()
    look(page)
    page.get_by_role("button", name="Ambil tempat dan buka klaim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tempat Anda sudah tercatat")
    look(page)
    return page.locator(".big-number").inner_text()


def send_papers(page: Page, claim: Claim) -> None:
    """Send every required paper, one page at a time, as a phone would."""
    for need in claim.missing_papers():
        kind = need.kinds[0]
        name, content_type, content = sample_papers.draw(kind.code, name=WHO, seed=SEED)
        page.get_by_role("link", name=need.label, exact=True).click()
        if len(need.kinds) > 1:
            page.get_by_label(kind.label, exact=True).check()
        file = {"name": name, "mimeType": content_type, "buffer": content}
        page.locator("input[type=file]").last.set_input_files(file)
        page.get_by_role("button", name=re.compile("^Kirim ")).click()
        expect(page.get_by_text("Berkas diterima")).to_be_visible()
        page.get_by_role("link", name="Kembali ke daftar dokumen").click()
