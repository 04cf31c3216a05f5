"""The grammar every room speaks: how a rule says no, and how a row changes its status."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A rule said no. The message is written for the person who asked."""


def move(row: Any, to: Any) -> None:
    """Put `row` in status `to`, or refuse: only arrows drawn in the model's ARROWS exist.

    The caller holds the row's lock and saves it; this is the only writer of a status.
    """
    if to not in row.ARROWS.get(row.status, ()):
        raise Refused(f"{row} tidak bisa dari {row.get_status_display()} ke {to.label}.")
    row.status = to


def each(row_ids: Iterable[Any], verb: Callable[..., Any], **arguments: Any) -> int:
    """Do `verb` to each row of a sweep, so that one odd row does not hold up the others, and count the rows done.

    A row whose rule says no is passed over: it changed since the sweep looked. Any other failure is logged at once and
    makes the whole sweep fail at its end, so that it is seen.
    """
    done, failed = 0, []
    name = getattr(verb, "__name__", repr(verb))  # a partial has none
    for row_id in row_ids:
        try:
            verb(row_id, **arguments)
        except Refused as refusal:
            logger.info("%s(%s) refused: %s", name, row_id, refusal)
        except Exception:
            logger.exception("%s(%s) failed", name, row_id)
            failed.append(row_id)
        else:
            done += 1
    if failed:
        raise RuntimeError(f"{name} failed for {len(failed)} of {done + len(failed)} rows, first {failed[0]}")
    return done
