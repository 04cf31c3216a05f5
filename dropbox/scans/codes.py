"""What the QR codes of separators say, and what the names of scanned files say.

An envelope begins with its number: that of its case, on the cover slip, or its own (AM-…), on its label. A paper begins
with `LAPAK:KTP`, on a printed sheet or written by hand into the name of a file.
"""

import re
from dataclasses import dataclass

from dropbox import scanning

SHEET = "LAPAK:"
_KIND = re.compile(r"LAPAK:([A-Z][A-Z0-9_]{0,23})")
_OURS = re.compile(r"(?:LA|AM)-[0-9A-Z]{4}-|LAPAK:")
_NUMBER = re.compile(r"(?:LA|AM)(?:[-\s_]?[0-9A-Z]{4}){2}[-\s_]?[0-9A-Z]")
_WORD = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


@dataclass(frozen=True)
class Said:
    """What one code says: whose envelope begins, or which paper. One of ours that cannot be read says neither."""

    owner: str = ""
    kind: str = ""

    @property
    def is_damaged(self) -> bool:
        return not (self.owner or self.kind)


def on_page(text: str) -> Said | None:
    """What a code says; None of a stranger's code, of which papers carry many."""
    text = text.strip().upper()
    if sheet := _KIND.fullmatch(text):
        return Said(kind=sheet[1])
    if owner := _owner_in(text):
        return Said(owner=owner)
    return Said() if _OURS.match(text) else None


def in_name(file_name: str, kinds: frozenset[str]) -> Said | None:
    """What a file's name says, like `LA-7K3M-9QXT-2_KTP_1.jpg`; None when nothing. `kinds` are the codes there are."""
    name = file_name.upper().rpartition(".")[0] or file_name.upper()
    owner = _owner_in(name.replace("_", " "))
    words = _WORD.findall(_NUMBER.sub(" ", name))
    kind = next((each for word in words for each in (word, word.rstrip("0123456789_")) if each in kinds), "")
    return Said(owner, kind) if owner or kind else None


def _owner_in(text: str) -> str:
    found = scanning.read(text)
    return found.envelope_code or found.case_number
