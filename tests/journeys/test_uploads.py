"""Papers from a cheap phone on a bad line, in the real browser: cut, reloaded, killed by the camera, without script."""

import io
import random
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, FileChooser, Page, expect

from claims.models import Claim, PaperFile, Upload
from deploy import sample_papers
from tests import factories
from tests.claims.doors import open_by_link
from tests.claims.uploads.proxy import cutting_line
from tests.journeys.conftest import SLOW_MACHINE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

CUT = 64 * 1024
OPENS_A_PHOTO_WHEN_TOLD = """
const open = self.createImageBitmap;
self.createImageBitmap = (...given) => new Promise((resolve) => (self.goOn = resolve)).then(() => open(...given));
"""
TELLS_WHEN_LOOKED_AT = """
const close = ImageBitmap.prototype.close;
ImageBitmap.prototype.close = function () { close.call(this); self.lookedAt = true; };
"""


@pytest.fixture
def claim(transactional_db, house, live_server) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.fixture
def phone(open_profile, live_server, claim):
    """A browser that was let in to the claim by its link; `through` another address than the portal's own."""

    def open_(*, through: str = "", javascript: bool = True) -> BrowserContext:
        base_url = through or live_server.url
        context = open_profile(base_url=base_url, javascript=javascript, has_touch=True)
        cookies = open_by_link(Client(), claim).cookies
        context.add_cookies([{"name": n, "value": c.value, "url": base_url} for n, c in cookies.items()])
        return context

    return open_


@pytest.fixture
def address(claim) -> str:
    return f"{claim.get_absolute_url()}dokumen/{claim.missing_papers()[0].key}/"


def noise(width: int, height: int, *, quality: int = 85, turned: int = 0) -> bytes:
    """A photo that hardly compresses; `turned` is EXIF's orientation."""
    picture = Image.frombytes("RGB", (width, height), random.Random(width).randbytes(3 * width * height))
    exif, content = Image.Exif(), io.BytesIO()
    if turned:
        exif[0x0112] = turned
        exif[0x010E] = "GPS di sini"
    picture.save(content, "JPEG", quality=quality, exif=exif)
    return content.getvalue()


def plain(brightness: int, size: tuple[int, int]) -> bytes:
    content = io.BytesIO()
    Image.new("L", size, brightness).save(content, "JPEG")
    return content.getvalue()


def choose(page: Page, name: str, content: bytes, typed: str = "image/jpeg") -> None:
    page.get_by_label("Pilih dari galeri atau berkas").set_input_files(
        {"name": name, "mimeType": typed, "buffer": content}
    )


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Kirim berkas ini").click()


def kept() -> bytes:
    return b"".join(PaperFile.objects.get().original())


def until(page: Page, true: Callable[[], object], what: str) -> None:
    """Wait as the browser waits: its requests go on meanwhile."""
    for _ in range(SLOW_MACHINE // 50):
        if true():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Waited in vain: {what}")


def choosers(page: Page) -> list[FileChooser]:
    """The pickers that open from now on. To be asked for before the page comes: Playwright does not wait until Chromium
    hands them over, and one that opens before that is never heard of."""
    opened: list[FileChooser] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))  # Playwright takes no method of a list
    return opened


def offsets_sent(page: Page) -> list[int]:
    """Where each part that leaves from now on begins."""
    seen: list[int] = []
    page.on("request", lambda each: each.method == "PATCH" and seen.append(int(each.headers["upload-offset"])))
    return seen


def test_a_file_arrives_whole_over_a_line_that_is_cut_every_64_kib(phone, address, live_server):
    content = random.Random(5).randbytes(700_000)
    port = int(live_server.url.rpartition(":")[2])
    with cutting_line(port, bytes_each=CUT) as line:
        page = phone(through=line.address).new_page()
        page.goto(address)
        sent = offsets_sent(page)

        choose(page, "surat.pdf", content, "application/pdf")
        press_send(page)
        expect(page.get_by_text("Berkas diterima")).to_be_visible(timeout=90_000)

    assert kept() == content
    assert line.cuts >= len(content) // CUT
    assert sent == sorted(sent)
    assert len(set(sent)) > 5


