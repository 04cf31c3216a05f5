"""The hours at which nobody's telephone is made to ring."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WAKES, SLEEPS = time(7), time(21)
"""Between these hours, by their branch's clock, a person is expected to look at their telephone."""


def is_awake(zone: str, instant: datetime) -> bool:
    """Whether at this instant people of that zone may be written to about what can wait until morning."""
    return WAKES <= instant.astimezone(ZoneInfo(zone)).time() < SLEEPS


def wakes_at(zone: str, instant: datetime) -> datetime:
    """This instant, or, when it is night in the zone, the hour at which its people wake."""
    local = instant.astimezone(ZoneInfo(zone))
    if WAKES <= local.time() < SLEEPS:
        return instant
    day = local.date() + timedelta(days=local.time() >= SLEEPS)
    return datetime.combine(day, WAKES, tzinfo=local.tzinfo).astimezone(instant.tzinfo)
