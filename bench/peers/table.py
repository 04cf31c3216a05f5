"""The table at the end, in Markdown: one row for each product, as they were measured one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.peers.race import Race
from bench.peers.stream import Stream

HEAD = ("product", "version", "tries", "places", "sold", "oversold", "one hour", "p95", "many hours", "p95")
WORDS = 2  # the first columns hold words, the others numbers
NOTE = "one hour, many hours: bookings a second while everybody wants the same hour, or each the next of many"
NOTHING = "–"
QUIET = 10  # percent of the machine that others may use without a word about it


@dataclass(frozen=True)
class Row:
    """A product's figures. `race` is None for what is only timed."""

    product: str
    version: str
    race: Race | None
    one: Stream
    many: Stream

    def has_figures(self) -> bool:
        """Whether there is something to compare: a race in which nobody got a place measured nothing."""
        return bool((self.race is None or self.race.sold) and self.one.booked and self.many.booked)


def table(rows: Iterable[Row]) -> str:
    """Columns of one width, so that it reads well on a terminal too."""
    rows = list(rows)
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    head, *body = (_line(line, widths) for line in lines)
    rule = "|".join(f"-{'-' * width}{'-' if n < WORDS else ':'}" for n, width in enumerate(widths))
    return "\n".join([head, f"|{rule}|", *body, "", NOTE, *_warning(rows)])


def _warning(rows: Sequence[Row]) -> list[str]:
    """A rate from a busy machine says little; the counts hold whatever else ran."""
    busiest = max((stream.others() for row in rows for stream in (row.one, row.many)), default=0)
    if busiest <= QUIET:
        return []
    return [f"Others used up to {busiest} % of the machine meanwhile: the rates are worth little."]


def _cells(row: Row) -> tuple[str, ...]:
    return (row.product, row.version, *_counts(row.race), *_speed(row.one), *_speed(row.many))


def _counts(race: Race | None) -> list[str]:
    if race is None:
        return [NOTHING] * 4
    return [str(number) for number in (race.tries, race.places, race.sold, race.oversold)]


def _speed(stream: Stream) -> tuple[str, str]:
    slowest = stream.times.get("p95_ms")
    return f"{stream.per_second:.1f}/s", NOTHING if slowest is None else f"{slowest:.0f} ms"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    words = [cell.ljust(width) for cell, width in zip(cells[:WORDS], widths, strict=False)]
    numbers = [cell.rjust(width) for cell, width in zip(cells[WORDS:], widths[WORDS:], strict=True)]
    return f"| {' | '.join(words + numbers)} |"
