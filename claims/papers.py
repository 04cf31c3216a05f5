"""Papers arrive, are said to be this one or that, and may be taken back until the claim is handed in."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from catalogue.checklist import Route
from catalogue.models import PaperKind
from claims import comparing, originals
from claims.deadlines import close_papers
from claims.filing import locked
from claims.history import record
from claims.models import Claim, Page, Paper, PaperFile
from claims.models.papers import UPLOAD_GRACE
from claims.originals import Kept
from claims.replacing import file_to_replace
from statements.composed import composed_once
from statements.inserting import insert, together
from workflow import Refused, doorbell

FILES_PER_PAPER = 12
"""More pages than this for one paper is a book; the person is told to send one PDF."""

UNSORTED_AT_ONCE = 60
"""Files of one claim that may wait to be sorted: as many as mail may bring in a day."""


def receive_file(claim_id: UUID, *, kept: Kept, **how: Any) -> PaperFile:
    """Take a file that is kept already, whole, into its claim. Nothing has looked at it yet.

    Beside what `_receive` asks: `kind` is None for a file that is left unsorted, `now` the instant its last byte was
    here, `begun_at` the instant its first was (see UPLOAD_GRACE), `replaces` a file of this paper whose place it takes
    once it is ready. The same bytes sent twice are one file, and of what is not taken in nothing is kept. Refuses when
    the claim takes no papers now, does not ask for this one, or has enough pages of it.
    """
    try:
        file = _receive(claim_id, kept=kept, **how)
    except Refused:
        originals.discard(kept.pieces)
        raise
    if file.pk != kept.file_id:
        originals.discard(kept.pieces)
    return file


@transaction.atomic
def _receive(
    claim_id: UUID,
    *,
    kind: PaperKind | None,
    kept: Kept,
    file_name: str,
    declared_type: str,
    came_by: str,
    by: str,
    now: datetime,
    begun_at: datetime | None = None,
    replaces: UUID | None = None,
) -> PaperFile:
    claim = locked(claim_id)
    counts_at = _counts_at(claim, now, begun_at)
    if claim.status == Claim.Status.AWAITING_PAPERS and claim.deadline_has_passed(counts_at):
        claim = close_papers(claim_id, by="system:papers_due", now=now)  # H-1 does not wait for its sweep
    _refuse_unless_open(claim, came_by)
    standing = _standing_files(claim)
    with together():
        paper = _paper_that_takes_files(claim, kind) if kind else None
        beside = [each for each in standing if each.is_beside(paper)]
        if same := _with_bytes(kept.sha256, beside if paper else standing):
            return claim.files.get(pk=same)
        old = file_to_replace(paper, replaces, now=now) if paper and replaces else None
        file = PaperFile(
            id=kept.file_id,
            claim=claim,
            paper=paper,
            position=old.position if old else _next_position(beside, paper),
            replaces=old,
            came_by=came_by,
            file_name=file_name[:200],
            declared_type=declared_type[:100],
            size=kept.size,
            sha256=kept.sha256,
            pieces=kept.pieces,
            raw_key=kept.key.hex(),
            received_at=now,
            received_by=by,
            is_late=claim.status == Claim.Status.SENT_TO_DROPBOX and came_by != PaperFile.CameBy.DROPBOX,
        )
        insert(file)
        _announce(file, by=by, now=now)
    return file


def _announce(file: PaperFile, *, by: str, now: datetime) -> None:
    """Write into the claim's history that the file is here, and ring for who looks at it."""
    code = file.paper.kind.code if file.paper else ""
    record(file.claim, "file_received", by=by, now=now, paper=code, file=str(file.pk), late=file.is_late)
    doorbell.ring_on_commit("claims.tasks.look_at_file", str(file.pk), queue="papers")


def _counts_at(claim: Claim, now: datetime, begun_at: datetime | None) -> datetime:
    """The instant that is held against the deadline: the first byte's, where the last came within UPLOAD_GRACE."""
    due = claim.papers_due_at
    if begun_at and due and begun_at < due and now < due + UPLOAD_GRACE:
        return begun_at
    return now


