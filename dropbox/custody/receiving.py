"""A hand-over from the side that receives: the seal is read, each envelope is scanned, and the list is closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dropbox.custody import moving
from dropbox.custody.bags import Status, Way, envelope_of, locked
from dropbox.models import Envelope, HandOver, Line, Move
from workflow import Refused, move

ARRIVES_AS = {Way.TO_OFFICE: Envelope.Status.RECEIVED, Way.TO_BRANCH: Envelope.Status.AT_BRANCH}
ARRIVES_IN = {Way.TO_OFFICE: Envelope.Place.OFFICE, Way.TO_BRANCH: Envelope.Place.BRANCH}


@dataclass(frozen=True)
class Received:
    """An envelope out of the bag, and what to say of it; nothing where it is as listed."""

    line: Line
    warning: str = ""


@transaction.atomic
def unseal(hand_over_id: UUID, *, seal_read: str, by: str, now: datetime) -> HandOver:
    """The bag is opened where it arrived, by somebody who did not send it. What was read first stays."""
    bag = locked(hand_over_id, Status.SENT)
    if by in (bag.sent_by, bag.countersigned_by):
        raise Refused("Yang menerima harus bukan yang mengirim. Minta petugas lain membuka kantong ini.")
    if bag.unsealed_at is None:
        bag.seal_read, bag.unsealed_at, bag.unsealed_by = seal_read, now, by
        bag.save(update_fields=["seal_read", "unsealed_at", "unsealed_by"])
    return bag


@transaction.atomic
def receive(hand_over_id: UUID, *, scanned: str, by: str, now: datetime) -> Received:
    """The envelope was in the bag. One that was not listed is taken all the same, gets a line and is reported.

    Scanned again, nothing changes. Refuses what the record has in this very place already, or with its owner.
    """
    bag = _unsealed(hand_over_id)
    envelope = envelope_of(scanned, among=Envelope.objects.filter(lines__hand_over=bag))
    line = bag.lines.filter(envelope=envelope).first()
    if line and line.received_at:
        return Received(line, f"{envelope} sudah diterima.")
    was_inside = envelope.bag_id == bag.pk
    if was_inside or line is None:
        _arrive(envelope, bag, listed=was_inside, by=by, now=now)
    ticked_off = {"received_at": now, "received_by": by}
    unlisted = {"is_listed": False, "added_at": now, "added_by": by, **ticked_off}
    line, _ = bag.lines.update_or_create(envelope=envelope, defaults=ticked_off, create_defaults=unlisted)
    return Received(line, "" if line.is_listed else f"{envelope} tidak tercantum di manifes. Diterima dan dilaporkan.")


def _arrive(envelope: Envelope, bag: HandOver, *, listed: bool, by: str, now: datetime) -> None:
    way = Way(bag.way)
    if envelope.branch_id != bag.branch_id or envelope.place == ARRIVES_IN[way]:
        where = envelope.get_status_display().lower()
        raise Refused(f"{envelope} tidak bisa diterima di sini: {envelope.branch}, {where}.")
    name = Move.Name.RECEIVED if listed else Move.Name.CAME_UNLISTED
    moving.shift(envelope, ARRIVES_AS[way], name=name, by=by, now=now, hand_over=bag)


@transaction.atomic
def close(hand_over_id: UUID, *, without_missing: bool, by: str, now: datetime) -> HandOver:
    """The bag is empty. What was listed and did not come stays missing in it, and must have been looked for."""
    bag = _unsealed(hand_over_id)
    missing = bag.missing().count()
    if missing and not without_missing:
        raise Refused(f"{missing} amplop di manifes belum diterima. Cari sekali lagi, lalu nyatakan sudah dicari.")
    move(bag, Status.CLOSED)
    bag.closed_at, bag.closed_by = now, by
    bag.save(update_fields=["status", "closed_at", "closed_by"])
    return bag


def _unsealed(hand_over_id: UUID) -> HandOver:
    bag = locked(hand_over_id, Status.SENT)
    if bag.unsealed_at is None:
        raise Refused("Buka dulu kantongnya dan cocokkan nomor segelnya.")
    return bag
