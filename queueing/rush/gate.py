"""The gate of an opening: while people stand in line for an hour, only a called number asks for it, and once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from queueing.asker import Asker
from queueing.models import QueueNumber, Rush, Slot
from queueing.models.rush import ROOM_LASTS
from queueing.rush.lines import next_serial
from statements.composed import composed_once
from workflow import Refused

NOT_YOUR_TURN = gettext_lazy("Jam itu baru dibuka dan masih ada antrean. Ambil nomor, lalu masuk saat giliran Anda.")
NUMBER_SPENT = gettext_lazy("Nomor antrean Anda sudah dipakai untuk satu tempat.")


class NotYourTurn(Refused):
    """People stand in line for this hour, and this contact has no number, or one that has not been called."""


class NumberSpent(Refused):
    """People stand in line for this hour, and this contact's number has brought its booking."""


def enter(slot: Slot, *, asker: Asker, now: datetime) -> datetime | None:
    """Let a contact ask for this hour: while people stand in line for it, with a called and unspent number alone.

    Returns when that number was taken; None where nobody stands in line.
    """
    number = _called_number(slot, asker, now)
    if number is None:
        return None
    if number.entered_at is None:
        number.entered_at = now
        number.save(update_fields=["entered_at"])
    return number.drawn_at


def spend(slot: Slot, *, asker: Asker, now: datetime) -> None:
    """The number brings its booking. Refuses as `enter` does; of two bookings at once the second."""
    number = _called_number(slot, asker, now)
    if number is None:
        return
    unspent = QueueNumber.objects.filter(pk=number.pk, spent_at=None)
    if not unspent.update(spent_at=now, entered_at=Coalesce("entered_at", now)):
        raise NumberSpent(str(NUMBER_SPENT))


@transaction.atomic
def go_to_the_end(slot: Slot, *, asker: Asker, now: datetime) -> QueueNumber | None:
    """Give a contact that held a place within the hour a new number at the end; None when nobody stands in line."""
    number = _called_number(slot, asker, now)
    if number is None:
        return None
    number.serial, number.drawn_at = next_serial(number.rush_id, now=now), now
    number.called_at = number.entered_at = None
    number.save(update_fields=["serial", "drawn_at", "called_at", "entered_at"])
    return number


def _called_number(slot: Slot, asker: Asker, now: datetime) -> QueueNumber | None:
    """The number with which this contact may ask for the hour; None when nobody stands in line for it.

    Hours that opened long ago, which are nearly all, cost no query.
    """
    if slot.releases_at <= now - ROOM_LASTS:
        return None
    rush = next(iter(_opening(slot.releases_at)), None)
    if rush is None or not rush.is_on(now):
        return None
    number = QueueNumber.objects.filter(rush=rush, contact_index=asker.contact_index).first()
    if number is None or not number.called_at:
        raise NotYourTurn(str(NOT_YOUR_TURN))
    if number.spent_at:
        raise NumberSpent(str(NUMBER_SPENT))
    return number


@composed_once
def _opening(opens_at: datetime) -> QuerySet[Rush]:
    return Rush.objects.filter(opens_at=opens_at)