class _Standing(NamedTuple):
    """What has to be known of a file that counts when another one comes."""

    file_id: UUID
    paper_id: UUID | None
    set_aside_at: datetime | None
    sha256: bytes
    position: int

    def is_beside(self, paper: Paper | None) -> bool:
        """Whether it stands in this paper; without one, whether it waits to be sorted."""
        return self.paper_id == paper.pk if paper else self.paper_id is None and self.set_aside_at is None


def _standing_files(claim: Claim) -> list[_Standing]:
    return [_Standing(*row) for row in _standing(claim.pk)]


@composed_once
def _standing(claim_id: UUID) -> QuerySet[Any, Any]:
    files = PaperFile.objects.standing().filter(claim=claim_id)
    return files.values_list("pk", "paper", "set_aside_at", "sha256", "position")


def _with_bytes(sha256: bytes | memoryview, files: Iterable[_Standing]) -> UUID | None:
    return next((each.file_id for each in files if each.sha256 == sha256), None)


def _next_position(beside: Collection[_Standing], paper: Paper | None) -> int:
    """Behind the files that stand in this paper, or that wait to be sorted. Refuses where there are enough."""
    if paper and len(beside) >= FILES_PER_PAPER:
        raise Refused(_("Dokumen ini sudah berisi %(n)s berkas. Gabungkan menjadi satu PDF.") % {"n": FILES_PER_PAPER})
    if not paper and len(beside) >= UNSORTED_AT_ONCE:
        raise Refused(_("Sudah banyak berkas yang belum dipilah. Pilah dulu, lalu kirim lagi."))
    return max((each.position for each in beside), default=0) + 1


def _paper_that_takes_files(claim: Claim, kind: PaperKind) -> Paper:
    if kind not in claim.kinds_asked_for():
        raise Refused(_("Klaim ini tidak meminta dokumen tersebut."))
    paper = next(iter(_paper(claim.pk, kind.pk)), None) or _new_paper(claim, kind)
    if paper.accepted_at and claim.status == Claim.Status.AWAITING_REPAIR:
        raise Refused(_("Dokumen ini sudah diterima petugas. Kirim hanya dokumen yang diminta ulang."))
    if paper.accepted_at and claim.status == Claim.Status.AWAITING_CHECK:
        raise Refused("Dokumen ini sudah diterima. Kembalikan dulu, atau kesampingkan berkas yang baru.")
    paper.claim, paper.kind = claim, kind
    return paper


@composed_once
def _paper(claim_id: UUID, kind_id: int) -> QuerySet[Paper]:
    return Paper.objects.filter(claim=claim_id, kind=kind_id)


def _new_paper(claim: Claim, kind: PaperKind) -> Paper:
    """The claim's row lock is held: nobody else makes it meanwhile."""
    paper = Paper(claim=claim, kind=kind)
    insert(paper)
    return paper


def _refuse_unless_open(claim: Claim, came_by: str = "") -> None:
    is_open = claim.takes_envelopes if came_by == PaperFile.CameBy.DROPBOX else claim.takes_papers
    if not is_open:
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))


@transaction.atomic
def sort_file(file_id: UUID, *, claim_id: UUID, kind: PaperKind, by: str, now: datetime) -> PaperFile:
    """Say of an unsorted file which paper it is. Sorted again as the same, nothing changes.

    Refuses as `receive_file` does; while the claim is checked it is the officer who holds it that sorts. A file the
    machine refused, or that is sorted as another paper, stays what it is. One that was set aside comes back by this.
    """
    claim = locked(claim_id)
    file = claim.files.select_related("paper__kind").get(pk=file_id)
    if file.paper and file.paper.kind_id == kind.pk:
        return file
    if file.paper or file.replaced_at or file.state == PaperFile.State.REFUSED:
        raise Refused(_("Berkas ini tidak bisa dipilah lagi. Muat ulang halaman ini."))
    if not claim.is_held_by(by):
        _refuse_unless_open(claim)
    paper = _paper_that_takes_files(claim, kind)
    beside = [each for each in _standing_files(claim) if each.is_beside(paper)]
    if _with_bytes(file.sha256, beside):
        raise Refused(_("Berkas yang sama sudah ada di dokumen itu."))
    file.claim, file.paper, file.position = claim, paper, _next_position(beside, paper)
    file.set_aside_at, file.set_aside_by, file.set_aside_because = None, "", ""
    file.save(update_fields=["paper", "position", "set_aside_at", "set_aside_by", "set_aside_because"])
    put_last(file)
    file.noticed = comparing.notes_for(paper, file.noticed)
    file.card_read = file.card_read if comparing.may_be_card(paper) else {}
    file.save(update_fields=["noticed", "card_read"])
    record(claim, "file_sorted", by=by, now=now, paper=kind.code, file=str(file.pk))
    note_completeness(claim, now=now)
    return file


