"""A machine looks at every file that arrived: it makes page images of it, or says why it cannot.

The looking happens in the worker, outside any transaction. A file is taken by a conditional UPDATE with a lease, so
that two workers never look at one, and its row is settled afterwards under the claim's lock.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from branches import calendar
from claims import cleaning, comparing, originals, promise, replacing
from claims.filing import HOLD, locked, release_hold
from claims.history import record
from claims.kept_sentences import in_active_language
from claims.models import Claim, ClaimEvent, Page, Paper, PaperFile
from claims.models.papers import LOOK_LASTS, LOOKS
from claims.papers import note_completeness, put_last
from claims.telling import in_their_language, take_back_unsaid, tell
from privacy import sealed_files
from workflow import move

RING_IS_LOST_AFTER = timedelta(minutes=1)
"""A file that still waits after this long was missed by the bell; the sweep looks at it."""

READ_ON_THE_PAGE_WITHIN = timedelta(minutes=10)
"""Who sends a page stays to see what becomes of it; who has not seen it by now is told by message."""

AFTER_REFUSAL = timedelta(hours=24)
"""Time to send a paper again that had arrived before the deadline but was refused by the check after it."""


def look_at(file_id: UUID, *, now: datetime) -> PaperFile | None:
    """Look at a file that arrived: make its pages, or refuse it and tell the person why. Safe to run twice.

    A file somebody else looks at, or that was looked at, is left alone; of one that was taken back meanwhile nothing is
    kept, and None is answered. A machine that has no time for it, or cannot
    ask the scanner, leaves it waiting.
    """
    if not _take(file_id, now=now):
        return PaperFile.objects.filter(pk=file_id).first()
    file = PaperFile.objects.select_related("claim", "paper__kind").get(pk=file_id)
    if file.looks > LOOKS:
        return _refuse(file_id, _never_ends(file), now=now)
    try:
        clean = cleaning.examine(
            file.original(), file_name=file.file_name, declared_type=file.declared_type, wants=_wants(file)
        )
    except cleaning.FileRefused as refusal:
        return _refuse(file_id, refusal, now=now)
    except cleaning.Waits as waits:
        _put_back(file_id, waits_for="scanner" if isinstance(waits, cleaning.ScannerDown) else "")
        raise
    notes = [*clean.notes, *comparing.notes_on(file, clean)]
    return _settle(file_id, _stored(file, clean), notes, clean.read, now=now)


def files_to_look_at(now: datetime) -> list[UUID]:
    """Files whose bell was lost or whose look died; last those whose looks never end, that they hold up no other."""
    left = PaperFile.objects.to_look_at(now).filter(received_at__lte=now - RING_IS_LOST_AFTER)
    return list(left.order_by("looks", "received_at").values_list("pk", flat=True)[:500])


def _take(file_id: UUID, *, now: datetime) -> bool:
    """Count a look before it begins; what stays counted are looks whose process died."""
    with transaction.atomic(durable=True):  # whatever befalls the looking, the count is kept
        free = PaperFile.objects.to_look_at(now).filter(pk=file_id)
        looking = {"state": PaperFile.State.CHECKING, "look_ends_at": now + LOOK_LASTS, "waits_for": ""}
        return bool(free.update(looks=F("looks") + 1, **looking))


def _put_back(file_id: UUID, *, waits_for: str = "") -> None:
    """Nothing was said of the file: it waits as if nobody had looked."""
    looking = PaperFile.objects.filter(pk=file_id, state=PaperFile.State.CHECKING)
    looking.update(state=PaperFile.State.RECEIVED, look_ends_at=None, looks=F("looks") - 1, waits_for=waits_for)


def _wants(file: PaperFile) -> cleaning.Wants:
    """A card is read, and what may yet be sorted as one; on any file it is asked how its writing stands."""
    return cleaning.Wants(card=comparing.may_be_card(file.paper), turns=True)


def _never_ends(file: PaperFile) -> cleaning.FileRefused:
    """What is said of a file whose looks die: its bytes are not touched again."""
    is_pdf = "pdf" in f"{file.declared_type} {file.file_name}".lower()
    return cleaning.FileRefused("pdf_unreadable" if is_pdf else "picture_unreadable")


def _stored(file: PaperFile, clean: cleaning.CleanFile) -> list[Page]:
    """The page images, sealed and stored; their rows are not saved yet."""
    contents = [content for page in clean.pages for content in (page.image, page.thumbnail)]
    names = sealed_files.store_all(contents, key=file.claim.data_key, about=file.about)
    return [
        Page(
            file=file,
            number=number,
            position=number,
            image=names[2 * number - 2],
            thumbnail=names[2 * number - 1],
            width=page.width,
            height=page.height,
            likeness=page.likeness,
            noticed=page.notes,
        )
        for number, page in enumerate(clean.pages, start=1)
    ]


@transaction.atomic
def _settle(
    file_id: UUID, pages: Sequence[Page], notes: list[str], read: cleaning.CardRead, *, now: datetime
) -> PaperFile | None:
    file = _locked_file(file_id)
    if file is None or file.state != PaperFile.State.CHECKING:
        originals.discard([name for page in pages for name in (page.image, page.thumbnail)])
        return file
    claim = file.claim
    file.state, file.noticed = PaperFile.State.READY, comparing.notes_for(file.paper, notes)
    file.checked_at, file.look_ends_at = now, None
    file.card_read = asdict(read) if read and comparing.may_be_card(file.paper) else {}
    file.looks = 0
    file.save(update_fields=["state", "noticed", "card_read", "checked_at", "look_ends_at", "looks"])
    Page.objects.bulk_create(pages)
    put_last(file)
    replacing.note_of_use(file, now=now)
    event = record(claim, "file_ready", by="system:check", now=now, paper=_code(file), file=str(file.pk))
    if file.is_late and file.paper:
        with in_their_language(claim):
            paper = file.paper.kind.label
        tell("late_paper_kept", claim, event, now=now, paper=paper)
        note_completeness(claim, now=now)
    return file


@transaction.atomic
def _refuse(file_id: UUID, refusal: cleaning.FileRefused, *, now: datetime) -> PaperFile | None:
    """The machine cannot use the file. Whoever sent it is told; after the deadline that one paper gets a day more."""
    file = _locked_file(file_id)
    if file is None or file.state != PaperFile.State.CHECKING:
        return file
    claim = file.claim
    file.state, file.refusal, file.refusal_cause = PaperFile.State.REFUSED, str(refusal), refusal.cause
    file.checked_at, file.look_ends_at = now, None
    file.save(update_fields=["state", "refusal", "refusal_cause", "checked_at", "look_ends_at"])
    event = record(
        claim, "file_refused", by="system:check", now=now, paper=_code(file), file=str(file.pk), cause=refusal.cause
    )
    if file.paper is None or file.came_by == PaperFile.CameBy.DROPBOX or replacing.gave_way(file, now=now):
        file.told_at = (
            now  # by the answer to the mail, on the page where another was sent, or to the staff who scanned it
        )
        file.save(update_fields=["told_at"])
        return file
    if claim.status == Claim.Status.AWAITING_CHECK and not file.stands_in:
        _ask_again(claim, file.paper, str(refusal), now=now)
    note_completeness(claim, now=now)
    is_awaited = claim.status == Claim.Status.AWAITING_PAPERS
    if is_awaited and file.came_by == PaperFile.CameBy.WEB:
        return file  # who has just sent it reads it on the page; who has left is told by the sweep
    if is_awaited and file.came_by == PaperFile.CameBy.EMAIL:
        file.told_at = now  # by the answer to the mail, which the ledger holds open until it is written
        file.save(update_fields=["told_at"])
        return file
    _tell_of_refusal(file, claim, event, now=now)
    return file


@transaction.atomic
def tell_of_refusal(file_id: UUID, *, now: datetime) -> None:
    """Tell of a refused page by message. Told once, and not who has read it on the claim's page."""
    file = _locked_file(file_id)
    if file is None or file.told_at or file.replaced_at or file.state != PaperFile.State.REFUSED:
        return
    event = file.claim.events.filter(name="file_refused", detail__file=str(file.pk)).latest("number")
    _tell_of_refusal(file, file.claim, event, now=now)


