"""Names as people write them: compared, told apart, and found among what a machine read."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from claims.names import words_of

ALIKE = 0.6
"""From this share of equal letters on (difflib's ratio) two writings may be meant for the same."""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for letter case, marks, signs, titles after a comma and the order of words."""
    return sorted(words_of(one)) == sorted(words_of(other))


def apart(one: str, other: str) -> str:
    """The words that stand in one of two names only: “santoso” ↔ “santosa”."""
    ours, theirs = words_of(one), words_of(other)
    only = [[word for word in mine if word not in others] for mine, others in ((ours, theirs), (theirs, ours))]
    return " ↔ ".join(f"“{' '.join(words) or '–'}”" for words in only)


def most_alike(wanted: str, found: Iterable[str]) -> str:
    """Of what was found the writing most like the wanted one; empty when none is alike."""
    plain = " ".join(words_of(wanted)) or wanted
    scored = [(_likeness(plain, " ".join(words_of(each)) or each), each) for each in found]
    score, best = max(scored, default=(0.0, ""))
    return best if score >= ALIKE else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
