"""A demonstration day: branches open, places released, one account per role, and a few claims in every state.

Development only. Every person is invented, every paper is drawn and marked CONTOH. Statuses are reached by the rooms'
own verbs, as of instants in the last day, so that deadlines and promises look as they would.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from accounts.models import User
from branches import calendar
from branches.models import Branch, DecreeYear
from catalogue import checklist
from catalogue.checklist import Route
from catalogue.models import Cause
from claims import deadlines, filing, fresh, looking, originals, papers
from claims.filing import ApplicantDetails, Opening, ParticipantDetails
from claims.models import Claim, PaperFile
from deploy import sample_papers
from frontdesk.models import Counter
from lapak_asik import demonstration_payments
from queueing import beginning, booking, slots
from queueing.models import Draft, OpeningPlan, Slot
from verification import desk
from verification.deciding import balances, deciding, proposing
from verification.models import Decision, Proposal, RejectionRule, ReturnReason

SESSIONS = ((time(8), time(12)), (time(13), time(15)))  # lunch between them
PLACES_AN_HOUR = 15  # about the 87 online places a day of Kediri, September 2020
WEEKDAYS = range(5)
SEED = 2020
BALANCE = 14_500_000  # rupiah; some Rp15 million a claim were paid in 2024
STAFF = (
    ("verifikator", User.Role.VERIFIER, "Vera", "Contoh"),
    ("verifikator2", User.Role.VERIFIER, "Yusuf", "Contoh"),
    ("petugascabang", User.Role.BRANCH_STAFF, "Cahya", "Contoh"),
    ("petugascabang2", User.Role.BRANCH_STAFF, "Dian", "Contoh"),
    ("kepalacabang", User.Role.BRANCH_HEAD, "Kirana", "Contoh"),
    ("pembayaran", User.Role.PAYMENTS, "Putri", "Contoh"),
    ("pembayaran2", User.Role.PAYMENTS, "Rangga", "Contoh"),
    ("pengelola", User.Role.OPERATOR, "Oki", "Contoh"),
)
PEOPLE = (
    "Andi Contoh Pratama", "Bunga Contoh Lestari", "Citra Contoh Dewi", "Dedi Contoh Saputra", "Eka Contoh Wulandari",
    "Fajar Contoh Nugroho", "Gita Contoh Maharani", "Hadi Contoh Susanto", "Intan Contoh Permata", "Joko Contoh Wibowo",
    "Kartika Contoh Sari", "Lukman Contoh Hakim", "Maya Contoh Anggraini", "Nanda Contoh Putra",
)  # fmt: skip


def set_up(data_dir: Path, now: datetime) -> str:
    """Make what is not there yet; a second run adds only the days that opened since. Says what there is."""
    _decree_the_days_ahead(now)
    _plan_the_week()
    slots.open_days(now)
    _open_accounts(data_dir)
    _open_counters()
    if not Claim.objects.exists():
        _file_claims(now)
    return f"{Slot.objects.count()} jam layanan, {User.objects.count()} akun, {Claim.objects.count()} klaim contoh."


def _decree_the_days_ahead(now: datetime) -> None:
    """A demonstration may run in a year whose holidays we do not carry; it says so in the decree's name."""
    for day in (now, now + timedelta(days=14)):
        DecreeYear.objects.get_or_create(year=day.year, defaults={"decree": "CONTOH, bukan SKB sebenarnya"})


def _plan_the_week() -> None:
    planned = OpeningPlan.objects.values_list("branch_id", flat=True).distinct()
    OpeningPlan.objects.bulk_create(
        [
            OpeningPlan(branch=branch, weekday=weekday, starts=starts, ends=ends, places_per_hour=PLACES_AN_HOUR)
            for branch in Branch.objects.exclude(pk__in=planned)
            for weekday in WEEKDAYS
            for starts, ends in SESSIONS
        ]
    )


