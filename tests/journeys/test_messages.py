"""What is read of messages, in a real browser: the letters in light and dark, and the page with all of them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from notifications.samples import Sample
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_accessibility import Looking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["place_taken", "one_time_code", "sent_to_dropbox", "list_over"])
def test_a_letter_has_no_barrier_on_any_screen(browser, transactional_db, name, scheme, viewport):
    look = Looking(f"letter-{name}-{scheme}-{viewport['width']}")
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    for language in ("id", "en"):
        page.set_content(Sample(name, language).letter("email").html)
        look(page)
    page.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_with_all_messages_has_no_barrier(open_page, house, viewport):
    officer = factories.officer(role="operator")
    officer.set_password("kata-sandi-contoh-panjang")
    officer.save()
    page = open_page(viewport=viewport)
    page.goto("/petugas/login/")
    page.fill("input[name=username]", officer.username)
    page.fill("input[name=password]", "kata-sandi-contoh-panjang")
    page.click("[type=submit]")
    page.wait_for_url(re.compile("/petugas/"))

    page.goto("/petugas/notifications/whatsapptemplate/naskah/")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name=re.compile("Lihat seperti pembacanya ?: place_taken, English")).first.click()

    assert page.get_by_role("heading", level=1).inner_text().endswith("your place is booked")
    assert Axe().run(page).violations_count == 0
