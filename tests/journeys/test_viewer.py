"""The papers on the workbench in the real browser: one at a time, the next one there before it is asked for.

SCREENSHOTS=folder keeps a picture of each page, to be looked at.
"""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from claims import filing
from claims.models import Claim
from tests import factories
from tests.journeys.conftest import DESK
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking
from tests.journeys.test_papers_in_order import bring
from verification import desk
from verification.models import PageView, Verdict

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES_OF = "#dokumen-{} .paper-pages img"
IS_THERE = "each => each.complete && each.naturalWidth > 0"
FIRST, SECOND, THIRD = "KPJ", "KTP", "KK"


def held(claim: Claim):
    """The claim in an officer's hands."""
    now, officer = timezone.now(), factories.officer()
    factories.complete_papers(claim, now=now)
    filing.submit(claim.pk, by="claimant:x", now=now)
    assert desk.take_next(officer, now=now).pk == claim.pk
    return officer


@pytest.fixture
def claim(hour) -> Claim:
    """Two pages for the first paper, drawn as cards are; small photos for the others."""
    claim = factories.open_claim(now=timezone.now(), at=hour)
    for code in (FIRST, SECOND):
        kind = next(kind for need in claim.missing_papers() for kind in need.kinds if kind.code == code)
        bring(claim, code, kind=kind)
    bring(claim, FIRST, kind=claim.papers.get(kind__code=FIRST).kind, seed=8)
    return claim


@pytest.fixture
def bench(open_page):
    """Opens the workbench of a claim that somebody holds."""

    def open_(claim: Claim, **how) -> Page:
        page = open_page(viewport=DESK, **how)
        officer = held(claim)
        sign_in(page, officer, to="**/meja/")
        page.goto(reverse("admin:workbench", args=[claim.case_number]))
        page.wait_for_load_state("load")
        return page

    return open_


def when_there(image: Locator) -> None:
    """Wait until this page image has come."""
    expect(image).to_have_js_property("naturalWidth", int(image.get_attribute("width")))


def first_of(page: Page, code: str) -> Locator:
    return page.locator(PAGES_OF.format(code)).first


def paper_on_screen(page: Page) -> str:
    [code] = page.locator("[data-paper]:visible").evaluate_all("all => all.map((each) => each.dataset.paper)")
    return code


def readings(what: PageView.What) -> list[str]:
    return [
        code.split("/")[0] for code in PageView.objects.filter(what=what).order_by("pk").values_list("code", flat=True)
    ]


# --- The next paper ---


def test_the_next_paper_is_there_before_its_key_is_pressed_and_is_on_record_as_seen_only_then(claim, bench):
    page = bench(claim)
    first = first_of(page, SECOND)
    assert paper_on_screen(page) == FIRST

    when_there(first_of(page, SECOND))
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    assert SECOND in readings(PageView.What.AHEAD)
    assert SECOND not in readings(PageView.What.PAGE)
    with page.expect_response("**/tampilan/"):
        press(page, "j")

    assert paper_on_screen(page) == SECOND
    assert first.evaluate(IS_THERE)
    assert readings(PageView.What.PAGE)[-1] == SECOND
    address = first.get_attribute("data-page")
    assert not [url for method, url in asked if method == "GET" and address in url]  # it did not come a second time


def test_nothing_is_fetched_ahead_before_the_page_that_was_asked_for_has_come(claim, bench, open_page):
    page = open_page(viewport=DESK)
    officer = held(claim)
    sign_in(page, officer, to="**/meja/")
    waiting, released, ahead = [], [], []
    page.route("**/halaman/*/1/", lambda route: route.continue_() if released else waiting.append(route))
    page.on("request", lambda request: ahead.append(request.url) if "lebih-dulu" in request.url else None)
    page.goto(reverse("admin:workbench", args=[claim.case_number]), wait_until="domcontentloaded")
    expect(page.locator("[data-viewer]")).to_be_visible()

    page.wait_for_timeout(500)
    before = list(ahead)
    released.append(True)
    for route in waiting:
        route.continue_()
    when_there(first_of(page, SECOND))

    assert waiting
    assert before == []
    assert ahead


def test_who_asks_for_another_paper_cancels_what_is_on_its_way(claim, bench, open_page):
    page = open_page(viewport=DESK)
    officer = held(claim)
    sign_in(page, officer, to="**/meja/")
    stuck, gone = [], []
    page.route("**/*lebih-dulu*", lambda route: stuck.append(route.request.url))  # it never comes
    page.on("requestfailed", lambda request: gone.append(request.url))
    page.goto(reverse("admin:workbench", args=[claim.case_number]))
    expect(page.locator("img[data-ahead]")).to_have_count(1)

    page.locator(".bench-index a", has_text="Kartu Keluarga").click()
    when_there(first_of(page, THIRD))

    assert paper_on_screen(page) == THIRD
    assert stuck[0] in gone


def test_after_a_verdict_comes_the_next_paper_that_waits_and_the_ticks_are_kept(claim, bench):
    page = bench(claim)
    press(page, "j")
    assert paper_on_screen(page) == SECOND

    press(page, "l")
    expect(page.locator("#periksa-KTP-terbaca")).to_be_focused()
    press(page, "Space")
    press(page, "a")

    expect(page.locator(".bench-index .is-accepted")).to_have_count(1)
    expect(page.locator(f"#dokumen-{THIRD} .paper-pages")).to_be_focused()
    assert [point.code for point in Verdict.objects.get().checked.all()] == ["terbaca"]


# --- 150 pages ---


