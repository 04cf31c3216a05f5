"""A payment officer's whole day in a real browser: a batch, a colleague's signature, the file, what comes back."""

import hashlib
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from payments.models import Batch, Line, ResultFile
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking
from tests.payments.paying_out import row, written
from tests.verification.at_the_desk import verified_claim

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HOME = "/petugas/pembayaran/"


@pytest.fixture
def claims(hour):
    officer, now = factories.officer(), timezone.now()
    return [verified_claim(officer, now=now, at=hour) for _ in range(3)]


@pytest.fixture
def two(hour):
    return [factories.officer(role="payments") for _ in range(2)]


def sign(page: Page, who, button: str) -> None:
    page.get_by_label("Nama pengguna").fill(who.username)
    page.get_by_label("Kata sandi").fill(who.username.replace("petugas", "kata-sandi-contoh-"))
    page.get_by_role("button", name=button).click()


def hold(page: Page, claim) -> None:
    page.get_by_role("link", name=str(claim)).click()
    page.get_by_label("Mengapa ditahan").select_option("data")
    page.get_by_label("Keterangan").fill("Nama pemilik rekening disingkat")
    page.get_by_role("button", name="Tahan").click()


def results_of(tmp_path: Path, *rows) -> Path:
    file = tmp_path / "hasil-bank.csv"
    file.write_bytes(written(*rows))
    return file


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_day_from_what_waits_to_what_was_paid(claims, two, open_page, tmp_path, javascript):
    page = open_page(viewport=DESK, javascript=javascript)
    sign_in(page, two[0], to=f"**{HOME}")

    page.get_by_role("button", name="Buat kiriman sekarang").click()
    expect(page.get_by_text("berisi 3 klaim")).to_be_visible()
    hold(page, claims[2])
    sign(page, two[0], "Setujui")
    expect(page.get_by_text("disetujui orang lain")).to_be_visible()
    sign(page, two[1], "Setujui")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Unduh berkas dan kirim").click()
    content = Path(downloading.value.path()).read_bytes()
    batch = Batch.objects.get()
    assert hashlib.sha256(content.split(b"\r\n", 1)[1]).hexdigest() == batch.sha256
    page.reload()
    expect(page.get_by_role("button", name="Unduh lagi")).to_be_visible()

    lines = [Line.objects.select_related("batch", "claim").get(claim=claim) for claim in claims[:2]]
    now = timezone.now()
    said = [row(lines[0], at=now, reference="TRX/1"), row(lines[1], "dana_kembali", at=now)]
    page.get_by_role("link", name="← Pembayaran").click()
    page.get_by_label("Berkas hasil (CSV)").set_input_files(results_of(tmp_path, *said, ["?"] * 7))
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_text("Baris 4: nomor kiriman harus seperti")).to_be_visible()
    page.get_by_label("Berkas hasil (CSV)").set_input_files(results_of(tmp_path, *said))
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.get_by_text("Menunggu konfirmasi")).to_be_visible()
    sign(page, two[0], "Konfirmasi dan catat")
    expect(page.get_by_text("dikonfirmasi orang lain")).to_be_visible()
    sign(page, two[1], "Konfirmasi dan catat")
    expect(page.get_by_text("sedang dicatat").first).to_be_visible()
    _taken(page)

    page.goto(batch.get_absolute_url())
    expect(page.get_by_role("row", name=str(claims[0]))).to_contain_text("Dibayarkan")
    expect(page.get_by_role("row", name=str(claims[1]))).to_contain_text("rekening ini sudah ditutup")
    expect(page.locator(".pay-steps .is-done")).to_have_count(5)
    page.goto(HOME)
    page.get_by_role("button", name="Lepaskan").click()
    expect(page.get_by_text("dilepas dan ikut kiriman berikutnya")).to_be_visible()
    page.get_by_label("Nomor kasus").fill(str(claims[0]).lower())
    press(page, "Enter")
    expect(page.get_by_role("row", name=str(batch))).to_contain_text("TRX/1")


