"""The page on which a claimant sends a returned paper again: the drawing in sight on a telephone, and light."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Paper
from tests import factories
from tests.claims.doors import private_link_of
from tests.journeys.test_accessibility import Looking
from tests.verification.at_the_desk import ask_for_repair, taken_claim

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def paper(hour) -> Paper:
    """Returned because it is blurred."""
    officer, now = factories.officer(), timezone.now()
    return ask_for_repair(taken_claim(officer, now=now), officer, now=now)


@pytest.mark.parametrize("javascript", [False, True], ids=["plain", "script"])
def test_a_claimant_sees_what_was_wrong_and_how_it_should_be(paper, open_page, javascript):
    page, look = open_page(javascript=javascript), Looking(f"drawing-{javascript}")
    page.goto(private_link_of(paper.claim))
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(f"**/klaim/{paper.claim.case_number}/")
    page.wait_for_load_state("networkidle")
    weights = {}
    page.on("response", lambda response: weights.update({response.url: len(response.body())}))

    page.goto(paper.claim.address_of_paper(paper.kind))
    page.wait_for_load_state("networkidle")

    drawing = page.get_by_role("img", name="Contoh. Kiri salah: tulisannya kabur.")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.complete && image.naturalWidth") == 340
    assert 0 < sum(weights.values()) < 50 * 1024, weights
    if javascript:  # without it axe has nothing to run on
        look(page)