def test_after_a_reload_in_the_middle_the_same_file_goes_on_where_it_was(phone, address, tmp_path):
    content, file = random.Random(6).randbytes(900_000), tmp_path / "kk.pdf"
    file.write_bytes(content)
    page = phone().new_page()
    page.goto(address)
    page.route("**/unggahan/*/", lambda route: route.abort() if _is_second_part(route.request) else route.continue_())
    page.get_by_label("Pilih dari galeri atau berkas").set_input_files(file)
    press_send(page)
    until(page, lambda: Upload.objects.filter(offset__gt=0).exists(), "the first part is here")
    expect(page.locator("[data-waiting]")).to_be_visible()

    page.reload()
    page.unroute_all()
    expect(page.get_by_text("Belum selesai terkirim")).to_be_visible()
    expect(page.get_by_text("sudah sampai", exact=False).first).to_be_visible()
    sent = offsets_sent(page)
    page.get_by_label("Pilih dari galeri atau berkas").set_input_files(file)
    press_send(page)
    expect(page.get_by_text("Berkas diterima")).to_be_visible()

    assert min(sent) > 0
    assert Upload.objects.count() == 1
    assert kept() == content


def _is_second_part(request) -> bool:
    return request.method == "PATCH" and request.headers["upload-offset"] != "0"


def test_another_file_of_the_same_name_and_size_does_not_go_on_with_the_first(phone, address, tmp_path):
    first, second = random.Random(7).randbytes(600_000), random.Random(8).randbytes(600_000)
    page = phone().new_page()
    page.goto(address)
    page.route("**/unggahan/*/", lambda route: route.abort() if _is_second_part(route.request) else route.continue_())
    choose(page, "kk.pdf", first, "application/pdf")
    press_send(page)
    until(page, lambda: Upload.objects.filter(offset__gt=0).exists(), "the first part is here")

    page.reload()
    page.unroute_all()
    choose(page, "kk.pdf", second, "application/pdf")
    press_send(page)
    expect(page.get_by_text("Berkas diterima")).to_be_visible()

    assert kept() == second


def test_a_tab_killed_by_the_camera_comes_back_to_the_same_task(phone, claim, address):
    context = phone()
    page = context.new_page()
    opened = choosers(page)
    page.goto(address)
    title = page.title()
    page.get_by_label("Ambil foto dengan kamera").click()
    until(page, lambda: opened, "the camera opens")

    page.close()  # as a phone with little memory does while its camera is open
    again = context.new_page()
    again.goto(address)
    again.get_by_label("Ambil foto dengan kamera").set_input_files(
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": factories.photo(3)}
    )
    press_send(again)
    expect(again.get_by_text("Berkas diterima")).to_be_visible()

    assert again.title() == title
    assert PaperFile.objects.count() == 1


def test_without_script_the_form_does_the_same(phone, address):
    name, typed, content = sample_papers.draw("KTP", name="Budi Contoh Santosa", seed=7)
    page = phone(javascript=False).new_page()
    page.goto(address)

    choose(page, name, content, typed)
    press_send(page)

    expect(page.get_by_text("Berkas diterima")).to_be_visible()
    assert kept() == content
    assert Upload.objects.count() == 0


def test_with_the_keyboard_alone_a_file_is_sent_and_another_is_given_up(phone, address):
    page = phone().new_page()
    opened = choosers(page)
    page.goto(address)
    page.get_by_label("Pilih dari galeri atau berkas").focus()
    page.keyboard.press("Enter")
    until(page, lambda: opened, "the picker opens")
    opened[0].set_files({"name": "kk.pdf", "mimeType": "application/pdf", "buffer": bytes(900_000)})
    page.route("**/unggahan/*/", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())

    _tab_to(page, "Kirim berkas ini")
    page.keyboard.press("Enter")
    cancel = page.get_by_role("button", name="Batalkan kiriman ini")
    expect(cancel).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")

    expect(cancel).to_be_hidden()
    expect(page.get_by_role("button", name="Kirim berkas ini")).to_be_focused()
    until(page, lambda: Upload.objects.exclude(ended_at=None).exists(), "the upload is ended on the server")
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Berkas diterima")).to_be_visible()
    assert len(kept()) == 900_000


