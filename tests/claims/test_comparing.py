"""What a machine holds a file against: the declared NIK, and the pages of other people's claims."""

import io
import random

import pytest
from PIL import Image, ImageDraw

from catalogue.models import PaperKind
from claims import cleaning, comparing, looking, papers
from claims.cleaning import CardRead, CleanFile, CleanPage, ocr
from claims.models import Page, PaperFile
from tests import factories

pytestmark = pytest.mark.usefixtures("house")


def picture(seed: int, *, quality: int = 85, size: tuple[int, int] = (1200, 800)) -> bytes:
    """A drawn picture with enough in it to be told from others."""
    chance = random.Random(seed)
    drawn = Image.new("RGB", (1200, 800), "white")
    draw = ImageDraw.Draw(drawn)
    for _ in range(40):
        x, y = chance.randrange(1100), chance.randrange(700)
        draw.rectangle([x, y, x + chance.randrange(300), y + chance.randrange(200)], fill=chance.randrange(1 << 24))
    out = io.BytesIO()
    drawn.resize(size).save(out, "JPEG", quality=quality)
    return out.getvalue()


def sent(claim, content: bytes, *, now):
    return factories.send_paper(claim, claim.missing_papers()[0].kinds[0], content=content, now=now)


def test_the_same_picture_in_a_strangers_claim_is_noted_also_when_it_was_saved_anew(now):
    sent(factories.open_claim(now=now), picture(1), now=now)

    again = sent(factories.open_claim(now=now), picture(1, quality=60, size=(900, 600)), now=now)
    other = sent(factories.open_claim(now=now), picture(2), now=now)

    assert again.noticed == ["seen_elsewhere"]
    assert other.noticed == []


def test_a_persons_own_claims_may_share_a_card(now):
    one = factories.open_claim(now=now)
    second = factories.open_claim(
        now=now, cause=factories.cause("JKM"), participant=factories.participant(nik=one.participant.nik)
    )
    sent(one, picture(1), now=now)

    assert sent(second, picture(1), now=now).noticed == []


def test_a_blank_page_is_like_every_other_and_says_nothing(now):
    for _ in range(2):
        file = sent(factories.open_claim(now=now), factories.photo(), now=now)

    assert file.noticed == []


@pytest.mark.parametrize(
    ("read", "note"), [((), []), (("3171011708850009",), ["nik_differs"]), (("3171011708850001",), ["nik_found"])]
)
def test_a_nik_that_was_read_is_held_against_the_declared_ones(read, note, now):
    claim = factories.open_claim(now=now, participant=factories.participant(nik="3171011708850001"))
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)

    assert comparing.notes_on(file, CleanFile("picture", [], read=CardRead(niks=read))) == note


NIK = "3171011708850001"


def unsorted(claim, *, now) -> PaperFile:
    return papers.receive_file(
        claim.pk, kind=None, kept=factories.kept(picture(3)), file_name="", declared_type="", came_by="email",
        by="mail", now=now,
    )  # fmt: skip


def sort(file: PaperFile, code: str, *, now) -> list[str]:
    """What is noted on the file once it was sorted."""
    kind = PaperKind.objects.get(code=code)
    papers.sort_file(file.pk, claim_id=file.claim_id, kind=kind, by=f"claimant:{file.claim_id}", now=now)
    return PaperFile.objects.get(pk=file.pk).noticed


@pytest.mark.parametrize(
    ("read", "code", "notes"),
    [
        ((NIK,), "KTP", ["nik_found"]),
        (("3171011708850009",), "KTP", ["nik_differs"]),
        ((NIK,), "KK", ["nik_found"]),
        ((), "KTP", []),
        ((NIK,), "KPJ", []),
        (("3171011708850009",), "KPJ", []),
    ],
)
@pytest.mark.parametrize("looked_at_first", [True, False], ids=["looked at, then sorted", "sorted, then looked at"])
def test_a_file_sorted_later_gets_the_note_it_would_have_had(read, code, notes, looked_at_first, now, monkeypatch):
    claim = factories.open_claim(now=now, participant=factories.participant(nik=NIK))
    monkeypatch.setattr(ocr, "read_card", lambda _page: CardRead(niks=read))
    file = unsorted(claim, now=now)

    if looked_at_first:
        looking.look_at(file.pk, now=now)
        noted = sort(file, code, now=now)
    else:
        sort(file, code, now=now)
        noted = looking.look_at(file.pk, now=now).noticed

    assert noted == notes


def test_a_file_sorted_while_it_is_looked_at_gets_no_note_of_another_paper(now, monkeypatch):
    claim = factories.open_claim(now=now, participant=factories.participant(nik=NIK))
    file = unsorted(claim, now=now)

    def read(_page) -> CardRead:
        sort(file, "KPJ", now=now)
        return CardRead(niks=(NIK,))

    monkeypatch.setattr(ocr, "read_card", read)

    assert looking.look_at(file.pk, now=now).noticed == []


def test_on_a_paper_without_a_nik_none_is_read(now, monkeypatch):
    claim = factories.open_claim(now=now)
    monkeypatch.setattr(ocr, "read_card", lambda _page: pytest.fail("a second of OCR for nothing"))

    file = factories.send_paper(claim, PaperKind.objects.get(code="KPJ"), now=now)

    assert file.state == PaperFile.State.READY


def test_other_notes_stay_when_a_file_is_sorted(now, monkeypatch):
    sent(factories.open_claim(now=now), picture(3), now=now)
    monkeypatch.setattr(ocr, "read_card", lambda _page: CardRead(niks=(NIK,)))
    file = unsorted(factories.open_claim(now=now), now=now)
    looking.look_at(file.pk, now=now)

    assert sort(file, "KPJ", now=now) == ["seen_elsewhere"]


def test_a_page_is_found_by_an_index(now, django_assert_num_queries):
    file = sent(factories.open_claim(now=now), picture(1), now=now)
    page = file.pages.get()

    found = Page.objects.with_bands().filter(band_2=comparing.band(page.likeness, 2))

    assert list(found) == [page]
    assert cleaning.unlikeness(page.likeness, page.likeness) == 0
    with django_assert_num_queries(1):
        comparing.notes_on(file, CleanFile("picture", [CleanPage(b"", b"", 1, 1, page.likeness)]))
