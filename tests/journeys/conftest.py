"""A real browser on a served portal, with the worker, the broker and the stand-ins running."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from deploy.local import chromium
from tests import factories
from tests.journeys import steps
from tests.processes import mail_catcher, start_worker, twilio_stand_in, valkey  # noqa: F401 (fixtures)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}
SLOW_MACHINE = 20_000  # milliseconds: whatever a page does, a machine of one slow core has done it by then
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

expect.set_options(timeout=SLOW_MACHINE)


@pytest.fixture
def browser(monkeypatch) -> Iterator[Browser]:
    """The machine's own Chromium."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the test's thread
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.find(), args=QUIET)
        yield chrome
        chrome.close()


@pytest.fixture
def open_profile(browser, live_server):
    """A fresh browser profile at the portal; `javascript=False` switches script off, `more` is Playwright's."""
    contexts = []

    def open_(*, javascript: bool = True, viewport: dict = PHONE, **more) -> BrowserContext:
        context = browser.new_context(
            **{"base_url": live_server.url, "locale": "id-ID"} | more, java_script_enabled=javascript, viewport=viewport
        )
        context.set_default_timeout(SLOW_MACHINE)
        contexts.append(context)
        return context

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_profile):
    """A page of a fresh browser profile, as `open_profile` takes its words."""
    return lambda **how: open_profile(**how).new_page()


@pytest.fixture
def hour(transactional_db, house, live_server):
    """A branch in WITA with places in the week ahead."""
    return steps.open_the_week(factories.branch(), timezone.now())
