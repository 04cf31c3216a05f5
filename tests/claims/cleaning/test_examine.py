"""Every file a person may send becomes plain pages or one of the sentences, at a bounded cost."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.cleaning import SENTENCES, FileRefused, examine
from claims.cleaning.apart.talk import NOTES
from claims.cleaning.sentences import WARNINGS
from tests import sample_files
from tests.claims.cleaning import corpus
from tests.claims.cleaning.conftest import MOST_MEMORY, MOST_SECONDS
from tests.claims.cleaning.looking import clean, opened

pytestmark = pytest.mark.slow  # each file is opened in a program of its own

ROOT = Path(__file__).resolve().parents[3]
GOOD = sample_files.GOOD | corpus.GOOD
HEIC_ASIDE = "an iPhone's HEIC"  # what becomes of it depends on the machine: test_heic
BAD = {name: file for name, file in (sample_files.BAD | corpus.BAD).items() if name != HEIC_ASIDE}
HEAVY = {
    "a JPEG of 50 megapixels", "a progressive JPEG of 50 megapixels", "a PNG of 50 megapixels",
    "a transparent PNG of 50 megapixels", "a 16-bit PNG of 50 megapixels", "a WebP of 24 megapixels",
    "a WebP of 50 megapixels", "a PDF with a picture of 900 megapixels", "a PNG of too many notes",
    "a PDF of forms in forms", "a PDF painted without end", "a PDF that draws itself", "a PDF with a huge pattern",
}  # fmt: skip


def each(files: dict[str, tuple]) -> list:
    """Their names; those that cost a second of computing or more are among the slow tests."""
    return [pytest.param(name, marks=pytest.mark.slow if name in HEAVY else ()) for name in files]


@pytest.mark.parametrize("name", each(GOOD))
def test_a_good_file_becomes_plain_pages_within_the_limits(name, costs):
    build, file_name, declared_type = GOOD[name]
    content = build()
    began = time.monotonic()

    file = clean(content, file_name, declared_type)

    assert time.monotonic() - began < MOST_SECONDS
    assert costs[-1].peak_memory < MOST_MEMORY
    for page in file.pages:
        assert (page.width, page.height) == opened(page.image).size
        assert max(page.width, page.height) <= 3000
        assert max(opened(page.thumbnail).size) <= 400
        assert -(2**63) <= page.likeness < 2**63


@pytest.mark.parametrize("name", each(BAD))
def test_a_bad_file_is_refused_with_its_own_sentence_within_the_limits(name, costs):
    build, file_name, declared_type, cause = BAD[name]
    content = build()
    began = time.monotonic()

    with pytest.raises(FileRefused) as refusal:
        clean(content, file_name, declared_type)

    assert time.monotonic() - began < MOST_SECONDS
    assert refusal.value.cause == cause
    assert "%(" not in str(refusal.value)
    assert all(done.peak_memory < MOST_MEMORY for done in costs)


@pytest.mark.parametrize("name", each(corpus.EITHER))
def test_what_may_end_either_way_ends_within_the_limits(name, costs):
    build, file_name, declared_type = corpus.EITHER[name]
    content = build()
    began = time.monotonic()

    ends_well_or_with_a_sentence(content, file_name, declared_type)

    assert time.monotonic() - began < MOST_SECONDS
    assert costs[-1].peak_memory < MOST_MEMORY


def test_what_an_earlier_file_became_is_not_touched_by_a_later_one():
    before = clean(sample_files.jpeg(), "ktp.jpg", "image/jpeg")
    copies = [bytes(page.image) for page in before.pages]

    for name in ("half a JPEG", "a PNG of 900 megapixels", "a PDF of forms in forms"):
        with pytest.raises(FileRefused):
            clean(BAD[name][0]())
    after = clean(sample_files.jpeg(), "ktp.jpg", "image/jpeg")

    assert [page.image for page in before.pages] == copies
    assert after == before


def test_the_sentences_name_what_was_sent_and_the_limit():
    with translation.override("id"), pytest.raises(FileRefused, match="6,1 MB, sedangkan batasnya 6 MB"):
        clean(sample_files.over_six_megabytes(), "a.jpg", "image/jpeg")
    with translation.override("id"), pytest.raises(FileRefused, match="21 halaman, sedangkan batasnya 20"):
        clean(sample_files.pdf(21), "a.pdf", "application/pdf")


def test_of_a_file_without_end_no_more_than_the_limit_is_kept():
    sent = (b"\xff" * 1_000_000 for _ in range(200))

    with pytest.raises(FileRefused, match="190,8 MB"), translation.override("id"):
        examine(sent, file_name="a.jpg", declared_type="image/jpeg")


@pytest.mark.parametrize(
    "content",
    [
        sample_files.jpeg_with_place(), sample_files.png_with_text(), sample_files.jpeg_with_zip_tail(),
        corpus.webp_with_notes(), corpus.script_in_comment(), corpus.script_after_png(), corpus.jpeg_and_pdf(),
        sample_files.pdf_that_acts(), corpus.pdf_with_a_file_in_it(), corpus.pdf_and_zip(),
    ],
)  # fmt: skip
def test_no_metadata_no_script_and_no_second_file_is_left(content):
    notes, second = rb"Exif|GPS|http://ns.adobe|xmpmeta|ICC|" + sample_files.SECRET, rb"PK\x03\x04|%PDF|MZMZ"
    traces = re.compile(notes + b"|" + second + rb"|Launch|JavaScript|script|php")

    file = clean(content)

    assert traces.search(content)
    for page in file.pages:
        for jpeg in (page.image, page.thumbnail):
            assert not traces.search(jpeg)
            image = opened(jpeg)
            assert dict(image.getexif()) == {}
            assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_every_note_has_its_words():
    assert {*NOTES, "turned"} == set(WARNINGS)


def ends_well_or_with_a_sentence(content: bytes, file_name: str = "x", declared_type: str = "") -> None:
    """Pages or a sentence; any other exception fails the test."""
    try:
        file = clean(content, file_name, declared_type)
    except FileRefused as refusal:
        assert refusal.cause in SENTENCES
    else:
        assert file.pages


BEGINNINGS = [
    *(b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b"RIFF\0\0\0\0WEBPVP8 "),
    b"\0\0\0\x1cftypheic",
]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_pages_or_a_sentence(beginning, rest):
    ends_well_or_with_a_sentence(beginning + rest)


ORIGINALS = [
    sample_files.jpeg_with_place(),
    sample_files.mpo_jpeg(),
    sample_files.progressive_jpeg(),
    sample_files.png_with_text(),
    sample_files.transparent_palette_png(),
    corpus.webp_with_notes(),
    corpus.moving_webp(),
    sample_files.pdf_with_filled_form(),
    sample_files.pdf_that_acts(),
    sample_files.pdf(2, password="x", owner_only=True),
]


@given(
    st.sampled_from(ORIGINALS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
    st.floats(0.2, 1),
)
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_to_a_good_file_is_pages_or_a_sentence(original, hits, kept):
    damaged = bytearray(original)
    for place, noise in hits:
        at = int(place * (len(original) - len(noise)))
        damaged[at : at + len(noise)] = noise

    ends_well_or_with_a_sentence(bytes(damaged[: int(len(damaged) * kept)]))


def test_the_portals_own_process_loads_no_decoder():
    """Asked in a process of its own, since these tests load one to look at the pages."""
    asked = "import sys, claims.cleaning; print(sorted({'PIL', 'pypdfium2', 'pillow_heif'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
