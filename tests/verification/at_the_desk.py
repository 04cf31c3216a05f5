"""Short ways of an officer's work, for tests that begin in the middle of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from claims import filing, paying
from claims.history import record
from claims.models import Claim, Paper
from notifications import outbox
from notifications.ladder import Rung
from notifications.models import Channel, Message
from tests import factories
from verification import desk
from verification.calls import making
from verification.deciding import balances, deciding
from verification.models import CallTask, Decision, RejectionRule, ReturnReason

MINUTE = timedelta(minutes=1)


BALANCE = 14_500_000
"""Rupiah: one officer is enough, and no NPWP is asked for."""


def taken_claim(officer: User, *, now: datetime, balance: int | None = BALANCE, **overrides) -> Claim:
    """A claim in the hands of this officer, who has read its balance in the core system where its papers need one."""
    claim = factories.submitted_claim(now=now - MINUTE, **overrides)
    assert desk.take_next(officer, now=now).pk == claim.pk
    claim = Claim.objects.with_people().get(pk=claim.pk)
    if balance is not None and balances.asks_for_balance(claim):
        balances.enter_balance(claim.pk, rupiah=balance, by=officer.actor, now=now)
        claim.refresh_from_db(fields=["answers"])
    return claim


def verified_claim(officer: User, *, now: datetime, **overrides) -> Claim:
    """A claim this officer found good."""
    claim = taken_claim(officer, now=now, **overrides)
    accept_all(claim, officer, now=now)
    assert isinstance(deciding.verify(claim.pk, by=officer.actor, now=now), Decision)
    return Claim.objects.with_people().get(pk=claim.pk)


@transaction.atomic
def forwarded(claim_id: UUID, *, now: datetime) -> Claim:
    """A verified claim in a batch whose file may leave."""
    claim = filing.locked(claim_id)
    paying.forward(claim, batch="BYR-2031-00001", by="system:payments", now=now)
    return claim


@transaction.atomic
def paid(claim_id: UUID, *, now: datetime) -> Claim:
    """A verified claim whose money the bank sent."""
    claim = forwarded(claim_id, now=now)
    paying.pay(claim, paid_at=now, by="system:payments", now=now)
    return claim


def papers_of(claim: Claim) -> list[Paper]:
    return list(claim.papers.select_related("kind").order_by("kind__code"))


def accept_all(claim: Claim, officer: User, *, now: datetime) -> None:
    for paper in papers_of(claim):
        desk.accept(paper.pk, by=officer.actor, now=now)


def reason(code: str = "buram") -> ReturnReason:
    return ReturnReason.objects.get(code=code)


def rule(code: str = "masih-bekerja") -> RejectionRule:
    return RejectionRule.objects.get(code=code)


def ask_for_repair(claim: Claim, officer: User, *, now: datetime) -> Paper:
    """Accept every paper but the first, which is asked for again; returns that one."""
    wanting, *good = papers_of(claim)
    for paper in good:
        desk.accept(paper.pk, by=officer.actor, now=now)
    desk.find_wanting(wanting.pk, reasons=[reason()], by=officer.actor, now=now)
    desk.return_for_repair(claim.pk, by=officer.actor, now=now)
    return Paper.objects.select_related("kind", "claim").get(pk=wanting.pk)


def answer_repair(paper: Paper, *, now: datetime) -> None:
    """The claimant sends the paper again and hands the claim in."""
    factories.send_paper(paper.claim, paper.kind, now=now)
    filing.submit(paper.claim_id, by=f"claimant:{paper.claim_id}", now=now)


DROPBOX_WORDS = {
    "applicant_name": "Budi Contoh Santosa",
    "link": "http://testserver/klaim/",
    "branch_name": "Kantor Contoh",
    "branch_city": "Kota Contoh",
    "until": "Senin 21 Desember 2026, 23.59 WITA",
    "bring": ["KTP", "kartu peserta"],
}


@transaction.atomic
def news(claim: Claim, *, now: datetime, rungs: list[Rung] | None = None) -> list[Message]:
    """Something the person must know, told by these rungs; by a call alone, where none are named."""
    event = record(claim, "sent_to_dropbox", by="system", now=now)
    words = {**DROPBOX_WORDS, "case_number": claim.case_number}
    rungs = rungs or [Rung(0, Channel.CALL, claim.applicant.phone)]
    to = claim.applicant.address()
    return outbox.post("sent_to_dropbox", to=to, about=event.key, context=words, rungs=rungs, now=now)


def call_task(claim: Claim, *, now: datetime) -> CallTask:
    """The task of a call whose turn has come."""
    [rung] = news(claim, now=now)
    return making.make_task(rung.pk, now=now)
