"""What becomes of one envelope: read into its claim, filed away, given back, declared lost, found again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims import envelopes
from dropbox.custody import moving
from dropbox.models import Envelope, Move
from workflow import Refused

Status, Place = Envelope.Status, Envelope.Place
FOUND_AS = {Place.BRANCH: Status.AT_BRANCH, Place.OFFICE: Status.RECEIVED}


@transaction.atomic
def note_scanned(envelope_id: UUID, *, by: str, now: datetime) -> Envelope:
    """Its papers are scanned. It stays where it lies; scanned again, nothing changes."""
    envelope = moving.locked(envelope_id)
    if envelope.status == Status.SCANNED:
        return envelope
    moving.shift(envelope, Status.SCANNED, name=Move.Name.SCANNED, by=by, now=now)
    envelope.scanned_at, envelope.scanned_by = now, by
    envelope.save(update_fields=["scanned_at", "scanned_by"])
    return envelope


@transaction.atomic
def archive(envelope_id: UUID, *, shelf: str, by: str, now: datetime) -> Envelope:
    """File it away on that shelf. Refuses what nobody has scanned, and what is not at the back office."""
    envelope = moving.locked(envelope_id)
    if envelope.scanned_at is None:
        raise Refused(f"{envelope} belum dipindai; baru setelah itu diarsipkan.")
    if envelope.place != Place.OFFICE:
        raise Refused(f"{envelope} tidak ada di kantor belakang.")
    moving.shift(envelope, Status.ARCHIVED, name=Move.Name.ARCHIVED, by=by, now=now, note=shelf)
    envelope.shelf = shelf
    envelope.save(update_fields=["shelf"])
    return envelope


@transaction.atomic
def fetch(envelope_id: UUID, *, by: str, now: datetime) -> Envelope:
    """Take it out of the archive: it is at the back office again."""
    envelope = moving.locked(envelope_id)
    if envelope.place != Place.ARCHIVE:
        raise Refused(f"{envelope} tidak ada di arsip.")
    moving.shift(envelope, Status.RECEIVED, name=Move.Name.FETCHED, by=by, now=now, note=envelope.shelf)
    return envelope


@transaction.atomic
def give_back(envelope_id: UUID, *, by: str, now: datetime) -> Envelope:
    """Its owner has it again. Refuses what does not lie at the branch."""
    envelope = moving.locked(envelope_id)
    if envelope.place != Place.BRANCH:
        raise Refused(f"{envelope} tidak ada di cabang: {envelope.get_status_display().lower()}.")
    moving.shift(envelope, Status.RETURNED, name=Move.Name.GIVEN_BACK, by=by, now=now)
    return envelope


@transaction.atomic
def declare_lost(envelope_id: UUID, *, by: str, countersigned_by: str, now: datetime) -> Envelope:
    """Nobody finds it: two say so, and who filed is told when nobody had read it. It can still be found."""
    if not countersigned_by or by == countersigned_by:
        raise Refused("Amplop dinyatakan hilang oleh dua orang. Orang kedua harus bukan Anda sendiri.")
    envelope = moving.locked(envelope_id)
    moving.shift(envelope, Status.LOST, name=Move.Name.LOST, by=by, countersigned_by=countersigned_by, now=now)
    if envelope.claim_id and envelope.scanned_at is None:
        envelopes.lose(envelope.claim_id, by=by, now=now)
    return envelope


@transaction.atomic
def find(envelope_id: UUID, *, place: str, by: str, now: datetime) -> Envelope:
    """It lies here although its record has it elsewhere. Refuses where the record agrees."""
    if place not in FOUND_AS:
        raise Refused("Amplop ditemukan di cabang atau di kantor belakang.")
    envelope = moving.locked(envelope_id)
    if envelope.place == place:
        raise Refused(f"{envelope} memang tercatat di sini.")
    was_lost = envelope.status == Status.LOST
    moving.shift(envelope, FOUND_AS[Place(place)], name=Move.Name.FOUND, by=by, now=now)
    if was_lost and envelope.claim_id and envelope.scanned_at is None:
        envelopes.register(envelope.claim_id, by=by, now=now)
    return envelope
