"""The list of all claims in a browser: by keyboard, without script, and without a barrier."""

import pytest
from django.utils import timezone

from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_name_is_looked_for_and_a_filter_kept_by_keyboard(hour, open_page, script):
    claim = factories.submitted_claim(now=timezone.now())
    page = open_page(viewport=DESK, javascript=script)
    sign_in(page, factories.officer(branches=[claim.branch]), to="**/meja/")
    look = Looking(f"all-claims-{script}") if script else lambda _page: None

    page.get_by_role("link", name="Semua klaim").press("Enter")
    look(page)
    page.get_by_role("searchbox").fill("santosa")
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="Budi Contoh Santosa").first.wait_for()
    look(page)
    page.get_by_role("link", name="Tampilkan semua").press("Enter")
    page.get_by_label("Status").select_option("awaiting_check")
    page.get_by_role("button", name="Saring", exact=True).press("Enter")
    page.get_by_text("Simpan saringan ini").press("Enter")
    page.get_by_label("Nama", exact=True).fill("Menunggu saya")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Menunggu saya").wait_for()
    assert page.get_by_role("row").count() == 2
    look(page)
