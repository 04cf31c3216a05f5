"""The main road in a real browser: from the landing page to "verified", and every message it caused."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.walk import book, send_papers
from tests.processes import wait_until

CODE = re.compile(r"\b(\d{6})\b(?= adalah kode|\s)")
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def check_as_officer(page: Page, claim: Claim) -> None:
    """Sign in, take the next claim, accept every paper, verify."""
    officer = factories.officer()
    page.goto("/petugas/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(f"kata-sandi-contoh-{officer.username.removeprefix('petugas')}")
    page.locator("[type=submit]").click()
    page.get_by_role("button", name=re.compile("Ambil klaim berikutnya")).first.click()
    expect(page.get_by_text(claim.case_number).first).to_be_visible()
    page.wait_for_load_state("load")
    accept = page.get_by_role("button", name=re.compile("^Terima"))
    for done in range(1, claim.papers.count() + 1):
        accept.first.click()
        expect(page.locator(".bench-index .is-accepted")).to_have_count(done)
    page.get_by_label("Saldo JHT").fill("14.500.000")
    page.get_by_role("button", name="Simpan saldo").click()
    page.get_by_role("button", name="Verifikasi klaim").click()
    expect(page.get_by_role("button", name="Ambil klaim berikutnya")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_from_the_landing_page_to_verified_with_every_message(
    open_page, hour, start_worker, twilio_stand_in, mail_catcher, javascript
):
    start_worker()
    stand_ins = {"sms": twilio_stand_in, "email": mail_catcher}
    seen = {"sms": 0, "email": 0}

    def code_from(channel: str) -> str:
        def codes() -> list[str]:
            texts = [message["text"] for message in stand_ins[channel].messages()]  # newest first
            return [found.group(1) for text in texts if (found := CODE.search(text))]

        wait_until(lambda: len(codes()) > seen[channel], f"a code by {channel}")
        seen[channel] = len(codes())
        return codes()[0]

    page = open_page(javascript=javascript)
    case_number = book(page, hour, code_from)
    claim = Claim.objects.with_people().get(case_number=case_number)
    page.get_by_role("link", name="Kirim dokumen sekarang").click()
    send_papers(page, claim)
    page.get_by_role("button", name="Serahkan dokumen").click()
    expect(page.get_by_text("Berkas Anda sudah kami terima")).to_be_visible()

    wait_until(lambda: not claim.files.exclude(state="ready").exists(), "a machine has looked at every file")

    check_as_officer(open_page(javascript=javascript, viewport=DESK), claim)

    page.goto("/klaim/")
    page.get_by_label("Nomor kasus").fill(case_number.lower().replace("-", " "))
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode enam angka").fill(code_from("sms"))
    page.get_by_role("button", name="Buka klaim").click()
    expect(page.get_by_text("Klaim terverifikasi dan diteruskan untuk pembayaran")).to_be_visible()
    claim.refresh_from_db()
    assert claim.status == Claim.Status.VERIFIED
    for channel, least in (("sms", 4), ("email", 2)):  # each event once; the letter with the private link besides
        wait_until(lambda of=channel, least=least: len(stand_ins[of].messages()) >= least, f"all news by {channel}")
    texts = " ".join(message["text"] for message in mail_catcher.messages())
    assert case_number in texts
    assert "tidak perlu datang" in texts
    assert claim.participant.nik not in texts
    assert timezone.now() < claim.visit_at
