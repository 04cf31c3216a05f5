"""Scans are erased once everything in them has its place. The pages that went into claims stay with the claims."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from claims import originals
from dropbox.models.scans import Batch, Leaf
from workflow import Refused, each

AT_ONCE = 500


def forget_old(now: datetime) -> int:
    """Erase the batches that were read as long ago as an office keeps them; how many."""
    since = now - timedelta(days=settings.SCANS_KEPT_DAYS)
    old = Batch.objects.filter(erased_at=None, state=Batch.State.READ, read_at__lte=since)
    waiting = Leaf.objects.filter(scan__batch=OuterRef("pk"), fate__in=[Leaf.Fate.TRAY, Leaf.Fate.TO_FILE])
    done = old.exclude(Exists(waiting)).order_by("read_at").values_list("pk", flat=True)
    return each(list(done[:AT_ONCE]), forget, now=now)


@transaction.atomic
def forget(batch_id: UUID, *, now: datetime) -> None:
    """Take from a batch its key and its files; what became of each page stays on record. Refuses while a page waits."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    leaves = Leaf.objects.filter(scan__batch=batch)
    if batch.erased_at or leaves.filter(fate__in=[Leaf.Fate.TRAY, Leaf.Fate.TO_FILE]).exists():
        raise Refused("Kiriman ini masih diperlukan, atau sudah dihapus.")
    scans = list(batch.scans.all())
    names = [name for scan in scans for name in scan.pieces]
    names += [name for pair in leaves.values_list("thumbnail", "image") for name in pair if name]
    leaves.update(thumbnail="", image="")
    for scan in scans:
        scan.pieces, scan.raw_key, scan.file_name = [], "", ""
        scan.batch = batch
        scan.save(update_fields=["pieces", "raw_key", "file_name"])
    batch.key_sealed, batch.erased_at = b"", now
    batch.save(update_fields=["key_sealed", "erased_at"])
    transaction.on_commit(lambda: originals.discard(names))
