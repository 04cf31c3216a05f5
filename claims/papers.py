"""Papers arrive, are looked at by a machine, and may be taken back until the claim is handed in."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext as _

from branches import calendar
from catalogue.checklist import Route
from catalogue.models import PaperKind
from claims import page_cleaning
from claims.deadlines import close_papers
from claims.filing import locked, release_hold
from claims.history import record
from claims.models import Claim, Paper, PaperFile
from claims.telling import take_back_unsaid, tell
from privacy import sealed_files
from workflow import Refused, move

FILES_PER_PAPER = 12
"""More pages than this for one paper is a book; the person is told to send one PDF."""

CHECK_AGAIN_AFTER = timedelta(minutes=1)
"""A file that is still `received` after this long was left by a process that died; the sweep checks it."""

LOOKS = 2
"""A file whose looks were begun this often and never ended is refused unseen: it takes down whoever looks at it."""

AFTER_REFUSAL = timedelta(hours=24)
"""Time to send a paper again that had arrived before the deadline but was refused by the check after it."""


@transaction.atomic
def receive_file(
    claim_id: UUID,
    *,
    kind: PaperKind,
    content: bytes,
    file_name: str,
    declared_type: str,
    came_by: str,
    by: str,
    now: datetime,
) -> PaperFile:
    """Keep a file that arrived in full, sealed, before anything else is done with it.

    `now` is the instant the bytes were complete. The same bytes sent twice are one file. Refuses when the claim takes
    no papers now, does not ask for this one, or has enough pages of it.
    """
    claim = locked(claim_id)
    if claim.status == Claim.Status.AWAITING_PAPERS and claim.deadline_has_passed(now):
        claim = close_papers(claim_id, by="system:papers_due", now=now)  # H-1 does not wait for its sweep
    paper = _paper_that_takes_files(claim, kind)
    sha256 = hashlib.sha256(content).digest()
    if same := paper.files.filter(sha256=sha256, replaced_at=None).exclude(state=PaperFile.State.REFUSED).first():
        return same
    standing = paper.files.filter(replaced_at=None).exclude(state=PaperFile.State.REFUSED)
    if standing.count() >= FILES_PER_PAPER:
        raise Refused(_("Dokumen ini sudah berisi %(n)s berkas. Gabungkan menjadi satu PDF.") % {"n": FILES_PER_PAPER})
    file = PaperFile(
        paper=paper,
        position=(standing.aggregate(last=Max("position"))["last"] or 0) + 1,
        came_by=came_by,
        file_name=file_name[:200],
        declared_type=declared_type[:100],
        size=len(content),
        sha256=sha256,
        received_at=now,
        received_by=by,
        is_late=claim.status == Claim.Status.SENT_TO_DROPBOX,
    )
    file.original = sealed_files.store(content, key=claim.data_key, about=file.about)
    file.save(force_insert=True)
    record(claim, "file_received", by=by, now=now, paper=kind.code, file=str(file.pk), late=file.is_late)
    return file


def _paper_that_takes_files(claim: Claim, kind: PaperKind) -> Paper:
    if not claim.takes_papers:
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
    asked_for = [*claim.needs(Route.ONLINE), *claim.needs(Route.DROPBOX)]
    if not any(kind in need.kinds for need in asked_for):
        raise Refused(_("Klaim ini tidak meminta dokumen tersebut."))
    paper, _created = Paper.objects.get_or_create(claim=claim, kind=kind)
    if claim.status == Claim.Status.AWAITING_REPAIR and paper.accepted_at:
        raise Refused(_("Dokumen ini sudah diterima petugas. Kirim hanya dokumen yang diminta ulang."))
    paper.claim = claim
    return paper


def check_file(file_id: UUID, *, now: datetime) -> PaperFile:
    """Look at a received file: make its page images, or refuse it and tell the person why. Safe to run twice.

    The looking happens outside any transaction; the row is settled afterwards under the claim's lock.
    """
    try:
        return _look_at(file_id, now=now)
    except page_cleaning.FileRefused as refusal:
        return _refuse_file(file_id, str(refusal), now=now)


def check_file_while_waiting(file_id: UUID, *, now: datetime) -> PaperFile:
    """The same while the person waits for the page: a file that cannot be used is taken back at once, and refused."""
    try:
        return _look_at(file_id, now=now)
    except page_cleaning.FileRefused as refusal:
        if not _take_back(file_id, now=now):
            _refuse_file(file_id, str(refusal), now=now)
        raise


def _look_at(file_id: UUID, *, now: datetime) -> PaperFile:
    file = PaperFile.objects.select_related("paper__claim", "paper__kind").get(pk=file_id)
    if file.state != PaperFile.State.RECEIVED:
        return file
    claim = file.paper.claim
    content = sealed_files.read(file.original, key=claim.data_key, about=file.about)
    with _counted_look(file):
        clean = page_cleaning.examine(content, file_name=file.file_name, declared_type=file.declared_type)
    images = [sealed_files.store(image, key=claim.data_key, about=file.about) for image in clean.images]
    thumbnail = sealed_files.store(clean.thumbnail, key=claim.data_key, about=file.about)
    return _settle_file(file_id, images, thumbnail, list(clean.warnings), now=now)


@contextmanager
def _counted_look(file: PaperFile) -> Iterator[None]:
    """Count a look before it begins, and strike it off again when it ended with a word about the file or with Busy.

    What stays counted are looks whose process died or that failed as nobody foresaw.
    """
    row = PaperFile.objects.filter(pk=file.pk)
    with transaction.atomic(durable=True):  # whatever befalls the looking, the count is kept
        begun = row.filter(check_tries__lt=LOOKS).update(check_tries=F("check_tries") + 1)
    if not begun:
        is_pdf = "pdf" in f"{file.declared_type} {file.file_name}".lower()  # its bytes are not touched again
        raise page_cleaning.FileRefused("pdf_unreadable" if is_pdf else "picture_unreadable")
    try:
        yield
    except Refused:
        row.update(check_tries=F("check_tries") - 1)
        raise
    row.update(check_tries=F("check_tries") - 1)


@transaction.atomic
def _settle_file(file_id: UUID, images: list[str], thumbnail: str, warnings: list[str], *, now: datetime) -> PaperFile:
    file, claim = _locked_file(file_id)
    if file.state != PaperFile.State.RECEIVED:
        _discard([*images, thumbnail])
        return file
    file.state, file.images, file.thumbnail, file.warnings = PaperFile.State.READY, images, thumbnail, warnings
    file.checked_at = now
    file.save(update_fields=["state", "images", "thumbnail", "warnings", "checked_at"])
    event = record(claim, "file_ready", by="system:check", now=now, paper=file.paper.kind.code, file=str(file.pk))
    if file.is_late:
        tell("late_paper_kept", claim, event, now=now, paper=file.paper.kind.name)
        _note_completeness(claim, now=now)
    return file


@transaction.atomic
def _take_back(file_id: UUID, *, now: datetime) -> bool:
    """Forget an unusable file whose sender is told on the page. Not when the claim was handed in meanwhile."""
    file, claim = _locked_file(file_id)
    if file.state != PaperFile.State.RECEIVED or not claim.takes_papers:
        return False
    record(claim, "file_refused_at_once", by="system:check", now=now, paper=file.paper.kind.code, file=str(file.pk))
    file.delete()
    _note_completeness(claim, now=now)
    transaction.on_commit(lambda: _discard([file.original]))
    return True


@transaction.atomic
def _refuse_file(file_id: UUID, reason: str, *, now: datetime) -> PaperFile:
    """The machine cannot use the file. Whoever sent it is told; after the deadline that one paper gets a day more."""
    file, claim = _locked_file(file_id)
    if file.state != PaperFile.State.RECEIVED:
        return file
    file.state, file.refusal, file.checked_at = PaperFile.State.REFUSED, reason, now
    file.save(update_fields=["state", "refusal", "checked_at"])
    event = record(claim, "file_refused", by="system:check", now=now, paper=file.paper.kind.code, file=str(file.pk))
    if claim.status == Claim.Status.AWAITING_CHECK:
        _ask_again_after_refusal(claim, file.paper, reason, now=now)
    _note_completeness(claim, now=now)
    if claim.is_final or claim.status == Claim.Status.VERIFIED:
        return file  # left by a process that died; nobody waits for this paper any more
    with translation.override("id"):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
    tell("page_refused", claim, event, now=now, paper=file.paper.kind.name, reason=reason, until=until)
    return file


def _ask_again_after_refusal(claim: Claim, paper: Paper, reason: str, *, now: datetime) -> None:
    """A paper that was complete at the deadline turned out unusable: 24 hours for that paper alone."""
    take_back_unsaid(claim, now=now)  # that it was handed in holds no more
    move(claim, Claim.Status.AWAITING_REPAIR)
    release_hold(claim)
    claim.repair_due_at = now + AFTER_REFUSAL
    claim.save(update_fields=["status", "taken_at", "taken_by", "repair_due_at"])
    paper.returned_at, paper.returned_by, paper.return_words = now, "system:check", reason
    paper.due_at, paper.accepted_at, paper.accepted_by = claim.repair_due_at, None, ""
    paper.save(update_fields=["returned_at", "returned_by", "return_words", "due_at", "accepted_at", "accepted_by"])


@transaction.atomic
def remove_file(file_id: UUID, *, claim_id: UUID, by: str, now: datetime) -> Paper:
    """Take a file back. Only until the claim is handed in, and never a file an officer has already seen."""
    claim = locked(claim_id)
    file = PaperFile.objects.select_related("paper__kind").get(pk=file_id, paper__claim=claim)
    over = claim.status == Claim.Status.AWAITING_PAPERS and claim.deadline_has_passed(now)
    if over or not claim.takes_papers or file.replaced_at or file.paper.accepted_at:
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
    names = [file.original, file.thumbnail, *file.images]
    record(
        claim, "file_removed", by=by, now=now, paper=file.paper.kind.code, file=str(file.pk), sha256=file.sha256.hex()
    )
    file.delete()
    _note_completeness(claim, now=now)
    transaction.on_commit(lambda: _discard(names))
    return file.paper


def _note_completeness(claim: Claim, *, now: datetime) -> None:
    """Note when the late papers complete the set, so that the branch may take the claim without an envelope."""
    if claim.status != Claim.Status.SENT_TO_DROPBOX:
        return
    complete = not claim.missing_papers(Route.ONLINE)
    if complete == bool(claim.completed_late_at):
        return
    claim.completed_late_at = now if complete else None
    claim.save(update_fields=["completed_late_at"])
    record(claim, "completed_late" if complete else "incomplete_again", by="system:check", now=now)


def files_to_check(now: datetime) -> list[UUID]:
    """Files whose check was never finished; last those whose looks do not end, so that they hold up no other."""
    left = PaperFile.objects.filter(state=PaperFile.State.RECEIVED, received_at__lte=now - CHECK_AGAIN_AFTER)
    return list(left.order_by("check_tries", "received_at").values_list("pk", flat=True)[:500])


def _locked_file(file_id: UUID) -> tuple[PaperFile, Claim]:
    """The file, with its claim under the claim's row lock: every change of a claim's papers waits for that one lock."""
    claim_id = PaperFile.objects.values_list("paper__claim_id", flat=True).get(pk=file_id)
    claim = locked(claim_id)
    file = PaperFile.objects.select_related("paper__kind").get(pk=file_id)
    file.paper.claim = claim
    return file, claim


def _discard(names: list[str]) -> None:
    for name in filter(None, names):
        sealed_files.discard(name)
