"""A person nobody reached: the officer calls, the manager looks; with and without script, under axe, on both screens.

SCREENSHOTS=folder keeps a picture of each page, to be looked at.
"""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim
from notifications import ladder
from notifications.ladder import Rung
from notifications.models import Channel, Message
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_accessibility import Looking
from tests.verification.at_the_desk import call_task, news
from verification.models import CallTask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def now(now, monkeypatch) -> datetime:
    """The portal's clock stands at an hour at which people are called everywhere."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def claim(transactional_db, house, now) -> Claim:
    """One whose SMS failed half an hour ago, and who is to be called now."""
    opened = factories.open_claim(now=now - timedelta(hours=1))
    found = Claim.objects.with_people().get(pk=opened.pk)
    [rung] = news(found, now=now - timedelta(minutes=30), rungs=[Rung(0, Channel.SMS, found.applicant.phone)])
    ladder.fail(rung, where=Message.objects.filter(pk=rung.pk), reason="twilio 30005", now=now)
    return found


def sign_in(page: Page, role: str) -> None:
    officer = factories.officer(role=role)
    page.goto("/petugas/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(officer.username.replace("petugas", "kata-sandi-contoh-"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cabang/")


@pytest.mark.parametrize(("viewport", "javascript"), [(PHONE, True), (DESK, True)], ids=["phone", "desk"])
def test_from_the_red_list_by_telephone_to_told_without_a_barrier(
    open_page, claim, now, settings, viewport, javascript
):
    settings.TWILIO_VOICE_FROM = "+622150000000"
    page = open_page(viewport=viewport, javascript=javascript)
    look = Looking("telling-phone" if viewport is PHONE else "telling-desk")
    sign_in(page, "branch_head")

    page.get_by_text("Lainnya").click()
    page.get_by_role("link", name="Belum tahu").click()
    look(page)
    page.get_by_role("link", name=claim.case_number).click()
    expect(page.get_by_text("Belum tahu: SMS")).to_be_visible()
    look(page)
    page.locator(".telling-line", has_text="drop box").get_by_role("button", name="Buat tugas telepon").click()
    look(page)
    page.get_by_role("link", name="Telepon", exact=True).click()
    look(page)
    page.get_by_role("link", name=claim.case_number).click()
    look(page)
    page.get_by_role("button", name="Ambil tugas ini").click()
    expect(page.get_by_text(claim.applicant.phone)).to_be_visible()
    expect(page.get_by_text(claim.caller_phrase)).to_be_visible()
    look(page)
    page.get_by_role("button", name="Catat hasil").click()
    look(page)
    page.get_by_label("Tersambung").check()
    page.get_by_role("button", name="Catat hasil").click()
    page.goto(f"/petugas/meja/{claim.case_number}/kabar/")
    expect(page.get_by_text("lewat Telepon.")).to_be_visible()
    look(page)
    page.get_by_text("Lainnya").click()
    page.get_by_role("link", name="Kiriman").click()
    look(page)
    assert CallTask.objects.get().state == CallTask.State.REACHED


def test_the_call_works_without_script(open_page, claim, now):
    call_task(claim, now=now)
    page = open_page(javascript=False, viewport=DESK)
    sign_in(page, "branch_staff")

    page.goto("/petugas/telepon/")
    page.get_by_role("button", name="Ambil").click()
    page.get_by_label("Tidak diangkat").check()
    page.get_by_role("button", name="Catat hasil").click()

    expect(page.get_by_text("hasil telepon dicatat")).to_be_visible()
    assert CallTask.objects.get().tries == 1