def _tab_to(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    for _ in range(10):
        page.keyboard.press("Tab")
        if button.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"{name} was not reached")


def test_a_large_photo_leaves_small_upright_and_without_its_notes(phone, address):
    large = noise(3000, 2200, quality=60, turned=6)
    page = phone().new_page()
    page.goto(address)

    choose(page, "DSC_0001.JPG", large)
    press_send(page)
    expect(page.get_by_text("Berkas diterima")).to_be_visible()

    picture = Image.open(io.BytesIO(kept()))
    assert (picture.height, picture.width) == (2000, 1467)
    assert not picture.getexif()
    assert len(kept()) < len(large)


def test_while_a_photo_is_made_small_the_page_says_so_and_can_be_told_to_stop(phone, address):
    page = phone().new_page()
    page.add_init_script(OPENS_A_PHOTO_WHEN_TOLD)
    page.goto(address)
    progress, send = page.locator("[data-progress]"), page.get_by_role("button", name="Kirim berkas ini")

    choose(page, "DSC_0001.JPG", noise(2400, 1800))
    press_send(page)
    expect(progress).to_contain_text("Menyiapkan foto…")
    expect(progress).not_to_contain_text("%")
    page.get_by_role("button", name="Batalkan kiriman ini").click()
    expect(progress).to_be_hidden()
    expect(send).to_be_focused()
    press_send(page)
    expect(progress).to_contain_text("Menyiapkan foto…")
    page.evaluate("self.goOn()")

    expect(page.get_by_text("Berkas diterima")).to_be_visible()
    assert Upload.objects.count() == 1  # nothing was begun of the one that was given up
    assert Image.open(io.BytesIO(kept())).size == (2000, 1500)


def test_what_the_browser_cannot_open_goes_as_it_is(phone, address):
    page = phone().new_page()
    page.goto(address)
    content = b"\0\0\0\x18ftypheic" + random.Random(9).randbytes(5000)

    choose(page, "IMG_0001.HEIC", content, "image/heic")
    press_send(page)

    expect(page.get_by_text("Berkas diterima")).to_be_visible()
    assert kept() == content


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (plain(15, (1600, 1200)), "tampak gelap"),
        (plain(160, (1600, 1200)), "tampak buram"),
        (noise(500, 400), "kecil sekali"),
    ],
    ids=["dark", "blurred", "small"],
)
def test_a_photo_that_looks_bad_is_warned_of_and_sent_all_the_same(picture, words, phone, address):
    page = phone().new_page()
    page.goto(address)

    choose(page, "ktp.jpg", picture)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("Anda tetap boleh mengirimnya")).to_be_visible()
    press_send(page)

    expect(page.get_by_text("Berkas diterima")).to_be_visible()


def test_a_photo_that_looks_well_is_not_warned_of(phone, address):
    page = phone().new_page()
    page.add_init_script(TELLS_WHEN_LOOKED_AT)
    page.goto(address)

    choose(page, "ktp.jpg", noise(1600, 1200))
    until(page, lambda: page.evaluate("self.lookedAt"), "the photo is looked at")

    expect(page.get_by_text("Anda tetap boleh mengirimnya")).to_be_hidden()


def test_what_the_server_refuses_is_said_where_the_person_is(phone, address):
    page = phone().new_page()
    page.goto(address)

    choose(page, "surat.pdf", bytes(7 * 1024 * 1024), "application/pdf")
    press_send(page)

    said = page.get_by_role("alert").filter(has_text="lebih besar dari 6 MB")
    expect(said).to_be_visible()
    expect(said).to_be_focused()
    assert PaperFile.objects.count() == 0


def test_while_a_machine_looks_the_list_comes_anew_and_what_was_chosen_stays(phone, address, claim):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=timezone.now(), checked=False)
    page = phone().new_page()
    page.goto(address)
    expect(page.get_by_text("Diterima", exact=True)).to_be_visible()
    choose(page, "kk.pdf", b"%PDF", "application/pdf")

    PaperFile.objects.filter(pk=file.pk).update(state=PaperFile.State.REFUSED)

    expect(page.get_by_text("Ditolak", exact=True)).to_be_visible()
    assert page.get_by_label("Pilih dari galeri atau berkas").evaluate("each => each.files.length") == 1
