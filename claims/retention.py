"""Files as they were sent are erased when nobody can need them any more. The pages made of them stay with the claim."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from claims import originals
from claims.models import PaperFile
from workflow import Refused, each

AT_ONCE = 4000
"""Files one run takes: at some milliseconds each, well within the time a task has. The next run takes the others."""


def forget_originals(now: datetime) -> int:
    """Erase the originals nobody has needed for as long as an office keeps them; how many."""
    idle = PaperFile.objects.with_idle_original(_kept_since(now)).order_by("received_at")
    return each(list(idle.values_list("pk", flat=True)[:AT_ONCE]), forget_original, now=now)


@transaction.atomic
def forget_original(file_id: UUID, *, now: datetime) -> None:
    """Take from a file its original: the key with the row, then the bytes.

    In this order, for what a crash leaves between the two are bytes without a key and without a name, which the sweep
    of unnamed files takes away. Refuses when the original is wanted again, or gone.
    """
    idle = PaperFile.objects.with_idle_original(_kept_since(now)).select_for_update(of=("self",))
    file = idle.select_related("claim").filter(pk=file_id).first()
    if file is None:
        raise Refused("Asli berkas ini masih diperlukan, atau sudah dihapus.")
    pieces = file.pieces
    file.pieces, file.raw_key, file.original_gone_at = [], "", now
    file.save(update_fields=["pieces", "raw_key", "original_gone_at"])
    transaction.on_commit(lambda: originals.discard(pieces))


def _kept_since(now: datetime) -> datetime:
    return now - timedelta(days=settings.ORIGINALS_KEPT_DAYS)
