"""Staff bring what a scanner made. It rests sealed before anything reads it, and the same bytes are taken once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from branches.models import Branch
from claims import originals
from claims.originals import Kept
from dropbox.models.scans import Batch, Scan
from privacy import vault
from workflow import Refused, doorbell


@dataclass(frozen=True)
class Brought:
    """One file that is at rest already."""

    kept: Kept
    file_name: str
    declared_type: str


@dataclass(frozen=True)
class Bringing:
    """What became of it: the batch, and how many of the files had been brought before."""

    batch: Batch
    known: int = 0


def bring(branch: Branch, files: Sequence[Brought], *, by: str, now: datetime) -> Bringing:
    """Take files in their order as one batch, and ring for who reads it.

    What was brought before is left out; when nothing else came, the earlier batch is answered. Refuses what another
    branch has brought.
    """
    try:
        with transaction.atomic():
            return _bring(branch, files, by=by, now=now)
    except IntegrityError:  # brought twice in the same moment: by now the other is there
        with transaction.atomic():
            return _bring(branch, files, by=by, now=now)


def _bring(branch: Branch, files: Sequence[Brought], *, by: str, now: datetime) -> Bringing:
    known = {bytes(scan.sha256): scan for scan in _standing(files)}
    fresh = {file.kept.sha256: file for file in files if file.kept.sha256 not in known}
    if not fresh:
        _discard(files)
        return Bringing(_batch_of(branch, next(iter(known.values()))), known=len(files))
    batch = Batch.objects.create(branch=branch, key_sealed=vault.fresh_data_key(), brought_at=now, brought_by=by)
    for position, file in enumerate(fresh.values(), start=1):
        _add(batch, file, position)
    _discard([file for file in files if file not in fresh.values()])
    doorbell.ring_on_commit("dropbox.tasks.read_batch", str(batch.pk), queue="papers")
    return Bringing(batch, known=len(files) - len(fresh))


def _standing(files: Sequence[Brought]) -> list[Scan]:
    same = Scan.objects.filter(sha256__in=[file.kept.sha256 for file in files])
    return list(same.exclude(state=Scan.State.REFUSED).exclude(pieces=[]).select_related("batch"))


def _batch_of(branch: Branch, scan: Scan) -> Batch:
    if scan.batch.branch_id != branch.pk:
        raise Refused("Berkas ini sudah diunggah oleh kantor cabang lain.")
    return scan.batch


def _add(batch: Batch, file: Brought, position: int) -> Scan:
    kept = file.kept
    return Scan.objects.create(
        id=kept.file_id,
        batch=batch,
        position=position,
        file_name=file.file_name[:200],
        declared_type=file.declared_type[:100],
        size=kept.size,
        sha256=kept.sha256,
        pieces=kept.pieces,
        raw_key=kept.key.hex(),
    )


def _discard(files: Sequence[Brought]) -> None:
    """What is not taken in is not kept, once it is sure that nothing else of this moment is undone."""
    pieces = [name for file in files for name in file.kept.pieces]
    transaction.on_commit(lambda: originals.discard(pieces))
