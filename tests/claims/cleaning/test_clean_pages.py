"""What a page shows: upright, whole, in its colours, no larger than it need be."""

from itertools import pairwise

import pytest
from PIL import Image

from claims.cleaning import unlikeness
from tests import sample_files
from tests.claims.cleaning import corpus
from tests.claims.cleaning.looking import clean, close_to, opened

pytestmark = pytest.mark.slow  # another program does the work

RED, WHITE = (255, 0, 0), (255, 255, 255)

RED_CORNER = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}


@pytest.mark.parametrize("orientation", RED_CORNER)
def test_the_orientation_a_camera_wrote_is_applied(orientation):
    (page,) = clean(sample_files.jpeg_with_place(orientation)).pages

    assert (page.width, page.height) == ((1200, 900) if orientation < 5 else (900, 1200))
    image = opened(page.image)
    right, low = RED_CORNER[orientation]
    for x in (0, 1):
        for y in (0, 1):
            pixel = image.getpixel((x * (image.width - 1), y * (image.height - 1)))
            assert close_to(pixel, RED if (x, y) == (right, low) else WHITE)


@pytest.mark.parametrize("build", [sample_files.mpo_jpeg, corpus.moving_webp, corpus.moving_png])
def test_of_a_file_with_several_pictures_the_first_is_kept(build):
    (page,) = clean(build()).pages

    assert close_to(opened(page.image).getpixel((5, 5)), RED)


def test_what_was_transparent_becomes_white_paper():
    palette, nothing = (
        opened(clean(build()).pages[0].image)
        for build in (sample_files.transparent_palette_png, sample_files.transparent_png)
    )

    assert close_to(palette.getpixel((10, 10)), WHITE)
    assert close_to(palette.getpixel((250, 250)), (200, 0, 0))
    assert close_to(nothing.getpixel((400, 400)), WHITE)


def test_sixteen_bits_of_grey_keep_their_shades():
    image = opened(clean(sample_files.sixteen_bit_png()).pages[0].image)

    assert [round(image.getpixel((x, 300))[0] / 64) for x in (2, 250, 500, 750, 997)] == [0, 1, 2, 3, 4]


def test_a_print_jpeg_keeps_its_colours():
    assert close_to(opened(clean(sample_files.cmyk_jpeg()).pages[0].image).getpixel((5, 5)), RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_large_picture_made_plain_in_strips_has_no_seams(mode):
    slope = Image.linear_gradient("L").resize((6600, 4400)).convert("RGB").convert(mode)
    content = corpus.written(slope, "PNG")

    image = opened(clean(content).pages[0].image).convert("L")

    shades = [image.getpixel((1500, y)) for y in range(image.height)]
    assert all(abs(one - other) <= 3 for one, other in pairwise(shades))
    assert (shades[0], shades[-1]) == (0, 255)


def test_a_phones_photo_keeps_two_thousand_pixels():
    (page,) = clean(sample_files.phone_photo(), "a.jpg", "image/jpeg").pages

    assert (page.width, page.height) == (1500, 2000)


@pytest.mark.parametrize(("size", "kept"), [((1600, 1200), 1600), ((2600, 1900), 2600), ((3264, 2448), 3000)])
def test_a_photo_keeps_two_to_three_thousand_pixels_or_all_it_has(size, kept):
    assert clean(corpus.written(corpus.patches(*size), "JPEG")).pages[0].width == kept


def test_every_page_of_a_pdf_becomes_a_picture_in_order():
    file = clean(sample_files.pdf(3), "a.pdf", "application/pdf")

    assert file.kind == "pdf"
    assert len({page.image for page in file.pages}) == 3
    assert {max(page.width, page.height) for page in file.pages} == {2000}


def test_what_was_filled_into_a_form_is_seen():
    (page,) = clean(sample_files.pdf_with_filled_form(), "a.pdf", "application/pdf").pages

    box = opened(page.image).convert("L").crop((200, 900, 1300, 1100))
    assert box.getextrema()[0] < 60


@pytest.mark.parametrize(
    ("side", "places", "writing", "drawn"),
    [
        (1600, [(0, 0, 600, 600)], b"", 1600),
        (4000, [(0, 0, 600, 600)], b"", 2000),
        (100, [(0, 0, 600, 600)], b"", 1200),
        (300, [(0, 0, 60, 60)], b"", 2000),  # a seal in a corner, of 5 pixels a point
        (900, [(0, 0, 300, 300), (300, 0, 300, 300)], b"", 1800),  # a scan in strips
        (1600, [(0, 0, 600, 600)], b"9 9 99 99 re f", 2000),  # somebody wrote on it
    ],
)
def test_a_scan_is_drawn_no_larger_than_it_is(side, places, writing, drawn):
    content = sample_files.pdf_of(
        b"/MediaBox[0 0 600 600]/Resources<</XObject<</I 5 0 R>>>>",
        b"".join(b"q %d 0 0 %d %d %d cm /I Do Q " % (width, high, x, y) for x, y, width, high in places) + writing,
        more=[sample_files.blank_picture(side)],
    )

    (page,) = clean(content).pages

    assert max(page.width, page.height) == drawn


def test_a_scan_of_a4_keeps_the_pixels_it_has_and_gets_none_more():
    content = sample_files.pdf_of(
        b"/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>",
        b"q 595 0 0 842 0 0 cm /I Do Q",
        more=[sample_files.blank_picture(1755)],
    )

    (page,) = clean(content).pages

    assert (page.width, page.height) == (1240, 1755)


def test_a_page_of_writing_is_grey_and_one_with_colour_in_a_corner_is_not():
    writing = sample_files.pdf()
    with_seal = sample_files.pdf_of(b"/MediaBox[0 0 600 800]", b"0 g 9 9 99 2 re f 0.1 0.1 0.8 rg 500 700 20 20 re f")

    assert opened(clean(writing).pages[0].image).mode == "L"
    sealed = opened(clean(with_seal).pages[0].image)
    assert sealed.mode == "RGB"
    assert close_to(sealed.getpixel((1275, 225)), (25, 25, 204))


def test_the_same_picture_sent_again_in_another_way_has_nearly_the_same_likeness():
    shot = corpus.patches(3000, 2250)
    sent = [
        corpus.written(shot, "JPEG", quality=92),
        corpus.written(shot.resize((1500, 1125)), "JPEG", quality=50),
        corpus.written(shot.resize((1000, 750)), "WEBP", quality=60),
        corpus.written(shot.resize((800, 600)).point(lambda level: level * 0.8), "PNG"),
    ]
    other = corpus.written(shot.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG")

    first, *again = [clean(content).pages[0].likeness for content in sent]

    assert max(unlikeness(first, likeness) for likeness in again) <= 6
    assert unlikeness(first, clean(other).pages[0].likeness) > 20
