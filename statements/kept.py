"""Answers of the database that each process keeps for a while.

For rows an office hardly ever changes: its branches, what may be claimed, the rules of an edition. A change shows in
every process within the seconds that are named, so nothing that must be exact to the moment is asked this way: no
count, no right, no status.
"""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar, TypeVarTuple

A_MOMENT = 5.0  # seconds

Given = TypeVarTuple("Given")
Row = TypeVar("Row")


class Kept(Generic[Row, *Given]):
    """A question whose answers are kept. The row is shared by all who ask: it is read, never changed.

    "There is none" is not kept, so that whoever asks for what does not exist fills no memory.
    """

    def __init__(self, question: Callable[[*Given], Row | None], seconds: float) -> None:
        self.question, self.seconds = question, seconds
        self.answers: dict[tuple[*Given], tuple[float, Row]] = {}
        _all.append(self)

    def __call__(self, *given: *Given) -> Row | None:
        asked_at, row = self.answers.get(given, (0.0, None))
        if row is None or monotonic() - asked_at > self.seconds:
            row = self.question(*given)
            if row is not None:
                self.answers[given] = (monotonic(), row)
        return row


_all: list[Kept] = []


def kept_for(seconds: float) -> Callable[[Callable[[*Given], Row | None]], Kept[Row, *Given]]:
    """Keep what this question was answered, for that long."""
    return lambda question: Kept(question, seconds)


def forget_all() -> None:
    """Ask everything anew: between tests, whose rows are gone."""
    for question in _all:
        question.answers.clear()
