"""What a scanner or a person typed into one field: the number of a case, the code of an envelope, or neither."""

import re
from dataclasses import dataclass

from claims.fresh import read_case_number, read_envelope_code

_INSIDE = re.compile(r"\b(?:LA|AM)[\s-]?[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}[\s-]?[0-9A-Z]\b")


@dataclass(frozen=True)
class Scanned:
    """One of the two, or none: then it could not be read."""

    case_number: str = ""
    envelope_code: str = ""

    def __str__(self) -> str:
        return self.case_number or self.envelope_code

    def __bool__(self) -> bool:
        return bool(str(self))


def read(text: str) -> Scanned:
    """Read what came. A slip's code may be the number alone or an address that holds it; the check letter decides."""
    inside = _INSIDE.search(text.upper())
    typed = inside.group() if inside else text
    if code := read_envelope_code(typed):
        return Scanned(envelope_code=code)
    return Scanned(case_number=read_case_number(typed))
