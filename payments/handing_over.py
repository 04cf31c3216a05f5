"""A batch leaves the house: approved by another person, a line held back where one must, the file handed out.

Once its file was handed out, each of its lines may have been paid. Nothing of it changes from then on but by a result.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from claims import paying
from claims.filing import locked as locked_claim
from claims.models import AccountChange
from payments.models import Approval, Batch, Download, HoldBecause, Line, Result
from payments.models.lines import LineQuerySet
from payments.payment_file import PaymentFile, file_of
from verification.models import PageView
from workflow import Refused, move

Status = Batch.Status


@transaction.atomic
def approve(batch_id: UUID, *, by: str, on_screen_of: str, now: datetime) -> Batch:
    """Another person than who made the batch finds it right. What they approve is the file, by its SHA-256.

    Refuses who decided one of its claims, in whatever role that was. `on_screen_of` is who was signed in there.
    """
    batch = locked(batch_id)
    if by in (batch.made_by, batch.closed_by):
        raise Refused(f"{batch} disetujui orang lain, bukan yang membuatnya.")
    if batch.lines.awaited().filter(claim__decided_by=by).exists():
        raise Refused(f"{batch} disetujui orang lain, bukan yang memutuskan salah satu klaimnya.")
    _refuse_changed_accounts(batch)
    move(batch, Status.APPROVED)
    batch.approved_at, batch.approved_by, batch.sha256 = now, by, file_of(batch).sha256
    batch.save(update_fields=["status", "approved_at", "approved_by", "sha256"])
    Approval.objects.create(batch=batch, at=now, by=by, on_screen_of=on_screen_of, sha256=batch.sha256)
    return batch


@transaction.atomic
def hand_out(batch_id: UUID, *, by: str, now: datetime) -> PaymentFile:
    """The file of an approved batch, for who sends it; the batch counts as sent before a byte of it leaves.

    Fetched again it is the same, until the batch is settled. Refuses who approved it themselves, and a file that is not
    the one approved. Who read whose data is on record.
    """
    batch = locked(batch_id)
    if by == batch.approved_by:
        raise Refused(f"{batch} dikirim orang lain, bukan yang menyetujuinya.")
    if batch.status != Status.SENT:
        _refuse_changed_accounts(batch)
        _send(batch, by=by, now=now)
    file = file_of(batch)
    if file.sha256 != batch.sha256:
        raise Refused(f"Berkas {batch} tidak sama dengan yang disetujui. Jangan dikirim; hubungi pengelola sistem.")
    Download.objects.create(batch=batch, at=now, by=by)
    note_readings(batch.lines.in_file(), by=by, now=now)
    return file


def _send(batch: Batch, *, by: str, now: datetime) -> None:
    move(batch, Status.SENT)
    batch.sent_at, batch.sent_by = now, by
    batch.save(update_fields=["status", "sent_at", "sent_by"])


@transaction.atomic
def hold_back(line_id: int, *, because: str, words: str, by: str, now: datetime) -> Line:
    """Take a line out of a batch that has not left. Its claim waits until somebody lets it go.

    The approval falls, as the file is another one now. Refuses a batch that was sent: its lines may be paid already.
    """
    line = locked_line(line_id)
    batch = line.batch
    if because not in HoldBecause.values:
        raise Refused("Pilih mengapa baris ini ditahan.")
    if not batch.may_be_changed:
        raise Refused(f"{batch}: {batch.get_status_display().lower()}. Barisnya tidak bisa ditahan lagi.")
    if not line.is_awaited:
        raise Refused(f"{line.claim} di {batch}: {line.get_result_display().lower()}.")
    paying.hold_back(line.claim, because=because, by=by, now=now)
    line.result, line.result_at, line.result_by = Result.HELD_BACK, now, by
    line.code, line.words = because, words.strip()
    line.save(update_fields=["result", "result_at", "result_by", "code", "words"])
    _without_approval(batch, now=now)
    settle(batch, now=now)
    return line


@transaction.atomic
def let_go(line_id: int, *, by: str, now: datetime) -> Line:
    """What held a line back is over: its claim waits for the next batch. A suspicion is lifted by another person."""
    line = locked_line(line_id)
    if not line.is_held:
        raise Refused(f"{line.claim} tidak sedang ditahan.")
    if line.code == HoldBecause.FRAUD and by == line.result_by:
        raise Refused(f"{line.claim} ditahan karena dugaan penipuan: orang lain yang melepasnya.")
    line.released_at, line.released_by = now, by
    line.save(update_fields=["released_at", "released_by"])
    return line


def settle(batch: Batch, *, now: datetime) -> None:
    """The batch is settled when each of its lines came to something. The caller holds its lock."""
    if batch.status == Status.SETTLED or batch.lines.awaited().exists():
        return
    move(batch, Status.SETTLED)
    batch.settled_at = now
    batch.save(update_fields=["status", "settled_at"])


def note_readings(lines: LineQuerySet, *, by: str, now: datetime) -> None:
    """Put on record that somebody reads to whom these lines are paid. Called before it is shown."""
    read = lines.values_list("claim_id", "batch__year", "batch__number")
    PageView.objects.bulk_create(
        PageView(claim_id=claim, what=PageView.What.PAYMENT, code=str(Batch(year=year, number=number)), by=by, at=now)
        for claim, year, number in read
    )


def locked(batch_id: UUID) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch_id)


def locked_line(line_id: int) -> Line:
    """The line under the locks of its batch, of itself, of its claim: in this order everywhere."""
    batch = locked(Line.objects.values_list("batch_id", flat=True).get(pk=line_id))
    line = Line.objects.select_for_update().get(pk=line_id)
    line.batch, line.claim = batch, locked_claim(line.claim_id)
    return line


def changed_accounts() -> QuerySet[AccountChange]:
    """Accounts that came, or will come, into force after their claim was forwarded: what must never be."""
    forwarded_at = F("applicant__claim__forwarded_at")
    return AccountChange.objects.filter(cancelled_at=None, effective_at__gt=forwarded_at)


def _refuse_changed_accounts(batch: Batch) -> None:
    changed = changed_accounts().filter(applicant__claim__in=batch.lines.awaited().values("claim"))
    if numbers := sorted(changed.values_list("applicant__claim__case_number", flat=True)):
        raise Refused(f"Rekening berubah sejak diteruskan: {', '.join(numbers)}. Tahan dulu baris itu.")


def _without_approval(batch: Batch, *, now: datetime) -> None:
    if batch.status == Status.APPROVED:
        batch.approvals.filter(fell_at=None).update(fell_at=now)
        move(batch, Status.CLOSED)
        batch.approved_at, batch.approved_by, batch.sha256 = None, "", ""
        batch.save(update_fields=["status", "approved_at", "approved_by", "sha256"])
