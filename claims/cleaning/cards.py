"""What the words on an identity or family card say of a person, taken from what a reading program made of them.

A card carries "NIK", "Nama" and "Tempat/Tgl Lahir", each followed by its value on the same line or the next; a family
card has a row for each member: name, NIK, and more. Hints for the officer, so that what is odd is simply left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

MOST = 12
"""Of each: a family card has ten rows."""

_SIXTEEN = re.compile(r"(?<![0-9A-Za-z])[0-9OoDQIlL|!SsBbZzG?](?:[ .]?[0-9OoDQIlL|!SsBbZzG?]){15}(?![0-9A-Za-z])")
_AS_DIGITS = str.maketrans("OoDQIlL|!SsBbZzG?", "00001111155862267")
"""What tesseract takes the digits of a card's letters for, most often."""

_NAME = re.compile(r"\s*nama(?:\s+(?:lengkap|kepala keluarga))?\b[\s:.=\-]*(.*)", re.IGNORECASE)
_BORN = re.compile(r".*\blahir\b(.*)", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{2})[-./ ](\d{2})[-./ ]((?:19|20)\d{2})\b")
_WORDS = re.compile(r"[^\W\d_][^\W\d_.' ]+(?:[ ']+[^\W\d_.']+\.?)*")
"""Words of letters; a name of one letter is none."""


@dataclass(frozen=True)
class CardRead:
    """What was read, in reading order. `births` are ISO dates."""

    niks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    births: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.niks or self.names or self.births)

    def __add__(self, other: "CardRead") -> "CardRead":
        return CardRead(
            _each_once([*self.niks, *other.niks]),
            _each_once([*self.names, *other.names]),
            _each_once([*self.births, *other.births]),
        )


def card_of(words: str) -> CardRead:
    """What the lines of a card say."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return CardRead(_each_once(_niks(words)), _each_once(_names(lines)), _each_once(_births(lines)))


def _niks(words: str) -> Iterator[str]:
    for match in _SIXTEEN.finditer(words):
        number = match[0].replace(" ", "").replace(".", "").translate(_AS_DIGITS)
        if _can_be_nik(number):
            yield number


def _can_be_nik(number: str) -> bool:
    """Six digits of a place, a birthday (a woman's day plus 40), four of a serial that begins at 0001."""
    day, month = int(number[6:8]), int(number[8:10])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and number[12:] != "0000" and number[0] != "0"


def _names(lines: list[str]) -> Iterator[str]:
    """What stands behind "Nama", or below it, and what stands before a NIK in its row."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if label := _NAME.fullmatch(line):
            yield from _as_name(label[1] or below)
        elif number := _SIXTEEN.search(line):
            yield from _as_name(line[: number.start()])


def _as_name(text: str) -> Iterator[str]:
    found = _WORDS.search(text)
    if found and not re.search(r"\bnik\b", text, re.IGNORECASE):
        yield found[0].strip()


def _births(lines: list[str]) -> Iterator[str]:
    """The days behind "Lahir", or below it, and those in the row of a NIK."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if label := _BORN.fullmatch(line):
            yield from _days(label[1] if _DAY.search(label[1]) else below)
        elif _SIXTEEN.search(line):
            yield from _days(line)


def _days(text: str) -> Iterator[str]:
    for day, month, year in _DAY.findall(text):
        try:
            yield date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue


def _each_once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]