@transaction.atomic
def set_aside(file_id: UUID, *, claim_id: UUID, because: str, by: str, now: datetime) -> PaperFile:
    """The officer who holds the claim finds that an unsorted file is none of its papers. Set aside again, it stays so.

    Nothing is erased: the file rests with the claim, and sorting it brings it back.
    """
    claim = locked(claim_id)
    file = claim.files.get(pk=file_id)
    if not claim.is_held_by(by):
        raise Refused("Hanya petugas yang memegang klaim ini yang dapat mengesampingkan berkasnya.")
    if because not in PaperFile.Aside:
        raise Refused("Pilih alasan mengesampingkan berkas ini.")
    if file.set_aside_at:
        return file
    if file.paper_id or file.state != PaperFile.State.READY:
        raise Refused("Berkas ini tidak dapat dikesampingkan: sudah dipilah, atau masih diperiksa mesin.")
    file.set_aside_at, file.set_aside_by, file.set_aside_because = now, by, because
    file.seen_at = file.seen_at or now
    file.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because", "seen_at"])
    record(claim, "file_set_aside", by=by, now=now, file=str(file.pk), because=because)
    return file


def put_last(file: PaperFile) -> None:
    """Put the pages of a file behind all others of its paper, in their own order."""
    others = Page.objects.filter(file__paper=file.paper, file__replaced_at=None).exclude(file=file)
    last = (others.aggregate(last=Max("position"))["last"] or 0) if file.paper else 0
    file.pages.update(position=F("number") + last)


@transaction.atomic
def remove_file(file_id: UUID, *, claim_id: UUID, by: str, now: datetime) -> Paper | None:
    """Take a file back. Only until the claim is handed in, and never a file an officer has already seen."""
    claim = locked(claim_id)
    file = claim.files.select_related("paper__kind").get(pk=file_id)
    if file.came_by == PaperFile.CameBy.DROPBOX:
        raise Refused(_("Ini pindaian isi amplop Anda. Kirim halaman lain untuk menambahnya."))
    over = claim.status == Claim.Status.AWAITING_PAPERS and claim.deadline_has_passed(now)
    if over or not claim.takes_papers or file.replaced_at or (file.paper and file.paper.accepted_at):
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
    file.claim = claim
    paper, names = file.paper, file.sealed_names()
    record(
        claim, "file_removed", by=by, now=now, paper=paper.kind.code if paper else "", file=str(file.pk),
        sha256=file.sha256.hex(),
    )  # fmt: skip
    file.delete()
    note_completeness(claim, now=now)
    transaction.on_commit(lambda: originals.discard(names))
    return paper


def note_refusals_were_read(files: Iterable[PaperFile], *, now: datetime) -> None:
    """Note that who sent these files has read on the page why some were refused: no message need say it again."""
    unread = [file.pk for file in files if file.state == PaperFile.State.REFUSED and not file.told_at]
    if unread:
        PaperFile.objects.filter(pk__in=unread, told_at=None).update(told_at=now)


def note_seen(file: PaperFile, *, now: datetime) -> None:
    """Note that an officer has seen a page of this file; the first time counts."""
    if file.seen_at is None:
        PaperFile.objects.filter(pk=file.pk, seen_at=None).update(seen_at=now)


def note_completeness(claim: Claim, *, now: datetime) -> None:
    """Note when the late papers complete the set, so that the branch may take the claim without an envelope."""
    if claim.status != Claim.Status.SENT_TO_DROPBOX:
        return
    complete = not claim.missing_papers(Route.ONLINE)
    if complete == bool(claim.completed_late_at):
        return
    claim.completed_late_at = now if complete else None
    claim.save(update_fields=["completed_late_at"])
    record(claim, "completed_late" if complete else "incomplete_again", by="system:check", now=now)
