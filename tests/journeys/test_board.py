"""The board in a real browser: which clips it plays in which order, a silent browser, a connection that drops; and the
counter that calls, by keys and without script."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from frontdesk import calling
from frontdesk.models import Counter, Visit
from tests import factories
from tests.frontdesk import visiting
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TELEVISION = {"width": 1920, "height": 1080}
STAFF = "officer:7"
PLAYED = """
window.played = [];
const addresses = new WeakMap(), clips = new WeakMap();
const { arrayBuffer } = Response.prototype;
Response.prototype.arrayBuffer = async function () {
  const bytes = await arrayBuffer.call(this);
  addresses.set(bytes, this.url);
  return bytes;
};
const { decodeAudioData } = BaseAudioContext.prototype;
BaseAudioContext.prototype.decodeAudioData = async function (bytes) {
  const address = addresses.get(bytes), clip = await decodeAudioData.call(this, bytes);
  clips.set(clip, address.replace(/^.*\\/|\\.mp3$/g, ""));
  return clip;
};
const { start } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (at) {
  window.played.push([clips.get(this.buffer), at, at + this.buffer.duration]);
  return start.call(this, at);
};
"""
"""Notes each clip that is really played: its name, and when it begins and ends by the clock of the sound."""


@pytest.fixture
def here(transactional_db, house, live_server):
    return factories.branch()


@pytest.fixture
def desk(here) -> Counter:
    return visiting.counter(here, 3)


def call(desk: Counter, number: int) -> Visit:
    """That number comes and is called at once."""
    visit = visiting.visit(desk.branch, number, now=timezone.now())
    seen = Counter.objects.select_related("visit").get(pk=desk.pk).serving
    return calling.call_next(desk.pk, seen=seen and seen.pk, by=STAFF, now=timezone.now()) and visit


def open_board(open_page, here, **how) -> Page:
    page = open_page(**{"viewport": TELEVISION, **how})
    page.add_init_script(PLAYED)
    page.goto(f"/papan/{here.code}/")
    page.wait_for_load_state("load")
    return page


def start_sound(page: Page) -> None:
    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_text("Suara mati.")).to_be_hidden()
    heard(page, 1)  # the chime, so that whoever pressed hears it


def number_on(page: Page):
    return page.locator("[data-number]")


def heard(page: Page, clips: int) -> list[tuple[str, float, float]]:
    """What was played, as soon as it is so many clips. Asked from here: the page's policy lets nobody wait within."""
    patience = timezone.now() + timedelta(seconds=20)
    while len(played := page.evaluate("window.played")) < clips and timezone.now() < patience:
        page.wait_for_timeout(100)
    return played


def said(page: Page, clips: int) -> list[str]:
    """The clips after the chime of the start; each begins when the one before has ended."""
    played = heard(page, clips + 1)
    assert all(begins >= ended for (_, _, ended), (_, begins, _) in pairwise(played))
    return [name for name, *_ in played[1:]]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (101, "seratus satu"),
        (110, "seratus sepuluh"),
        (111, "seratus sebelas"),
    ],
)
def test_the_clips_of_a_number_are_played_in_the_order_of_its_words(open_page, here, desk, number, words):
    page = open_board(open_page, here)
    start_sound(page)

    call(desk, number)

    sentence = ["nomor-antrean", "a", *words.split(), "silakan-ke", "loket", "tiga"]
    expect(number_on(page)).to_have_text(f"A{number:03}")
    expect(page.locator("[data-place]")).to_have_text("Loket 3")
    assert said(page, len(sentence) + 1) == ["bel", *sentence]


def test_a_call_that_is_repeated_is_said_twice_and_two_calls_one_after_the_other(open_page, here, desk):
    page = open_board(open_page, here)
    start_sound(page)
    first = call(desk, 1)
    said(page, 7)

    calling.call_again(desk.pk, seen=first.pk, by=STAFF, now=timezone.now())
    call(visiting.counter(here, 1, kind="bilik", series="A"), 2)

    sentence = ["nomor-antrean", "a", "satu", "silakan-ke", "loket", "tiga"]
    other = ["bel", "nomor-antrean", "a", "dua", "silakan-ke", "bilik", "satu"]
    assert said(page, 7 + 13 + 7) == ["bel", *sentence, "bel", *sentence, *sentence, *other]


def test_a_browser_that_keeps_silent_is_shown_loudly_and_missed_calls_are_not_said_later(open_page, here, desk):
    page = open_board(open_page, here)
    expect(page.get_by_text("Suara mati.")).to_be_visible()

    call(desk, 5)
    expect(number_on(page)).to_have_text("A005")
    start_sound(page)
    page.wait_for_timeout(4_000)

    assert [name for name, *_ in heard(page, 1)] == ["bel"]


