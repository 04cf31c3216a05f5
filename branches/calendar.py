"""The only place that turns instants into local days and back.

Instants are UTC everywhere else. A day belongs to a branch: "the day before", opening hours and holidays are
those of the branch's own zone, whatever the zone of the process or of the claimant.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branches.models import Branch, DecreeYear, Holiday, Zone
from notifications import quiet_hours

ZONE_NAMES = {Zone.WIB: "WIB", Zone.WIB_PONTIANAK: "WIB", Zone.WITA: "WITA", Zone.WIT: "WIT"}
NATIONAL_ZONE = Zone.WIB  # what is decided once for the whole country is decided by Jakarta's clock
DECREE_EXPECTED_FROM_MONTH = 10  # the decree of a year is usually signed in the autumn before it
LAST_MINUTE = timedelta(minutes=1)


# --- Days and instants ---


def local_day(branch: Branch, instant: datetime) -> date:
    """The calendar day at the branch at this instant."""
    return instant.astimezone(ZoneInfo(branch.zone)).date()


def national_day(instant: datetime) -> date:
    """The day by Jakarta's clock, for what holds for the whole country at once: an edition of the catalogue."""
    return instant.astimezone(ZoneInfo(NATIONAL_ZONE)).date()


def days_by_zone(instant: datetime) -> dict[Zone, date]:
    """The day each zone's branches have at this instant: a question about many branches asks it of every zone."""
    return {zone: instant.astimezone(ZoneInfo(zone)).date() for zone in Zone}