def _tell_of_refusal(file: PaperFile, claim: Claim, event: ClaimEvent, *, now: datetime) -> None:
    file.told_at = now
    file.save(update_fields=["told_at"])
    if file.paper is None or claim.is_final or claim.status == Claim.Status.VERIFIED:
        return  # nobody waits for this paper any more
    if file.stands_in:
        with in_their_language(claim):
            paper, reason = file.paper.kind.label, in_active_language(file.refusal)
        tell("old_page_kept", claim, event, now=now, paper=paper, reason=reason)
        return
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
        paper, reason = file.paper.kind.label, in_active_language(file.refusal)
    tell("page_refused", claim, event, now=now, paper=paper, reason=reason, until=until)


def refusals_to_tell(now: datetime) -> list[UUID]:
    """Refused files whose sender has not come back to read it."""
    untold = PaperFile.objects.filter(state=PaperFile.State.REFUSED, told_at=None, replaced_at=None)
    return list(untold.filter(checked_at__lte=now - READ_ON_THE_PAGE_WITHIN).values_list("pk", flat=True)[:500])


def _ask_again(claim: Claim, paper: Paper, reason: str, *, now: datetime) -> None:
    """A paper that was complete at the deadline turned out unusable: 24 hours for that paper alone."""
    take_back_unsaid(claim, now=now)  # that it was handed in holds no more
    move(claim, Claim.Status.AWAITING_REPAIR)
    release_hold(claim)
    claim.repair_due_at = now + AFTER_REFUSAL
    promise.stop(claim, now=now)
    claim.save(update_fields=["status", "repair_due_at", *HOLD, *promise.CLOCK])
    paper.returned_at, paper.returned_by, paper.return_words = now, "system:check", reason
    paper.due_at, paper.accepted_at, paper.accepted_by = claim.repair_due_at, None, ""
    paper.return_examples = []
    paper.save(update_fields=Paper.JUDGED)


def _code(file: PaperFile) -> str:
    return file.paper.kind.code if file.paper else ""


def _locked_file(file_id: UUID) -> PaperFile | None:
    """The file, with its claim under the claim's row lock, for which every change of a claim's papers waits.

    None when it was taken back, also while the lock was waited for.
    """
    claim_id = PaperFile.objects.filter(pk=file_id).values_list("claim_id", flat=True).first()
    claim = locked(claim_id) if claim_id else None
    file = PaperFile.objects.select_related("paper__kind").filter(pk=file_id).first()
    if claim is None or file is None:
        return None
    file.claim = claim
    if file.paper:
        file.paper.claim = claim
    return file
