"""A small history of the desk, written out by hand, whose figures can be counted on one's fingers.

Two branches, an hour apart: Makassar (WITA) and Jakarta (WIB). Two officers, `BUDI` and `SITI`. Monday 2 and Tuesday
3 March 2026; hours are the branch's own.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims.history import record
from claims.models import Claim
from tests import factories

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
BUDI, SITI = "officer:9001", "officer:9002"
WITA, WIB = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jakarta")


def write(claim: Claim, zone: ZoneInfo, *events: tuple) -> Claim:
    """Each event is its day of March, its clock, its name, and by whom; what it says further stands behind."""
    for day, clock, name, by, *detail in events:
        hour, minute = map(int, clock.split("."))
        at = datetime(2026, 3, day, hour, minute, tzinfo=zone)
        record(claim, name, by=by, now=at, **dict(*detail))
    return claim


def write_history(now: datetime) -> None:
    makassar, jakarta = factories.branch("Asia/Makassar"), factories.branch("Asia/Jakarta")
    write(
        factories.open_claim(now=now, branch=makassar), WITA,
        (2, "7.30", "submitted", "claimant:1"),  # Sunday still, by UTC
        (2, "8.30", "taken", BUDI),
        (2, "8.50", "verified", BUDI),
    )  # fmt: skip
    late = write(
        factories.open_claim(now=now, branch=makassar), WITA,
        (1, "9.00", "submitted", "claimant:2"),
        (2, "9.00", "taken", BUDI),
        (2, "9.05", "paper_returned", BUDI, {"paper": "KTP", "reasons": ["terpotong"]}),
        (2, "9.06", "paper_returned", BUDI, {"paper": "KTP", "reasons": ["buram", "gelap"]}),  # thought better of it
        (2, "9.07", "paper_returned", BUDI, {"paper": "KK", "reasons": ["buram"]}),
        (2, "9.08", "paper_accepted", BUDI, {"paper": "KK"}),  # and of this
        (2, "9.10", "repair_wanted", BUDI, {"papers": ["KTP"]}),
        (3, "10.00", "repair_answered", "claimant:2"),
        (3, "11.00", "taken", SITI),
        (3, "11.30", "rejected", SITI),
    )  # fmt: skip
    Claim.objects.filter(pk=late.pk).update(promised_on=MONDAY, late_because="many")
    write(
        factories.open_claim(now=now, branch=makassar), WITA,
        (2, "10.15", "handed_in_at_deadline", "system"),
        (2, "10.30", "taken", SITI),
        (2, "10.40", "put_back", SITI),
        (2, "10.50", "put_back", "system:nobody"),  # whom no figure is about
        (2, "11.15", "taken", BUDI),
        (2, "11.45", "verified", BUDI),
    )  # fmt: skip
    in_time = write(
        factories.open_claim(now=now, branch=jakarta), WIB,
        (2, "23.50", "submitted", "claimant:4"),  # Tuesday already, in Makassar
        (2, "23.55", "taken", BUDI),
        (3, "0.05", "verified", BUDI),
    )  # fmt: skip
    Claim.objects.filter(pk=in_time.pk).update(promised_on=TUESDAY)
