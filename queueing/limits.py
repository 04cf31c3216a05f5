"""How much one contact, device or network may ask for. A limit says when to try again and never locks out for long.

Each key is counted by itself, so that who changes one is still met by the others, and a whole village behind one mobile
operator's address gets through. Counted from the tickets themselves. Codes (`claims.codes`), numbers of an opening
(`rush.lines`) and of a waiting list (`waiting_list.waiting`) have limits of their own.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from queueing.asker import Asker
from queueing.models import Ticket
from workflow import Refused

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)

HOLDS_PER_DEVICE = 6
"""Within an hour. A contact is held one place an hour, so this is how many people's forms one phone fills in."""

HOLDS_PER_NETWORK = 2000
"""Within an hour, as many as numbers of one opening: an operator puts thousands behind one address."""

PEOPLE_PER_CONTACT = 5
"""Participants within thirty days. A guardian or an heir files for a few; who has more files as a company does."""

PEOPLE_PER_DEVICE = 8
"""Participants within a day: a village office or a shop helps this many at one computer."""

HOLDS = gettext_lazy(
    "Sudah banyak tempat ditahan dari %(whose)s dalam satu jam ini. Isian Anda tersimpan; coba lagi satu jam lagi, "
    "pakai jaringan atau ponsel lain, atau hubungi 175."
)
BOOKINGS_OF_CONTACT = gettext_lazy(
    "Kontak ini sudah mendaftarkan beberapa peserta dalam 30 hari. Isian Anda tersimpan; peserta lain dapat mendaftar "
    "dengan kontaknya sendiri, atau hubungi 175."
)
BOOKINGS_OF_DEVICE = gettext_lazy(
    "Perangkat ini sudah mendaftarkan banyak peserta hari ini. Isian Anda tersimpan; coba lagi besok, pakai ponsel "
    "lain, atau hubungi 175."
)


class TooMany(Refused):
    """One key has asked for more than its share; the answer is a 429."""


def status_of(refusal: Refused) -> int:
    """The status of a page that shows a refusal: 429 past a limit, else 409."""
    return 429 if isinstance(refusal, TooMany) else 409


def refuse_holds(asker: Asker, *, now: datetime) -> None:
    """Refuse with TooMany a device or a network that was held too many places within the hour."""
    device, network = _of("device_index", asker), _of("network_index", asker)
    held = Ticket.objects.filter(device | network, entry=None, held_until__isnull=False, taken_at__gt=now - HOUR)
    counted = held.aggregate(device=Count("pk", filter=device), network=Count("pk", filter=network))
    if counted["device"] >= HOLDS_PER_DEVICE:
        raise TooMany(HOLDS % {"whose": _THIS_DEVICE})
    if counted["network"] >= HOLDS_PER_NETWORK:
        raise TooMany(HOLDS % {"whose": _THIS_NETWORK})


def refuse_bookings(asker: Asker, person_index: bytes, *, now: datetime) -> None:
    """Refuse with TooMany a contact or device that books for one participant more than its share.

    A participant who is booked for again is not one more.
    """
    if _people("contact_index", asker.contact_index, MONTH, person_index, now) >= PEOPLE_PER_CONTACT:
        raise TooMany(str(BOOKINGS_OF_CONTACT))
    device = asker.device_index  # no device is nobody's: it is like no other that is not known
    if device and _people("device_index", device, DAY, person_index, now) >= PEOPLE_PER_DEVICE:
        raise TooMany(str(BOOKINGS_OF_DEVICE))


def _people(key: str, value: bytes, within: timedelta, person_index: bytes, now: datetime) -> int:
    """For how many others than this person one contact or device has booked within that time."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_BOOKED_FOR.format(key=key), [value, now - MONTH, now - within, person_index])
        return cursor.fetchone()[0]


# A hold becomes a booking within the month it was taken in; that is what the index is ordered by. Asked for one key at
# a time, so that PostgreSQL keeps a plan: asked for both at once it made a new one for every booking.
_PEOPLE_BOOKED_FOR = """
SELECT count(DISTINCT person_index) FROM queueing_ticket
WHERE {key} = %s AND taken_at > %s AND confirmed_at > %s AND person_index <> %s
"""

_THIS_DEVICE: Promise = gettext_lazy("perangkat ini")
_THIS_NETWORK: Promise = gettext_lazy("jaringan ini")


def _of(key: str, asker: Asker) -> Q:
    """The tickets with this asker's key; none where the key is not known."""
    value = getattr(asker, key)
    return Q(**{key: value}) if value else Q(pk__in=[])
