"""A real browser on a served portal, with the worker, the broker and the stand-ins running."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.local import chromium
from tests import factories
from tests.journeys import steps
from tests.processes import mail_catcher, start_worker, twilio_stand_in, valkey  # noqa: F401 (fixtures)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture
def browser(monkeypatch) -> Iterator[Browser]:
    """The machine's own Chromium."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the test's thread
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.find(), args=QUIET)
        yield chrome
        chrome.close()


@pytest.fixture
def open_page(browser, live_server):
    """A page of a fresh browser profile; `javascript=False` switches script off."""
    contexts = []

    def open_(*, javascript: bool = True, viewport: dict = PHONE) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=javascript, viewport=viewport, locale="id-ID"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def hour(transactional_db, house, live_server):
    """A branch in WITA with places in the week ahead."""
    return steps.open_the_week(factories.branch(), timezone.now())
