"""Pages go into their claim: cut out of the scan as they were scanned, and received like any file, by this door."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from catalogue.models import PaperKind
from claims import originals, papers
from claims.cleaning import leaves as looking_through
from claims.models import Claim, PaperFile
from dropbox.models.scans import Batch, Leaf
from dropbox.scans.cutting import Piece, opened, pieces
from workflow import Refused

Fate, Because = Leaf.Fate, Leaf.Because


def file_all(batch: Batch, *, now: datetime) -> None:
    """File every page that has a claim and a paper. What a claim does not take goes to the tray, with its words."""
    waiting = Leaf.objects.filter(scan__batch=batch, fate=Fate.TO_FILE).select_related("scan", "claim", "kind")
    in_parts = waiting.order_by("scan__position", "part", "number")
    for _scan, of_scan in groupby(in_parts, key=lambda leaf: leaf.scan_id):
        leaves = list(of_scan)
        leaves[0].scan.batch = batch
        with opened(leaves[0].scan) as source:
            for _part, of_part in groupby(leaves, key=lambda leaf: leaf.part):
                _file_part(source, list(of_part), now=now)


def _file_part(source: looking_through.Scan, leaves: list[Leaf], *, now: datetime) -> None:
    claim, kind, by = leaves[0].claim, leaves[0].kind, leaves[0].settled_by or leaves[0].scan.batch.brought_by
    assert claim  # what is to be filed has one: leaf_to_a_claim
    for piece in pieces(source, leaves):
        try:
            file(piece, claim, kind, by=by, now=now)
        except Refused as refusal:
            put_aside(piece.leaves, said=str(refusal))


@transaction.atomic
def file(piece: Piece, claim: Claim, kind: PaperKind | None, *, by: str, now: datetime) -> PaperFile:
    """Let the claim receive these pages as its paper `kind`, or unsorted without one.

    The file and the fate of its pages are written together, so a reading that died files nothing twice. Refuses what
    the claim refuses.
    """
    taken = papers.receive_file(
        claim.pk,
        kind=kind,
        kept=originals.keep([piece.content]),
        file_name=piece.file_name,
        declared_type=piece.type,
        came_by=PaperFile.CameBy.DROPBOX,
        by=by,
        now=now,
    )
    of_piece = Leaf.objects.filter(pk__in=[leaf.pk for leaf in piece.leaves])
    of_piece.update(fate=Fate.FILED, claim=claim, kind=kind, filed_as=taken.pk, because="", said="")
    return taken


def put_aside(leaves: Sequence[Leaf], *, said: str) -> None:
    """The claim does not take these pages: staff say in the tray what becomes of them."""
    aside = {"fate": Fate.TRAY, "because": Because.NOT_TAKEN, "said": said[:200]}
    Leaf.objects.filter(pk__in=[leaf.pk for leaf in leaves], fate=Fate.TO_FILE).update(**aside)
