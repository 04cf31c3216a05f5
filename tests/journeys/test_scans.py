"""Scans in a real browser: brought, told what they are, said to be complete; and an original signed for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalogue.models import PaperKind
from claims import looking
from claims.models import Claim
from dropbox.models import Batch
from dropbox.originals import keeping
from dropbox.scans import reading
from tests import factories
from tests.claims import doors
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import claim_at_the_box
from tests.journeys.conftest import DESK
from tests.journeys.keys import sign_in
from tests.journeys.test_accessibility import Looking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def claim(hour) -> Claim:
    return claim_at_the_box(timezone.now(), branch=hour.branch)


@pytest.fixture
def me(claim):
    return factories.officer(role="branch_staff", branches=[claim.branch])


def read_by_the_worker() -> Batch:
    """What the worker would have done by now."""
    batch = reading.read(Batch.objects.get().pk, now=timezone.now())
    for leaf in batch.scans.get().leaves.exclude(filed_as=None):
        looking.look_at(leaf.filed_as, now=timezone.now())
    return batch


def bring(page: Page, claim: Claim) -> None:
    sheets = [scanner.separator(claim.case_number), scanner.page(1), scanner.separator("LAPAK:KTP"), scanner.page(2)]
    content = scanner.pdf(*sheets, scanner.blank())
    page.goto(f"/petugas/drop-box/{claim.branch.code}/pindaian/")
    upload = {"name": "pindaian.pdf", "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("Berkas dari pemindai").set_input_files([upload])
    page.get_by_role("button", name="Unggah dan baca").click()
    expect(page.get_by_text("Sedang dibaca:")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_scan_from_the_scanner_into_its_claim(claim, me, open_page, javascript):
    page = open_page(viewport=DESK, javascript=javascript)
    sign_in(page, me, to="**/cabang/")
    bring(page, claim)

    read_by_the_worker()
    expect(page.get_by_role("heading", name="Belum disebut dokumen apa")).to_be_visible()  # the page came by itself
    page.get_by_label("Dokumen", exact=True).select_option("KK")
    page.get_by_role("button", name="Masukkan ke klaim").click()
    read_by_the_worker()
    page.get_by_role("button", name="Kabari yang kurang").click()

    expect(page.get_by_text("isi amplop diperiksa, pemohon dikabari")).to_be_visible()
    assert claim.events.filter(name="contents_missing").exists()


def test_no_page_of_scans_and_originals_has_a_barrier(claim, me, open_page):
    page, look = open_page(viewport=DESK), Looking("scans")
    sign_in(page, me, to="**/cabang/")
    bring(page, claim)
    look(page)
    read_by_the_worker()
    expect(page.get_by_role("heading", name="Belum disebut dokumen apa")).to_be_visible()
    look(page)
    for place in ("pindaian", "pemisah", "asli"):
        page.goto(f"/petugas/drop-box/{claim.branch.code}/{place}/")
        look(page)


def test_an_original_is_signed_for_on_the_screen(claim, me, open_page):
    page, look = open_page(viewport=DESK), Looking("originals")
    sign_in(page, me, to="**/cabang/")
    page.goto(f"/petugas/asli/{claim.case_number}/")
    page.get_by_label("Kartu Keluarga").first.check()
    page.get_by_label("Rak").fill("A-12")
    page.get_by_label("Dikembalikan paling lambat").fill((timezone.now() + timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Simpan").click()

    page.get_by_label("Diambil oleh").fill("Budi Contoh")
    pad = page.locator("[data-signature] canvas").bounding_box()
    page.mouse.move(pad["x"] + 40, pad["y"] + 60)
    page.mouse.down()
    page.mouse.move(pad["x"] + 200, pad["y"] + 90, steps=8)
    page.mouse.up()
    look(page)
    page.get_by_role("button", name="Serahkan kembali").click()

    expect(page.get_by_text("diambil Budi Contoh")).to_be_visible()
    look(page)
    assert claim.originals.get().signature


def test_who_filed_reads_which_originals_lie_with_us(claim, me, open_page):
    now = timezone.now()
    kinds = list(PaperKind.objects.filter(code__in=["KTP", "KK"]).order_by("code"))
    until = (now + timedelta(days=9)).date()
    kept = keeping.keep(claim.pk, branch=claim.branch, kinds=kinds, shelf="A-12", return_by=until, by=me.actor, now=now)
    keeping.make_ready(claim.pk, original_ids=[kept[0].pk], by=me.actor, now=now)
    page, look = open_page(), Looking("my-originals")

    page.goto(doors.private_link_of(claim))
    page.get_by_role("button", name="Buka klaim").click()
    page.get_by_role("link", name="Dokumen asli Anda yang kami simpan").click()

    expect(page.get_by_text("Siap diambil. Bawa KTP Anda.")).to_be_visible()
    look(page)
