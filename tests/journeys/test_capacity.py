"""A head of branch changes the week and closes a day, in a real browser: by keys, without script, without barriers."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from branches.models import Branch, Holiday
from queueing.capacity import adjusting
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from tests.queueing.capacity.weeks import HEAD, a_day_ahead, book, hours, numbers, place_of, plan, week

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def branch(transactional_db, house) -> Branch:
    Holiday.objects.all().delete()
    branch = factories.branch()
    plan(branch, week(staff=3, minutes_per_file=12), timezone.now())
    return branch


@pytest.fixture
def day(branch) -> date:
    return a_day_ahead(branch, timezone.now())


def come_in(page: Page, branch: Branch) -> None:
    sign_in(page, factories.officer(role="branch_head", branches=[branch]), to="**/cabang/")
    page.get_by_text("Lainnya").click()
    page.get_by_role("link", name="Kapasitas").click()


def test_a_week_is_changed_by_keys_without_script(open_page, branch, day):
    page = open_page(viewport=DESK, javascript=False)
    [claim] = book(hours(branch, day)[0], timezone.now(), 1)
    come_in(page, branch)

    for row in range(5):
        page.get_by_label(f"Mulai, baris {row + 1}", exact=True).focus()
        press(page, "ControlOrMeta+A")
        page.keyboard.type("9")
    press(page, "Enter")  # Enter in a field looks first, and never saves
    expect(page.get_by_role("heading", name="Dampaknya bila disimpan")).to_be_in_viewport()
    looked = numbers(branch, day)
    page.get_by_role("button", name="Simpan").focus()
    press(page, "Enter")

    expect(page.get_by_text("1 orang dipindahkan dan dikabari.")).to_be_visible()
    assert looked == [15, 15]
    assert numbers(branch, day) == [0, 15]
    assert place_of(claim) == hours(branch, day)[1]


def test_the_pages_have_no_barrier(open_page, branch, day):
    page = open_page(viewport=DESK)
    book(hours(branch, day)[0], timezone.now(), 2)
    adjusting.set_hours(branch.pk, places={hours(branch, day)[0].pk: 1}, by=HEAD, now=timezone.now())
    come_in(page, branch)
    without_barrier(page)

    page.get_by_label("Mulai, baris 1", exact=True).fill("6")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Kantor baru buka pukul 08.00")).to_be_visible()
    without_barrier(page)
    page.goto(page.url.replace("/online/", f"/hari/{day}/"))
    page.get_by_label("Alasan kantor tutup").fill("Listrik padam")
    page.get_by_role("button", name="Tutup tanggal ini").click()
    expect(page.get_by_text("Belum disimpan: 2 orang terdampak")).to_be_visible()
    without_barrier(page)
    page.get_by_role("button", name="Tutup tanggal ini").click()
    expect(page.get_by_text("2 orang dipindahkan dan dikabari.")).to_be_visible()
    without_barrier(page)


def without_barrier(page: Page) -> None:
    page.wait_for_load_state("load")
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
