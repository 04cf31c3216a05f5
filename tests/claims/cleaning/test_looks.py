"""What a machine notices on a page, tried on sample papers as phones and offices send them: hints, no verdicts."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from claims.cleaning import examine
from claims.cleaning.apart import looks
from deploy import sample_papers
from tests import sample_files
from tests.claims.cleaning.corpus import written

pytestmark = pytest.mark.slow  # each file is opened in a program of its own

KINDS = ("KTP", "KPJ", "REK", "KK", "NPWP", "PASPOR", "SLIP", "PAKLARING", "FOTO")


def paper(kind: str) -> Image.Image:
    _name, content_type, content = sample_papers.draw(kind, name="Siti Contoh", seed=1)
    if content_type == sample_papers.PDF:
        (page,) = pypdfium2.PdfDocument(content)
        return page.render(scale=2000 / max(page.get_size())).to_pil().convert("RGB")
    return Image.open(io.BytesIO(content)).convert("RGB")


def notes(picture: Image.Image) -> list[str]:
    (page,) = examine([written(picture, "JPEG", quality=90)], file_name="", declared_type="").pages
    return page.notes


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_noticed_on_a_good_photo(kind):
    assert notes(paper(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_half_as_bright_or_a_little_soft_is_still_good(kind):
    assert notes(ImageEnhance.Brightness(paper(kind)).enhance(0.5)) == []
    assert notes(paper(kind).filter(ImageFilter.GaussianBlur(2))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_nobody_can_read_is_blurred(kind):
    assert notes(paper(kind).filter(ImageFilter.GaussianBlur(12))) == ["blurred"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_by_night_is_dark_but_not_therefore_blurred(kind):
    assert notes(ImageEnhance.Brightness(paper(kind)).enhance(0.28)) == ["too_dark"]


def test_a_blank_page_is_neither_blurred_nor_dark():
    assert notes(Image.new("RGB", (1500, 1000), "white")) == []


@pytest.mark.parametrize(("size", "found"), [((800, 599), ["too_small"]), ((800, 600), [])])
def test_a_photo_of_too_few_pixels_is_small(size, found):
    assert notes(sample_files.picture(*size)) == found


def test_writing_that_was_drawn_is_not_judged_and_a_scan_is():
    def page_notes(content: bytes) -> list[str]:
        return examine([content], file_name="", declared_type="").pages[0].notes

    dark = b"0.1 g 0 0 600 800 re f"
    black_scan = sample_files.pdf_of_the_largest_picture()

    assert page_notes(sample_files.pdf_of(b"/MediaBox[0 0 600 800]", dark)) == []
    assert page_notes(black_scan) == ["too_dark"]


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3)])
def test_a_picture_of_hardly_any_pixels_is_looked_at_too(size):
    grey = Image.linear_gradient("L").resize(size)

    assert isinstance(looks.notes(grey), list)
    assert isinstance(looks.likeness(grey), int)


def test_an_even_surface_resembles_nothing():
    assert looks.likeness(Image.new("L", (300, 200), 130)) == 0


def test_likeness_uses_all_its_bits_and_stays_within_a_signed_number():
    falling = Image.linear_gradient("L").rotate(270)

    assert looks.likeness(falling) in (-1, 0)
    assert {looks.likeness(falling), looks.likeness(falling.rotate(180))} == {-1, 0}
