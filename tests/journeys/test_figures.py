"""The managers' figures in a real browser: read without script, in light and in dark, by axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking
from verification.models import BranchHour, CountedDay, OfficerDay, ReasonDay

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def month(hour):
    """Thirty days of three officers at two branches."""
    now = timezone.now()
    places = [factories.branch("Asia/Makassar"), factories.branch("Asia/Jakarta")]
    officers = [factories.officer(first_name=name, last_name="Contoh") for name in ("Budi", "Siti", "Wayan")]
    for back in range(30):
        day = (now + timedelta(hours=7)).date() - timedelta(days=back)
        CountedDay.objects.create(day=day, counted_at=now)
        for n, officer in enumerate(officers if day.weekday() < 5 else []):
            did = 4 + (back * 7 + n * 5) % 9
            OfficerDay.objects.create(
                day=day, branch=places[n % 2], by=officer.actor, taken=did + 2, put_back=n % 2, verified=did,
                rejected=n, at_first=did - 1, repairs=2, late=n, papers_returned=3,
                waits=[3600 * did] * did, works=[300 * did] * did,
            )  # fmt: skip
            for what, reason, times in (
                ("returned", "buram", 1 + did % 3), ("returned", "terpotong", 1 + n), ("late", "many", 1 + n % 2),
            ):  # fmt: skip
                ReasonDay.objects.create(
                    day=day, branch=places[n % 2], by=officer.actor, what=what, reason=reason, times=times
                )
        for clock in range(8, 16):
            came = (back + clock * 3) % 11
            BranchHour.objects.create(day=day, branch=places[0], hour=clock, handed_in=came, ended=came // 2)
    for age in (3, 2, 1):
        factories.submitted_claim(now=now - timedelta(days=age), branch=places[age % 2])


@pytest.mark.parametrize(
    ("viewport", "colours"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light")], ids=["light", "dark", "phone"]
)
def test_a_manager_reads_the_figures_without_script(month, open_page, viewport, colours):
    page = open_page(viewport=viewport, javascript=False, color_scheme=colours)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, factories.officer(role="branch_head"), to="**/petugas/cabang/")

    page.get_by_text("Lainnya").click()
    page.get_by_role("link", name="Angka").click()
    expect(page.get_by_role("img", name="Diagram batang")).to_be_visible()
    page.get_by_role("link", name="Siti Contoh").click()

    expect(page.get_by_role("heading", name="Angka Siti Contoh")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_of_figures_has_a_barrier(month, open_page, colours):
    look = Looking(f"figures-{colours}")
    page = open_page(viewport=DESK, color_scheme=colours)
    sign_in(page, factories.officer(role="branch_head"), to="**/petugas/cabang/")

    page.goto("/petugas/angka/")
    look(page)
    page.goto("/petugas/angka/?selama=7h")
    look(page)
