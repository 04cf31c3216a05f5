"""The places of a day or a month as a table to take away: case numbers and hours, no names, no NIK, no contacts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from branches import calendar
from branches.models import Branch
from queueing.day.by_hour import Row, clock, day_of
from queueing.day.month_map import next_month
from queueing.day.spreadsheets import Line

HEADINGS = (
    "Kode cabang", "Kantor cabang", "Tanggal", "Mulai", "Selesai", "Zona", "Pintu", "Nomor kasus", "Program",
    "Status klaim", "Dokumen", "Sengketa", "Datang langsung", "Kehadiran", "Dicatat pada",
)  # fmt: skip


def lines_of_day(branch: Branch, day: date, *, now: datetime) -> Iterator[Line]:
    """One line for each claim's place, in the order of the list; places that are still being filled in are left out."""
    for row in day_of(branch, day, now=now).rows:
        if row.claim:
            yield _line(row, branch)


def lines_of_month(branch: Branch, first: date, *, now: datetime) -> Iterator[Line]:
    """The same of every day of a month."""
    for n in range((next_month(first) - first).days):
        yield from lines_of_day(branch, first + timedelta(days=n), now=now)


def _line(row: Row, branch: Branch) -> Line:
    ticket, slot, claim = row.ticket, row.ticket.slot, row.claim
    assert claim  # holds are left out
    return (
        branch.code,
        branch.name,
        slot.day.isoformat(),
        clock(branch, slot.starts_at),
        clock(branch, slot.ends_at),
        calendar.zone_name(branch),
        slot.get_door_display(),
        claim.case_number,
        claim.programme.code,
        str(claim.get_status_display()),
        row.papers.words,
        "ya" if row.is_disputed else "",
        "ya" if ticket.is_walk_in else "",
        row.attendance,
        row.marked,
    )
