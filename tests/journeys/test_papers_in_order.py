"""Papers put in order in the real browser: replaced and sorted by their claimant, turned and sorted by the officer.

SCREENSHOTS=folder keeps a picture of each page, to be looked at.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims import filing, looking, papers
from claims.models import Claim, PaperFile
from deploy import sample_papers
from queueing.models import Rush, Slot
from tests import factories
from tests.claims.doors import open_by_code
from tests.claims.mail import post
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.keys import press, sign_in
from tests.journeys.test_accessibility import Looking
from verification import desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

BOTH = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def claim(hour) -> Claim:
    return factories.open_claim(now=timezone.now(), at=hour)


def drawn(code: str, seed: int = 7) -> tuple[str, str, bytes]:
    """Name, type and bytes of a paper that looks like one."""
    return sample_papers.draw(code, name="Budi Contoh Santosa", seed=seed)


def bring(claim: Claim, code: str, *, kind=None, came_by: str = "web", seed: int = 7, looked_at: bool = True):
    name, declared_type, content = drawn(code, seed)
    file = papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(content), file_name=name, declared_type=declared_type,
        came_by=came_by, by=f"claimant:{claim.pk}", now=timezone.now(),
    )  # fmt: skip
    return looking.look_at(file.pk, now=timezone.now()) if looked_at else file


def let_in(page: Page, claim: Claim, live_server) -> Page:
    """This browser has answered a code."""
    cookies = open_by_code(Client(), claim).cookies
    page.context.add_cookies([{"name": n, "value": c.value, "url": live_server.url} for n, c in cookies.items()])
    return page


def look_at_all() -> None:
    for file in PaperFile.objects.to_look_at(timezone.now()):
        looking.look_at(file.pk, now=timezone.now())


# --- By who sent them ---


@BOTH
def test_a_file_is_replaced_by_keyboard_and_the_old_one_stays_until_the_new_one_is_ready(
    open_page, claim, live_server, viewport
):
    kind = claim.missing_papers()[0].kinds[0]
    old = bring(claim, kind.code, kind=kind)
    bring(claim, kind.code, kind=kind, seed=8)
    page = let_in(open_page(viewport=viewport), claim, live_server)
    look = Looking(f"ganti-{viewport['width']}")
    name, typed, content = drawn(kind.code, seed=9)

    page.goto(claim.address_of_paper(kind))
    look(page)
    page.get_by_role("link", name="Ganti").first.focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ganti berkas")
    look(page)
    page.locator("input[type=file]").last.set_input_files(
        {"name": f"baru-{name}", "mimeType": typed, "buffer": content}
    )
    page.get_by_role("button", name="Ganti berkas ini").focus()
    press(page, "Enter")
    expect(page.get_by_text("Berkas diterima. Yang lama tetap dipakai")).to_be_visible()
    expect(page.get_by_text("Menggantikan berkas di atasnya")).to_be_visible()
    look(page)
    look_at_all()
    expect(page.get_by_text("Menggantikan berkas di atasnya")).to_have_count(0)  # the list comes anew by itself

    assert PaperFile.objects.get(pk=old.pk).replaced_at
    assert not PaperFile.objects.get(replaces=old).replaced_at


def test_a_file_is_replaced_without_script(open_page, claim, live_server):
    kind = claim.missing_papers()[0].kinds[0]
    old = bring(claim, kind.code, kind=kind)
    page = let_in(open_page(javascript=False), claim, live_server)
    name, typed, content = drawn(kind.code, seed=9)

    page.goto(claim.address_of_paper(kind))
    page.get_by_role("link", name="Ganti").click()
    page.locator("input[type=file]").last.set_input_files({"name": name, "mimeType": typed, "buffer": content})
    page.get_by_role("button", name="Ganti berkas ini").click()

    expect(page.get_by_text("Yang lama tetap dipakai")).to_be_visible()
    assert PaperFile.objects.get(replaces=old)


@BOTH
def test_unsorted_files_come_again_by_themselves_and_nobody_loses_their_place(open_page, claim, live_server, viewport):
    bring(claim, "KTP", came_by="email")
    bring(claim, "KK", came_by="email", looked_at=False)
    page = let_in(open_page(viewport=viewport), claim, live_server)
    look = Looking(f"belum-dipilah-{viewport['width']}")
    page.goto(reverse("claims:unsorted", args=[claim.case_number]))
    expect(page.get_by_alt_text("Halaman pertama")).to_have_count(1)
    look(page)

    button = page.get_by_role("button", name="Kartu").first
    button.focus()
    look_at_all()

    expect(page.get_by_alt_text("Halaman pertama")).to_have_count(2)
    expect(page.get_by_text("Sebagian berkas masih diperiksa")).to_have_count(0)
    expect(button).to_be_focused()
    look(page)


def test_unsorted_files_come_again_without_script_too(open_page, claim, live_server):
    bring(claim, "KK", came_by="email", looked_at=False)
    page = let_in(open_page(javascript=False), claim, live_server)
    page.goto(reverse("claims:unsorted", args=[claim.case_number]))
    expect(page.get_by_alt_text("Halaman pertama")).to_have_count(0)

    look_at_all()

    expect(page.get_by_alt_text("Halaman pertama")).to_have_count(1)


# --- By the officer ---


@pytest.fixture
def held(claim):
    """A claim on an officer's desk, with two pages for its first paper and two files that came by mail."""
    now, officer = timezone.now(), factories.officer()
    for need in claim.missing_papers():
        bring(claim, need.kinds[0].code, kind=need.kinds[0])
    kind = claim.needs()[0].kinds[0]
    bring(claim, kind.code, kind=kind, seed=8)
    bring(claim, "KK", came_by="email", seed=11)
    bring(claim, "KTP", came_by="email", seed=12)
    filing.submit(claim.pk, by="claimant:x", now=now)
    desk.take_next(officer, now=now)
    return claim, officer


