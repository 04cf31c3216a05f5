"""One file comes in the place of another, which stands until the new one is ready: a try that fails costs nothing.

Only who sent a file replaces it, on the claim's page; what comes by mail only adds.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from claims.history import record
from claims.models import Page, Paper, PaperFile
from workflow import Refused

GONE = _("Berkas yang ingin diganti sudah tidak ada. Muat ulang halaman ini.")


def file_to_replace(paper: Paper, file_id: UUID, *, now: datetime) -> PaperFile:
    """The file of this paper in whose place a new one comes. The caller holds the claim's row lock.

    A try that has not succeeded gives way to the next one at once, and so does a file the machine refused.
    """
    chosen = paper.files.select_related("replaces").filter(pk=file_id, replaced_at=None).first()
    if chosen is None:
        raise Refused(GONE)
    old = chosen.stands_in or chosen
    old.replacements.filter(replaced_at=None).update(replaced_at=now)
    if old.state == PaperFile.State.REFUSED:
        _give_way(old, now=now)
    return old


def note_of_use(file: PaperFile, *, now: datetime) -> None:
    """This file is ready: the one it was sent instead of gives way, and its pages come where those were."""
    old = file.stands_in
    if old is None or file.replaced_at or file.paper is None:
        return
    _put_in_place_of(old, file)
    _give_way(old, now=now)
    code = file.paper.kind.code
    record(file.claim, "file_replaced", by=file.received_by, now=now, paper=code, file=str(old.pk), new=str(file.pk))


def gave_way(file: PaperFile, *, now: datetime) -> bool:
    """Whether this file, now refused, has given way to one that was sent instead of it and may be of use."""
    if not file.replaced_at and file.replacements.standing().exists():
        _give_way(file, now=now)
    return bool(file.replaced_at)


def _give_way(file: PaperFile, *, now: datetime) -> None:
    file.replaced_at = now
    file.save(update_fields=["replaced_at"])


def _put_in_place_of(old: PaperFile, new: PaperFile) -> None:
    """Number the pages of the paper anew, those of `new` where the first of `old` stood."""
    ready = Page.objects.filter(file__paper=new.paper, file__replaced_at=None, file__state=PaperFile.State.READY)
    pages = list(ready.order_by("position"))
    theirs = next((place for place, page in enumerate(pages) if page.file_id == old.pk), None)
    if theirs is None:
        return
    before = [page for page in pages[:theirs] if page.file_id != new.pk]
    after = [page for page in pages[theirs:] if page.file_id not in (old.pk, new.pk)]
    for position, page in enumerate([*before, *(page for page in pages if page.file_id == new.pk), *after], start=1):
        page.position = position
    Page.objects.bulk_update(pages, ["position"])
