"""A decision of two officers in a real browser: by keys, without script, and every page of it under axe."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking
from tests.verification.at_the_desk import accept_all, rule, taken_claim
from verification.deciding import deciding
from verification.models import Decision, Proposal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def now(hour):
    return timezone.now()


@pytest.fixture
def first(now):
    return factories.officer(first_name="Vera", last_name="Contoh")


def large_claim(officer, now) -> Claim:
    """A claim with a large balance, its papers found good."""
    at = factories.slot(factories.branch(), now=now)
    asked = {"BALANCE_ABOVE_50M": "yes"}
    claim = taken_claim(officer, now=now, balance=62_500_000, at=at, answers=asked)
    accept_all(claim, officer, now=now)
    return claim


def test_one_officer_proposes_and_another_confirms_by_keys_alone(first, now, open_page):
    claim = large_claim(first, now)
    page = open_page(viewport=DESK)
    sign_in(page, first, to="**/meja/")
    page.goto(reverse("admin:workbench", args=[claim.case_number]))
    page.locator("[name=not_needed]").evaluate_all("boxes => boxes.forEach((box) => (box.checked = true))")
    page.locator("[data-key=v]").press("Enter")
    expect(page.get_by_text("usulan disimpan")).to_be_visible()

    other = open_page(viewport=DESK)
    sign_in(other, factories.officer(), to="**/meja/")
    other.goto(reverse("admin:proposal", args=[Proposal.objects.get().pk]))
    look = Looking("seconding")
    look(other)
    other.locator("[data-key=v]").press("Enter")
    expect(other.get_by_text("diputuskan, pemohon dikabari")).to_be_visible()

    decision = Decision.objects.get()
    assert (decision.by, decision.seconded_by != "") == (first.actor, True)


def test_the_same_without_script(first, now, open_page):
    claim = large_claim(first, now)
    page = open_page(javascript=False, viewport=DESK)
    sign_in(page, first, to="**/meja/")
    page.goto(reverse("admin:workbench", args=[claim.case_number]))
    for box in page.locator("[name=not_needed]").all():
        box.check()
    page.get_by_role("button", name="Usulkan verifikasi").click()
    other = open_page(javascript=False, viewport=DESK)
    sign_in(other, factories.officer(), to="**/meja/")
    other.get_by_role("link", name="Petugas kedua", exact=True).click()
    other.get_by_role("link", name=claim.case_number).click()
    other.get_by_text("Kembalikan ke pengusul").click()
    other.get_by_label("Mengapa tidak disetujui").fill("Nama di buku tabungan berbeda.")
    other.get_by_role("button", name="Tidak setuju").click()

    page.goto(reverse("admin:workbench", args=[claim.case_number]))
    page.get_by_role("button", name="Ambil: disimpan untuk Anda").click()

    expect(page.get_by_text("Nama di buku tabungan berbeda.")).to_be_visible()


def test_no_page_of_deciding_has_a_barrier(first, now, open_page, settings):
    settings.QUALITY_ONE_IN = 1
    page, other = open_page(viewport=DESK), open_page(viewport=DESK)
    look = Looking("deciding")
    sign_in(page, first, to="**/meja/")
    sign_in(other, factories.officer(), to="**/meja/")
    held = taken_claim(first, now=now, at=factories.slot(factories.branch(), now=now))
    bench = reverse("admin:workbench", args=[held.case_number])
    page.goto(bench)
    look(page)
    accept_all(held, first, now=now)
    page.goto(bench + "#keputusan")
    page.locator("details[data-key=x] summary").click()
    page.get_by_role("button", name="Tolak klaim", exact=True).click()
    look(page)
    sample = deciding.verify(held.pk, by=first.actor, now=now).sample
    refused = taken_claim(first, now=now, at=factories.slot(factories.branch(), now=now, hour=10))
    decision = deciding.reject(refused.pk, rule=rule(), by=first.actor, now=now)
    large = large_claim(first, now)
    left = [need.key for need in Claim.objects.with_people().get(pk=large.pk).needs() if need.state == "officer"]
    deciding.verify(large.pk, not_needed=left, by=first.actor, now=now)
    for address in (
        reverse("admin:proposals"),
        reverse("admin:decision_search") + "?case_number=salah",
        reverse("admin:decisions", args=[refused.case_number]),
        reverse("admin:quality"),
        reverse("admin:quality_sample", args=[sample.pk]),
    ):
        other.goto(address)
        look(other)
    other.goto(reverse("admin:decisions", args=[refused.case_number]))
    other.get_by_role("button", name="Catat keberatan").click()
    look(other)
    assert decision.outcome == "rejected"
