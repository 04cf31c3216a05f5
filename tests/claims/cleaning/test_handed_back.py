"""What a process hands back is not believed: whoever takes it over could hand back anything."""

import logging

import pytest

from claims import cleaning
from claims.cleaning import Busy, FileRefused
from claims.cleaning.apart.talk import PAGE, Outcome
from tests import sample_files
from tests.claims.cleaning.looking import clean, played_by

pytestmark = pytest.mark.usefixtures("own_zygotes")

JPEG = sample_files.jpeg(64, 48)


def handing_back(content: bytes, outcome: Outcome = Outcome.DONE) -> str:
    return f"os.write(target, {content!r})\nend({int(outcome)})"


def page(image: bytes, thumbnail: bytes, *, lengths: tuple[int, int] | None = None) -> bytes:
    return PAGE.pack(5, 0, *(lengths or (len(image), len(thumbnail)))) + image + thumbnail


def test_pages_of_our_making_are_taken(monkeypatch, tmp_path):
    with played_by(monkeypatch, tmp_path, handing_back(page(JPEG, JPEG) * 2)):
        file = clean(JPEG)

    assert [(each.width, each.height, each.likeness) for each in file.pages] == [(64, 48, 5)] * 2


@pytest.mark.parametrize(
    "handed_back",
    [
        b"", b"\0", b"GIF89a", page(b"GIF89a", JPEG), page(JPEG, b""), page(JPEG, JPEG)[:-1],
        page(JPEG, JPEG) + b"more", page(JPEG + b"more", JPEG), page(sample_files.jpeg_with_place(), JPEG),
        page(JPEG, JPEG, lengths=(2**32 - 1, 2**32 - 1)), page(JPEG, JPEG) * 21,
    ],
)  # fmt: skip
def test_a_child_that_was_taken_over_cannot_hand_back_just_anything(handed_back, monkeypatch, tmp_path, caplog):
    caplog.set_level(logging.CRITICAL)
    with played_by(monkeypatch, tmp_path, handing_back(handed_back)), pytest.raises(FileRefused) as refusal:
        clean(JPEG)

    assert refusal.value.cause == "picture_unreadable"


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome not in (0, Outcome.NOT_STARTED)])
@pytest.mark.parametrize("content", [JPEG, sample_files.pdf()])
def test_every_end_has_a_sentence(outcome, content, monkeypatch, tmp_path):
    with played_by(monkeypatch, tmp_path, handing_back(b"", outcome)), pytest.raises(FileRefused) as refusal:
        clean(content)

    assert refusal.value.cause in cleaning.SENTENCES


@pytest.mark.parametrize("lines", ["control.send(b'nonsense')", "os.kill(os.getpid(), 9)", "sys.exit()"])
def test_a_zygote_that_talks_nonsense_or_dies_is_no_word_about_the_file(lines, monkeypatch, tmp_path):
    with played_by(monkeypatch, tmp_path, lines), pytest.raises(Busy):
        clean(JPEG)
