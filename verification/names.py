"""Names as people write them: compared, told apart, and found among what a machine read."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.6
"""From this share of equal letters on (difflib's ratio) two writings may be meant for the same."""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for letter case, marks, signs, titles after a comma and the order of words."""
    return sorted(_words(one)) == sorted(_words(other))


def apart(one: str, other: str) -> str:
    """The words that stand in one of two names only: “santoso” ↔ “santosa”."""
    ours, theirs = _words(one), _words(other)
    only = [[word for word in mine if word not in others] for mine, others in ((ours, theirs), (theirs, ours))]
    return " ↔ ".join(f"“{' '.join(words) or '–'}”" for words in only)


def most_alike(wanted: str, found: Iterable[str]) -> str:
    """Of what was found the writing most like the wanted one; empty when none is alike."""
    plain = " ".join(_words(wanted)) or wanted
    scored = [(_likeness(plain, " ".join(_words(each)) or each), each) for each in found]
    score, best = max(scored, default=(0.0, ""))
    return best if score >= ALIKE else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z]+", plain.lower())
