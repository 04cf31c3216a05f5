"""What a scanner or a hand put into the one field of the gate."""

import re
from dataclasses import dataclass

from claims.fresh import read_case_number

NIK_DIGITS = 16

_CASE = re.compile(r"LA(?:-?[2-9A-HJKMNP-TV-Z]){9}", re.IGNORECASE)
_VISIT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"([ABC])[ -]?0*([1-9]\d{0,3})", re.IGNORECASE)


@dataclass(frozen=True)
class Scanned:
    """One of these is not empty: a case number, the key of a visit, a number of the day like A12, or a NIK."""

    case_number: str = ""
    visit: str = ""
    number: tuple[str, int] | None = None
    nik: str = ""


def read(typed: str) -> Scanned | None:
    """What it is; None when it is nothing we know. A code may hold a whole address: what stands in it counts."""
    typed = typed.strip()
    if number := read_case_number(typed) or next(filter(None, map(read_case_number, _CASE.findall(typed))), ""):
        return Scanned(case_number=number)
    if visit := _VISIT.search(typed):
        return Scanned(visit=visit[0].lower())
    if of_the_day := _NUMBER.fullmatch(typed):
        return Scanned(number=(of_the_day[1].upper(), int(of_the_day[2])))
    digits = "".join(filter(str.isdigit, typed))
    return Scanned(nik=digits) if len(digits) == NIK_DIGITS and not any(map(str.isalpha, typed)) else None
