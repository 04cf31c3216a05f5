"""Where the strokes of a chart go. Whole numbers only: a comma of our language would break a drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from queueing.day.month_map import shade
from verification.figures.reading import Load
from verification.figures.report import WEEKDAYS, OfDay

Row = TypeVar("Row")

WIDTH, HEIGHT = 720, 220
LEFT, TOP, BOTTOM = 44, 18, 28
PLOT = HEIGHT - TOP - BOTTOM
LABELS_AT_MOST = 15
"""More days than this, and only every third has its name below."""

PATTERNS = {
    "plain": ("verified", "waiting"),
    "striped": ("rejected", "held", "late"),
    "dotted": ("repairs", "in_repair", "returned"),
}
"""What is drawn in which pattern, so that parts are told apart without their colours."""

PARTS = (("verified", "Terverifikasi"), ("rejected", "Ditolak"), ("repairs", "Perbaikan diminta"))


@dataclass(frozen=True)
class Part:
    """One colour of a column."""

    kind: str
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    """One day: its parts from the bottom up, what they sum to, and what is written below."""

    x: int
    width: int
    total: int
    top: int
    parts: list[Part]
    says: str
    label: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Columns:
    """A chart of columns, with the heights of its rulers."""

    columns: list[Column]
    rulers: list[tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = TOP + PLOT

    @property
    def shows_totals(self) -> bool:
        return len(self.columns) <= LABELS_AT_MOST


def by_day(days: Sequence[OfDay]) -> Columns:
    """How the rounds of each day ended: verified, rejected, or a repair asked for."""
    rulers = _rulers(max((day.numbers.ended for day in days), default=0))
    step = (WIDTH - LEFT) // max(len(days), 1)
    every = 1 if len(days) <= LABELS_AT_MOST else 3
    columns = [_column(day, LEFT + n * step, step, rulers[-1], labelled=n % every == 0) for n, day in enumerate(days)]
    return Columns(columns, [(value, TOP + PLOT - _high(value, rulers[-1])) for value in rulers])


def _column(day: OfDay, x: int, step: int, highest: int, *, labelled: bool) -> Column:
    y, parts, said = TOP + PLOT, [], []
    for kind, words in PARTS:
        value = getattr(day.numbers, kind)
        height = _high(value, highest)
        y -= height
        parts.append(Part(kind, y, height))
        said.append(f"{words.lower()} {value}")
    gap = max(step // 5, 2)
    label = f"{day.day.day}/{day.day.month}" if labelled else ""
    says = f"{WEEKDAYS[day.day.weekday()]} {day.day.day}/{day.day.month}: {', '.join(said)}"
    return Column(x + gap // 2, step - gap, day.numbers.ended, y, parts, says, label)


def _high(value: int, highest: int) -> int:
    return PLOT * value // highest


def _rulers(most: int) -> list[int]:
    """Five heights or fewer, in round numbers, the last one not below `most`."""
    size = 1
    while True:
        for each in (size, 2 * size, 5 * size):
            if each * 4 >= most:
                return [each * n for n in range(-(-max(most, 1) // each) + 1)]
        size *= 10


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday: the number, and how dark it stands."""

    value: int
    shade: int


@dataclass(frozen=True)
class Week:
    """Weekdays against hours."""

    hours: range
    rows: list[tuple[str, list[Cell]]]


def week(by_hour: dict[tuple[int, int], Load], fact: str) -> Week:
    """`fact` names what of a load is shown. Only the hours in which anything happened."""
    seen = [hour for _weekday, hour in by_hour]
    hours = range(min(seen, default=0), max(seen, default=-1) + 1)
    most = max((getattr(load, fact) for load in by_hour.values()), default=0)
    return Week(
        hours, [(name, _cells(by_hour, fact, weekday, hours, most)) for weekday, name in enumerate(WEEKDAYS, 1)]
    )


def _cells(by_hour: dict[tuple[int, int], Load], fact: str, weekday: int, hours: range, most: int) -> list[Cell]:
    values = [getattr(by_hour.get((weekday, hour), Load()), fact) for hour in hours]
    return [Cell(value, shade(value, most)) for value in values]


@dataclass(frozen=True)
class Bar(Generic[Row]):
    """A row of a table and the bar beside it: its parts from the left, each with its kind, its begin and its length."""

    row: Row
    parts: list[tuple[str, int, int]]


def bars(rows: Sequence[Row], parts: Callable[[Row], dict[str, int]]) -> list[Bar[Row]]:
    """Bars that lie one under another, in hundredths of the longest; `parts` says what a row's bar is made of."""
    lengths = [parts(row) for row in rows]
    longest = max((sum(length.values()) for length in lengths), default=0) or 1
    return [Bar(row, _laid(length, longest)) for row, length in zip(rows, lengths, strict=True)]


def _laid(lengths: dict[str, int], longest: int) -> list[tuple[str, int, int]]:
    laid, at = [], 0
    for kind, length in lengths.items():
        end = at + length
        laid.append((kind, 100 * at // longest, 100 * end // longest - 100 * at // longest))
        at = end
    return laid
