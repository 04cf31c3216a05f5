"""Originals: kept on a shelf, told of, given back to who signs, and shown to their owner."""

import base64
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from catalogue.models import PaperKind
from claims.models import Claim
from dropbox.models import OriginalPaper
from dropbox.originals import keeping, signatures
from privacy import sealed_files
from tests import factories
from tests.claims import doors
from tests.claims.telling import events, told
from workflow import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
BY = "officer:1"


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGBA", (30, 10)).save(written, "PNG")
    return written.getvalue()


DRAWN = "data:image/png;base64," + base64.b64encode(png()).decode()


@pytest.fixture
def now():
    """The clock the pages look at."""
    return datetime.now(UTC)


@pytest.fixture
def claim(branch, now) -> Claim:
    opened = factories.open_claim(now=now, branch=branch)
    return Claim.objects.with_people().get(pk=opened.pk)


@pytest.fixture
def me(client, branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user, backend=BACKEND)
    return user


def kinds(*codes: str) -> list[PaperKind]:
    return list(PaperKind.objects.filter(code__in=codes).order_by("code"))


def kept(claim: Claim, *codes: str, now: datetime, shelf: str = "A-12") -> list[OriginalPaper]:
    until = now.date() + timedelta(days=30)
    return keeping.keep(
        claim.pk, branch=claim.branch, kinds=kinds(*codes), shelf=shelf, return_by=until, by=BY, now=now
    )


def given_back(claim: Claim, *originals: OriginalPaper, now: datetime) -> list[OriginalPaper]:
    ids = [each.pk for each in originals]
    signature = signatures.drawn(DRAWN)
    return keeping.give_back(claim.pk, original_ids=ids, to="Budi Contoh", signature=signature, by=BY, now=now)


def post(client, name: str, claim: Claim, **data):
    return client.post(reverse(f"admin:{name}", args=[claim.case_number]), data)


def test_an_original_that_lies_here_is_moved_and_not_kept_twice(claim, now):
    kept(claim, "KTP", "KK", now=now)

    kept(claim, "KTP", now=now, shelf="B-1")

    assert sorted(claim.originals.values_list("kind__code", "shelf")) == [("KK", "A-12"), ("KTP", "B-1")]


def test_the_day_of_return_is_not_over_already(claim, now):
    with pytest.raises(Refused, match="sudah lewat"):
        keeping.keep(
            claim.pk, branch=claim.branch, kinds=kinds("KTP"), shelf="A", return_by=date(2020, 1, 1), by=BY, now=now
        )


def test_its_owner_is_told_once_that_it_can_be_fetched(claim, now):
    [original] = kept(claim, "KTP", now=now)

    keeping.make_ready(claim.pk, original_ids=[original.pk], by=BY, now=now)
    with pytest.raises(Refused, match="sudah dikabari"):
        keeping.make_ready(claim.pk, original_ids=[original.pk], by=BY, now=now)

    assert told(claim, "originals_ready")["sms"].context["papers"] == [original.kind.label]
    assert events(claim).count("originals_ready") == 1


def test_who_takes_it_signs_and_the_signature_rests_under_the_claims_key(claim, now):
    both = kept(claim, "KTP", "KK", now=now)

    given_back(claim, *both, now=now)

    first, second = claim.originals.all()
    assert (first.returned_to, first.signature) == ("Budi Contoh", second.signature)
    assert sealed_files.read(first.signature, key=claim.data_key, about=first.about) == png()


def test_what_was_given_back_is_not_given_back_twice_and_may_come_again(claim, now):
    [original] = kept(claim, "KTP", now=now)
    given_back(claim, original, now=now)

    with pytest.raises(Refused, match="muat ulang"):
        given_back(claim, original, now=now)
    assert len(kept(claim, "KTP", now=now)) == 1


@pytest.mark.parametrize("drawing", ["", "data:image/png;base64,%%%", "data:text/html;base64,PGI+", "x" * 100])
def test_what_is_no_drawing_is_no_signature(drawing):
    with pytest.raises(Refused):
        signatures.drawn(drawing)


def test_what_is_no_receipt_is_no_signature():
    with pytest.raises(Refused):
        signatures.on_paper([b"<html>"])


def test_originals_go_from_shelf_to_owner_over_the_page(client, me, claim, now):
    arrived = {"kinds": ["KTP", "KK"], "shelf": "A-12", "return_by": (now + timedelta(days=9)).date().isoformat()}
    assert post(client, "original_arrival", claim, **arrived).status_code == 302
    shelf = client.get(reverse("admin:originals_shelf", args=[claim.branch.code])).content.decode()
    assert shelf.count("A-12") == 2
    ids = [str(each.pk) for each in claim.originals.all()]
    post(client, "original_readiness", claim, originals=ids)

    answer = post(client, "original_return", claim, originals=ids, to="Budi Contoh", drawn=DRAWN)

    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "diambil Budi Contoh" in page
    signed = reverse("admin:original_signature", args=[claim.case_number, ids[0]])
    assert client.get(signed).content == png()


def test_without_script_the_signed_receipt_is_sent_instead(client, me, claim, now):
    [original] = kept(claim, "KTP", now=now)
    paper = client.get(reverse("admin:original_receipt", args=[claim.case_number])).content
    assert "KTP" in PdfDocument(paper)[0].get_textpage().get_text_bounded()

    scan = SimpleUploadedFile("terima.pdf", paper, "application/pdf")
    post(client, "original_return", claim, originals=[original.pk], to="Budi Contoh", receipt=scan)

    signed = client.get(reverse("admin:original_signature", args=[claim.case_number, original.pk]))
    assert signed.content == paper
    assert signed["Content-Disposition"].startswith("attachment")


def test_nothing_is_given_back_without_a_signature(client, me, claim, now):
    [original] = kept(claim, "KTP", now=now)

    answer = post(client, "original_return", claim, originals=[original.pk], to="Budi Contoh")

    assert answer.status_code == 422
    assert "Minta tanda tangan" in answer.content.decode()
    assert claim.originals.with_us().count() == 1


def test_nobody_of_another_branch_finds_them(client, claim):
    elsewhere = factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jakarta")])
    client.force_login(elsewhere, backend=BACKEND)

    assert client.get(reverse("admin:originals", args=[claim.case_number])).status_code == 404


def test_their_owner_reads_where_they_are_and_which_are_back(client, claim, now):
    doors.open_by_link(client, claim)
    ktp, kk = sorted(kept(claim, "KTP", "KK", now=now), key=lambda each: each.kind.code, reverse=True)
    keeping.make_ready(claim.pk, original_ids=[ktp.pk], by=BY, now=now)
    given_back(claim, kk, now=now)
    home = client.get(claim.get_absolute_url()).content.decode()
    address = reverse("slips:originals", args=[claim.case_number])
    assert address in home

    page = client.get(address).content.decode()

    assert "Siap diambil" in page
    assert "Sudah dikembalikan" in page
    assert "A-12" not in page
