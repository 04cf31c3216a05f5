"""The rush of an opening: numbers are taken before it, put in order by the draw, and called as fast as the house holds.

Everything stands in two tables, so that nobody loses a number with a process, the broker or the cache. Who asks moves
the line on: one conditional UPDATE, once a second at most, whoever's it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Sum, When
from django.utils.translation import gettext as _

from branches.models import Branch
from queueing import places
from queueing.asker import Asker
from queueing.models import QueueNumber, Rush, Slot
from queueing.models.rush import NUMBERS_PER_DEVICE, NUMBERS_PER_NETWORK, ROOM_LASTS, ROOM_OPENS_BEFORE
from queueing.rush import draw
from workflow import Refused

TICK = timedelta(seconds=1)
"""The line moves at most this often."""

MOST_AT_ONCE = timedelta(seconds=3)
"""After a pause no more are called than in this time: a house that was down is not met by all it missed."""
COMES_WITHIN = timedelta(seconds=60)
"""Who was called and has not asked for an hour by then may not come at all; until then a place is reckoned theirs."""


# --- The room ---


def prepare(now: datetime, *, seeds: Iterable[str]) -> int:
    """Make the room of every opening of the day ahead, so that its seal stands before the first number; how many."""
    ahead = Slot.objects.filter(releases_at__gt=now, releases_at__lte=now + timedelta(days=1))
    openings = ahead.order_by("releases_at").values_list("releases_at", flat=True).distinct()
    return sum(_make(opens_at, seed)[1] for opens_at, seed in zip(openings, seeds, strict=False))


def _make(opens_at: datetime, seed: str) -> tuple[Rush, bool]:
    sealed = {"seed": seed, "commitment": draw.seal_of(seed)}
    return Rush.objects.get_or_create(opens_at=opens_at, defaults=sealed)


def opening_of(branch: Branch, now: datetime) -> datetime | None:
    """The opening of this branch for which a number can be taken now: ahead within the hour, or with people in line."""
    near = Slot.objects.filter(
        branch=branch, planned__gt=0, releases_at__gt=now - ROOM_LASTS, releases_at__lte=now + ROOM_OPENS_BEFORE
    )
    openings = sorted(set(near.values_list("releases_at", flat=True)), reverse=True)
    if openings and openings[0] > now:
        return openings[0]
    rushes = Rush.objects.filter(opens_at__in=openings)
    return next((rush.opens_at for rush in rushes if rush.takes_numbers(now)), None)


# --- Taking a number ---


def take_number(opens_at: datetime, *, asker: Asker, seed: str, now: datetime) -> QueueNumber:
    """Give a confirmed contact its number for an opening; asked again it is the same number.

    `seed` is used when nobody has asked before and the room was not prepared. Refuses when the room is closed, and a
    device or network that has taken too many.
    """
    rush = Rush.objects.filter(opens_at=opens_at).first() or _make(opens_at, seed)[0]
    if mine := rush.numbers.filter(contact_index=asker.contact_index).first():
        return mine
    if not rush.takes_numbers(now):
        raise Refused(_("Ruang tunggu belum dibuka, atau antreannya sudah habis."))
    _refuse_too_many(rush.numbers.all(), asker)
    try:
        with transaction.atomic():
            return QueueNumber.objects.create(
                rush=rush,
                serial=next_serial(rush.pk, now=now),
                contact_index=asker.contact_index,
                device_index=asker.device_index,
                network_index=asker.network_index,
                drawn_at=now,
            )
    except IntegrityError as clash:  # the same contact asked twice at once: the counter went back with the row
        if "one_number_per_contact_and_rush" not in str(clash):
            raise
        return rush.numbers.get(contact_index=asker.contact_index)


def _refuse_too_many(numbers: QuerySet[QueueNumber], asker: Asker) -> None:
    for field, index, most in (
        ("device_index", asker.device_index, NUMBERS_PER_DEVICE),
        ("network_index", asker.network_index, NUMBERS_PER_NETWORK),
    ):
        if index and numbers.filter(**{field: index})[:most].count() >= most:
            raise Refused(_("Dari perangkat atau jaringan ini sudah diambil terlalu banyak nomor untuk pembukaan ini."))


def next_serial(rush_id: int, *, now: datetime) -> int:
    """Count one number, in one statement. The first after the opening closes the draw: it is not in it itself."""
    closing = Case(When(drawn_before=None, opens_at__lte=now, then=F("last_serial")), default=F("drawn_before"))
    Rush.objects.filter(pk=rush_id).update(last_serial=F("last_serial") + 1, drawn_before=closing)
    return Rush.objects.values_list("last_serial", flat=True).get(pk=rush_id)


# --- Calling numbers ---


@dataclass(frozen=True)
class Line:
    """How the line of one opening stood at one instant."""

    rush: Rush
    places: int
    left: int
    as_of: datetime


def move_on(rush_id: int, *, now: datetime) -> Line:
    """Call those whose turn it is by now, unless somebody else just did; how the line stands."""
    rush = Rush.objects.get(pk=rush_id)
    if rush.drawn_before is None and rush.has_opened(now):
        # Whoever asks first after the opening closes the draw. Who takes a number meanwhile stands behind it.
        Rush.objects.filter(pk=rush_id, drawn_before=None).update(drawn_before=F("last_serial"))
        rush = Rush.objects.get(pk=rush_id)
    places_of = _places(rush)
    if rush.is_on(now) and (rush.admitted_at is None or now - rush.admitted_at >= TICK):
        if not places_of[1] and places.release_expired(_slots(rush).values_list("pk", flat=True), now=now):
            places_of = _places(rush)
        rush = _call(rush, left=places_of[1], now=now)
    return Line(rush, *places_of, as_of=now)


@transaction.atomic
def _call(rush: Rush, *, left: int, now: datetime) -> Rush:
    """Call the next, if nobody else has since `rush` was read."""
    admitted = min(rush.admitted + _how_many(rush, left, now), rush.last_serial)
    unmoved = Rush.objects.filter(pk=rush.pk, admitted=rush.admitted, admitted_at=rush.admitted_at)
    sold_out_at = rush.sold_out_at or (None if left else now)
    if unmoved.update(admitted=admitted, admitted_at=now, sold_out_at=sold_out_at):
        serials = [rush.number_at(place) for place in range(rush.admitted + 1, admitted + 1)]
        rush.numbers.filter(serial__in=serials).update(called_at=now)
    return Rush.objects.get(pk=rush.pk)


def _how_many(rush: Rush, left: int, now: datetime) -> int:
    """As many as the rate allows, and few for nothing: of the places left, some are for those called just now.

    One is always called, so that places nobody wants keep nobody waiting.

    Once everything was gone and all were told so, most have left, and the line is called at the full rate.
    """
    since = TICK if rush.admitted_at is None else min(now - rush.admitted_at, MOST_AT_ONCE)
    allowed = max(1, int(since.total_seconds() * settings.RUSH_ADMITS_PER_SECOND))
    if not left or rush.sold_out_at:
        return allowed if left else 0
    coming = rush.numbers.filter(called_at__gt=now - COMES_WITHIN, entered_at=None).count()
    return min(allowed, max(1, left - coming))


def _slots(rush: Rush) -> QuerySet[Slot]:
    return Slot.objects.filter(releases_at=rush.opens_at)


def _places(rush: Rush) -> tuple[int, int]:
    """How many places opened, and how many of them nobody has."""
    counted = _slots(rush).filter(planned__gt=0).aggregate(places=Sum("capacity"), left=Sum(F("capacity") - F("taken")))
    return counted["places"] or 0, counted["left"] or 0
