"""Whose number wrote to us, and what that number may be told.

A number says little about who holds it: numbers are sold again, and phones lie about. It is told the stage of a claim
and its due date, never a name or a paper, and only while the number is fresh: confirmed by a code within 90 days, and
not reported wrong.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from claims.links import contact_index
from claims.models import Claim
from notifications import addresses
from notifications.models import FactKind

FRESH_FOR = timedelta(days=90)
LAST_LETTERS = 4


def claims_of(phone: str, *, now: datetime) -> list[Claim]:
    """The open claims this number may ask about, the newest first; none when it is not fresh."""
    if addresses.is_known(phone, FactKind.REPORTED_WRONG, now=now):
        return []
    claims = Claim.objects.select_related("applicant", "branch", "programme").filter(
        applicant__phone_index=contact_index("phone", phone),
        applicant__phone_confirmed_at__gt=now - FRESH_FOR,
    )
    return [claim for claim in claims.order_by("-opened_at") if not claim.is_final]


def last_letters(claim: Claim) -> str:
    """By which a person tells their claims apart."""
    return claim.case_number.replace("-", "")[-LAST_LETTERS:]


def chosen(claims: Sequence[Claim], words: str) -> Claim | None:
    """The one claim these words name by the end of its number; None where they name none, or two."""
    said = {token.replace("-", "")[-LAST_LETTERS:] for token in re.findall(r"[0-9A-Z-]{4,}", words.upper())}
    named = [claim for claim in claims if last_letters(claim) in said]
    return named[0] if len(named) == 1 else None