def _open_accounts(data_dir: Path) -> None:
    """One account per role with a password of its own, kept where `make run` reads them."""
    lines = []
    for username, role, first, last in STAFF:
        if User.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(
            username, password=password, first_name=first, last_name=last, role=role, is_staff=True,
            serves_all_branches=True, is_demonstration=True,
        )  # fmt: skip
        lines.append(f"{username:<16} {password}   {user.get_role_display()}")
    if lines:
        path = data_dir / "accounts.txt"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n")


def _open_counters() -> None:
    """Two counters and a booth at the branch of the sample claims."""
    for kind, number, series in (("loket", 1, "A"), ("loket", 2, "A"), ("bilik", 1, "C")):
        Counter.objects.get_or_create(branch=_branch(), kind=kind, number=number, defaults={"series": [series]})


def _file_claims(now: datetime) -> None:
    """One claim or more in every state."""
    tomorrow, today = _visit(now, 3), _visit(now, 0)
    before = now - timedelta(hours=20)  # younger than a message lives, so that all of them still go out
    _claim(0, tomorrow, before)
    _send(_claim(1, tomorrow, before), before, papers_sent=2)
    _late(_claim(2, today, today.papers_due_at - timedelta(hours=2)), today.papers_due_at - timedelta(hours=1))
    for number in (3, 4):
        _submit(_claim(number, tomorrow, before), before + timedelta(hours=number))
    for number in (11, 12):
        _decide(_verify, number, tomorrow, before, now=now - timedelta(hours=3))
    demonstration_payments.pay(now - timedelta(hours=2))
    for number, decide in ((5, _repair), (6, _verify), (13, _verify), (7, _reject), (9, _propose)):
        _decide(decide, number, tomorrow, before, now=now - timedelta(hours=1))
    demonstration_payments.forward(now - timedelta(minutes=30))
    _begin(10, tomorrow.branch, before)
    booking.withdraw(_claim(8, tomorrow, before).pk, by="claimant:demo", now=now - timedelta(hours=1))


def _branch() -> Branch:
    """The branch at which the pages of staff who serve all of them open first."""
    return Branch.objects.all()[0]


def _visit(now: datetime, days: int) -> Slot:
    """An hour of that branch, whatever weekday that is: a demonstration must work on any day."""
    branch = _branch()
    starts_at = calendar.at(branch, calendar.local_day(branch, now) + timedelta(days=days), time(10))
    made = Slot.objects.filter(branch=branch, door=Claim.Door.ONLINE, starts_at=starts_at).first()
    if made is None:
        made = slots.hour_of(branch, starts_at, places=PLACES_AN_HOUR)
        made.releases_at = min(made.releases_at, now - timedelta(days=2))
        made.save()
    return made


def _opening(number: int, branch: Branch, now: datetime) -> Opening:
    who = sample_papers.invent(PEOPLE[number], SEED)  # what the drawn papers say, is declared
    cause = Cause.objects.select_related("programme").get(programme__code="JHT", code="RESIGN")
    edition = checklist.current_edition(calendar.national_day(now))
    return Opening(
        cause=cause,
        edition=edition,
        branch=branch,
        answers={question.code: "no" for question in checklist.questions_for(cause, edition)},
        participant=ParticipantDetails(
            name=who.name,
            nik=who.nik,
            birth_date=who.birth_date,
            kpj_numbers=[who.kpj],
        ),
        applicant=ApplicantDetails(
            relation="self",
            name=who.name,
            nik=who.nik,
            phone=f"+62812000000{number:02d}",
            email=f"contoh{number}@lapakasik.example",
            phone_confirmed_at=now,
            email_confirmed_at=now,
            bank_name="Bank Contoh",
            account_number=who.account,
            account_holder=who.name,
        ),
    )


def _claim(number: int, slot: Slot, now: datetime) -> Claim:
    without_hour = _opening(number, slot.branch, now)
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
    opening = _opening(number, branch, now)
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
        name, content_type, content = sample_papers.draw(kind.code, name=claim.participant.name, seed=SEED)
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
