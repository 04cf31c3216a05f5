"""A video call between two real browsers: both see the other move, the line breaks, and both come back."""

import sys

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as SawNothing

from calls.models import Room
from claims import fresh, links
from deploy.local import chromium
from deploy.local.portal import signalling as signalling_command
from tests import factories
from tests.journeys.conftest import DESK, PHONE, QUIET
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking
from tests.processes import Program, database_url, free_port, listens, wait_until
from verification.contacting import agreeing
from verification.desk import take_next
from verification.models import Contact, OriginalShown

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

CAMERA = [
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=15",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns",
]  # fmt: skip

# How many pictures of the other have been drawn so far.
DRAWN = "() => document.querySelector('[data-part=other]').getVideoPlaybackQuality().totalVideoFrames"
# Keeps at hand what the tests break: the sockets and the lines of a page.
AT_HAND = """() => { window.sockets = []; window.lines = [];
  const kept = (Real, all) => class extends Real { constructor(...words) { super(...words); all.push(this); } };
  window.WebSocket = kept(WebSocket, sockets); window.RTCPeerConnection = kept(RTCPeerConnection, lines); }"""
CUT = "() => sockets.forEach((socket) => socket.close())"
LINES = "() => lines.length"
BREAK = "() => lines.at(-1).close()"
HOW_IT_IS = """() => ({ says: document.querySelector("[data-call]").dataset.now,
  sockets: sockets.map((socket) => socket.readyState), lines: lines.map((line) =>
    [line.connectionState, line.iceConnectionState, line.signalingState, line.getSenders().length]) })"""
UFRAG = "() => /ice-ufrag:(\\S+)/.exec(lines.at(-1).currentLocalDescription.sdp)[1]"
# As behind a network that lets only a relay through, where there is no relay.
NO_WAY = """() => { const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(how) { super({ ...how, iceTransportPolicy: "relay" }); } } }"""
DENY = """() => { navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("no", "NotAllowedError")); }"""


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

    def on_both(self, script: str) -> None:
        for page in self.both:
            page.evaluate(script)

    def reload_with(self, script: str) -> None:
        for page in self.both:
            page.add_init_script(f"({script})()")
            page.reload()

    def see_each_other_move(self) -> None:
        for page in self.both:
            before = page.evaluate(DRAWN)
            try:
                page.wait_for_function(f"seen => ({DRAWN})() > seen + 10", arg=before, polling=100, timeout=60_000)
            except SawNothing:
                pytest.fail(f"No picture moves. The two pages: {[each.evaluate(HOW_IT_IS) for each in self.both]}")


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
        page.add_init_script(f"({AT_HAND})()")
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


def test_pictures_go_on_while_the_signalling_is_cut_and_it_comes_back(call, signalling):
    call.start()
    call.see_each_other_move()

    call.on_both(CUT)

    call.see_each_other_move()
    for page in call.both:
        page.wait_for_function("() => sockets.length > 1 && sockets.at(-1).readyState === WebSocket.OPEN")


def test_both_come_back_after_line_and_signalling_were_lost(call, signalling):
    call.start()
    call.see_each_other_move()

    signalling.kill()
    call.claimant.evaluate(BREAK)
    expect(call.officer.locator("[data-say=lost]")).to_be_visible()
    signalling.start()

    call.see_each_other_move()
    for page in call.both:
        expect(page.locator("[data-say=connected]")).to_be_visible()


def test_who_loads_the_page_again_is_seen_again(call):
    call.start()
    call.see_each_other_move()

    call.claimant.reload()
    expect(call.officer.locator("[data-say=gone], [data-say=lost]").locator("visible=true")).to_have_count(1)
    call.claimant.get_by_role("button", name="Mulai video").click()

    call.see_each_other_move()


def test_another_way_is_looked_for_without_losing_the_line(call):
    call.start()
    call.see_each_other_move()
    before, lines = call.claimant.evaluate(UFRAG), call.claimant.evaluate(LINES)

    call.claimant.evaluate("() => lines.at(-1).restartIce()")

    call.claimant.wait_for_function(f"before => ({UFRAG})() !== before", arg=before)
    call.see_each_other_move()
    assert call.claimant.evaluate(LINES) == lines


def test_where_no_way_is_found_the_page_offers_the_telephone(call):
    call.reload_with(NO_WAY)

    call.start()

    expect(call.claimant.locator("[data-say=cannot]")).to_contain_text("Petugas akan menelepon Anda", timeout=60_000)
    expect(call.officer.locator("[data-say=cannot]")).to_contain_text("telepon pemohon", timeout=60_000)


def test_without_signalling_the_page_offers_the_telephone(call, signalling):
    signalling.kill()

    call.start()

    expect(call.claimant.locator("[data-say=cannot]")).to_contain_text("Petugas akan menelepon Anda", timeout=60_000)


def test_a_camera_that_is_not_allowed_is_explained(call):
    call.reload_with(DENY)

    call.start()

    expect(call.claimant.locator("[data-say=denied]")).to_contain_text("izinkan keduanya")
    expect(call.claimant.get_by_role("button", name="Mulai video")).to_be_visible()


def test_the_microphone_can_be_muted_and_the_camera_covered(call):
    call.start()
    call.see_each_other_move()

    for name, kind in (("Matikan mikrofon", "Audio"), ("Matikan kamera", "Video")):
        button = call.claimant.get_by_role("button", name=name)
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        tracks = f"document.querySelector('[data-part=own]').srcObject.get{kind}Tracks()"
        assert call.claimant.evaluate(f"() => {tracks}.every((track) => !track.enabled)")


def test_who_ends_the_call_ends_it_for_both(call):
    call.start()
    call.see_each_other_move()

    call.officer.get_by_role("button", name="Akhiri").click()

    for page in call.both:
        expect(page.locator("[data-say=over]")).to_be_visible()


def test_a_second_page_takes_the_seat_from_the_first(call):
    call.start()
    call.see_each_other_move()
    second = call.claimant.context.new_page()
    second.goto(call.claimant.url)

    second.get_by_role("button", name="Mulai video").click()

    expect(call.claimant.locator("[data-say=taken]")).to_be_visible()
    TwoPages(call.officer, second).see_each_other_move()


def test_originals_are_ticked_by_keyboard_while_the_call_goes_on(call):
    call.start()
    call.see_each_other_move()
    paper, lines = call.officer.locator(".call-originals li").first, call.officer.evaluate(LINES)

    paper.get_by_role("button").press("Enter")

    expect(paper.get_by_text("Asli diperlihatkan", exact=True)).to_have_class("desk-tag tag-accepted")
    call.see_each_other_move()
    assert call.officer.evaluate(LINES) == lines
    assert OriginalShown.objects.count() == 1


def test_a_room_that_ended_says_so(call):
    Room.objects.update(ended_at=timezone.now())

    call.start()

    expect(call.claimant.locator("[data-say=refused]")).to_contain_text("tidak sedang dibuka")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_have_no_barrier_while_the_call_runs(call, viewport):
    call.start()
    call.see_each_other_move()
    look = Looking(f"video-{viewport['width']}")

    for page in call.both:
        page.set_viewport_size(viewport)
        look(page)


def test_without_script_the_page_says_that_an_officer_telephones(call, open_page):
    page = open_page(javascript=False, storage_state=call.claimant.context.storage_state())

    page.goto(call.claimant.url)

    expect(page.get_by_text("Petugas akan menelepon Anda").first).to_be_visible()
    expect(page.get_by_role("button", name="Mulai video")).to_be_hidden()
