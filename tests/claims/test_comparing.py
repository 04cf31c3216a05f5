"""What a machine holds a file against: the declared NIK, and the pages of other people's claims."""

import io
import random

import pytest
from PIL import Image, ImageDraw

from claims import cleaning, comparing
from claims.cleaning import CleanFile, CleanPage
from claims.models import Page
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

    assert comparing.notes_on(file, CleanFile("picture", [], nik_read=read)) == note


def test_a_page_is_found_by_an_index(now, django_assert_num_queries):
    file = sent(factories.open_claim(now=now), picture(1), now=now)
    page = file.pages.get()

    found = Page.objects.with_bands().filter(band_2=comparing.band(page.likeness, 2))

    assert list(found) == [page]
    assert cleaning.unlikeness(page.likeness, page.likeness) == 0
    with django_assert_num_queries(1):
        comparing.notes_on(file, CleanFile("picture", [CleanPage(b"", b"", 1, 1, page.likeness)]))