def day_in_zone(zone: Zone, day: date) -> tuple[datetime, datetime]:
    """The instants, in UTC, at which a day begins and ends there; the end is exclusive."""
    begins, ends = (datetime.combine(each, time.min, tzinfo=ZoneInfo(zone)) for each in (day, day + timedelta(days=1)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def at(branch: Branch, day: date, moment: time) -> datetime:
    """The instant, in UTC, at which the branch's clocks show `moment` on `day`."""
    return at_in_zone(branch.zone, day, moment)


def at_in_zone(zone: str, day: date, moment: time) -> datetime:
    """The same by the clocks of a zone: what is done once for the whole country has an hour of NATIONAL_ZONE."""
    return datetime.combine(day, moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_is_over_at(branch: Branch, instant: datetime) -> datetime:
    """The branch's next midnight, in UTC; an instant that is one is its own."""
    midnight = at(branch, local_day(branch, instant), time.min)
    return midnight if midnight == instant else at(branch, local_day(branch, instant) + timedelta(days=1), time.min)


def is_awake(branch: Branch, instant: datetime) -> bool:
    """Whether it is an hour, at the branch, at which people may be written to about what can wait until morning."""
    return quiet_hours.is_awake(branch.zone, instant)


def wakes_at(branch: Branch, instant: datetime) -> datetime:
    """This instant, or, when it is night at the branch, the hour at which its people wake."""
    return quiet_hours.wakes_at(branch.zone, instant)


def papers_due_at(branch: Branch, visit_at: datetime) -> datetime:
    """When H-1 is over: the midnight, at the branch, that begins the day of the visit.

    The end is exclusive: papers may come while `now < due`, the deadline has passed once `now >= due`. H-1 is the
    calendar day before the visit, also when that day is a holiday (the sources say only "H-1").
    """
    return at(branch, local_day(branch, visit_at), time.min)


# --- Service days ---


def closed_days(branch: Branch | None, first: date, last: date) -> set[date]:
    """Weekends, holidays and the branch's own closures from `first` to `last`, both included. One query.

    Without a branch the whole country's, here and below: what banks and the core system keep.
    """
    off = Holiday.objects.filter(Q(branch=None) | Q(branch=branch and branch.pk), day__range=(first, last))
    return {day for day in _days(first, last) if day.weekday() >= 5} | set(off.values_list("day", flat=True))


def why_closed(branch: Branch, first: date, last: date) -> dict[date, str]:
    """The days of `closed_days` with the reason people know: the holiday's name, or the weekend. One query."""
    off = Holiday.objects.filter(Q(branch=None) | Q(branch=branch.pk), day__range=(first, last))
    weekend = {day: _("akhir pekan") for day in _days(first, last) if day.weekday() >= 5}
    return weekend | dict(off.order_by("branch").values_list("day", "name"))


def is_service_day(branch: Branch | None, day: date) -> bool:
    """Whether the branch serves on this day. Whether its year is provisional is another question."""
    return day not in closed_days(branch, day, day)


def add_working_days(branch: Branch | None, day: date, n: int) -> date:
    """The n-th working day of the branch after `day`; `day` itself does not count.

    In a provisional year only weekends and the closures known so far are skipped: show the answer with `say_promise`.
    """
    reach = 2 * n + 14
    while n > 0:
        first, last = day + timedelta(days=1), day + timedelta(days=reach)
        closed = closed_days(branch, first, last)
        served = [walked for walked in _days(first, last) if walked not in closed]
        if len(served) >= n:
            return served[n - 1]
        reach *= 2
    return day


def working_days_after(branch: Branch, day: date, last: date) -> int:
    """How many days the branch works after `day`, until `last`, which counts; none when that is not later."""
    following = day + timedelta(days=1)
    closed = closed_days(branch, following, last)
    return sum(each not in closed for each in _days(following, last))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


# --- Years with and without their decree ---


def is_provisional(day: date) -> bool:
    """Whether the holidays of this day's year are not decreed yet. One query."""
    return not DecreeYear.objects.filter(year=day.year).exists()


def decree_warning(now: datetime) -> str | None:
    """What the operator must be told about missing decrees, or None.

    This year's decree is missed at any time, next year's from 1 October by Jakarta's clock.
    """
    today = national_day(now)
    wanted = [today.year] + [today.year + 1] * (today.month >= DECREE_EXPECTED_FROM_MONTH)
    entered = DecreeYear.objects.filter(year__in=wanted).values_list("year", flat=True)
    if not (missing := sorted(set(wanted) - set(entered))):
        return None
    years = " dan ".join(str(year) for year in missing)
    return (
        f"SKB hari libur tahun {years} belum dimasukkan. Tempat pada tahun itu belum dapat dibuka dan tanggalnya "
        "disebut perkiraan. Masukkan hari liburnya, lalu tahunnya."
    )


# --- Words, in the active language ---


def zone_name(branch: Branch) -> str:
    """The zone as people say it: WIB, WITA or WIT."""
    return ZONE_NAMES[Zone(branch.zone)]


def say_day(day: date) -> str:
    """Like "Selasa 24 November 2026"."""
    return dateformat.format(day, "l j F Y")


def say_promise(day: date) -> str:
    """A promised day; in a year without its decree: "Senin 4 Januari 2027 (perkiraan)". One query."""
    return _("%(day)s (perkiraan)") % {"day": say_day(day)} if is_provisional(day) else say_day(day)


def say_clock(branch: Branch, instant: datetime, own: str = "") -> str:
    """Like "10.42 WITA", by the branch's clock.

    `own` is the zone of who reads (an IANA name); where its clock shows another hour, that is said too:
    "10.42 WITA (09.42 WIB)", with its weekday when it is another day there.
    """
    return f"{_clock(branch.zone, instant)} {zone_name(branch)}{_own_clocks(branch, own, instant)}"


def say_hours(branch: Branch, starts_at: datetime, ends_at: datetime, own: str = "") -> str:
    """Like "09.00–10.00 WIT (07.00–08.00 WIB)"; `own` as in `say_clock`."""
    both = f"{_clock(branch.zone, starts_at)}–{_clock(branch.zone, ends_at)} {zone_name(branch)}"
    return f"{both}{_own_clocks(branch, own, starts_at, ends_at)}"


def say_instant(branch: Branch, instant: datetime, own: str = "") -> str:
    """Like "Selasa 24 November 2026, 10.00 WITA", by the branch's clock; `own` as in `say_clock`."""
    return f"{say_day(local_day(branch, instant))}, {say_clock(branch, instant, own)}"


def say_moment(branch: Branch, instant: datetime) -> str:
    """Like "24 Nov 10.42 WITA": where many instants stand close together and all are of these days."""
    return f"{dateformat.format(local_day(branch, instant), 'j M')} {say_clock(branch, instant)}"


def say_moment_of(zone: Zone, instant: datetime) -> str:
    """The same where no branch is meant."""
    return f"{dateformat.format(instant.astimezone(ZoneInfo(zone)), 'j M')} {say_clock_of(zone, instant)}"


def say_deadline(branch: Branch, due: datetime, own: str = "") -> str:
    """The last minute before an exclusive end: "Senin 23 November 2026, 23.59 WITA"; `own` as in `say_clock`."""
    return say_instant(branch, due - LAST_MINUTE, own)


def zone_where(instant: datetime, clock: time) -> Zone:
    """The zone whose clocks show this time at that instant; Jakarta's where none does."""
    shown = (zone for zone in (Zone.WIB, Zone.WITA, Zone.WIT) if instant.astimezone(ZoneInfo(zone)).time() == clock)
    return next(shown, NATIONAL_ZONE)


def say_clock_of(zone: Zone, instant: datetime, *, seconds: bool = False) -> str:
    """Like "07.00 WITA", or "07.00.41 WITA", where no branch is meant but all of a zone."""
    clock = _clock(zone, instant)
    return f"{clock}{_('H.i')[1]}{instant:%S} {ZONE_NAMES[zone]}" if seconds else f"{clock} {ZONE_NAMES[zone]}"


def say_day_of(zone: Zone, instant: datetime) -> str:
    """The day of a zone at that instant, in words."""
    return say_day(instant.astimezone(ZoneInfo(zone)).date())


def say_clock_everywhere(zone: Zone, instant: datetime) -> str:
    """Like "07.00 WITA (06.00 WIB, 08.00 WIT)": for a page that people of every zone read."""
    others = [other for other in (Zone.WIB, Zone.WITA, Zone.WIT) if ZONE_NAMES[other] != ZONE_NAMES[zone]]
    return f"{say_clock_of(zone, instant)} ({', '.join(say_clock_of(other, instant) for other in others)})"


def _clock(zone: str, instant: datetime) -> str:
    return dateformat.format(instant.astimezone(ZoneInfo(zone)), _("H.i"))


def _own_clocks(branch: Branch, own: str, *instants: datetime) -> str:
    """The same instants by the reader's own clock, in brackets; nothing where it shows the same hour."""
    if not own or ZONE_NAMES[Zone(own)] == zone_name(branch):
        return ""
    clocks = "–".join(_clock(own, instant) for instant in instants)
    there = instants[0].astimezone(ZoneInfo(own))
    weekday = "" if there.date() == local_day(branch, instants[0]) else f"{dateformat.format(there, 'l')} "
    return f" ({weekday}{clocks} {ZONE_NAMES[Zone(own)]})"


def say_left(due: datetime, now: datetime) -> str:
    """How long is left, in its two largest units: "2 hari 3 jam lagi"."""
    if now >= due:
        return _("sudah lewat")
    minutes = (due - now) // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    parts = [
        ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days} if days else "",
        ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d menit", "%(n)d menit", minutes % 60) % {"n": minutes % 60} if minutes % 60 and not days else "",
    ]
    if not (left := " ".join(part for part in parts if part)):
        return _("kurang dari 1 menit lagi")
    return _("%(left)s lagi") % {"left": left}
