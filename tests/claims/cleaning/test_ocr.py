"""What is read on a card is a hint for the officer, and nothing where tesseract is missing."""

import io
import os

import pytest
from PIL import Image

from claims.cleaning import CardRead, Wants, examine, ocr
from claims.cleaning.apart.talk import Outcome
from deploy import sample_papers
from tests import sample_files
from tests.claims.cleaning.corpus import written

pytestmark = pytest.mark.slow  # another program does the work

needs_tesseract = pytest.mark.skipif(
    not ocr.is_there() or not ocr.tells_turns(),
    reason="tesseract is not installed with Indonesian (apt: tesseract-ocr tesseract-ocr-ind).",
)


def drawn(kind: str, seed: int) -> tuple[str, bytes]:
    _name, _type, content = sample_papers.draw(kind, name="Siti Contoh", seed=seed)
    return sample_papers.invent("Siti Contoh", seed).nik, content


def looked_at(content: bytes, **wants: bool):
    return examine([content], file_name="", declared_type="", wants=Wants(**wants))


@needs_tesseract
@pytest.mark.parametrize("kind", ["KTP", "KK"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_nik_on_a_sample_card_is_read(kind, seed, costs):
    nik, content = drawn(kind, seed)

    file = looked_at(content, card=True)

    assert nik in file.read.niks
    assert all(done.outcome == Outcome.DONE for done in costs)


@needs_tesseract
def test_a_card_without_a_nik_gives_none():
    assert looked_at(sample_files.jpeg(), card=True).read == CardRead()


@needs_tesseract
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_letter_on_its_side_or_head_is_noted(degrees):
    _nik, content = drawn("PAKLARING", 1)
    upright = Image.open(io.BytesIO(looked_at(content).pages[0].image))

    (page,) = looked_at(written(upright.rotate(degrees, expand=True), "JPEG"), turns=True).pages

    assert page.notes == (["turned"] if degrees else [])


def test_nothing_is_read_unasked(monkeypatch):
    monkeypatch.setattr(ocr, "_read", lambda *_: pytest.fail("It was read."))

    assert looked_at(sample_files.jpeg()).read == CardRead()


@pytest.fixture
def tesseract(monkeypatch, tmp_path):
    """Another program in tesseract's place, by what it does."""

    def made(lines: str) -> None:
        (program := tmp_path / "tesseract").write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)
        tmp_path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        ocr.languages.cache_clear()

    yield made
    ocr.languages.cache_clear()


LISTS = 'if [ "$1" = --list-langs ]; then echo "List of available languages (2):"; echo ind; echo osd; exit; fi\n'


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("NIK : 3171234567890123", ()),  # the 67th of a month
        ("NIK : 3171231708900123", ("3171231708900123",)),
        ("NIK 3171235708900123", ("3171235708900123",)),  # a woman's
        ("NIK: 317123 170890 0123", ("3171231708900123",)),
        ("NIK: 3l7I23l7O89OOlZ3", ("3171231708900123",)),
        ("3171231708900123 3171231708900123 3171235708900124", ("3171231708900123", "3171235708900124")),
        ("31712317089001234", ()),
        ("A3171231708900123", ()),
        ("0171231708900123", ()),
        ("3171231708900000", ()),
        ("", ()),
    ],
)
def test_only_what_can_be_a_nik_is_taken_for_one(words, read, tesseract):
    tesseract(f"{LISTS}cat <<'X'\n{words}\nX")

    assert looked_at(sample_files.jpeg(), card=True).read.niks == read


@pytest.mark.parametrize("lines", ["exit 3", "kill -9 $$", "head -c 99999999 /dev/zero", "printf '\\377\\376'"])
def test_a_reader_that_fails_reads_nothing(lines, tesseract):
    tesseract(LISTS + lines)

    file = looked_at(sample_files.jpeg(), card=True, turns=True)

    assert file.read == CardRead()
    assert file.pages[0].notes == []


@pytest.mark.parametrize("lines", ["exit 1", "echo List; echo eng"])
def test_without_its_indonesian_nothing_is_read(lines, tesseract):
    tesseract(lines)

    assert not ocr.is_there()
    assert looked_at(sample_files.jpeg(), card=True).read == CardRead()


def test_the_reader_meets_the_page_and_not_the_file_that_was_sent(tesseract, tmp_path):
    tesseract(LISTS + "cat > /dev/null; exit 0")
    sent = sample_files.jpeg_with_place()

    file = looked_at(sent, card=True)

    assert sample_files.SECRET in sent
    assert sample_files.SECRET not in file.pages[0].image
