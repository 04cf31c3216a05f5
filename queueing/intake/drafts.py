"""The draft of an application, kept on the server from the first answer, so that a killed tab loses nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet

from queueing.models import DRAFT_LIVES_FOR, Draft, WaitingEntry
from statements.composed import composed_once

_KEY = "draft"


def key_in(session: SessionBase) -> UUID | None:
    """The key of this browser's draft, whether it still lives or not."""
    return UUID(session[_KEY]) if _KEY in session else None


def go_on_with(draft: Draft, session: SessionBase) -> None:
    """Make it this browser's draft, instead of any other. The caller changes the session key."""
    session[_KEY] = str(draft.pk)


def current(session: SessionBase, *, now: datetime) -> Draft | None:
    """This browser's draft, until a day after it was last changed."""
    key = key_in(session)
    return next(iter(_living(key, now - DRAFT_LIVES_FOR)), None) if key else None


@composed_once
def _living(key: UUID, since: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=key, changed_at__gt=since)


def begin(session: SessionBase, *, now: datetime) -> Draft:
    """A fresh draft for this browser. An earlier one that became a claim stays with its claim."""
    draft = Draft.objects.create(made_at=now, changed_at=now, answers={})
    go_on_with(draft, session)
    return draft


def put(draft: Draft, *, now: datetime, **answers: Any) -> None:
    """Keep these answers. Refuses nothing: a draft that became a claim is no longer read."""
    draft.answers = {**draft.answers, **answers}
    draft.changed_at = now
    draft.save(update_fields=["answers", "changed_at"])


def version(draft: Draft) -> UUID:
    """The idempotency key of the booking: this draft, as its answers stand. Any answer that changes, changes it."""
    return uuid5(draft.pk, draft.changed_at.isoformat())


def forget_old(now: datetime) -> int:
    """Delete the drafts nobody came back to and that wait for nothing; how many."""
    old = Draft.objects.filter(changed_at__lte=now - DRAFT_LIVES_FOR)
    return old.exclude(entries__in=WaitingEntry.objects.live()).delete()[0]