def test_a_board_without_its_clips_says_so(open_page, here, desk):
    page = open_page(viewport=TELEVISION)
    page.route("**/voice/sebelas.mp3", lambda route: route.abort())
    page.goto(f"/papan/{here.code}/")

    page.get_by_role("button", name="Mulai").click()
    expect(page.get_by_text("Rekaman suara tidak bisa dimuat.")).to_be_visible()
    page.unroute("**/voice/sebelas.mp3")
    page.get_by_role("button", name="Mulai").click()

    expect(page.get_by_text("Suara mati.")).to_be_hidden()


def test_a_dropped_connection_is_said_and_the_board_goes_on_by_itself(open_page, here, desk):
    page = open_board(open_page, here)
    start_sound(page)
    call(desk, 1)
    said(page, 7)

    page.context.set_offline(True)
    expect(page.get_by_text("Sambungan terputus, mencoba lagi.")).to_be_visible()
    expect(number_on(page)).to_have_text("A001")
    call(desk, 2)
    call(desk, 3)
    page.wait_for_timeout(4_000)
    assert len(heard(page, 8)) == 8
    page.context.set_offline(False)

    expect(page.get_by_text("Sambungan terputus, mencoba lagi.")).to_be_hidden()
    expect(number_on(page)).to_have_text("A003")
    still_awaited = ["bel", "nomor-antrean", "a", "tiga", "silakan-ke", "loket", "tiga"]
    assert said(page, 14)[7:] == still_awaited


def test_a_board_without_script_shows_the_new_number_all_the_same(open_page, here, desk):
    page = open_board(open_page, here, javascript=False)
    expect(page.get_by_text("Belum ada nomor yang dipanggil hari ini.")).to_be_visible()

    call(desk, 1)

    expect(number_on(page)).to_have_text("A001")


@pytest.mark.parametrize("viewport", [PHONE, DESK, TELEVISION], ids=["phone", "desk", "television"])
def test_the_board_has_no_barrier(open_page, here, desk, viewport):
    look = Looking(f"board-{viewport['width']}")
    page = open_board(open_page, here, viewport=viewport)
    look(page)
    for number in range(7, 14):
        call(desk, number)
    expect(number_on(page)).to_have_text("A013")
    look(page)
    start_sound(page)
    look(page)
    page.context.set_offline(True)
    expect(page.get_by_text("Sambungan terputus, mencoba lagi.")).to_be_visible()
    look(page)


# --- The counter ------------------------------------------------------------------------------------------------


def come_in(page: Page, desk: Counter) -> None:
    sign_in(page, factories.officer(role="branch_staff", branches=[desk.branch]), to="**/cabang/")
    page.goto(reverse("admin:counter", args=[desk.pk]))


def at_the_counter(page: Page):
    return page.locator(".calling-number")


def test_people_are_called_by_keys_alone(open_page, here, desk):
    page = open_page(viewport=DESK)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    come_in(page, desk)
    for number in (1, 2):
        visiting.visit(here, number, now=timezone.now())

    expect(page.get_by_text("2 nomor menunggu dipanggil.")).to_be_visible()  # the page asked by itself
    press(page, "n")
    expect(at_the_counter(page)).to_have_text("A001")
    press(page, "u")
    expect(page.get_by_text("A001 dipanggil ulang.")).to_be_visible()
    press(page, "d")
    expect(at_the_counter(page)).to_have_text("Kosong")
    press(page, "n")
    expect(at_the_counter(page)).to_have_text("A002")
    press(page, "t")
    expect(page.get_by_text("A002 ditunda.")).to_be_visible()
    page.get_by_role("button", name="Panggil kembali A001").click()
    expect(at_the_counter(page)).to_have_text("A001")
    press(page, "s")
    expect(page.get_by_text("A001 selesai dilayani.")).to_be_visible()

    assert list(Visit.objects.order_by("number").values_list("status", flat=True)) == ["served", "parked"]
    assert complaints == []


def test_people_are_called_without_script(open_page, here, desk):
    page = open_page(viewport=DESK, javascript=False)
    come_in(page, desk)
    visiting.visit(here, 1, now=timezone.now())

    page.reload()
    page.get_by_role("button", name="Panggil berikutnya").click()
    expect(at_the_counter(page)).to_have_text("A001")
    page.get_by_role("button", name="Selesai saja").click()

    expect(at_the_counter(page)).to_have_text("Kosong")
    assert Visit.objects.get().status == "served"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_counters_have_no_barrier(open_page, here, viewport):
    desk = visiting.counter(here, 3, series="AB")
    visiting.counter(here, 1, kind="bilik", series="C")
    look = Looking(f"counter-{viewport['width']}")
    page = open_page(viewport=viewport)
    come_in(page, desk)
    look(page)
    for number in range(1, 6):
        visiting.visit(here, number, now=timezone.now())
    visiting.visit(here, 1, series="B", now=timezone.now())
    page.get_by_role("button", name="Panggil berikutnya").click()
    page.get_by_role("button", name="Tidak datang").click()
    look(page)
    page.get_by_role("button", name="Panggil berikutnya").click()
    look(page)
    page.goto(reverse("admin:counters"))
    look(page)
