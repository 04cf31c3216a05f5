"""What the officers' verbs do to a claim: taken in hand, its papers accepted or asked for again, the claim decided.

The desk is the room above: it says who may, and writes verdicts and decisions. Each function here takes a claim whose
row lock the caller holds, and writes the claim's side of it; `accept_online`, which ends here, locks by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from branches import calendar
from catalogue.checklist import Route
from catalogue.models import PaperKind
from claims import links, promise
from claims.filing import HOLD, hand_in, locked, release_hold
from claims.history import record
from claims.models import Claim, ClaimEvent, Paper
from claims.models.questions_of_claims import SAME_OFFICER_FOR
from claims.telling import in_their_language, private_address, take_back_unsaid, tell
from workflow import Refused, move

LEASE = timedelta(minutes=45)
"""How long a claim stays in an officer's hands without a sign of life; an open workbench gives one now and then."""

REPAIR_WAIT = timedelta(days=7)
"""Calendar days to answer a repair. It ends with the last of them, at the branch's midnight."""

_DECIDED = ("decided_at", "decided_by", "decision_words")


@dataclass(frozen=True)
class Return:
    """One paper that is asked for again. `told` goes out in messages; the rest stands on the claim's own page."""

    paper: Paper
    told: str
    words: str
    examples: Sequence[str] = ()


def take(claim: Claim, *, by: str, now: datetime) -> ClaimEvent | None:
    """Put the claim in an officer's hands, for a lease; None when somebody already holds it."""
    free = Claim.objects.awaiting_check().filter(pk=claim.pk, taken_by="", proposed_at=None)
    nobodys = {"reserved_for": "", "reserved_until": None, "rests_until": None}
    held = {"taken_at": now, "taken_by": by, "taken_until": now + LEASE}
    if not free.update(**held, **nobodys):
        return None
    for name, value in {**held, **nobodys}.items():
        setattr(claim, name, value)
    return record(claim, "taken", by=by, now=now)


def still_here(claim_id: UUID, *, by: str, now: datetime) -> bool:
    """A sign of life of the officer who holds the claim: the lease begins anew. False when they hold it no more."""
    return bool(Claim.objects.filter(pk=claim_id, taken_by=by).update(taken_until=now + LEASE))


def put_back(claim: Claim, *, because: str, by: str, now: datetime) -> ClaimEvent:
    """Let go of a claim without deciding it. `because` is a code."""
    release_hold(claim)
    claim.save(update_fields=HOLD)
    return record(claim, "put_back", by=by, now=now, because=because)


def hand_over(claim: Claim, *, to: str, by: str, now: datetime) -> ClaimEvent:
    """Let go of a claim for one colleague, whose it is before it is anybody's."""
    _let_go_for(to, claim, reserved_until=now + SAME_OFFICER_FOR)
    return record(claim, "handed_over", by=by, now=now, to=to)


def put_off(claim: Claim, *, until: datetime, because: str, by: str, now: datetime) -> ClaimEvent:
    """Let go of a claim until then: it is nobody's before, and then first of who held it."""
    _let_go_for(claim.taken_by, claim, reserved_until=until + SAME_OFFICER_FOR, rests_until=until)
    return record(claim, "put_off", by=by, now=now, because=because, until=until.isoformat())


def _let_go_for(officer: str, claim: Claim, *, reserved_until: datetime, rests_until: datetime | None = None) -> None:
    release_hold(claim)
    claim.reserved_for, claim.reserved_until, claim.rests_until = officer, reserved_until, rests_until
    claim.save(update_fields=[*HOLD, "reserved_for", "reserved_until", "rests_until"])


def explain_lateness(claim: Claim, *, because: str, by: str, now: datetime) -> ClaimEvent:
    """Say why the promised day has passed. The claimant reads it."""
    claim.late_because = because
    claim.save(update_fields=["late_because"])
    return record(claim, "late_explained", by=by, now=now, because=because)


