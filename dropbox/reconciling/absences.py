"""Nobody came to the box, or not in time; and envelopes that should have gone on and did not.

Only of branches that settled their hours: nobody is missed where nobody is awaited.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse

from branches import calendar
from branches.models import Branch, Zone
from dropbox.models import BoxSettings, Envelope, HandOver, Round
from dropbox.reconciling.kinds import Finding, Kind


def late_rounds(settings: BoxSettings, day: date, *, now: datetime) -> Iterator[Finding]:
    """The hours of the day that passed, with their grace, without what was due at them."""
    branch = settings.branch
    if not calendar.is_service_day(branch, day):
        return
    yield from _box_not_opened(settings, day, now)
    yield from _not_forwarded(settings, day, now)


def _box_not_opened(settings: BoxSettings, day: date, now: datetime) -> Iterator[Finding]:
    """One finding where nobody came by now; else one for each hour at which nobody came in time."""
    branch = settings.branch
    due = _passed(settings, settings.rounds_at, day, now)
    opened = list(Round.objects.on(branch, day).order_by("opened_at").values_list("opened_at", flat=True))
    address = reverse("admin:box", args=[branch.code])
    if due and not opened:
        yield Finding(Kind.NO_ROUND, f"Kotak belum dibuka sama sekali; mestinya pukul {_said(due)}.", address)
        return
    for begins, ends in _spans(branch, due, day):
        if not any(begins < each <= ends + settings.grace for each in opened):
            hour = calendar.say_clock(branch, ends)
            yield Finding(Kind.LATE_ROUND, f"Kotak tidak dibuka pada waktunya, pukul {hour}.", address)


def _not_forwarded(settings: BoxSettings, day: date, now: datetime) -> Iterator[Finding]:
    """Envelopes waited at the hour of forwarding, and no bag left since the hour before."""
    branch = settings.branch
    left = [bag.sent_at for bag in _bags_of(branch, day) if bag.sent_at]
    due = _passed(settings, settings.forwards_at, day, now)
    for begins, ends in _spans(branch, due, day):
        if any(begins < sent_at <= ends + settings.grace for sent_at in left):
            continue
        if waiting := _waiting_at(branch, ends, until=ends + settings.grace).count():
            words = f"{waiting} amplop belum diteruskan; mestinya pukul {calendar.say_clock(branch, ends)}."
            yield Finding(Kind.LATE_ROUND, words, reverse("admin:box", args=[branch.code]))


def _bags_of(branch: Branch, day: date) -> QuerySet[HandOver]:
    begins, ends = calendar.day_in_zone(Zone(branch.zone), day)
    return HandOver.objects.filter(branch=branch, way=HandOver.Way.TO_OFFICE, sent_at__gte=begins, sent_at__lt=ends)


def _waiting_at(branch: Branch, instant: datetime, *, until: datetime) -> QuerySet[Envelope]:
    """What could have gone at that instant and did not `until` then: it is here yet, or it left later."""
    could = Envelope.objects.filter(
        branch=branch, registered_at__lte=instant, free_at__lte=instant, claim__isnull=False
    )
    here_yet = Q(place=Envelope.Place.BRANCH, scanned_at=None)
    went_later = Q(lines__hand_over__sent_at__gt=until)
    return could.filter(here_yet | went_later).exclude(lines__hand_over__sent_at__lte=until).distinct()


def _spans(branch: Branch, due: list[time], day: date) -> Iterator[tuple[datetime, datetime]]:
    """For each hour that is due, from when something counts for it, half way from the hour before, until itself."""
    before = calendar.at(branch, day, time.min)
    for hour in due:
        ends = calendar.at(branch, day, hour)
        yield before + (ends - before) / 2, ends
        before = ends


def _passed(settings: BoxSettings, hours: list[time], day: date, now: datetime) -> list[time]:
    """The hours of the day that are over, grace included."""
    return [hour for hour in sorted(hours) if calendar.at(settings.branch, day, hour) + settings.grace <= now]


def _said(hours: list[time]) -> str:
    return ", ".join(f"{hour:%H.%M}" for hour in hours)