def test_a_paper_of_160_pages_reserves_the_room_of_each_and_fetches_those_in_sight(hour, bench):
    claim = factories.open_claim(now=timezone.now(), at=hour)
    kind = next(kind for need in claim.missing_papers() for kind in need.kinds if kind.code == FIRST)
    for number in range(8):
        factories.send_paper(claim, kind, content=factories.scan(pages=20, seed=number), now=timezone.now())
    page = bench(claim)
    pane = page.locator(f"#dokumen-{FIRST} .paper-pages")
    height = pane.evaluate("each => each.scrollHeight")

    press(page, "End")
    expect(page.locator("[data-page-now]")).to_have_text("160 / 160")
    when_there(page.locator(PAGES_OF.format(FIRST)).last)

    assert pane.evaluate("each => each.scrollHeight") == height
    there = page.locator(PAGES_OF.format(FIRST)).evaluate_all(f"all => all.filter({IS_THERE}).length")
    assert there < 80
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    press(page, ",")
    expect(page.locator("[data-page-now]")).to_have_text("159 / 160")


# --- Looking closer ---


def test_a_page_is_made_larger_smaller_and_turned_by_keys_and_the_size_is_remembered(claim, bench):
    page = bench(claim)
    image = first_of(page, FIRST)
    pane = page.locator(f"#dokumen-{FIRST} .paper-pages")
    size = lambda: image.evaluate("each => [each.clientWidth, each.clientHeight]")  # noqa: E731
    true = [int(image.get_attribute(name)) for name in ("width", "height")]

    press(page, "w")
    wide = size()
    press(page, "f")
    whole = size()
    press(page, "1")
    real = size()
    press(page, "+")
    larger = size()
    press(page, "t")
    turned = image.evaluate("each => each.getBoundingClientRect().width")

    assert wide[0] == pytest.approx(pane.evaluate("each => each.clientWidth"), abs=1)
    assert whole[1] < pane.evaluate("each => each.clientHeight")
    assert real == true
    assert larger[0] == pytest.approx(true[0] * 1.25, abs=1)
    assert turned == pytest.approx(true[1] * 1.25, abs=1)  # it lies on its side
    page.reload()
    expect(page.locator("[data-zoom-now]")).to_have_text("125 %")


def test_a_page_of_another_paper_stands_beside_and_stays_when_one_goes_on(claim, bench):
    page = bench(claim)
    when_there(first_of(page, SECOND))
    press(page, "c")
    beside = page.locator(".beside img")
    expect(page.get_by_label("Bandingkan dengan")).to_have_value(
        page.locator(f"#dokumen-{SECOND} figure").get_attribute("id")
    )
    expect(beside).to_be_in_viewport()
    was = beside.get_attribute("data-page")

    press(page, "j")
    press(page, "j")
    stays = page.locator(f"#dokumen-{THIRD} .beside img").get_attribute("data-page")
    press(page, ">")
    moved = page.locator(f"#dokumen-{THIRD} .beside img").get_attribute("data-page")
    press(page, "c")

    assert paper_on_screen(page) == THIRD
    assert was == stays != moved
    expect(page.locator(".beside")).to_be_hidden()


def test_the_focus_is_never_lost_and_the_scrolling_keys_scroll_the_page(claim, bench):
    page = bench(claim)
    press(page, "1")
    for key in ("j", "c", "c", "f", "1", "t", "j", "k", ".", "u", "d", "k", "k"):
        press(page, key)
        assert page.evaluate("document.activeElement !== document.body"), f"after {key}"
    page.goto(page.url.partition("#")[0])
    pane = page.locator(f"#dokumen-{FIRST} .paper-pages")

    for key in ("PageDown", "ArrowDown", "End"):
        pane.evaluate("each => { each.scrolled = false; each.onscrollend = () => { each.scrolled = true; }; }")
        press(page, key)
        expect(pane).to_have_js_property("scrolled", True)


def test_keys_switched_off_stay_off_and_the_buttons_work(claim, bench):
    page = bench(claim)
    press(page, "?")
    page.get_by_label("Pakai tombol pintas satu huruf").uncheck()
    page.get_by_role("button", name="Tutup").click()
    page.reload()
    when_there(first_of(page, FIRST))

    for key in ("j", "c", "1", "a", "d"):
        press(page, key)
    page.get_by_role("button", name="Bandingkan").click()

    assert paper_on_screen(page) == FIRST
    assert not Verdict.objects.exists()
    expect(page.locator(".beside")).to_be_visible()


def test_the_help_names_every_key_there_is(claim, bench):
    page = bench(claim)
    press(page, "?")

    told = set(page.locator(".bench-keys kbd").all_text_contents())
    given = set(page.locator("[data-key]").evaluate_all("all => all.map((each) => each.dataset.key)"))

    assert given <= told
    assert {"j", "k", "l", "<", ">", "?"} <= told


# --- Without a barrier, and without script ---


def test_no_state_of_the_workbench_has_a_barrier(claim, bench):
    page = bench(claim)
    look = Looking("lihat")
    look(page)
    for key in ("c", "r", "?"):
        press(page, key)
        look(page)


def test_without_script_all_pages_stand_below_each_other_and_ticks_are_kept(claim, bench):
    page = bench(claim, javascript=False)
    expect(page.locator("[data-viewer]")).to_be_hidden()
    expect(page.locator(".beside")).to_be_hidden()
    expect(page.locator("[data-paper]:visible")).to_have_count(claim.papers.count())

    page.locator("#periksa-KTP-ktp-nik").check()
    page.locator("#dokumen-KTP summary").click()
    page.locator("#dokumen-KTP .reason-grid input").first.check()
    page.locator("#dokumen-KTP").get_by_role("button", name="Kembalikan").click()

    expect(page.locator("#dokumen-KTP .tag-returned")).to_be_visible()
    assert [point.code for point in Verdict.objects.get().checked.all()] == ["ktp-nik"]
    assert not PageView.objects.filter(what=PageView.What.AHEAD).exists()
