"""Only what our own encoder writes passes for a page."""

import io

import pytest
from PIL import Image

from claims.cleaning.plain_jpeg import NotPlain, size_of
from tests import sample_files


def ours(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, "JPEG", quality=85, **options)
    return out.getvalue()


@pytest.mark.parametrize(("mode", "size"), [("RGB", (64, 48)), ("L", (1, 3000)), ("RGB", (3000, 1))])
def test_what_our_encoder_writes_is_measured(mode, size):
    assert size_of(ours(mode, size)) == size


@pytest.mark.parametrize(
    "jpeg",
    [
        b"", b"\xff\xd8\xff\xd9", b"GIF89a", ours()[:-2], ours() + b"\0", ours() + b"\xff\xd9",
        sample_files.jpeg_with_place(), ours(comment=b"a word"), ours(icc_profile=b"profile"), ours(progressive=True),
        sample_files.mpo_jpeg(), sample_files.jpeg_with_zip_tail(), ours()[:20] + b"\xff\xd9",
    ],
)  # fmt: skip
def test_anything_more_is_no_page(jpeg):
    with pytest.raises(NotPlain):
        size_of(jpeg)


def test_no_shortening_of_a_page_fails_in_another_way():
    whole = ours()

    for length in range(len(whole)):
        with pytest.raises(NotPlain):
            size_of(whole[:length])
        with pytest.raises(NotPlain):
            size_of(whole[:length] + b"\xff\xd9" if length < len(whole) - 2 and length < 600 else b"")


def test_a_second_frame_within_the_scan_is_no_page():
    whole = ours()

    with pytest.raises(NotPlain):
        size_of(whole[:-2] + whole[2:])


def test_a_page_of_more_pixels_than_any_file_may_have_is_no_page():
    whole = bytearray(ours())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = b"\xff\xff\xff\xff"

    with pytest.raises(NotPlain):
        size_of(bytes(whole))