def accept_paper(paper: Paper, *, by: str, now: datetime) -> ClaimEvent:
    """An officer found the paper good. Refuses while a file of it is not there to be looked at."""
    files = paper.current_files()
    if not any(file.state == file.State.READY for file in files):
        raise Refused(f"{paper.kind.name}: tidak ada halaman yang bisa dinilai.")
    if any(file.is_being_looked_at for file in files):
        raise Refused(f"{paper.kind.name}: masih ada berkas yang diperiksa mesin. Coba lagi sebentar lagi.")
    paper.accepted_at, paper.accepted_by = now, by
    paper.returned_at, paper.returned_by, paper.due_at = None, "", None
    paper.return_words, paper.return_examples = "", []
    paper.save(update_fields=Paper.JUDGED)
    return record(paper.claim, "paper_accepted", by=by, now=now, paper=paper.kind.code)


def find_wanting(paper: Paper, *, reasons: Sequence[str], by: str, now: datetime) -> ClaimEvent:
    """An officer found the paper wanting. The claimant is asked for it again with the repair, not before."""
    paper.accepted_at, paper.accepted_by = None, ""
    paper.save(update_fields=["accepted_at", "accepted_by"])
    return record(paper.claim, "paper_returned", by=by, now=now, paper=paper.kind.code, reasons=list(reasons))


def paper_of(claim: Claim, kind: PaperKind) -> Paper:
    """The claim's paper of this kind, made when none was sent, so that it can be asked for."""
    paper, _created = Paper.objects.select_related("kind").get_or_create(claim=claim, kind=kind)
    paper.claim = claim
    return paper


def repair_due_at(claim: Claim, now: datetime) -> datetime:
    """The exclusive end of a repair asked for now: the branch's midnight after the last of REPAIR_WAIT's days."""
    last_day = calendar.local_day(claim.branch, now) + REPAIR_WAIT
    return calendar.at(claim.branch, last_day + timedelta(days=1), time.min)


def return_for_repair(claim: Claim, returns: Sequence[Return], *, by: str, now: datetime) -> ClaimEvent:
    """Ask the claimant for just these papers again, with the reason, what to do, and until when."""
    move(claim, Claim.Status.AWAITING_REPAIR)
    release_hold(claim)
    claim.repair_due_at, claim.reserved_for = repair_due_at(claim, now), by
    promise.stop(claim, now=now)
    claim.save(update_fields=["status", "repair_due_at", "reserved_for", *HOLD, *promise.CLOCK])
    for wanted in returns:
        open_again(wanted, due_at=claim.repair_due_at, by=by, now=now)
    event = record(claim, "repair_wanted", by=by, now=now, papers=[wanted.paper.kind.code for wanted in returns])
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.repair_due_at)
    tell("repair_wanted", claim, event, now=now, returned=[wanted.told for wanted in returns], until=until)
    return event


def open_again(wanted: Return, *, due_at: datetime, by: str, now: datetime) -> None:
    """One paper of a locked claim is asked for anew: what was sent of it counts no more."""
    paper = wanted.paper
    paper.accepted_at, paper.accepted_by = None, ""
    paper.returned_at, paper.returned_by, paper.due_at = now, by, due_at
    paper.return_words, paper.return_examples = wanted.words, list(wanted.examples)
    paper.save(update_fields=Paper.JUDGED)
    paper.files.filter(replaced_at=None).update(replaced_at=now)


def answer_for(claim: Claim, *, question: str, answer: str, by: str, now: datetime) -> ClaimEvent:
    """An officer knows the answer to a question of the checklist: it counts instead of the claimant's own.

    The checklist follows: a paper may be required now that was not, or the other way round.
    """
    claim.answers = {**claim.answers, question: answer}
    claim.save(update_fields=["answers"])
    return record(claim, "answered_for", by=by, now=now, question=question, answer=answer)


def propose(claim: Claim, *, outcome: str, why: Sequence[str], by: str, now: datetime) -> ClaimEvent:
    """A decision waits for a second officer. Until then the claim is in nobody's hands, and nobody is handed it."""
    release_hold(claim)
    claim.proposed_at = now
    claim.save(update_fields=["proposed_at", *HOLD])
    return record(claim, "decision_proposed", by=by, now=now, outcome=outcome, why=list(why))


