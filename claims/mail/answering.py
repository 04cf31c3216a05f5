"""What became of a mail is told to the claim's confirmed contact, once, when all its files have been looked at.

Never to the sender: whoever that is, the answer goes where the claimant confirmed by a code that they are reached.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Exists, Func, OuterRef, UUIDField

from branches import calendar
from claims.filing import locked
from claims.history import record
from claims.kept_sentences import in_active_language
from claims.mail.words import NOT_ATTACHED
from claims.models import Claim, Mail, PaperFile
from claims.telling import in_their_language, tell
from workflow import Refused, each

BY = "system:mail"


def answer_due(now: datetime) -> int:
    """Answer every mail whose files have all been looked at; how many were answered."""
    return each(mails_to_answer(), answer, now=now)


def mails_to_answer() -> list[UUID]:
    """Filed mails of which no file waits for its check any more."""
    states = (PaperFile.State.RECEIVED, PaperFile.State.CHECKING)
    alone = Func("pk", template="ARRAY[%(expressions)s]", output_field=ArrayField(UUIDField()))
    being_checked = (
        PaperFile.objects.filter(state__in=states).alias(alone=alone).filter(alone__contained_by=OuterRef("files"))
    )
    due = Mail.objects.unanswered().exclude(Exists(being_checked)).order_by("settled_at")
    return list(due.values_list("pk", flat=True)[:500])


@transaction.atomic
def answer(mail_id: UUID, *, now: datetime) -> None:
    """Tell what was accepted, what was refused and why, and what is still missing until when."""
    mail = Mail.objects.select_for_update(of=("self",)).select_related("claim").get(pk=mail_id)
    if mail.answered_at or mail.status != Mail.Status.FILED or mail.is_automatic:
        raise Refused("Surat ini sudah dijawab, atau tidak perlu dijawab.")
    claim = locked(mail.claim_id)  # type: ignore[arg-type] # a filed mail has a claim
    mail.answered_at = now
    mail.save(update_fields=["answered_at"])
    _note_told(mail, now=now)
    event = record(claim, "mail_answered", by=BY, now=now, mail=str(mail.pk))
    with in_their_language(claim):
        words = {**_what_came(mail), **_what_misses(claim)}
    tell("mail_received", claim, event, now=now, **words)


def _note_told(mail: Mail, *, now: datetime) -> None:
    """The answer names the refused files, so that nothing else has to."""
    refused = PaperFile.objects.filter(pk__in=mail.files, state=PaperFile.State.REFUSED, told_at=None)
    refused.update(told_at=now)


def _what_came(mail: Mail) -> dict[str, list[str]]:
    """One line for each attachment, under accepted or refused. A file somebody took back meanwhile is not named."""
    files = PaperFile.objects.select_related("claim", "paper__kind").in_bulk(mail.files)
    accepted, unsorted, refused = [], [], []
    for told in mail.attachments:
        file = files.get(UUID(told["file"])) if told["file"] else None
        if told["refused"] or (file and file.state == PaperFile.State.REFUSED):
            why = told["refused"] or (file.refusal if file else "")
            refused.append(f"{told['name']}: {in_active_language(why)}")
        elif file and file.paper:
            accepted.append(f"{told['name']}: {file.paper.kind.label}")
        elif file:
            unsorted.append(told["name"])
    if not mail.attachments:
        refused.append(str(NOT_ATTACHED))
    return {"accepted": accepted, "unsorted": unsorted, "refused": refused}


def _what_misses(claim: Claim) -> dict[str, Any]:
    if not claim.takes_papers:
        return {"missing": [], "until": ""}
    missing = [need.label for need in claim.missing_papers()]
    until = calendar.say_deadline(claim.branch, claim.papers_wanted_until) if missing else ""
    return {"missing": missing, "until": until}
