"""Which other branches have places now, the near ones first. Near is said in words: no position is asked of anybody.

Any branch may serve anyone, so "near" only matters to who wants to come, or to bring an envelope.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from django.utils.translation import gettext as _

from branches.models import Branch
from claims.models import Claim
from queueing.availability import places_left

SHOWN = 5


class Distance(IntEnum):
    """How far a branch is from another, by what their addresses have in common."""

    CITY, PROVINCE, REGION, ZONE, COUNTRY = range(5)


@dataclass(frozen=True)
class Near:
    """Another branch with places: how far it is, the first day that has some, and how many are left in all."""

    branch: Branch
    distance: Distance
    day: date
    left: int

    @property
    def how_far(self) -> str:
        """Like "provinsi yang sama". A region is the agency's own: its kanwil."""
        return {
            Distance.CITY: _("kota yang sama"),
            Distance.PROVINCE: _("provinsi yang sama"),
            Distance.REGION: _("wilayah yang sama, %(province)s") % {"province": self.branch.province},
            Distance.ZONE: self.branch.province,
            Distance.COUNTRY: self.branch.province,
        }[self.distance]


def distance(one: Branch, other: Branch) -> Distance:
    """The nearest of city, province, region (kanwil) and time zone that both share."""
    same = (one.city == other.city, one.province == other.province, one.kanwil == other.kanwil, one.zone == other.zone)
    return next((Distance(step) for step, is_same in enumerate(same) if is_same), Distance.COUNTRY)


def first(branches: Iterable[Branch], near: Branch | None) -> list[Branch]:
    """Branches in the order of province, city and name; with `near`, its own city and province before the others."""
    return sorted(
        branches,
        key=lambda row: (distance(near, row) if near else 0, row.province, row.city, row.name),
    )


def with_places(branch: Branch, now: datetime, *, door: str = Claim.Door.ONLINE, most: int = SHOWN) -> list[Near]:
    """The nearest other branches that have places now; of those equally near, the one with the earliest day first."""
    free = {
        branch_id: [day for day in days if day.left] for branch_id, days in places_left.days(now, door=door).items()
    }
    others = Branch.objects.filter(pk__in=[pk for pk, days in free.items() if days]).exclude(pk=branch.pk)
    found = [
        Near(other, distance(branch, other), free[other.pk][0].day, sum(day.left for day in free[other.pk]))
        for other in others
    ]
    return sorted(found, key=lambda near: (near.distance, near.day, -near.left, near.branch.name))[:most]
