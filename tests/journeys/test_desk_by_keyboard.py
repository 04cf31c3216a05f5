"""The workbench in a real browser: a claim judged by keys alone, and the same without script."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from verification.models import PageView, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CLAIMS = 50


@pytest.fixture
def claim(hour) -> Claim:
    return factories.submitted_claim(now=timezone.now())


def test_a_claim_is_judged_by_keys_alone(claim, open_page):
    page = open_page(viewport=DESK)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, factories.officer(), to="**/meja/")
    press(page, "n")
    page.wait_for_url(f"**/{claim.case_number}/")

    press(page, "r")  # the first paper goes back: first reason, then the button after the note
    press(page, "Space")
    page.locator("[data-key=r][open] textarea").focus()
    press(page, "Tab")
    press(page, "Enter")
    expect(page.locator(".bench-index .is-returned")).to_have_count(1)
    for done in range(1, claim.papers.count()):
        press(page, "a")
        expect(page.locator(".bench-index .is-accepted")).to_have_count(done)

    assert Verdict.objects.filter(accepted=True).count() == claim.papers.count() - 1
    assert PageView.objects.filter(what=PageView.What.PAGE).exists()
    expect(page.locator("#keputusan")).to_be_focused()
    assert complaints == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_fifty_claims_are_decided_by_keys_alone(hour, open_page):
    now = timezone.now()
    for number in range(CLAIMS):
        at = factories.slot(hour.branch, now=now, days=2 + number // 40, hour=8 + number // 5 % 8)
        factories.submitted_claim(now=now, at=at)
    page = open_page(viewport=DESK)
    sign_in(page, factories.officer(), to="**/meja/")

    for done in range(1, CLAIMS + 1):
        press(page, "n")
        page.wait_for_url("**/meja/LA-*/")
        papers = page.locator("[data-paper]").count()
        for judged in range(1, papers + 1):
            press(page, "a")
            expect(page.locator(".bench-index .is-accepted")).to_have_count(judged)
        expect(page.locator("#keputusan")).to_be_focused()
        press(page, "s")
        page.keyboard.type("14500000")
        press(page, "Enter")
        expect(page.locator(".decide-money")).to_be_visible()
        press(page, "v")
        page.wait_for_url("**/petugas/meja/")
        assert Claim.objects.filter(status=Claim.Status.VERIFIED).count() == done


def test_single_keys_can_be_switched_off(claim, open_page):
    page = open_page(viewport=DESK)
    sign_in(page, factories.officer(), to="**/meja/")
    press(page, "n")
    page.wait_for_url(f"**/{claim.case_number}/")
    press(page, "?")
    page.get_by_label("Pakai tombol pintas satu huruf").uncheck()
    page.get_by_role("button", name="Tutup").click()
    sent = []
    page.on("request", lambda request: sent.append(request.url))

    press(page, "a")
    press(page, "?")  # the one key that is heard all the same, and after the other

    expect(page.get_by_label("Pakai tombol pintas satu huruf")).to_be_visible()
    assert sent == []
    assert not Verdict.objects.exists()


def test_the_same_page_works_without_script(claim, open_page):
    page = open_page(javascript=False, viewport=DESK)
    sign_in(page, factories.officer(), to="**/meja/")
    page.get_by_role("button", name="Ambil klaim berikutnya").click()

    for _ in range(claim.papers.count()):
        page.get_by_role("button", name="Terima").first.click()
    page.get_by_label("Saldo JHT").fill("14.500.000")
    page.get_by_role("button", name="Simpan saldo").click()
    page.get_by_role("button", name="Verifikasi klaim").click()

    expect(page.get_by_text("terverifikasi, pemohon dikabari")).to_be_visible()
    assert Claim.objects.get().status == Claim.Status.VERIFIED
