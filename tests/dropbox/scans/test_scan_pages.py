"""The pages of scans: brought by a form, shown page by page, told what they are, and only to who serves the branch."""

import io
from datetime import UTC, datetime

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from catalogue.models import PaperKind
from claims import looking
from claims.models import Claim
from dropbox.models import Batch, Leaf
from dropbox.scans import reading, separator_views
from tests import factories
from tests.claims.telling import told
from tests.dropbox.scans import scanner
from tests.dropbox.scans.making import claim_at_the_box, fates, read
from verification.models import PageView

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def now():
    """The clock the pages look at."""
    return datetime.now(UTC)


@pytest.fixture
def claim(branch, now) -> Claim:
    return claim_at_the_box(now, branch=branch)


@pytest.fixture
def me(client, branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def in_tray(claim, now) -> Batch:
    """A slip and a page behind it of which nobody said what it is."""
    return read(claim.branch, scanner.pdf(scanner.separator(claim.case_number), scanner.page()), now=now)


def url(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


def bring(client, branch, *files: tuple[str, bytes]):
    sent = [SimpleUploadedFile(name, content, "application/pdf") for name, content in files]
    return client.post(url("scan_batches", branch.code), {"scans": sent})


def test_a_scan_goes_from_the_form_through_the_tray_into_its_claim(client, me, claim, now):
    content = scanner.pdf(scanner.separator(claim.case_number), scanner.page())
    answer = bring(client, claim.branch, ("pindaian.pdf", content))
    batch = Batch.objects.get()
    assert answer.url == url("scan_batch", batch.pk)
    assert "Sedang dibaca" in client.get(answer.url).content.decode()
    reading.read(batch.pk, now=now)
    leaf = Leaf.objects.in_tray().get()
    page = client.get(answer.url).content.decode()
    assert "Belum disebut dokumen apa" in page
    assert claim.case_number in page

    said = {"leaf": [leaf.pk], "case_number": claim.case_number, "kind": "KTP"}
    assert client.post(url("tray_settling", batch.pk), said).status_code == 302
    reading.read(batch.pk, now=now)
    looking.look_at(claim.files.get().pk, now=now)
    assert "Kabari yang kurang" in client.get(answer.url).content.decode()

    client.post(url("contents_check", batch.pk, claim.case_number))
    assert fates(batch) == ["separator", "filed"]
    assert told(claim, "contents_missing")


def test_many_files_are_one_batch_in_their_order(client, me, claim):
    bring(client, claim.branch, *((f"{n}.pdf", scanner.pdf(scanner.page(n))) for n in range(5)))

    assert Batch.objects.get().scans.count() == 5


def test_what_was_brought_before_leads_to_where_it_is(client, me, claim):
    content = scanner.pdf(scanner.page())
    first = bring(client, claim.branch, ("a.pdf", content))

    again = bring(client, claim.branch, ("b.pdf", content))

    assert again.url == first.url


@pytest.mark.parametrize("name", ["", "besar.pdf"])
def test_no_file_and_one_too_large_are_told_and_nothing_is_kept(client, me, claim, monkeypatch, sealed_folder, name):
    from claims.uploads import plain_form

    whole = plain_form.SealingHandler.__init__
    monkeypatch.setattr(
        plain_form.SealingHandler, "__init__", lambda *args, **named: whole(*args, **{**named, "largest": 100})
    )
    before = len(list(sealed_folder.rglob("*")))

    answer = bring(client, claim.branch, *([(name, bytes(500))] if name else []))

    assert answer.status_code == 422
    assert not Batch.objects.exists()
    assert len([each for each in sealed_folder.rglob("*") if each.is_file()]) <= before


def test_a_page_is_shown_large_on_record(client, me, in_tray):
    leaf = Leaf.objects.in_tray().get()

    answer = client.get(url("leaf_picture", in_tray.pk, leaf.pk))

    assert Image.open(io.BytesIO(answer.content)).height > 1000
    assert PageView.objects.get(what="scan").code == f"{leaf.scan_id}/2"


def test_a_page_of_which_nobody_knows_whose_it_is_is_shown_on_record_too(client, me, branch, now):
    batch = read(branch, scanner.pdf(scanner.page()), now=now)

    assert client.get(url("leaf_picture", batch.pk, Leaf.objects.get().pk)).status_code == 200
    assert PageView.objects.get(what="scan").claim is None


def test_what_cannot_be_taken_is_said_beside_what_was_typed(client, me, in_tray):
    leaf = Leaf.objects.in_tray().get()

    answer = client.post(url("tray_settling", in_tray.pk), {"leaf": [leaf.pk], "case_number": "LA-1", "kind": "KTP"})

    assert answer.status_code == 422
    assert "Nomor kasus tidak terbaca" in answer.content.decode()
    assert 'value="LA-1"' in answer.content.decode()


def test_pages_can_be_put_aside_and_left_out_ones_put_into_the_tray(client, me, in_tray):
    separator, page = Leaf.objects.in_order()

    client.post(url("tray_discarding", in_tray.pk), {"leaf": [page.pk]})
    client.post(url("tray_putting_in", in_tray.pk, separator.pk))

    assert fates(in_tray) == ["tray", "discarded"]


def test_nobody_of_another_branch_finds_it(client, in_tray):
    elsewhere = factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jakarta")])
    client.force_login(elsewhere, backend=BACKEND)
    leaf = Leaf.objects.in_tray().get()

    for address in (url("scan_batch", in_tray.pk), url("leaf_picture", in_tray.pk, leaf.pk)):
        assert client.get(address).status_code == 404


def test_who_neither_serves_nor_verifies_may_not_open_it(client, in_tray):
    client.force_login(factories.officer(role="operator"), backend=BACKEND)

    assert client.get(url("scan_batch", in_tray.pk)).status_code == 403


def test_separator_sheets_are_printed_and_read_back(client, me, branch):
    page = client.get(url("separators", branch.code)).content.decode()
    assert 'value="KTP"' in page

    answer = client.get(url("separator_sheets", branch.code), {"dokumen": ["KTP", "KK"]})

    sheets = PdfDocument(answer.content)
    read_back = [zxingcpp.read_barcodes(sheets[n].render(scale=2).to_pil())[0].text for n in range(len(sheets))]
    assert read_back == ["LAPAK:KK", "LAPAK:KTP"]


def test_no_sheet_is_printed_of_no_paper():
    assert len(PdfDocument(separator_views.pdf_of(PaperKind.objects.none()))) == 1
