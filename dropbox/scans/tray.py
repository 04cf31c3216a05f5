"""The tray: pages that no separator places. Staff say what they are, or that they are nothing; no page leaves it else.

Nothing is opened here. What was said is written down, and the worker cuts and files the pages as it does all others.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from catalogue.models import PaperKind
from claims.models import Claim
from dropbox.models.scans import Batch, Leaf
from workflow import Refused, doorbell

Fate, Because = Leaf.Fate, Leaf.Because
BACK = {Fate.SEPARATOR: Because.NO_SEPARATOR_SHEET, Fate.BLANK: Because.NOT_BLANK}


@transaction.atomic
def settle(
    batch_id: UUID, *, leaf_ids: Collection[int], claim: Claim, kind: PaperKind | None, by: str, now: datetime
) -> int:
    """These pages of the tray are this paper of that claim, or, without one, for its officers to sort. How many.

    Refuses at once what the claim would not take; what it refuses later comes back to the tray with its words.
    """
    batch = _locked(batch_id)
    pages = _in_tray(batch, leaf_ids)
    if not claim.takes_envelopes:
        raise Refused(f"{claim}: {claim.get_status_display()}. Klaim ini tidak menerima dokumen lagi.")
    if kind and kind not in claim.kinds_asked_for():
        raise Refused(f"{claim} tidak meminta {kind.name}. Pilih dokumen lain, atau serahkan tanpa dipilah.")
    part = (Leaf.objects.filter(scan__batch=batch).aggregate(last=Max("part"))["last"] or 0) + 1
    number = pages.update(
        fate=Fate.TO_FILE, claim=claim, kind=kind, part=part, because="", said="", settled_at=now, settled_by=by
    )
    _read_again(batch)
    return number


@transaction.atomic
def discard(batch_id: UUID, *, leaf_ids: Collection[int], by: str, now: datetime) -> int:
    """These pages are nobody's paper: an advertisement, a page scanned twice, what goes to another branch. How many."""
    batch = _locked(batch_id)
    return _in_tray(batch, leaf_ids).update(fate=Fate.DISCARDED, settled_at=now, settled_by=by)


@transaction.atomic
def put_in(leaf_id: int, *, by: str, now: datetime) -> Leaf:
    """A page that the machine left out, as blank or as a separator, is somebody's. One in the tray stays there."""
    batch = _locked(Leaf.objects.values_list("scan__batch", flat=True).get(pk=leaf_id))
    leaf = Leaf.objects.select_for_update().get(pk=leaf_id)
    if leaf.fate == Fate.TRAY:
        return leaf
    if leaf.fate not in BACK:
        raise Refused("Hanya halaman kosong dan lembar pemisah yang dapat dipindah ke baki.")
    leaf.because = BACK[Fate(leaf.fate)]
    leaf.fate, leaf.settled_at, leaf.settled_by = Fate.TRAY, now, by
    leaf.save(update_fields=["fate", "because", "settled_at", "settled_by"])
    _read_again(batch)
    return leaf


def _locked(batch_id: UUID) -> Batch:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("branch").get(pk=batch_id)
    if batch.is_being_read:
        raise Refused("Kiriman ini masih dibaca. Tunggu sebentar, lalu coba lagi.")
    if batch.erased_at:
        raise Refused("Pindaian ini sudah dihapus menurut jadwalnya. Pindai ulang amplopnya.")
    return batch


def _in_tray(batch: Batch, leaf_ids: Collection[int]) -> QuerySet[Leaf]:
    pages = Leaf.objects.filter(scan__batch=batch, pk__in=leaf_ids).in_tray()
    if not leaf_ids or pages.count() != len(set(leaf_ids)):
        raise Refused("Pilih halaman di baki. Bila halamannya baru saja dipindah, muat ulang halaman ini.")
    return pages


def _read_again(batch: Batch) -> None:
    """The worker goes on with the batch: it does what is not done yet."""
    batch.state = Batch.State.WAITING
    batch.save(update_fields=["state"])
    doorbell.ring_on_commit("dropbox.tasks.read_batch", str(batch.pk), queue="papers")
