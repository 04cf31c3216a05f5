"""A round: two of the staff empty the box into a sealed bag, and each envelope in it is put on record at the desk."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from branches import calendar
from branches.models import Branch
from dropbox.models import BoxSettings, Envelope, Round
from dropbox.numbers import next_number
from workflow import Refused


@transaction.atomic
def open_round(branch: Branch, *, seal: str, counted: int, by: str, witnessed_by: str, now: datetime) -> Round:
    """The box was opened by these two, who counted so many envelopes into a bag and sealed it.

    Refuses one person alone, a seal that was used before, and a second round while one is not finished.
    """
    if by == witnessed_by:
        raise Refused("Kotak dibuka oleh dua orang. Orang kedua harus bukan Anda sendiri.")
    day = calendar.local_day(branch, now)
    number = next_number(Round, branch, day.year)
    if (unfinished := Round.objects.filter(branch=branch, closed_at=None).first()) is not None:
        raise Refused(f"Pengambilan {unfinished} belum selesai. Selesaikan dulu, baru buka kotak lagi.")
    if (earlier := Round.objects.filter(branch=branch, seal=seal).first()) is not None:
        raise Refused(f"Segel {seal} sudah dipakai pada pengambilan {earlier}. Periksa nomornya.")
    return Round.objects.create(
        branch=branch, year=day.year, number=number, day=day, seal=seal, counted=counted,
        opened_at=now, opened_by=by, witnessed_by=witnessed_by,
    )  # fmt: skip


@transaction.atomic
def unseal(round_id: UUID, *, seal_read: str, by: str, now: datetime) -> Round:
    """The bag is opened at the desk. Another seal than it left the box with is written down, for the day's report.

    Opened again, nothing changes: what was read first stays.
    """
    this = locked(round_id)
    if this.unsealed_at is None:
        this.seal_read, this.unsealed_at, this.unsealed_by = seal_read, now, by
        this.save(update_fields=["seal_read", "unsealed_at", "unsealed_by"])
    return this


@transaction.atomic
def disinfect(round_id: UUID, *, by: str, now: datetime) -> int:
    """Every envelope of the round that was not yet is disinfected now, and rests from now on; how many."""
    this = locked(round_id)
    resting = Envelope.objects.filter(round=this, disinfected_at=None)
    free_at = now + BoxSettings.of(this.branch).quarantine
    return resting.update(disinfected_at=now, disinfected_by=by, free_at=free_at)


@transaction.atomic
def close(round_id: UUID, *, recounted: bool, by: str, now: datetime) -> Round:
    """All of the bag is on record. Where the number differs, the bag and the box must have been looked at once more."""
    this = still_open(round_id)
    registered = this.envelopes.count()
    if registered != this.counted and not recounted:
        raise Refused(
            f"Dihitung {this.counted} amplop, terdaftar {registered}. Periksa kantong dan kotak sekali lagi, lalu "
            "nyatakan sudah diperiksa."
        )
    this.closed_at, this.closed_by = now, by
    this.save(update_fields=["closed_at", "closed_by"])
    return this


def still_open(round_id: UUID) -> Round:
    """The round under its lock, with its bag open and not yet finished."""
    this = locked(round_id)
    if this.closed_at:
        raise Refused(f"Pengambilan {this} sudah selesai.")
    if this.unsealed_at is None:
        raise Refused("Buka dulu kantongnya dan cocokkan nomor segelnya.")
    return this


def locked(round_id: UUID) -> Round:
    """The round under its row lock, with its branch."""
    return Round.objects.select_for_update(of=("self",)).select_related("branch").get(pk=round_id)
