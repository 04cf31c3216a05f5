"""Pictures of pages: small ones of all, and of those in the tray one that can be read."""

from itertools import groupby

from django.http import Http404, HttpResponse

from claims import cleaning
from claims.showing import as_picture
from dropbox.models.scans import Batch, Leaf
from dropbox.scans.cutting import Piece, opened, pieces
from privacy import sealed_files, vault


def draw_tray(batch: Batch) -> None:
    """Draw each page of the tray that is not drawn yet. What cannot be drawn keeps its small picture."""
    waiting = Leaf.objects.filter(scan__batch=batch, image="").exclude(thumbnail="").in_tray().select_related("scan")
    for _scan, of_scan in groupby(waiting.in_order(), key=lambda leaf: leaf.scan_id):
        leaves = list(of_scan)
        leaves[0].scan.batch = batch
        with opened(leaves[0].scan) as source:
            for piece in pieces(source, leaves):
                _draw(piece)


def _draw(piece: Piece) -> None:
    try:
        clean = cleaning.examine([piece.content], file_name=piece.file_name, declared_type=piece.type)
    except cleaning.FileRefused as refusal:
        Leaf.objects.filter(pk__in=[leaf.pk for leaf in piece.leaves]).update(said=str(refusal)[:200])
        return
    scan = piece.leaves[0].scan
    names = sealed_files.store_all([page.image for page in clean.pages], key=scan.sealing_key(), about=scan.about)
    for leaf, name in zip(piece.leaves, names, strict=True):
        leaf.image = name
    Leaf.objects.bulk_update(piece.leaves, ["image"])


def picture(leaf: Leaf, *, small: bool) -> HttpResponse:
    """The page for a browser; 404 when there is no picture of it."""
    name = leaf.thumbnail if small else leaf.image or leaf.thumbnail
    try:
        content = sealed_files.read(name, key=leaf.scan.sealing_key(), about=leaf.scan.about) if name else b""
    except vault.Unreadable:
        content = b""
    if not content:
        raise Http404
    return as_picture(content)
