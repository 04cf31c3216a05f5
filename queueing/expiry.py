"""Claims that end because nobody came: thirty days at the drop box without an envelope."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims import deadlines
from claims.filing import locked
from claims.models import Claim
from queueing.booking import end_ticket
from queueing.models import Ticket
from workflow import each


def close_envelopes_due(now: datetime) -> int:
    """End every claim whose envelope did not come in time; how many."""
    due = Claim.objects.envelopes_due(now).order_by("sent_to_dropbox_at").values_list("pk", flat=True)
    return each(list(due[: deadlines.BATCH]), expire, by="system:envelopes_due", now=now)


@transaction.atomic
def expire(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """End one of them, and its place, if it still has one."""
    claim = locked(claim_id)
    deadlines.expire(claim, by=by, now=now)
    end_ticket(claim, because=Ticket.End.EXPIRED, now=now)
    return claim
