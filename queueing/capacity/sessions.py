"""The rules a week's sessions keep: within the branch's hours, and never two at once by one door."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from branches.models import Branch
from queueing.models import OpeningPlan

SERVED = (
    OpeningPlan.Weekday.MONDAY,
    OpeningPlan.Weekday.TUESDAY,
    OpeningPlan.Weekday.WEDNESDAY,
    OpeningPlan.Weekday.THURSDAY,
    OpeningPlan.Weekday.FRIDAY,
)
"""The weekdays on which branches work at all (see `branches.calendar.closed_days`)."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with which of the sessions, and in which of its columns."""

    index: int
    column: str
    sentence: str


def faults(branch: Branch, sessions: Sequence[OpeningPlan]) -> list[Fault]:
    """Everything that keeps these sessions of one door from being the branch's week; empty when nothing does."""
    found = [fault for index, session in enumerate(sessions) for fault in _of_one(branch, index, session)]
    return found or _overlaps(sessions)


def _of_one(branch: Branch, index: int, session: OpeningPlan) -> list[Fault]:
    opens, closes = f"{branch.opens_at:%H.%M}", f"{branch.closes_at:%H.%M}"
    found = []
    if session.starts >= session.ends:
        found.append(Fault(index, "ends", "Jam selesai harus setelah jam mulai."))
    if session.starts < branch.opens_at:
        found.append(Fault(index, "starts", f"Kantor baru buka pukul {opens}. Mulailah sesi pada atau setelah itu."))
    if session.ends > branch.closes_at:
        found.append(Fault(index, "ends", f"Kantor tutup pukul {closes}. Akhiri sesi pada atau sebelum itu."))
    return found


def _overlaps(sessions: Sequence[OpeningPlan]) -> list[Fault]:
    found = []
    in_order = sorted(enumerate(sessions), key=lambda row: (row[1].weekday, row[1].starts, row[1].ends))
    for (_, before), (index, after) in pairwise(in_order):
        if before.weekday == after.weekday and after.starts < before.ends:
            said = f"Sesi ini bertumpuk dengan sesi {before}. Ubah jam salah satunya."
            found.append(Fault(index, "starts", said))
    return found