@BOTH
def test_the_workbench_shows_what_is_unsorted_and_pages_are_turned_by_keyboard(open_page, held, viewport):
    claim, officer = held
    page = open_page(viewport=viewport)
    look = Looking(f"meja-{viewport['width']}")
    sign_in(page, officer, to="**/meja/")
    page.goto(reverse("admin:workbench", args=[claim.case_number]))
    look(page)

    first = page.locator(".paper-page").first
    was = first.locator("img").evaluate("each => each.naturalWidth / each.naturalHeight")
    page.get_by_role("button", name="Putar").first.focus()
    press(page, "Enter")
    page.wait_for_url("**#halaman-*")
    expect(first).to_be_in_viewport()
    page.wait_for_function("document.querySelector('.paper-page img').complete")
    assert first.locator("img").evaluate("each => each.naturalWidth / each.naturalHeight") == pytest.approx(
        1 / was, 0.01
    )

    page.get_by_role("link", name="Belum dipilah").click()
    page.locator(".loose summary").first.click()
    page.get_by_label("Alasan mengesampingkan berkas").first.select_option("there_already")
    page.get_by_role("button", name="Kesampingkan").first.click()
    expect(page.get_by_text("Berkas dikesampingkan")).to_be_visible()
    look(page)


def test_an_officer_sorts_and_moves_without_script(open_page, held):
    claim, officer = held
    page = open_page(javascript=False, viewport=DESK)
    sign_in(page, officer, to="**/meja/")
    page.goto(reverse("admin:workbench", args=[claim.case_number]))

    page.get_by_label("Dokumen apa ini?").first.select_option("KK")
    page.get_by_role("button", name="Pilah").first.click()
    expect(page.get_by_text("Berkas dipilah sebagai")).to_be_visible()
    page.get_by_role("button", name="Turunkan").first.click()

    assert claim.files.unsorted().count() == 1
    assert claim.events.filter(name="page_moved").exists()


@BOTH
def test_the_mail_tray_and_the_openings_can_be_read_at_any_width(open_page, claim, hour, viewport):
    now = timezone.now()
    for number in range(3):
        wild = post.letter(
            post.again(claim), post.photo("KTP.jpg"), Subject="Dokumen saya", From=f"a{number}@lain.example"
        )
        post.bring(None, wild, now=now - timedelta(days=number))
    for days, before, last, admitted in ((-7, 1240, 1550, 905), (-1, 15, 15, 15), (1, None, 42, 0)):
        opens_at = now + timedelta(days=days)
        Rush.objects.create(
            opens_at=opens_at, seed=f"{days + 9:064x}", commitment="ab" * 32, drawn_before=before, last_serial=last,
            admitted=admitted, sold_out_at=opens_at + timedelta(minutes=9) if days == -7 else None,
        )  # fmt: skip
    for slot, rush in zip(Slot.objects.filter(branch=hour.branch), Rush.objects.all(), strict=False):
        Slot.objects.filter(pk=slot.pk).update(releases_at=rush.opens_at)  # a day of this branch opened then
    page = open_page(viewport=viewport)
    look = Looking(f"surat-{viewport['width']}")
    sign_in(page, factories.officer(role="branch_head"), to="**/cabang/")

    for address in (reverse("admin:mail_tray"), reverse("admin:openings")):
        page.goto(address)
        look(page)
    page.goto(reverse("admin:mail_tray"))
    page.get_by_role("link", name="Buka").first.click()
    look(page)
