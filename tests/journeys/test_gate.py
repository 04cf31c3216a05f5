"""The gate in a real browser: a scanner as keyboard, a camera, no script, a telephone, and its ticket on paper."""

from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from branches.models import Branch
from frontdesk.models import DeskSettings, Visit
from queueing.models import Ticket
from tests import factories
from tests.frontdesk.arriving import check_in
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking
from tests.queueing.day import counter

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def here(hour) -> Branch:
    return factories.branch()


@pytest.fixture
def awaited(here) -> list[Ticket]:
    """Three people awaited at the counter in the hour that runs, the first two of them one person's claims."""
    now, who = timezone.now(), factories.participant()
    slot = counter.hour(here, now=now, local=now.astimezone(ZoneInfo(here.zone)).hour, places=9)
    causes = (factories.cause(), factories.cause("JP"))
    family = [counter.place_in(slot, now=now, participant=who, cause=cause) for cause in causes]
    return [*family, counter.place_in(slot, now=now)]


def come_in(page: Page, here: Branch, role: str = "branch_staff") -> None:
    sign_in(page, factories.officer(role=role, branches=[here]), to="**/cabang/")
    page.goto("/petugas/gerbang/")


def scan(page: Page, code: str) -> None:
    """What a scanner does: it types, wherever the focus is, and presses Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_person_is_scanned_screened_and_gets_a_ticket_by_keyboard_alone(here, awaited, open_page):
    page = open_page(viewport=DESK)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    come_in(page, here)

    scan(page, awaited[0].claim.case_number)
    expect(page.get_by_label("KTP asli pemohon sudah saya lihat")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_label("Suhu").first.fill("36,5")
    page.get_by_label("Bermasker").first.press("Space")
    page.get_by_label("Tangan sudah dibersihkan").first.press("Space")
    page.get_by_role("button", name="Beri nomor").first.press("Enter")

    expect(page.locator(".gate-visit strong")).to_have_text("A001")
    assert Visit.objects.get().claims.count() == 2
    scan(page, awaited[2].claim.case_number)
    expect(page.locator("#siapa")).to_contain_text(awaited[2].claim.case_number)
    assert complaints == []


def test_a_scan_is_read_wherever_the_focus_is(here, awaited, open_page):
    page = open_page(viewport=DESK)
    come_in(page, here)
    page.get_by_role("button", name="Cari").focus()

    scan(page, awaited[2].claim.case_number)

    expect(page.locator("#siapa")).to_contain_text(awaited[2].claim.case_number)


def test_the_camera_reads_where_the_browser_can(here, awaited, open_profile):
    profile = open_profile(viewport=DESK, permissions=["camera"])
    profile.add_init_script(CAMERA % awaited[2].claim.case_number)
    page = profile.new_page()
    come_in(page, here)

    page.get_by_role("button", name="Kamera").click()

    expect(page.locator("#siapa")).to_contain_text(awaited[2].claim.case_number)


def test_where_the_browser_reads_no_codes_there_is_no_camera_button(here, awaited, open_profile):
    profile = open_profile(viewport=DESK)
    profile.add_init_script("delete window.BarcodeDetector")
    page = profile.new_page()
    come_in(page, here)

    expect(page.get_by_role("button", name="Cari").first).to_be_visible()
    expect(page.get_by_role("button", name="Kamera")).to_have_count(0)


def test_the_same_road_without_script_ends_in_another_day(here, awaited, open_page):
    page = open_page(javascript=False, viewport=DESK)
    come_in(page, here)

    page.get_by_label("Pindai atau ketik").fill(awaited[2].claim.case_number)
    page.get_by_role("button", name="Cari").click()
    page.get_by_label("KTP asli pemohon sudah saya lihat").check()
    page.get_by_label("Suhu").first.fill("38,1")
    page.get_by_label("Bermasker").first.check()
    page.get_by_label("Tangan sudah dibersihkan").first.check()
    page.get_by_role("button", name="Beri nomor").first.click()
    expect(page.get_by_text("suhunya di atas 37,3 °C")).to_be_visible()
    page.get_by_role("button", name="Beri waktu lain").first.click()

    expect(page.get_by_text("Diberi waktu lain dan dikabari")).to_be_visible()
    assert Visit.objects.get().status == Visit.Status.REFUSED


@pytest.mark.parametrize("width", [58, 80])
def test_the_ticket_fills_one_piece_of_the_roll(here, awaited, open_page, width):
    visit = check_in(here, awaited[0].claim, awaited[1].claim, now=timezone.now())
    page = open_page(viewport=DESK)
    come_in(page, here)

    page.goto(f"/petugas/gerbang/kunjungan/{visit.pk}/tiket/?lebar={width}")
    page.emulate_media(media="print")
    paper = page.locator(".ticket").bounding_box()

    assert paper is not None
    assert round(paper["width"] * 25.4 / 96) == width
    assert paper["x"] == paper["y"] == 0
    assert pages_of(page.pdf(prefer_css_page_size=True)) == [width]


def test_a_number_is_followed_on_the_phone_without_script(here, open_page):
    first, second = (check_in(here, now=timezone.now()) for _ in range(2))
    page = open_page(javascript=False, viewport=PHONE)

    answer = page.goto(f"/kunjungan/{second.pk}/")
    expect(page.get_by_text("1 nomor di depan Anda")).to_be_visible()

    assert answer is not None
    assert answer.headers["refresh"] == "15"
    assert first.label == "A001"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["1366", "360"])
def test_no_page_of_the_gate_has_a_barrier(here, awaited, open_page, viewport):
    now = timezone.now()
    DeskSettings.objects.create(branch=here, people_inside=2)
    visits = [check_in(here, series=series, now=now) for series in "AAABC"]
    page = open_page(viewport=viewport)
    look = Looking(f"gate-{viewport['width']}")
    come_in(page, here, role="branch_head")
    look(page)
    page.get_by_label("Pindai atau ketik").fill("xyz")
    page.get_by_role("button", name="Cari").click()
    look(page)
    page.goto(f"/petugas/gerbang/{here.code}/klaim/{awaited[0].claim.case_number}/")
    look(page)
    page.get_by_role("button", name="Beri nomor").first.click()
    look(page)
    for address in (
        f"/petugas/gerbang/kunjungan/{visits[2].pk}/",
        f"/petugas/gerbang/kunjungan/{visits[3].pk}/tiket/",
        f"/petugas/gerbang/{here.code}/pengaturan/",
        *(f"/kunjungan/{visit.pk}/" for visit in visits[1:3]),
    ):
        page.goto(address)
        look(page)


def pages_of(pdf: bytes) -> list[int]:
    """The width of each page, in millimetres."""
    return [round(page.get_width() * 25.4 / 72) for page in pypdfium2.PdfDocument(pdf)]


CAMERA = """
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ["qr_code", "code_128"]; }
      async detect() { return [{ rawValue: "%s" }]; }
    };
    const picture = document.createElement("canvas");
    navigator.mediaDevices.getUserMedia = async () => picture.captureStream();
    HTMLMediaElement.prototype.play = async () => {};
"""
