"""The balance in the core system: an officer reads it there and enters it here. It decides about the NPWP."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalogue import checklist
from catalogue.models import Question
from claims import checking
from claims.models import Claim
from verification.holding import held
from verification.models import CoreBalance
from workflow import Refused

QUESTION = "BALANCE_ABOVE_50M"
"""The question of the catalogue that a balance answers. Whoever files may not know; the core system does."""

NPWP_ABOVE = 50_000_000
"""Rupiah. Above it the NPWP is asked for; below, nothing is deducted. The catalogue's rows on it carry the sources."""

AT_MOST = 10**12
"""Rupiah. Nobody's balance: more than this was mistyped."""


def asks_for_balance(claim: Claim) -> bool:
    """Whether the papers of this claim depend on a balance: then no officer verifies it without one."""
    return any(question.code == QUESTION for question in checklist.questions_for(claim.cause, claim.edition))


def balance_of(claim: Claim) -> CoreBalance | None:
    """The balance that counts."""
    last = claim.core_balances.order_by("-at", "-pk").first()
    if last:
        last.claim = claim
    return last


@transaction.atomic
def enter_balance(claim_id: UUID, *, rupiah: int, by: str, now: datetime) -> CoreBalance:
    """Write down the balance, and answer by it what the claimant was asked: the checklist follows."""
    claim = held(claim_id, by)
    if not asks_for_balance(claim):
        raise Refused("Klaim ini tidak memerlukan saldo JHT.")
    if not 0 <= rupiah <= AT_MOST:
        raise Refused("Saldo tidak masuk akal. Tulis dalam rupiah penuh, misalnya 62500000.")
    answer = Question.Answer.YES if rupiah > NPWP_ABOVE else Question.Answer.NO
    checking.answer_for(claim, question=QUESTION, answer=answer.value, by=by, now=now)
    return CoreBalance.objects.create(claim=claim, amount=str(rupiah), by=by, at=now)
