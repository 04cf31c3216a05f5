"""Putting an envelope on record: by what a scanner read on it, or by hand when nothing could be read.

Whatever comes out of the bag gets a row and a label, so that the number on record can be held against the number
counted. What is no new envelope, or cannot be read, is said in a sentence that names the way on.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from branches.models import Branch
from claims import envelopes
from claims.models import Claim
from dropbox import scanning
from dropbox.box import rounds
from dropbox.custody import moving
from dropbox.models import BoxSettings, Envelope, Move, Round
from workflow import Refused

Tray = Envelope.Tray


class Unread(Refused):
    """What was scanned is no number of ours: the envelope goes to a tray by hand."""


class Twice(Refused):
    """An envelope of this claim lies here already: scanned a second time, or a second envelope."""


class OnRecord(Refused):
    """This label was given to an envelope before. `envelope` says where its record has it."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        super().__init__(f"{envelope} sudah terdaftar: {envelope.get_status_display().lower()}.")


@dataclass(frozen=True)
class Registered:
    """An envelope put on record, and what to say of it; nothing where it is like any other."""

    envelope: Envelope
    warning: str = ""


@transaction.atomic
def register(
    round_id: UUID, *, scanned: str, code: str, by: str, now: datetime, second: bool = False, damaged: bool = False
) -> Registered:
    """Put the envelope on record under the claim whose number was scanned, with `code` as its label.

    Raises Unread for what is no number of ours, OnRecord for a label that was given before, and Twice for a claim that
    has an envelope here unless this is said to be a `second` one.
    """
    this = rounds.still_open(round_id)
    claim = _claim_of(scanned)
    if not second and (earlier := _lying_here(claim, this.branch)):
        raise Twice(
            f"{claim} sudah terdaftar sebagai {earlier}. Bila ini amplop kedua, daftarkan sebagai amplop kedua."
        )
    tray, warning = _tray_of(claim, this.branch)
    envelope = _put_on_record(this, claim, Tray.DAMAGED if damaged else tray, code=code, note="", by=by, now=now)
    return Registered(envelope, warning)


@transaction.atomic
def set_aside(round_id: UUID, *, tray: str, note: str, code: str, by: str, now: datetime) -> Registered:
    """Put an envelope on record of which nobody can say whose it is: damaged or without a name, into that tray."""
    if tray not in (Tray.DAMAGED, Tray.NAMELESS):
        raise Refused("Pilih bakinya: rusak atau tanpa pemilik.")
    this = rounds.still_open(round_id)
    envelope = _put_on_record(this, None, tray, code=code, note=note, by=by, now=now)
    return Registered(
        envelope, f"Tempelkan label {envelope}, lalu taruh di baki {envelope.get_tray_display().lower()}."
    )


@transaction.atomic
def tie(envelope_id: UUID, *, scanned: str, by: str, now: datetime) -> Envelope:
    """Its owner was found: from now on it is this claim's envelope, and the claimant is told.

    What was read on it to find them is erased.
    """
    envelope = moving.locked(envelope_id)
    if envelope.claim_id:
        raise Refused(f"{envelope} sudah milik {envelope.claim}.")
    claim = _claim_of(scanned)
    envelope.claim, envelope.tray, envelope.note = claim, _tray_of(claim, envelope.branch)[0], ""
    envelope.save(update_fields=["claim", "tray", "note"])
    envelopes.register(claim.pk, by=by, now=now)
    return envelope


def _claim_of(text: str) -> Claim:
    """The claim that what was scanned speaks of, of whichever branch; or the refusal that says what to do instead."""
    scanned = scanning.read(text)
    if not scanned:
        raise Unread("Kode tidak terbaca. Ketik nomor kasus yang tertulis di amplop, atau masukkan ke baki.")
    if scanned.envelope_code:
        return _claim_of_label(scanned.envelope_code)
    claim = Claim.objects.select_related("branch").filter(case_number=scanned.case_number).first()
    if claim is None:
        raise Unread(f"Tidak ada klaim {scanned.case_number}. Periksa nomornya, atau masukkan ke baki tanpa pemilik.")
    return claim


def _claim_of_label(code: str) -> Claim:
    """Of an envelope that its owner got back and brought again: it is put on record anew, under the same claim."""
    envelope = Envelope.objects.select_related("claim__branch").filter(code=code).first()
    if envelope is None:
        raise Unread(f"Tidak ada amplop {code}. Periksa labelnya, atau masukkan ke baki tanpa pemilik.")
    if envelope.status != Envelope.Status.RETURNED or envelope.claim is None:
        raise OnRecord(envelope)
    return envelope.claim


def _lying_here(claim: Claim, branch: Branch) -> Envelope | None:
    """An unread envelope of the claim at this branch."""
    return Envelope.objects.here(branch).filter(claim=claim, scanned_at=None).first()


def _tray_of(claim: Claim, branch: Branch) -> tuple[str, str]:
    """Where the envelope of this claim goes, and what to say when that is no ordinary place."""
    if claim.is_final:
        ended = claim.get_status_display()
        return (
            Tray.ELSEWHERE,
            f"{claim} sudah selesai ({ended}). Taruh di baki perlu diarahkan; pemiliknya mengambil.",
        )
    if claim.branch_id != branch.pk:
        return Tray.ELSEWHERE, f"{claim} milik {claim.branch}. Tetap terdaftar; taruh di baki perlu diarahkan."
    return Tray.ORDINARY, ""


def _put_on_record(
    this: Round, claim: Claim | None, tray: str, *, code: str, note: str, by: str, now: datetime
) -> Envelope:
    rests = BoxSettings.of(this.branch).quarantine
    envelope = Envelope.objects.create(
        code=code, branch=this.branch, round=this, claim=claim, tray=tray, note=note,
        registered_at=now, registered_by=by, free_at=None if rests else now,
    )  # fmt: skip
    moving.write_down(envelope, "", name=Move.Name.REGISTERED, by=by, now=now, note=str(this))
    if claim:
        envelopes.register(claim.pk, by=by, now=now)
    return envelope
