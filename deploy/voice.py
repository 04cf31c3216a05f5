"""Makes the clips of the board's voice: one Indonesian word each by espeak-ng, and a chime, as small MP3 files.

    apt install espeak-ng lame
    python -m deploy.voice

They rest in static/voice/ until somebody records better ones under the same names. The same versions of both programs
give the same bytes.
"""

import array
import io
import math
import subprocess
import wave
from collections.abc import Iterable
from pathlib import Path

from frontdesk.saying import CHIME, CLIPS, LETTERS

FOLDER = Path(__file__).resolve().parents[1] / "static/voice"
RATE = 22_050

SPOKEN = {"a": "a", "b": "be", "c": "ce"}
"""Letters as their Indonesian names; every other clip is spoken as it is spelled."""

SPEED, PITCH, VOLUME = "135", "45", "160"  # words a minute, 0 to 99, of 200
TONES = ((784.0, 0.0), (622.3, 0.32))  # Hz, and the second at which each begins: a bell of two strokes
CHIME_SECONDS = 1.1
QUIET = 400  # of 32767: what is below it at either end of a word is cut off


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in CLIPS:
        samples = chime() if name == CHIME else word(name)
        (FOLDER / f"{name}.mp3").write_bytes(as_mp3(samples))
    total = sum(clip.stat().st_size for clip in FOLDER.glob("*.mp3"))
    print(f"{len(CLIPS)} clips in {FOLDER}, {total / 1024:.0f} KiB")


def word(name: str) -> list[int]:
    text = SPOKEN[name] if name in LETTERS else name.replace("-", " ")
    command = ["espeak-ng", "-v", "id", "-s", SPEED, "-p", PITCH, "-a", VOLUME, "--stdout", text]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        if file.getframerate() != RATE:
            raise SystemExit(f"espeak-ng speaks at {file.getframerate()} Hz, not at {RATE}.")
        return trimmed(array.array("h", file.readframes(file.getnframes())).tolist())


def trimmed(samples: list[int]) -> list[int]:
    loud = [number for number, sample in enumerate(samples) if abs(sample) > QUIET]
    margin = RATE // 50
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def chime() -> list[int]:
    return [round(9000 * sum(strokes(n / RATE))) for n in range(round(CHIME_SECONDS * RATE))]


def strokes(second: float) -> Iterable[float]:
    """What each stroke sounds like at that second: a tone and its octave, dying away."""
    for tone, begins in TONES:
        if (since := second - begins) >= 0:
            dying = math.exp(-4.5 * since) * min(1.0, since / 0.004)
            yield dying * (math.sin(2 * math.pi * tone * since) + 0.35 * math.sin(4 * math.pi * tone * since))


def as_mp3(samples: list[int]) -> bytes:
    raw = io.BytesIO()
    with wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array.array("h", samples).tobytes())
    command = ["lame", "--quiet", "-m", "m", "--cbr", "-b", "40", "-", "-"]
    return subprocess.run(command, input=raw.getvalue(), check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
