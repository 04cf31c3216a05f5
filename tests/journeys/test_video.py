"""A video call between two real browsers: both see the other move, the line breaks, and both come back."""

import sys

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright

from claims import fresh, links
from deploy.local import chromium
from deploy.local.portal import signalling as signalling_command
from tests import factories
from tests.journeys.conftest import DESK, PHONE, QUIET
from tests.journeys.keys import sign_in
from tests.processes import Program, database_url, free_port, listens, wait_until
from verification.contacting import agreeing
from verification.desk import take_next
from verification.models import Contact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

CAMERA = [
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=15",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns",
]  # fmt: skip

# How many pictures of the other have been drawn so far.
DRAWN = "() => document.querySelector('[data-part=other]').getVideoPlaybackQuality().totalVideoFrames"
CUT_OFF = """() => { const Real = WebSocket; window.sockets = [];
  window.WebSocket = class extends Real { constructor(...words) { super(...words); window.sockets.push(this); } } }"""
NO_WAY = """() => { const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(how) { super({ ...how, iceTransportPolicy: "relay" }); } } }"""


@pytest.fixture
def browser(monkeypatch):
    """A Chromium with a camera and a microphone that are drawn by itself."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the test's thread
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium.find(), args=[*QUIET, *CAMERA])
        yield chrome
        chrome.close()


@pytest.fixture
def signalling(tmp_path, live_server, transactional_db, settings):
    """The process that `make run` starts, on the test's database and for the test's own pages."""
    port = free_port()
    settings.SIGNALLING_URL = f"ws://127.0.0.1:{port}/"
    env = {"LAPAK_ENV": "test", "DATABASE_URL": database_url(), "PUBLIC_BASE_URL": live_server.url}
    env["REDIS_URL"] = django_settings.REDIS_URL
    process = Program("Signalling", [sys.executable, "-m", *signalling_command(port)], tmp_path / "signalling.log", env)
    process.start()
    wait_until(lambda: listens(port), "the signalling listens")
    yield process
    process.kill()


class TwoPages:
    """The officer's page and the claimant's, at the same call."""

    def __init__(self, officer: Page, claimant: Page) -> None:
        self.officer, self.claimant = officer, claimant
        self.both = (officer, claimant)

    def start(self) -> None:
        for page in self.both:
            page.get_by_role("button", name="Mulai video").click()

    def see_each_other_move(self) -> None:
        for page in self.both:
            before = page.evaluate(DRAWN)
            page.wait_for_function(f"seen => ({DRAWN})() > seen + 10", arg=before, timeout=60_000)


@pytest.fixture
def call(hour, signalling, open_page):
    """A video call agreed on for now, its two pages open."""
    officer = factories.officer()
    claim = factories.submitted_claim(now=timezone.now())
    take_next(officer, now=timezone.now())
    contact = agreeing.invite(claim.pk, way=Contact.Way.VIDEO, by=officer.actor, now=timezone.now())
    token = fresh.token()
    links.replace(claim, token=token, now=timezone.now())
    # The policy of content was spelled when the portal started, before anybody knew the port of the signalling.
    desk, phone = open_page(viewport=DESK, bypass_csp=True), open_page(viewport=PHONE, bypass_csp=True)
    for page in (desk, phone):
        page.add_init_script(f"({CUT_OFF})()")
    sign_in(desk, officer, to="**/meja/")
    desk.goto(f"/petugas/meja/{claim.case_number}/video/{contact.pk}/")
    phone.goto(f"/klaim/tautan/{token}/")
    phone.get_by_role("button", name="Buka klaim").click()
    phone.goto(f"/klaim/{claim.case_number}/video/")
    return TwoPages(desk, phone)


def test_both_see_the_other_move(call):
    complaints = []
    for page in call.both:
        page.on("pageerror", lambda error: complaints.append(str(error)))

    call.start()

    call.see_each_other_move()
    for page in call.both:
        expect(page.locator("[data-say=connected]")).to_be_visible()
    assert complaints == []
