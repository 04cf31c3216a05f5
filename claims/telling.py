"""Telling the applicant: which words a claim lends to a message. Every message hangs on an event of the history."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from branches import calendar
from claims.models import Claim, ClaimEvent
from notifications import outbox
from notifications.address import Address

STAY_HOME = gettext_lazy("Anda tidak perlu datang ke kantor cabang.")
COME = gettext_lazy("Datanglah ke kantor cabang pada jam itu dengan KTP dan dokumen asli.")


def in_their_language(claim: Claim) -> translation.override:
    """Dates, names and sentences are said in the language the claim was booked in: `with in_their_language(claim):`."""
    return translation.override(claim.applicant.language)


def tell(
    name: str, claim: Claim, event: ClaimEvent, *, now: datetime, to: Address | None = None,
    not_before: datetime | None = None, not_after: datetime | None = None, **words: str | list[str],
) -> None:  # fmt: skip
    """Post the message `name` about `event` to the applicant, or to `to` (an old contact that is told of a change).

    What a sweep has to tell at night waits until `not_before`; what holds only until `not_after` is not told later. The
    caller's `words` are in the person's language too.
    """
    with in_their_language(claim):
        context = {**claim_words(claim), **words}
    to = to or claim.applicant.address()
    outbox.post(name, to=to, about=event.key, context=context, now=now, not_before=not_before, not_after=not_after)


def take_back_unsaid(claim: Claim, *, now: datetime) -> None:
    """What still waits for the morning is not said any more: it holds no longer, by what was done that same night."""
    lately = claim.events.filter(at__gt=now - timedelta(days=1))
    outbox.take_back([event.key for event in lately], now=now)


def claim_words(claim: Claim) -> dict[str, str | list[str]]:
    """What every message may say of its claim, ready to read. The NIK, the account and any token are not among it."""
    branch = claim.branch
    return {
        "case_number": claim.case_number,
        "programme": claim.programme.label,
        "cause": claim.cause.label,
        "applicant_name": claim.applicant.name,
        "branch_name": branch.name,
        "branch_city": branch.city,
        "visit": calendar.say_instant(branch, claim.visit_at) if claim.visit_at else "",
        "papers_due": calendar.say_deadline(branch, claim.papers_due_at) if claim.papers_due_at else "",
        "no_need_to_come": str(STAY_HOME) if claim.stays_home else "",
        "come": str(COME) if claim.comes and claim.status != Claim.Status.SENT_TO_DROPBOX else "",
        "link": settings.PUBLIC_BASE_URL + reverse("claims:find"),
    }


def private_address(token: str) -> str:
    """The address of a private link."""
    return settings.PUBLIC_BASE_URL + reverse("claims:private_link", args=[token])
