"""The only hand that moves an envelope: its status, its place and the line in its history change together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dropbox.models import PLACES, Envelope, HandOver, Move
from workflow import move


def locked(envelope_id: UUID) -> Envelope:
    """The envelope under its row lock, with its branch."""
    envelopes = Envelope.objects.select_for_update(of=("self",)).select_related("branch")
    return envelopes.get(pk=envelope_id)


def shift(envelope: Envelope, to: str, *, hand_over: HandOver | None = None, **written: Any) -> Move:
    """Put the envelope in status `to` and where that is, and write it down. The caller holds its lock.

    `written` is what else `write_down` takes: who did it, when, under which name, and who signed too.
    """
    from_place = envelope.place
    move(envelope, Envelope.Status(to))
    if from_place not in PLACES[Envelope.Status(to)]:
        envelope.place = PLACES[Envelope.Status(to)][0]
    envelope.bag = hand_over if envelope.place == Envelope.Place.BAG else None
    envelope.save(update_fields=["status", "place", "bag"])
    return write_down(envelope, from_place, hand_over=hand_over, **written)


def write_down(envelope: Envelope, from_place: str, *, name: str, by: str, now: datetime, **signed: object) -> Move:
    """Add to the history of an envelope that has come to where it is."""
    number = envelope.moves.count() + 1
    return Move.objects.create(
        envelope=envelope, number=number, name=name, from_place=from_place, to_place=envelope.place, at=now, by=by,
        **signed,
    )  # fmt: skip
