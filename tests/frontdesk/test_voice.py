"""The clips that are shipped: one for every word that can be said, and small."""

from pathlib import Path

import pytest

from frontdesk.saying import CLIPS

VOICE = Path(__file__).resolve().parents[2] / "static/voice"
MP3_FRAME = 0xFFE0


def test_there_is_a_clip_for_every_word_and_no_other():
    assert {path.name for path in VOICE.iterdir()} == {f"{name}.mp3" for name in CLIPS}


def test_all_of_them_together_are_small():
    assert sum(path.stat().st_size for path in VOICE.iterdir()) < 300 * 1024


@pytest.mark.parametrize("name", CLIPS)
def test_each_clip_is_sound(name):
    clip = (VOICE / f"{name}.mp3").read_bytes()

    assert int.from_bytes(clip[:2]) & MP3_FRAME == MP3_FRAME
    assert len(clip) > 1000
