"""Every page of the main road under axe, at a phone's and a desk's width, with the errors it can show.

SCREENSHOTS=folder keeps a picture of each page, to be looked at.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.steps import last_code
from tests.journeys.walk import book

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class Looking:
    """Looks at a page: axe finds nothing, nothing is wider than the screen."""

    def __init__(self, name: str) -> None:
        self.name, self.number = name, 0
        self.folder = Path(os.environ["SCREENSHOTS"]) if os.environ.get("SCREENSHOTS") else None

    def __call__(self, page) -> None:
        self.number += 1
        page.wait_for_load_state("load")  # a click returns as soon as the next page begins to come
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{self.name}-{self.number:02d}.png", full_page=True)
        found = Axe().run(page)
        words = found.generate_report()
        assert found.violations_count == 0, f"{page.url}\n{words}"
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than the screen"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_of_the_road_has_a_barrier(open_page, hour, viewport):
    page = open_page(viewport=viewport)
    look = Looking("phone" if viewport is PHONE else "desk")

    case_number = book(page, hour, lambda channel: last_code(), look)
    claim = Claim.objects.with_people().get(case_number=case_number)
    home = f"/klaim/{case_number}/"
    need = claim.missing_papers()[0]
    for address in (
        home,
        f"{home}dokumen/{need.key}/",
        f"{home}kontak/ponsel/",
        f"{home}kontak/email/",
        f"{home}rekening/",
        f"{home}penarikan/",
        "/klaim/",
        "/klaim/LA-2222-2222-2/",
        "/klaim/tautan/bukan-tautan/",
        "/tidak-ada/",
    ):
        page.goto(address)
        look(page)
    page.goto(f"{home}dokumen/{need.key}/")
    too_big = {"name": "ktp.pdf", "mimeType": "application/pdf", "buffer": bytes(7 * 1024 * 1024)}
    page.locator("input[type=file]").last.set_input_files(too_big)
    page.get_by_role("button", name="Kirim").click()
    page.get_by_role("alert").first.wait_for()
    look(page)
    factories.complete_papers(claim, now=timezone.now())
    page.goto(home)
    look(page)
    page.goto("/ajukan/peserta/")
