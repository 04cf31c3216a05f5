"""The officers' verbs: take a claim in hand, judge its papers, ask for a repair, decide.

Only who holds a claim may judge it. Verdicts and decisions are rows that are written once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.models import PaperKind
from claims import caller_phrase, checking
from claims.models import Claim, Paper
from claims.telling import in_their_language
from queueing import booking
from verification import handing_out, lateness
from verification.holding import held
from verification.models import Decision, PageView, RejectionRule, ReturnReason, Verdict
from verification.workbench import Workbench
from workflow import Refused


def take_next(user: User, *, now: datetime) -> Claim | None:
    """The next claim, now in this officer's hands; None when none waits."""
    return handing_out.take_next(user, now=now)


@transaction.atomic
def accept(paper_id: UUID, *, note: str = "", by: str, now: datetime) -> Verdict:
    """Find a paper good."""
    paper = _paper_in_hand(paper_id, by)
    checking.accept_paper(paper, by=by, now=now)
    return Verdict.objects.create(claim=paper.claim, paper=paper, accepted=True, note=note.strip(), by=by, at=now)


@transaction.atomic
def find_wanting(paper_id: UUID, *, reasons: Sequence[ReturnReason], note: str = "", by: str, now: datetime) -> Verdict:
    """Find that a paper must be sent again. The claimant hears of it with the repair, together with all the others."""
    return _find_wanting(_paper_in_hand(paper_id, by), reasons, note, by=by, now=now)


@transaction.atomic
def ask_for(
    claim_id: UUID, *, kind: PaperKind, reasons: Sequence[ReturnReason], note: str = "", by: str, now: datetime
) -> Verdict:
    """Ask for a paper of which nothing was sent: one the claimant left to the officer, for example."""
    claim = held(claim_id, by)
    if not any(kind in need.kinds for need in claim.needs()):
        raise Refused("Klaim ini tidak meminta dokumen tersebut.")
    return _find_wanting(checking.paper_of(claim, kind), reasons, note, by=by, now=now)


def _find_wanting(paper: Paper, reasons: Sequence[ReturnReason], note: str, *, by: str, now: datetime) -> Verdict:
    if not reasons:
        raise Refused(f"Pilih alasan mengapa {paper.kind.name} dikembalikan.")
    checking.find_wanting(paper, reasons=[reason.code for reason in reasons], by=by, now=now)
    verdict = Verdict.objects.create(claim=paper.claim, paper=paper, accepted=False, note=note.strip(), by=by, at=now)
    verdict.reasons.set(reasons)
    return verdict


@transaction.atomic
def return_for_repair(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Ask the claimant for the papers that were found wanting, and for those alone."""
    claim = held(claim_id, by)
    bench = Workbench(claim)
    if bench.unjudged:
        raise Refused(f"Nilai dulu: {_names(bench.unjudged)}.")
    if not bench.returned:
        raise Refused("Belum ada dokumen yang dikembalikan. Kembalikan dokumennya dulu, dengan alasan.")
    lateness.refuse_unexplained(claim, now=now)
    checking.return_for_repair(claim, [row.as_return() for row in bench.returned], by=by, now=now)
    return claim


@transaction.atomic
def verify(claim_id: UUID, *, not_needed: Collection[str] = (), note: str = "", by: str, now: datetime) -> Decision:
    """Find the claim good. Refused while a paper was not judged, or a required one not accepted.

    `not_needed` holds the keys of papers that were left to the officer and that the officer finds not needed.
    """
    claim = held(claim_id, by)
    bench = Workbench(claim)
    if bench.unjudged:
        raise Refused(f"Nilai dulu: {_names(bench.unjudged)}.")
    if lacking := [need.label for need in bench.lacking(not_needed)]:
        raise Refused(f"Belum bisa diverifikasi, karena belum ada dokumen yang diterima untuk: {', '.join(lacking)}.")
    left = sorted(need.key for need in bench.left_to_the_officer if need.key in not_needed)
    checking.verify(claim, by=by, now=now)
    booking.end_ticket(claim, because="verified", now=now)
    return Decision.objects.create(
        claim=claim, outcome=Decision.Outcome.VERIFIED, not_needed=left, note=note.strip(), by=by, at=now
    )


@transaction.atomic
def reject(claim_id: UUID, *, rule: RejectionRule, note: str = "", by: str, now: datetime) -> Decision:
    """Refuse the claim by a named rule."""
    claim = held(claim_id, by)
    with in_their_language(claim):
        reason = rule.said("words")
    checking.reject(claim, rule=rule.code, reason=reason, by=by, now=now)
    booking.end_ticket(claim, because="rejected", now=now)
    return Decision.objects.create(
        claim=claim, outcome=Decision.Outcome.REJECTED, rule=rule, note=note.strip(), by=by, at=now
    )


@transaction.atomic
def phrase_spoken(claim_id: UUID, *, next_phrase: str, by: str, now: datetime) -> Claim:
    """The officer who holds the claim has said its caller phrase on the telephone; the next call has another one."""
    held(claim_id, by)
    return caller_phrase.spoken(claim_id, next_phrase=next_phrase, by=by, now=now)


def note_reading(claim: Claim | None, what: PageView.What, *, code: str = "", by: str, now: datetime) -> None:
    """Put on record that somebody reads something personal of this claim. Called before it is shown."""
    PageView.objects.create(claim=claim, what=what, code=code, by=by, at=now)


def _paper_in_hand(paper_id: UUID, by: str) -> Paper:
    claim = held(Paper.objects.values_list("claim_id", flat=True).get(pk=paper_id), by)
    paper = Paper.objects.select_related("kind").prefetch_related("files").get(pk=paper_id)
    paper.claim = claim
    return paper


def _names(rows: Collection) -> str:
    return ", ".join(row.label for row in rows)
