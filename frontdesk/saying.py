"""How a call is said aloud: the words of an Indonesian sentence, each of which is one clip of `static/voice/`.

The page of the board plays the clips it is told, one after the other, and knows no grammar of its own. The clips are
made by `deploy/voice.py`.
"""

from itertools import chain

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
WORTHS = ((1000, "ribu"), (100, "ratus"), (10, "puluh"))
MOST = 9999

LETTERS = ("a", "b", "c")
CHIME, NUMBER, PLEASE_TO = "bel", "nomor-antrean", "silakan-ke"
PLACES = ("loket", "bilik")

CLIPS = (
    CHIME, NUMBER, PLEASE_TO, *PLACES, *LETTERS, *DIGITS, "sebelas", "belas",
    *chain.from_iterable((name, f"se{name}") for _worth, name in WORTHS),
)  # fmt: skip
"""Every clip there is."""


def number_words(number: int) -> list[str]:
    """A number from 0 to 9999 as it is said: 11 sebelas, 21 dua puluh satu, 111 seratus sebelas."""
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is no number that is called.")
    if number < 10:
        return [DIGITS[number]]
    if 11 <= number <= 19:
        return ["sebelas"] if number == 11 else [DIGITS[number - 10], "belas"]
    worth, name = next((worth, name) for worth, name in WORTHS if number >= worth)
    many, rest = divmod(number, worth)
    head = [f"se{name}"] if many == 1 else [DIGITS[many], name]
    return head + (number_words(rest) if rest else [])


def call_clips(series: str, number: int, place: str, place_number: int, *, twice: bool = False) -> list[str]:
    """The clips of a call: the chime, then "nomor antrean A dua belas, silakan ke loket tiga", once or twice."""
    sentence = [
        NUMBER, series.lower(), *number_words(number), PLEASE_TO, place, *number_words(place_number)
    ]  # fmt: skip
    return [CHIME, *sentence, *(sentence if twice else ())]
