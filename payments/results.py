"""What came back is taken: a file is read and shown, confirmed by another person, and then taken row by row.

Each row is taken in a transaction of its own and says so, so that a worker that dies loses nothing: the sweep goes on
where it was. A row that says what is known already changes nothing; one that contradicts it is never taken, and stands
until somebody has cleared it with the bank.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from claims import paying
from claims.models import Claim
from payments import handing_over
from payments.models import MACHINE, Line, Outcome, ResultFile, ResultRow
from payments.reading import Read, Said, read
from verification.deciding import undoing
from workflow import Refused, doorbell, each, move

Status, State = ResultFile.Status, ResultRow.State


def bring(content: bytes, *, name: str, by: str, now: datetime) -> ResultFile:
    """Read a file and keep what it says, to be confirmed. Raises reading.Unread where anything in it is wrong.

    The same bytes are one file, whoever brings them again.
    """
    found = read(content, now=now)
    try:
        with transaction.atomic():
            return _standing(found.sha256) or _keep(found, name=name, by=by, now=now)
    except IntegrityError:  # brought twice in the same moment: by now the other is there
        return ResultFile.objects.standing().get(sha256=found.sha256)


@transaction.atomic
def confirm(file_id: UUID, *, by: str, now: datetime) -> ResultFile:
    """Another person than brought it has held the file against the bank's word: from here on it is taken.

    What the core system hands over without a person (`MACHINE`) needs no second.
    """
    file = _locked(file_id)
    if by == file.uploaded_by and by != MACHINE:
        raise Refused(f"{file} dikonfirmasi orang lain, bukan yang mengunggahnya.")
    move(file, Status.TAKING)
    file.confirmed_at, file.confirmed_by = now, by
    file.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    doorbell.ring_on_commit("payments.tasks.take_results", str(file_id), queue="news")
    return file


@transaction.atomic
def drop(file_id: UUID, *, by: str, now: datetime) -> ResultFile:
    """The file was brought by mistake: it is put aside, and nothing of it counts."""
    file = _locked(file_id)
    move(file, Status.DROPPED)
    file.dropped_at, file.dropped_by = now, by
    file.save(update_fields=["status", "dropped_at", "dropped_by"])
    return file


@transaction.atomic
def clear(row_id: int, *, words: str, by: str, now: datetime) -> ResultRow:
    """The bank was asked which of two answers is true, and what was to be done is done: the row is off the books."""
    row = ResultRow.objects.select_for_update().get(pk=row_id)
    if not ResultRow.objects.to_clear().filter(pk=row.pk).exists():  # asked under the lock: another may have been first
        raise Refused("Baris ini tidak bertentangan, sudah diselesaikan, atau berkasnya belum dikonfirmasi.")
    row.cleared_at, row.cleared_by, row.cleared_words = now, by, words.strip()
    row.save(update_fields=["cleared_at", "cleared_by", "cleared_words"])
    return row


def take(file_id: UUID, *, now: datetime) -> ResultFile:
    """Take every row of a confirmed file that was not taken yet. Safe to run twice, and by two at once."""
    waiting = ResultRow.objects.filter(file=file_id, file__status=Status.TAKING, state=State.WAITING)
    each(waiting.order_by("number").values_list("pk", flat=True), _take_row, now=now)
    return _end(file_id, now=now)


def files_to_take() -> list[UUID]:
    """Files whose bell was lost, or whose taking died or was held up."""
    return list(ResultFile.objects.to_take().order_by("confirmed_at").values_list("pk", flat=True))


def _standing(sha256: str) -> ResultFile | None:
    return ResultFile.objects.standing().filter(sha256=sha256).first()


def _keep(found: Read, *, name: str, by: str, now: datetime) -> ResultFile:
    file = ResultFile.objects.create(
        name=name[:200], sha256=found.sha256, count=len(found.rows), uploaded_at=now, uploaded_by=by
    )
    ResultRow.objects.bulk_create(
        ResultRow(
            file=file, number=said.number, line=line, outcome=said.outcome, at=said.at, code=said.code,
            reference=said.reference, words=said.words, state=_first_state(found, said, line),
        )
        for said, line in found.rows
    )  # fmt: skip
    return file


def _first_state(found: Read, said: Said, line: Line) -> ResultRow.State:
    if found.contradicts(said, line):
        return State.CONTRADICTS
    return State.KNOWN if line.result else State.WAITING


def _locked(file_id: UUID) -> ResultFile:
    return ResultFile.objects.select_for_update().get(pk=file_id)


# --- One row


def _take_row(row_id: int, *, now: datetime) -> None:
    """Take one row. What a rule says against it is kept beside it, and the sweep tries it again."""
    try:
        with transaction.atomic():
            _taken(row_id, now=now)
    except Refused as refusal:
        ResultRow.objects.filter(pk=row_id, state=State.WAITING).update(trouble=str(refusal)[:200])
        raise


def _taken(row_id: int, *, now: datetime) -> None:
    """Under the locks of its batch, its line, its claim: as when a line is held back."""
    line = handing_over.locked_line(ResultRow.objects.values_list("line_id", flat=True).get(pk=row_id))
    row = ResultRow.objects.select_for_update().select_related("file").get(pk=row_id)
    row.line = line
    if row.state != State.WAITING:
        return
    if line.is_awaited:
        _note(line, row, now=now)
        handing_over.settle(line.batch, now=now)
        row.state = State.TAKEN
    else:
        row.state = State.KNOWN if line.fact == row.fact else State.CONTRADICTS
    row.trouble = ""
    row.save(update_fields=["state", "trouble"])


def _note(line: Line, row: ResultRow, *, now: datetime) -> None:
    by = row.file.confirmed_by
    _tell_claim(line.claim, row, by=by, now=now)
    line.result, line.result_at, line.result_by = row.outcome, row.at, by
    line.code, line.reference, line.words = row.code, row.reference, row.words
    line.save(update_fields=["result", "result_at", "result_by", "code", "reference", "words"])


def _tell_claim(claim: Claim, row: ResultRow, *, by: str, now: datetime) -> None:
    """Carry the fact to the claim, whose verbs refuse what cannot be true of it."""
    match row.outcome:
        case Outcome.PAID:
            paying.pay(claim, paid_at=row.at, by=by, now=now)
        case Outcome.RETURNED:
            undoing.payment_returned(claim.pk, code=row.code, by=by, now=now)
        case Outcome.REFUSED:
            undoing.core_refused(claim.pk, code=row.code, words=row.words, by=by, now=now)


@transaction.atomic
def _end(file_id: UUID, *, now: datetime) -> ResultFile:
    """The file is taken when none of its rows waits."""
    file = _locked(file_id)
    if file.status == Status.TAKING and not file.rows.filter(state=State.WAITING).exists():
        move(file, Status.TAKEN)
        file.taken_at = now
        file.save(update_fields=["status", "taken_at"])
    return file
