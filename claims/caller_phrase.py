"""The caller phrase of a claim: what an officer says on the telephone, so that the claimant knows who is calling.

It runs one way. The officer says it and the claimant compares it with the one on the claim's page or in the e-mail of
the booking; nobody ever asks the claimant for it, or a swindler would ask too. It is good for one call.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import transaction

from claims.filing import locked
from claims.history import record
from claims.models import Claim
from workflow import Refused

FILE = Path(__file__).with_name("data") / "caller_words.txt"
WORDS_IN_A_PHRASE = 3


@cache
def words() -> tuple[str, ...]:
    """The list a phrase is drawn from, by `claims.fresh`. Read once a process."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@transaction.atomic
def spoken(claim_id: UUID, *, next_phrase: str, by: str, now: datetime) -> Claim:
    """The phrase was said to somebody and is used up: from here on it is `next_phrase`."""
    claim = locked(claim_id)
    if claim.is_final:
        raise Refused("Klaim ini sudah selesai: tidak ada lagi yang perlu ditelepon.")
    claim.caller_phrase = next_phrase
    claim.save(update_fields=["caller_phrase"])
    record(claim, "caller_phrase_spoken", by=by, now=now)
    return claim
