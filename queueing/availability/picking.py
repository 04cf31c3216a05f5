"""The hours of one branch as a page offers them: by which door, by whose clock, on which days."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from branches import calendar, own_zone
from branches.models import Branch, Zone
from claims.models import Claim
from queueing import places, slots
from queueing.availability import full
from queueing.rush import standing

ASKED = "pintu"
"""The word of an address that asks for the hours of one door."""

DOORS = {
    Claim.Door.ONLINE: _("Daring: tidak perlu datang"),
    Claim.Door.ONSITE: _("Datang ke kantor cabang: bawa dokumen asli"),
}


def offer(request: HttpRequest, branch: Branch, *, door: str = "", now: datetime) -> dict[str, Any]:
    """What `queueing/time.html` and `queueing/schedule.html` show of a branch.

    The door is the one the address asks for, else `door`, else the first by which the branch has hours.
    """
    places.release_expired_at(branch, now=now)
    doors = slots.doors_open(branch, now)
    shown = next((each for each in (request.GET.get(ASKED), door, *doors) if each in doors), Claim.Door.ONLINE)
    days = slots.offered(branch, now, door=shown, own=own_zone.of(request))
    is_full = not any(day["free"] for day in days)
    some_full = any(day["hours"] and not day["free"] for day in days)
    return {
        "branch": branch,
        "door": shown,
        "comes": shown == Claim.Door.ONSITE,
        "doors": list(_door_links(request, doors, shown)) if len(doors) > 1 else [],
        "days": days,
        "full": is_full,
        "fullness": full.picture(branch, now, door=shown) if is_full or some_full else None,
        "room": standing.invitation(branch, now),
        "zone": calendar.zone_name(branch),
        "two_clocks": calendar.ZONE_NAMES[Zone(own_zone.of(request))] != calendar.zone_name(branch),
        "zones": list(own_zone.choices(request)),
    }


def _door_links(request: HttpRequest, doors: dict[str, int], shown: str) -> Iterator[dict[str, Any]]:
    for door, free in doors.items():
        query = request.GET.copy()
        query[ASKED] = door
        yield {
            "label": DOORS[Claim.Door(door)],
            "free": free,
            "href": f"?{query.urlencode()}",
            "is_current": door == shown,
        }
