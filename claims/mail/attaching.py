"""What is attached to a mail becomes files of its claim, through the verb every door uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from catalogue.models import PaperKind
from claims import originals, papers
from claims.cleaning import MAX_BYTES
from claims.mail import sorting, trust, words
from claims.mail.letter import Attachment, Letter
from claims.mail.receiving import A_DAY
from claims.models import Mail, PaperFile
from claims.originals import Kept
from statements.composed import composed_once
from workflow import Refused

FILES_PER_DAY = 60
"""Files of one claim by mail within 24 hours."""


@dataclass
class Found:
    """One attachment on its way into the claim: kept, or refused with a sentence."""

    name: str
    declared_type: str
    size: int
    kept: Kept | None = None
    refused: str = ""
    file_id: UUID | None = None

    def as_told(self) -> dict[str, Any]:
        file = str(self.file_id) if self.file_id else ""
        return {"name": self.name, "type": self.declared_type, "size": self.size, "file": file, "refused": self.refused}


def listed(letter: Letter) -> list[Found]:
    """What is attached, by name only: of a mail that goes to no claim, or that is a report about another mail."""
    return [Found(each.name, each.declared_type, each.size) for each in letter.attachments]


def keep(letter: Letter) -> list[Found]:
    """Keep what is attached, sealed, before any row is locked. Each is decoded, kept and let go of in turn."""
    found: list[Found] = []
    try:
        for attachment in letter.attachments:
            found.append(_keep(attachment))
    except BaseException:
        discard(found)
        raise
    return found


def _keep(attachment: Attachment) -> Found:
    found = Found(attachment.name, attachment.declared_type, attachment.size)
    cause = words.cause_before_opening(attachment, largest=MAX_BYTES)
    content = b"" if cause else attachment.content()
    if cause := cause or words.cause_by_content(content, largest=MAX_BYTES):
        found.refused = words.sentence(cause, largest=MAX_BYTES)
        return found
    found.kept, found.size = originals.keep([content]), len(content)
    return found


def discard(found: Iterable[Found]) -> None:
    """Remove what was kept and has become no file."""
    for each in found:
        if each.kept:
            originals.discard(each.kept.pieces)
            each.kept = None


def file_all(mail: Mail, letter: Letter, found: list[Found]) -> None:
    """Make files of the claim of what was kept, sorted where the sender is proven and the words are plain.

    Called inside the transaction that gives the mail its end. What the claim does not take is refused with its
    sentence and stays in the mail.
    """
    assert mail.claim
    kinds = mail.claim.kinds_asked_for() if mail.is_proven and not mail.assigned_by else []
    left = FILES_PER_DAY - len(_files_since(mail.claim.pk, mail.received_at - A_DAY))
    for each in found:
        if each.kept is None:
            continue
        if left <= 0 and not mail.assigned_by:
            each.refused = words.sentence("too_many", largest=MAX_BYTES)
        else:
            _file(mail, each, sorting.kind_of(each.name, letter.hints, kinds))
            left -= bool(each.file_id)


def _file(mail: Mail, found: Found, kind: PaperKind | None) -> None:
    """As the paper it is called; unsorted where that paper takes no more."""
    try:
        try:
            _receive(mail, found, kind)
        except Refused:
            if kind is None:
                raise
            _receive(mail, found, None)
    except Refused as refusal:
        found.refused = str(refusal)


def _receive(mail: Mail, found: Found, kind: PaperKind | None) -> None:
    assert mail.claim and found.kept
    file = papers.receive_file(
        mail.claim.pk,
        kind=kind,
        kept=found.kept,
        file_name=found.name,
        declared_type=found.declared_type,
        came_by=PaperFile.CameBy.EMAIL,
        by=f"mail:{mail.pk}",
        now=mail.received_at,  # the instant our edge had it, whenever it is read
    )
    found.file_id, found.kept = file.pk, None


def prove(mail: Mail, letter: Letter) -> None:
    """Note whether the claim's confirmed contact wrote this, and whether a machine did."""
    mail.is_automatic = trust.is_automatic(letter, mail.envelope_from)
    if mail.claim:
        applicant = mail.claim.applicant
        mail.is_proven = bool(applicant.email_confirmed_at) and trust.is_proven(letter, applicant.email)


@composed_once
def _files_since(claim_id: UUID, since: datetime) -> QuerySet[Any, Any]:
    files = PaperFile.objects.filter(claim=claim_id, came_by=PaperFile.CameBy.EMAIL, received_at__gt=since)
    return files.values_list("pk")[:FILES_PER_DAY]
