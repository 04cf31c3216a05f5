"""One claim or more in every state, each brought there by the rooms' own verbs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

from accounts.models import User
from branches import calendar
from branches.models import Branch
from catalogue.checklist import Route
from claims import deadlines, filing, fresh, looking, originals, papers
from claims.models import Claim, PaperFile
from deploy import sample_papers
from lapak_asik.demonstration import box, house, payments, people
from queueing import beginning, booking, slots
from queueing.models import Draft, Slot
from verification import desk
from verification.deciding import balances, deciding, proposing
from verification.models import Decision, Proposal, RejectionRule, ReturnReason

BALANCE = 14_500_000  # rupiah; some Rp15 million a claim were paid in 2024


def tell(now: datetime) -> None:
    """One claim or more in every state."""
    tomorrow, today = _visit(now, 3), _visit(now, 0)
    before = now - timedelta(hours=20)  # younger than a message lives, so that all of them still go out
    _claim(0, tomorrow, before)
    _send(_claim(1, tomorrow, before), before, papers_sent=2)
    late = _claim(2, today, today.papers_due_at - timedelta(hours=2))
    _late(late, today.papers_due_at - timedelta(hours=1))
    for number in (3, 4):
        _submit(_claim(number, tomorrow, before), before + timedelta(hours=number))
    for number in (11, 12):
        _decide(_verify, number, tomorrow, before, now=now - timedelta(hours=3))
    payments.pay(now - timedelta(hours=2))
    for number, decide in ((5, _repair), (6, _verify), (13, _verify), (7, _reject), (9, _propose)):
        _decide(decide, number, tomorrow, before, now=now - timedelta(hours=1))
    payments.forward(now - timedelta(minutes=30))
    _begin(10, tomorrow.branch, before)
    box.open_a_round(late, now)
    booking.withdraw(_claim(8, tomorrow, before).pk, by="claimant:demo", now=now - timedelta(hours=1))


def _visit(now: datetime, days: int) -> Slot:
    """An hour of that branch, whatever weekday that is: a demonstration must work on any day."""
    branch = house.branch()
    starts_at = calendar.at(branch, calendar.local_day(branch, now) + timedelta(days=days), time(10))
    made = Slot.objects.filter(branch=branch, door=Claim.Door.ONLINE, starts_at=starts_at).first()
    if made is None:
        made = slots.hour_of(branch, starts_at, places=house.PLACES_AN_HOUR)
        made.releases_at = min(made.releases_at, now - timedelta(days=2))
        made.save()
    return made


def _claim(number: int, slot: Slot, now: datetime) -> Claim:
    without_hour = people.opening(number, slot.branch, now)
    opening = replace(without_hour, visit_at=slot.starts_at, papers_due_at=slot.papers_due_at)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    taking = booking.Taking(
        slot,
        opening,
        booking.asker_of(opening.applicant),
        fresh.handles(),
    )
    return booking.take_place(draft.pk, taking, now=now)


def _begin(number: int, branch: Branch, now: datetime) -> Claim:
    """A claim without an hour, whose envelope is awaited."""
    opening = people.opening(number, branch, now)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    begun = beginning.Beginning(
        opening,
        booking.asker_of(opening.applicant),
        fresh.handles(),
    )
    return beginning.begin(draft.pk, begun, by="claimant:demo", now=now)


def _send(claim: Claim, now: datetime, papers_sent: int | None = None) -> None:
    """Draw and send the papers that miss; only the first ones when `papers_sent` is given."""
    claim = Claim.objects.with_people().get(pk=claim.pk)
    for need in claim.missing_papers(Route.ONLINE)[:papers_sent]:
        kind = need.kinds[0]
        name, content_type, content = sample_papers.draw(kind.code, name=claim.participant.name, seed=people.SEED)
        file = papers.receive_file(
            claim.pk,
            kind=kind,
            kept=originals.keep([content]),
            file_name=name,
            declared_type=content_type,
            came_by=PaperFile.CameBy.WEB,
            by=f"claimant:{claim.pk}",
            now=now,
        )
        looking.look_at(file.pk, now=now)


def _submit(claim: Claim, now: datetime) -> None:
    _send(claim, now)
    filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now)


def _late(claim: Claim, now: datetime) -> None:
    _send(claim, now, papers_sent=1)
    deadlines.close_papers(claim.pk, by="system:papers_due", now=claim.papers_wanted_until)


def _accept_all(claim: Claim, officer: User, now: datetime, but: int = 0) -> list:
    rows = [paper for paper in claim.papers_with_files() if paper.is_given]
    for paper in rows[but:]:
        desk.accept(paper.pk, by=officer.actor, now=now)
    return rows[:but]


def _decide(decide: Callable[..., object], number: int, slot: Slot, before: datetime, *, now: datetime) -> None:
    """A claim that was handed in is taken and decided."""
    _submit(_claim(number, slot, before), before)
    verifier = User.objects.get(username="verifikator")
    taken = desk.take_next(verifier, now=now - timedelta(hours=1))
    assert taken
    decide(taken, verifier, now)


def _repair(claim: Claim, officer: User, now: datetime) -> None:
    reasons = list(ReturnReason.objects.filter(is_active=True)[:1])
    for paper in _accept_all(claim, officer, now, but=1):
        desk.find_wanting(paper.pk, reasons=reasons, by=officer.actor, now=now)
    desk.return_for_repair(claim.pk, by=officer.actor, now=now)


def _propose(claim: Claim, officer: User, now: datetime) -> Decision | Proposal:
    """Found good. Drawn papers look alike, so that the machine asks for a second officer."""
    _accept_all(claim, officer, now)
    if balances.asks_for_balance(claim):
        balances.enter_balance(claim.pk, rupiah=BALANCE, by=officer.actor, now=now)
    return deciding.verify(claim.pk, by=officer.actor, now=now)


def _verify(claim: Claim, officer: User, now: datetime) -> None:
    _confirm(_propose(claim, officer, now), now)


def _reject(claim: Claim, officer: User, now: datetime) -> None:
    _confirm(deciding.reject(claim.pk, rule=RejectionRule.objects.all()[0], by=officer.actor, now=now), now)


def _confirm(found: Decision | Proposal, now: datetime) -> None:
    if isinstance(found, Proposal):
        second = User.objects.get(username="verifikator2")
        proposing.confirm(found.pk, by=second.actor, now=now)
