"""The two seats of a room, and the ticket by which a browser takes one.

A ticket is made only by a view that has asked who this is. It names room and role, is good for minutes and for one
connection; who is cut off asks the view for another one. The signalling believes nothing but tickets.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils.translation import gettext as _

from calls import ice
from calls.models import Room
from workflow import Refused

GOOD_FOR = timedelta(minutes=2)
"""From the page that gives the ticket to the connection that spends it."""

# A ticket travels as a WebSocket subprotocol, where a colon may not stand.
_SIGNER = signing.Signer(salt="calls.seat", sep=".")


class Role(models.TextChoices):
    OFFICER = "officer", "Petugas"
    CLAIMANT = "claimant", "Pemohon"

    @property
    def other(self) -> "Role":
        return Role.CLAIMANT if self == Role.OFFICER else Role.OFFICER


@dataclass(frozen=True)
class Seat:
    """One of the two seats of a room, as a ticket names it. `once` is the ticket's own: it is spent by sitting down."""

    room_id: UUID
    role: Role
    once: str

    def key(self, role: Role) -> str:
        """Under which it is kept who sits on that seat of this room now."""
        return f"calls:{self.room_id.hex}:{role}"


class NoTicket(Exception):
    """What was shown opens no seat: forged, too old, or of no role there is."""


def entrance(room: Room, role: Role, *, once: str, now: datetime) -> dict[str, Any]:
    """Everything a browser needs to sit down: the address, a ticket, and the servers that help two networks meet.

    Call this only where it is certain that who asks may have this seat. Refused while the room is not open.
    """
    if not room.is_open(now):
        raise Refused(_("Ruang video ini tidak sedang dibuka."))
    return {
        "address": settings.SIGNALLING_URL,
        "ticket": ticket(room.pk, role, once=once, now=now),
        "ice": ice.servers(f"{role}-{room.pk.hex}", now=now),
    }


def ticket(room_id: UUID, role: str, *, once: str, now: datetime) -> str:
    """`once` is fresh and unguessable."""
    until = int((now + GOOD_FOR).timestamp())
    return _SIGNER.sign_object({"room": room_id.hex, "role": role, "once": once, "until": until})


def read_ticket(shown: str, *, now: datetime) -> Seat:
    """The seat it opens, or NoTicket. Whether it was spent is asked of who keeps the seats."""
    try:
        said = _SIGNER.unsign_object(shown)
        seat = Seat(UUID(said["room"]), Role(said["role"]), said["once"])
        until = datetime.fromtimestamp(said["until"], UTC)
    except (signing.BadSignature, ValueError) as wrong:
        raise NoTicket from wrong
    if until <= now:
        raise NoTicket
    return seat
