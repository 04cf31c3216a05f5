"""A machine reads a batch: looks through its pages, splits them by their separators, files them, and draws the tray.

A batch is taken by a conditional UPDATE with a lease, as files are in `claims.looking`. Every step leaves its rows
behind and does only what is not done yet, so that a reading that died is gone on with where it was.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from catalogue.models import PaperKind
from claims import cleaning
from claims.cleaning import leaves as looking_through
from dropbox.models.scans import LOOK_LASTS, LOOKS, Batch, Leaf, Scan
from dropbox.scans import codes, filing, owners, showing
from dropbox.scans.cutting import opened
from dropbox.scans.splitting import Placed, Seen, split
from privacy import sealed_files

FIRST_PAGES, PAGES_AT_ONCE = 2, 8
"""The first pages are seen at once, by themselves; the others in lots that keep both cores busy to the end."""

RING_IS_LOST_AFTER = timedelta(minutes=1)

Fate, Because = Leaf.Fate, Leaf.Because


def read(batch_id: UUID, *, now: datetime) -> Batch | None:
    """Read a batch that was brought. Safe to run twice; one that somebody reads, or that was read, is left alone."""
    if not _take(batch_id, now=now):
        return Batch.objects.filter(pk=batch_id).first()
    batch = Batch.objects.select_related("branch").get(pk=batch_id)
    if batch.looks > LOOKS:
        return _end(batch, Batch.State.STUCK, now=now)
    try:
        for scan in batch.scans.filter(state=Scan.State.WAITING).order_by("position"):
            _look_through(scan)
        _place(batch)
        filing.file_all(batch, now=now)
        showing.draw_tray(batch)
    except cleaning.Waits:
        _put_back(batch_id)
        raise
    return _end(batch, Batch.State.READ, now=now)


def batches_to_read(now: datetime) -> list[UUID]:
    """Batches whose bell was lost or whose reading died."""
    left = Batch.objects.to_read(now).filter(brought_at__lte=now - RING_IS_LOST_AFTER)
    return list(left.order_by("looks", "brought_at").values_list("pk", flat=True)[:50])


def _take(batch_id: UUID, *, now: datetime) -> bool:
    """Count a look before it begins; what stays counted are looks whose process died."""
    with transaction.atomic(durable=True):
        free = Batch.objects.to_read(now).filter(pk=batch_id)
        reading = {"state": Batch.State.READING, "look_ends_at": now + LOOK_LASTS}
        return bool(free.update(looks=F("looks") + 1, **reading))


def _put_back(batch_id: UUID) -> None:
    reading = Batch.objects.filter(pk=batch_id, state=Batch.State.READING)
    reading.update(state=Batch.State.WAITING, look_ends_at=None, looks=F("looks") - 1)


def _end(batch: Batch, state: Batch.State, *, now: datetime) -> Batch:
    batch.state, batch.read_at, batch.look_ends_at = state, now, None
    batch.looks = 0 if state == Batch.State.READ else batch.looks
    batch.save(update_fields=["state", "read_at", "look_ends_at", "looks"])
    return batch


# --- Pages are seen


def _look_through(scan: Scan) -> None:
    """See every page that was not seen yet, in their order; the first ones show while the others are looked at."""
    there = scan.leaves.count()
    try:
        with opened(scan) as source, ThreadPoolExecutor(looking_through.AT_ONCE) as pool:
            scan.pages, first = source.leaves(there, FIRST_PAGES)
            scan.save(update_fields=["pages"])
            _keep(scan, first, behind=there)
            lots = range(there + FIRST_PAGES, scan.pages, PAGES_AT_ONCE)
            for behind, seen in zip(lots, pool.map(lambda at: _seen(source, at, PAGES_AT_ONCE), lots), strict=True):
                _keep(scan, seen, behind=behind)
    except cleaning.FileRefused as refusal:
        scan.state, scan.refusal = Scan.State.REFUSED, str(refusal)
        scan.save(update_fields=["state", "refusal"])
        return
    scan.state = Scan.State.READ
    scan.save(update_fields=["state"])


def _seen(source: looking_through.Scan, first: int, number: int) -> list[looking_through.Leaf | None]:
    """These pages; None for one that cannot be opened and holds up no other."""
    try:
        return list(source.leaves(first, number)[1])
    except cleaning.FileRefused:
        if number == 1:
            return [None]
    pages = source.leaves(first, 0)[0]
    return [page for at in range(first, min(first + number, pages)) for page in _seen(source, at, 1)]


@transaction.atomic
def _keep(scan: Scan, seen: Sequence[looking_through.Leaf | None], *, behind: int) -> None:
    pictures = [page.thumbnail for page in seen if page]
    names = iter(sealed_files.store_all(pictures, key=scan.sealing_key(), about=scan.about))
    Leaf.objects.bulk_create(
        Leaf(
            scan=scan,
            number=number,
            codes=[text for text in page.codes if codes.on_page(text)] if page else [],
            is_blank=page.is_blank if page else False,
            thumbnail=next(names) if page else "",
        )
        for number, page in enumerate(seen, start=behind + 1)
    )


# --- Pages are placed


@transaction.atomic
def _place(batch: Batch) -> None:
    """Give every page its fate. Those that have one keep it."""
    leaves = list(Leaf.objects.filter(scan__batch=batch).select_related("scan").in_order())
    for scan in {leaf.scan_id: leaf.scan for leaf in leaves}.values():
        scan.batch = batch
    kinds = {kind.code: kind for kind in PaperKind.objects.all()}
    placed = list(split(_as_seen(leaves, frozenset(kinds))))
    known = owners.owners_of({each.owner for each in placed if each.owner}, batch.branch)
    for leaf, where in zip(leaves, placed, strict=True):
        if leaf.fate == Fate.UNSPLIT:
            _give_fate(leaf, where, known.get(where.owner), kinds)
    Leaf.objects.bulk_update(leaves, ["fate", "part", "claim", "kind", "because"], batch_size=100)


def _as_seen(leaves: Sequence[Leaf], kinds: frozenset[str]) -> Iterator[Seen]:
    before = None
    for leaf in leaves:
        begins = leaf.scan_id != before
        says = codes.in_name(leaf.scan.file_name, kinds) if begins else None
        said = tuple(filter(None, map(codes.on_page, leaf.codes)))
        yield Seen(said, leaf.is_blank, file_says=says, begins_file=begins)
        before = leaf.scan_id


def _give_fate(leaf: Leaf, where: Placed, owner: owners.Owner | None, kinds: dict[str, PaperKind]) -> None:
    leaf.fate, leaf.part, leaf.because = where.fate, where.part, where.because
    leaf.claim, leaf.kind = owner.claim if owner else None, kinds.get(where.kind)
    if where.fate not in (Fate.TO_FILE, Fate.TRAY):
        return
    if not leaf.thumbnail:
        leaf.because = Because.UNREADABLE
    elif owner and owner.because:
        leaf.because = owner.because
    elif where.fate == Fate.TO_FILE and leaf.kind is None:
        leaf.because = Because.UNKNOWN_KIND
    leaf.fate = Fate.TRAY if leaf.because else Fate.TO_FILE