def end_proposal(claim: Claim, *, because: str, officer: str, by: str, now: datetime) -> ClaimEvent:
    """The proposal was not confirmed: the claim waits for who made it, whose it is before it is anybody's."""
    claim.proposed_at = None
    claim.save(update_fields=["proposed_at"])
    _let_go_for(officer, claim, reserved_until=now + SAME_OFFICER_FOR)
    return record(claim, "proposal_ended", by=by, now=now, because=because)


def verify(claim: Claim, *, by: str, now: datetime, **detail: str) -> ClaimEvent:
    """The claim is found good and goes on to be paid. `detail` holds the codes of who else decided."""
    _decide(claim, Claim.Status.VERIFIED, "", by=by, now=now)
    event = record(claim, "verified", by=by, now=now, **detail)
    tell("verified", claim, event, now=now)
    return event


def reject(claim: Claim, *, rule: str, reason: str, by: str, now: datetime, **detail: str) -> ClaimEvent:
    """The claim is refused by a named rule, and the claimant told why. Its private link dies with it."""
    _decide(claim, Claim.Status.REJECTED, reason, by=by, now=now)
    links.end(claim, now=now)
    event = record(claim, "rejected", by=by, now=now, rule=rule, **detail)
    tell("rejected", claim, event, now=now, reason=reason)
    return event


def _decide(claim: Claim, to: Claim.Status, words: str, *, by: str, now: datetime) -> None:
    move(claim, to)
    release_hold(claim)
    claim.proposed_at = None
    claim.decided_at, claim.decided_by, claim.decision_words = now, by, words
    claim.save(update_fields=["status", "proposed_at", *HOLD, *_DECIDED])


def reopen(claim: Claim, *, objected: bool, link_token: str, by: str, now: datetime) -> ClaimEvent:
    """A decision was undone: the claim is checked again, and its claimant told.

    An objection hands the claim in anew, so its promise begins with it; what officers undo themselves keeps its
    clock. A rejection ended the private link: there is a fresh one, told by e-mail. The place was given back when the
    claim was decided, so an hour that is still ahead is no more.
    """
    move(claim, Claim.Status.AWAITING_CHECK)
    claim.decided_at, claim.decided_by, claim.decision_words = None, "", ""
    if objected:
        claim.submitted_at, claim.submitted_by = now, by
        promise.start_anew(claim, now=now)
    if claim.visit_at and claim.visit_at > now:
        claim.visit_at = None
    claim.save(update_fields=["status", "visit_at", "submitted_at", "submitted_by", *promise.CLOCK, *_DECIDED])
    take_back_unsaid(claim, now=now)
    event = record(claim, "objection_heard" if objected else "decision_undone", by=by, now=now)
    _tell_of_reopening(claim, event, objected=objected, link_token=link_token, now=now)
    return event


def _tell_of_reopening(claim: Claim, event: ClaimEvent, *, objected: bool, link_token: str, now: datetime) -> None:
    lost = not claim.private_links.filter(ended_at=None).exists()
    if lost:
        links.give(claim, token=link_token, now=now)
    with in_their_language(claim):
        why = _("Keberatan Anda kami catat.") if objected else _("Keputusan sebelumnya kami batalkan.")
        until = promise.say(claim)
    link = private_address(link_token) if lost else ""
    tell("checked_again", claim, event, now=now, why=why, promise=until, private_link=link)


@transaction.atomic
def accept_online(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """The branch takes a claim whose late papers completed the set, so that no envelope is needed."""
    claim = locked(claim_id)
    if claim.status != Claim.Status.SENT_TO_DROPBOX or claim.completed_late_at is None:
        raise Refused("Hanya klaim di drop box yang dokumennya sudah lengkap secara daring bisa diterima daring.")
    if missing := claim.missing_papers(Route.ONLINE):
        raise Refused(f"Belum lengkap secara daring: {', '.join(need.label for need in missing)}.")
    take_back_unsaid(claim, now=now)
    hand_in(claim, "accepted_online", message="accepted_online", by=by, now=now)
    return claim
