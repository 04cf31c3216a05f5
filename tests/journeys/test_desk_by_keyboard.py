"""The workbench in a real browser: a claim judged by keys alone, and the same without script."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK
from verification.models import PageView, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def claim(hour) -> Claim:
    call_command("load_reasons", verbosity=0)
    return factories.submitted_claim(now=timezone.now())


def sign_in(page: Page) -> None:
    officer = factories.officer()
    page.goto("/petugas/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(officer.username.replace("petugas", "kata-sandi-contoh-"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/meja/")


def test_a_claim_is_judged_by_keys_alone(claim, open_page):
    page = open_page(viewport=DESK)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    page.keyboard.press("n")
    page.wait_for_url(f"**/{claim.case_number}/")

    page.keyboard.press("r")  # the first paper goes back: first reason, then the button after the note
    page.keyboard.press("Space")
    page.locator("[data-verb=return][open] textarea").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bench-index .is-returned")).to_have_count(1)
    for done in range(1, claim.papers.count()):
        page.keyboard.press("a")
        expect(page.locator(".bench-index .is-accepted")).to_have_count(done)

    assert Verdict.objects.filter(accepted=True).count() == claim.papers.count() - 1
    assert PageView.objects.filter(what=PageView.What.PAGE).exists()
    expect(page.locator("#keputusan")).to_be_focused()
    assert complaints == []


def test_single_keys_can_be_switched_off(claim, open_page):
    page = open_page(viewport=DESK)
    sign_in(page)
    page.keyboard.press("n")
    page.wait_for_url(f"**/{claim.case_number}/")
    page.keyboard.press("?")
    page.get_by_label("Pakai tombol pintas satu huruf").uncheck()
    page.get_by_role("button", name="Tutup").click()

    page.keyboard.press("a")

    page.wait_for_timeout(300)
    assert not Verdict.objects.exists()


def test_the_same_page_works_without_script(claim, open_page):
    page = open_page(javascript=False, viewport=DESK)
    sign_in(page)
    page.get_by_role("button", name="Ambil klaim berikutnya").click()

    for _ in range(claim.papers.count()):
        page.get_by_role("button", name="Terima").first.click()
    page.get_by_role("button", name="Verifikasi klaim").click()

    expect(page.get_by_text("terverifikasi, pemohon dikabari")).to_be_visible()
    assert Claim.objects.get().status == Claim.Status.VERIFIED
