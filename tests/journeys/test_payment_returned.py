"""The bank sends the money back: on a telephone the claimant gives another account, and two officers verify it.

SCREENSHOTS=folder keeps a picture of each page, to be looked at.
"""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from claims import envelopes, looking
from claims.models import Claim, PaperFile
from claims.models.people import ACCOUNT_WAIT
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import sign_in
from tests.journeys.steps import last_code
from tests.journeys.test_accessibility import Looking
from tests.journeys.walk import Look, send_papers
from tests.verification.at_the_desk import forwarded, paid, verified_claim
from verification import desk
from verification.deciding import undoing
from verification.figures import counting
from verification.models import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SEEN_IN_FORCE = ("Bank Lain", "9876543210", "Budi Contoh Santosa")


class Clock:
    """The portal's clock, which a test may put forward."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(now, monkeypatch) -> Clock:
    standing = Clock(now)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def first(transactional_db, house):
    return factories.officer(first_name="Vera", last_name="Contoh")


@pytest.fixture
def sent_back(first, clock) -> Claim:
    """A claim whose account was closed, says the bank."""
    claim = verified_claim(first, now=clock.at - timedelta(days=1))
    forwarded(claim.pk, now=clock.at - timedelta(hours=20))
    undoing.payment_returned(claim.pk, code="account_closed", by="system:payments", now=clock.at)
    return Claim.objects.with_people().get(pk=claim.pk)


def back_from_the_box(claim: Claim, officer: User, now: datetime) -> None:
    """Its passbook came in an envelope, its account was not answered; its officer has it in hand."""
    factories.complete_papers(claim, now=now)
    envelopes.contents_checked(claim.pk, by="officer:9", now=now)
    assert desk.take_next(officer, now=now).pk == claim.pk


def come_in(page: Page, claim: Claim) -> None:
    """By the case number and a code."""
    page.goto("/klaim/")
    page.get_by_label("Nomor kasus").fill(claim.case_number)
    page.get_by_role("button", name="Kirim kode").click()
    page.get_by_label("Kode enam angka").fill(last_code())
    page.get_by_role("button", name="Buka klaim").click()
    page.wait_for_url(f"**{claim.get_absolute_url()}")


def give_another_account(page: Page, look: Look) -> None:
    look(page)
    page.get_by_role("link", name="Periksa rekening Anda").click()
    expect(page.get_by_text("Kata bank: rekening ini sudah ditutup")).to_be_visible()
    look(page)
    for label, value in zip(("Nama bank", "Nomor rekening", "Nama pemilik rekening"), SEEN_IN_FORCE, strict=True):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Ganti rekening").click()
    expect(page.get_by_text("berlaku 24 jam lagi")).to_be_visible()
    look(page)


def hand_in_the_passbook(page: Page, claim: Claim) -> None:
    send_papers(page, claim)
    page.get_by_role("button", name="Serahkan dokumen").click()
    expect(page.get_by_text("Berkas Anda sudah kami terima")).to_be_visible()
    for file in PaperFile.objects.to_look_at(timezone.now()):
        looking.look_at(file.pk, now=timezone.now())


def find_good(page: Page, claim: Claim, look: Look) -> None:
    """The officer who decided it is handed it again, looks at the passbook, and proposes."""
    page.get_by_role("button", name="Ambil klaim berikutnya").first.click()
    page.locator("#dokumen-REK").get_by_role("button", name="Terima").click()
    expect(page.locator(".bench-index .is-unjudged")).to_have_count(0)
    expect(page.get_by_text("dana dikembalikan bank (rekening ini sudah ditutup)")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Usulkan verifikasi").click()
    expect(page.get_by_text("usulan disimpan")).to_be_visible()


def confirm(page: Page) -> None:
    page.goto(reverse("admin:proposal", args=[Proposal.objects.get().pk]))
    expect(page.get_by_text("Rekening diganti sejak klaim dibuka").first).to_be_visible()
    page.locator("[data-key=v]").press("Enter")
    expect(page.get_by_text("diputuskan, pemohon dikabari")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_from_the_banks_no_to_the_money_on_another_account(open_page, sent_back, first, clock, javascript):
    look: Look = Looking("returned") if javascript else lambda page: None  # axe itself is a script
    phone = open_page(viewport=PHONE, javascript=javascript)
    come_in(phone, sent_back)
    give_another_account(phone, look)
    hand_in_the_passbook(phone, sent_back)
    assert not Claim.objects.payable(clock.at).exists()

    clock.at += ACCOUNT_WAIT
    for officer, act in ((first, lambda page: find_good(page, sent_back, look)), (factories.officer(), confirm)):
        page = open_page(viewport=DESK, javascript=javascript)
        sign_in(page, officer, to="**/meja/")
        act(page)
    assert Claim.objects.payable(clock.at).get() == sent_back
    assert sent_back.applicant.account(clock.at) == SEEN_IN_FORCE

    paid(sent_back.pk, now=clock.at)
    home = open_page(viewport=PHONE, javascript=javascript)
    come_in(home, sent_back)
    expect(home.get_by_text("Uang sudah dikirim ke rekening Anda.")).to_be_visible()
    look(home)


def test_what_officer_and_head_see_of_it_has_no_barrier(open_page, sent_back, first, clock):
    look = Looking("returned-desk")
    back_from_the_box(sent_back, first, clock.at)
    on_its_way = verified_claim(first, now=clock.at, branch=sent_back.branch)
    forwarded(on_its_way.pk, now=clock.at)
    paid(verified_claim(first, now=clock.at, branch=sent_back.branch).pk, now=clock.at)
    counting.count_day(clock.at.date(), now=clock.at)
    Claim.objects.filter(pk=on_its_way.pk).update(promised_on=clock.at.date() - timedelta(days=3))
    pages = [
        (
            first,
            "**/meja/",
            [("workbench", sent_back), ("workbench", on_its_way), ("decisions", on_its_way), ("decisions", sent_back)],
        ),
        (factories.officer(role="branch_head"), "**/cabang/", [("late", None), ("figures", None)]),
    ]

    for user, to, shown in pages:
        page = open_page(viewport=DESK)
        sign_in(page, user, to=to)
        for name, claim in shown:
            page.goto(reverse(f"admin:{name}", args=[claim.case_number] if claim else []))
            look(page)
            if page.get_by_text("Isi rekening untuk pemohon").count():
                page.locator(".index-decide a").click()
                page.get_by_text("Isi rekening untuk pemohon").click()
                look(page)
