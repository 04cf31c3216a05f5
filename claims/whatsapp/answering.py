"""A message that came in is read in the worker, once, and answered on the same way."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import translation

from branches import calendar
from claims.models import Claim
from claims.whatsapp import photos, senders, words
from notifications import addresses, conversation, outbox
from notifications.address import Address
from notifications.models import Inbound
from notifications.twilio_channel import Unfetched

Because = Inbound.Because
MOST_ANSWERS = 20
"""To one number within an hour. Two machines that answer each other end here."""

STOP = re.compile(r"^\s*(berhenti|stop|setop|unsubscribe)\b", re.IGNORECASE)
START = re.compile(r"^\s*(mulai|start)\b", re.IGNORECASE)
HELP = re.compile(r"^\s*(bantuan|help|tolong|info)\b|^\s*\?\s*$", re.IGNORECASE)


def read(inbound_id: int, *, now: datetime) -> None:
    """Read one message; whoever comes second changes nothing. A picture Twilio does not give is tried again."""
    inbound = Inbound.objects.to_read().filter(pk=inbound_id).first()
    if inbound is None:
        return
    Inbound.objects.filter(pk=inbound.pk).update(tries=F("tries") + 1)
    claims = senders.claims_of(inbound.sender, now=now)
    with translation.override(claims[0].applicant.language if claims else "id"):
        if _is_beyond_the_hour(inbound):
            _end(inbound, Because.TOO_MANY, answer="", now=now)
        elif STOP.match(inbound.words):
            _stop(inbound, now=now)
        elif START.match(inbound.words):
            _start(inbound, claims, now=now)
        else:
            _about_a_claim(inbound, claims, now=now)


def _about_a_claim(inbound: Inbound, claims: list[Claim], *, now: datetime) -> None:
    claim = claims[0] if len(claims) == 1 else senders.chosen(claims, inbound.words)
    if not claims or (HELP.match(inbound.words) and not inbound.media):
        _end(inbound, Because.ANSWERED, answer=words.help_(has_claim=bool(claims)), now=now)
    elif claim is None:
        which = words.which([senders.last_letters(each) for each in claims], has_photos=bool(inbound.media))
        _end(inbound, Because.ASKED_WHICH, answer=which, now=now)
    else:
        _of_claim(inbound, claim, now=now)


def _of_claim(inbound: Inbound, claim: Claim, *, now: datetime) -> None:
    """File the photos that are here or waited for this choice; where there are none, say how the claim stands."""
    waiting = Inbound.objects.with_photos_that_wait(now - timedelta(days=1)).filter(sender_index=inbound.sender_index)
    with_photos = [inbound] if inbound.media else list(waiting)
    filed, refused = 0, ""
    for each in with_photos:
        try:
            more, why = _file(each, claim, now=now)
        except Unfetched:
            if each.pk == inbound.pk and inbound.tries + 1 < conversation.MOST_TRIES:
                return  # the sweep tries again
            more, why = 0, words.photo_lost()
        filed, refused = filed + more, refused or why
    because = Because.FILED if filed else Because.ANSWERED
    answer = words.photos(filed, refused) if with_photos else _status(claim)
    _end(inbound, because, answer=answer, now=now)


def _file(inbound: Inbound, claim: Claim, *, now: datetime) -> tuple[int, str]:
    with photos.fetched(inbound) as kept:
        done = photos.file_all(inbound, claim, kept, now=now)
    photos.forget_at_provider(inbound)
    Inbound.objects.filter(pk=inbound.pk).exclude(ended_at=None).update(ended_because=Because.FILED)
    return done


def _status(claim: Claim) -> str:
    """Stage and due date, nothing else: who holds the telephone is not proven."""
    due = calendar.say_deadline(claim.branch, claim.papers_wanted_until) if claim.takes_papers else ""
    return words.status(senders.last_letters(claim), str(claim.get_status_display()), due)


def _stop(inbound: Inbound, *, now: datetime) -> None:
    with transaction.atomic():
        addresses.opt_out(inbound.sender, now=now, proof=inbound.provider_id)
        _end(inbound, Because.STOPPED, answer=words.stopped(), now=now)


def _start(inbound: Inbound, claims: list[Claim], *, now: datetime) -> None:
    """Taken up again only on a number that is fresh: else anybody who got the number could ask for it."""
    with transaction.atomic():
        if claims:
            addresses.opt_in(inbound.sender, now=now)
        _end(inbound, Because.STARTED, answer=words.started() if claims else words.help_(has_claim=False), now=now)


@transaction.atomic
def _end(inbound: Inbound, because: str, *, answer: str, now: datetime) -> None:
    """Give the message its end and post the answer, unless another reader has."""
    facts: dict[str, Any] = {"ended_at": now, "ended_because": because}
    if not Inbound.objects.to_read().filter(pk=inbound.pk).update(**facts) or not answer:
        return
    to = Address(
        person=f"whatsapp:{inbound.pk}",
        phone=inbound.sender,
        whatsapp=True,
        language=translation.get_language() or "id",
    )
    outbox.post("whatsapp_answer", to=to, about=f"inbound:{inbound.pk}", context={"answer": answer}, now=now)


def _is_beyond_the_hour(inbound: Inbound) -> bool:
    since = inbound.received_at - timedelta(hours=1)
    lately = Inbound.objects.filter(sender_index=inbound.sender_index, received_at__gt=since, pk__lt=inbound.pk)
    return lately.count() >= MOST_ANSWERS
