"""Mails as they came are erased when nobody can need them any more. What was filed of them are papers, and stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims import originals
from claims.models import Mail
from workflow import each


def forget_old(now: datetime) -> int:
    """Erase the settled mails that were kept long enough; how many."""
    old = Mail.objects.to_forget(now).order_by("settled_at").values_list("pk", flat=True)[:500]
    return each(list(old), forget, now=now)


@transaction.atomic
def forget(mail_id: UUID, *, now: datetime) -> None:
    """Take from a mail its bytes and every word of it; that it came, and what became of it, stays."""
    mail = Mail.objects.select_for_update(of=("self",)).select_related("claim").get(pk=mail_id)
    pieces = mail.pieces
    mail.pieces, mail.raw_key, mail.attachments, mail.forgotten_at = [], "", [], now
    mail.recipient = mail.envelope_from = mail.sender = mail.subject = ""
    words = ["recipient", "envelope_from", "sender", "subject"]
    mail.save(update_fields=["pieces", "raw_key", "attachments", "forgotten_at", *words])
    transaction.on_commit(lambda: originals.discard(pieces))
