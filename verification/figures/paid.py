"""What was paid in a period, and how many working days our part and the bank's took: counted days, few statements."""

from dataclasses import dataclass, replace
from datetime import date

from verification.figures.reading import Scope, key_of, of_kind, rows

_PAID = """
    SELECT branch_id, NULL, day, sum(paid)::int, sum(late)::int
    FROM verification_paidday
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(branches)s::bigint[] IS NULL OR branch_id = ANY(%(branches)s))
    GROUP BY GROUPING SETS ((), (branch_id), (day)) HAVING count(*) > 0
"""
_PARTS = """
    SELECT branch_id, NULL, NULL,
           percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY our_days),
           percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY bank_days)
    FROM verification_paidday, unnest(ours, banks) AS claim (our_days, bank_days)
    WHERE day BETWEEN %(first)s AND %(last)s AND (%(branches)s::bigint[] IS NULL OR branch_id = ANY(%(branches)s))
    GROUP BY GROUPING SETS ((), (branch_id)) HAVING count(*) > 0
"""


@dataclass(frozen=True)
class Days:
    """Whole working days that a part took: half of the claims at most `median`, nine of ten at most `slow`."""

    median: int | None = None
    slow: int | None = None


@dataclass(frozen=True)
class Paid:
    """The claims of which the payment was recorded, how many after their promised day, and the two parts."""

    paid: int = 0
    late: int = 0
    ours: Days = Days()
    banks: Days = Days()


@dataclass(frozen=True)
class PaidOf:
    """What was paid in scope, by its branches and days."""

    all: Paid
    by_branch: dict[int, Paid]
    by_day: dict[date, Paid]


NOTHING_PAID = PaidOf(Paid(), {}, {})


def paid(scope: Scope) -> PaidOf:
    """Two statements. A payment is no officer's."""
    found = {key_of(*of): Paid(*counts) for *of, counts in rows(_PAID, scope, parted_at=3)}
    for *of, (ours, banks) in rows(_PARTS, scope, parted_at=3):
        found[key_of(*of)] = replace(found[key_of(*of)], ours=Days(*ours), banks=Days(*banks))
    return PaidOf(found.get(None, Paid()), of_kind(int, found), of_kind(date, found))