def _taken(page: Page) -> None:
    """The worker of this test is the test: what the bell would have rung for."""
    from payments import results

    for file_id in results.files_to_take():
        results.take(file_id, now=timezone.now())
    page.reload()
    expect(page.get_by_text("Sudah dicatat").first).to_be_visible()


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Go on with the Tab key until this has the focus."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(60):
        press(page, "Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached by the keyboard")


def test_the_same_day_by_keyboard_alone(claims, two, open_page, tmp_path):
    page = open_page(viewport=DESK)
    sign_in(page, two[0], to=f"**{HOME}")

    tab_to(page, "Buat kiriman sekarang")
    press(page, "Enter")
    page.wait_for_url("**/kiriman/**")
    tab_to(page, "Nama pengguna", "textbox")
    page.keyboard.type(two[1].username)
    press(page, "Tab")
    page.keyboard.type(two[1].username.replace("petugas", "kata-sandi-contoh-"))
    press(page, "Enter")
    expect(page.get_by_text("disetujui oleh")).to_be_visible()
    tab_to(page, "Unduh berkas dan kirim")
    with page.expect_download():
        press(page, "Enter")

    assert Batch.objects.get().status == "sent"


def test_no_page_of_payments_has_a_barrier(claims, two, open_page, tmp_path):
    page = open_page(viewport=DESK)
    look = Looking("payments")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, two[0], to=f"**{HOME}")

    look(page)
    page.get_by_role("button", name="Buat kiriman sekarang").click()
    look(page)
    page.get_by_role("button", name="Setujui").click()
    look(page)
    page.get_by_role("link", name=str(claims[2])).click()
    look(page)
    page.get_by_role("button", name="Tahan").click()
    look(page)
    page.get_by_label("Mengapa ditahan").select_option("fraud")
    page.get_by_role("button", name="Tahan").click()
    sign(page, two[1], "Setujui")
    look(page)
    with page.expect_download():
        page.get_by_role("button", name="Unduh berkas dan kirim").click()
    page.reload()
    look(page)
    lines = [Line.objects.select_related("batch", "claim").get(claim=claim) for claim in claims[:2]]
    good = row(lines[0], at=timezone.now(), reference="TRX/1")
    page.goto(HOME)
    for rows in ([["x"] * 7, good], [good, row(lines[1], "ditolak", at=timezone.now())]):
        page.get_by_label("Berkas hasil (CSV)").set_input_files(results_of(tmp_path, *rows))
        page.get_by_role("button", name="Baca berkas").click()
        look(page)
    sign(page, two[1], "Konfirmasi dan catat")
    _taken(page)
    look(page)
    contradicting = row(lines[0], "dana_kembali", at=timezone.now())
    page.goto(HOME)
    page.get_by_label("Berkas hasil (CSV)").set_input_files(results_of(tmp_path, contradicting))
    page.get_by_role("button", name="Baca berkas").click()
    sign(page, two[1], "Konfirmasi dan catat")
    _taken(page)
    look(page)
    page.get_by_label("Bagaimana diselesaikan").fill("Bank mengirim ulang uangnya")
    page.get_by_role("button", name="Catat selesai").click()
    expect(page.get_by_text("Bank mengirim ulang uangnya")).to_be_visible()
    look(page)
    for address in (HOME, Batch.objects.get().get_absolute_url(), f"{HOME}klaim/?q={claims[0]}", f"{HOME}tertunda/"):
        page.goto(address)
        look(page)
    Batch.objects.create(year=2019, number=7, made_at=lines[0].batch.made_at.replace(year=2019), made_by="officer:1")
    page.goto(HOME)
    look(page)
    page.goto(f"{HOME}tertunda/")
    look(page)
    page.goto(ResultFile.objects.latest("uploaded_at").get_absolute_url())
    look(page)

    assert [each for each in complaints if "409" not in each and "422" not in each] == []
