"""A branch's day in a real browser: marked by keys alone, without script too, and with no barrier on its pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from branches.models import Branch
from queueing.models import HOLD_FOR, Ticket
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking
from tests.queueing.day import counter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NARROW = {"width": 1024, "height": 768}


@pytest.fixture
def here(hour) -> Branch:
    return factories.branch()


@pytest.fixture
def awaited(here) -> list[Ticket]:
    """Three people awaited at the counter in the hour that runs, one who stays at home, and one who is filling in."""
    now = timezone.now()
    running = now.astimezone(ZoneInfo(here.zone)).hour
    slot = counter.hour(here, now=now, local=running, places=5)
    tickets = [counter.place_in(slot, now=now) for _ in range(3)]
    online = counter.hour(here, now=now, local=running, door="online", places=5)
    tickets.append(counter.place_in(online, now=now))
    factories.complete_papers(tickets[-1].claim, now=tickets[-1].taken_at)
    asker = factories.taking(slot, now=now).asker
    Ticket.objects.create(slot=slot, taken_at=now, held_until=now + HOLD_FOR, contact_index=asker.contact_index)
    return tickets


def come_in(page: Page, here: Branch) -> None:
    sign_in(page, factories.officer(role="branch_staff", branches=[here]), to="**/cabang/")


def marks() -> list[tuple[datetime | None, datetime | None]]:
    at_the_counter = Ticket.objects.confirmed().filter(slot__door="onsite").order_by("pk")
    return list(at_the_counter.values_list("came_at", "missed_at"))


def test_the_day_is_marked_by_keys_alone(here, awaited, open_page):
    page = open_page(viewport=DESK)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    come_in(page, here)
    page.get_by_role("link", name="Hari ini").first.click()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(4)

    press(page, "j")
    expect(rows.nth(0)).to_be_focused()
    press(page, "h")
    expect(page.get_by_text("Hadir", exact=True).first).to_be_visible()
    press(page, "j")
    expect(rows.nth(1)).to_be_focused()
    press(page, "t")
    expect(page.locator(".desk-late")).to_have_text("Tidak hadir")
    press(page, "u")
    expect(page.locator(".desk-late")).to_have_count(0)

    (came, _), *others = marks()
    assert came
    assert others == [(None, None), (None, None)]
    assert complaints == []


def test_a_place_is_looked_for_by_keys_and_shown(here, awaited, open_page):
    page = open_page(viewport=DESK)
    come_in(page, here)
    page.goto("/petugas/hari/")

    press(page, "/")
    expect(page.locator("[role=search] input:not([type=hidden])").first).to_be_focused()
    page.keyboard.type(awaited[2].claim.case_number.lower())
    press(page, "Enter")

    page.wait_for_url(f"**/#tempat-{awaited[2].pk}")
    expect(page.locator(f"#tempat-{awaited[2].pk}")).to_be_focused()


def test_the_same_page_works_without_script(here, awaited, open_page):
    page = open_page(javascript=False, viewport=DESK)
    come_in(page, here)
    page.goto("/petugas/hari/")

    page.get_by_role("button", name=f"Tidak hadir {awaited[0].claim.case_number}").click()

    expect(page.locator(".desk-late")).to_have_text("Tidak hadir")
    assert Ticket.objects.get(pk=awaited[0].pk).missed_at
    expect(page.get_by_role("button", name="Cetak")).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESK, NARROW], ids=["1366", "1024"])
def test_no_page_of_a_branchs_days_has_a_barrier(here, awaited, open_page, viewport):
    page = open_page(viewport=viewport)
    look = Looking(f"day-{viewport['width']}")
    come_in(page, here)
    now = timezone.now()
    counter.sent_to_dropbox(counter.place_in(counter.hour(here, now=now, local=9, door="online"), now=now))

    page.goto("/petugas/hari/")
    page.get_by_role("button", name=f"Hadir {awaited[0].claim.case_number}", exact=True).click()
    page.get_by_role("button", name=f"Tidak hadir {awaited[1].claim.case_number}").click()
    look(page)
    page.get_by_role("button", name="Tambahkan").click()
    look(page)
    page.goto("/petugas/hari/")
    page.get_by_role("link", name="Bulan ini").click()
    look(page)
    page.goto("/petugas/hari/")
    page.get_by_role("link", name="Berikutnya").click()
    look(page)
