"""Every message the portal sends: how urgent it is, and which words its templates may count on.

The words of a message stand in `templates/messages/<name>/`. A word named under `words` must be given and not be empty,
or the message refuses to be posted; one under `if_any` may be left out. Nothing else of what the caller gives is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models

Words = Mapping[str, str | list[str]]


class Urgency(models.TextChoices):
    """The queue a message waits in. Most urgent first: the sweep follows this order."""

    CODES = "codes", "Kode"
    NEWS = "news", "Kabar"
    BULK = "bulk", "Massal"


class Unfilled(ValueError):
    """A message lacks a word its text needs: the caller forgot it, or the template asks what nobody gives."""


@dataclass(frozen=True)
class Purpose:
    """One kind of message."""

    name: str
    words: frozenset[str]
    if_any: frozenset[str]
    urgency: Urgency
    lifetime: timedelta  # each rung is tried for this long, then given up by name
    asks_told: bool = False  # a deadline or a way to the branch hangs on it: at the end of the ladder a person calls
    also_by_mail: bool = False  # its e-mail goes at once, whatever the telephone's rungs come to
    answers: bool = False  # what a person wrote by WhatsApp, on the same way and within its window, in our own words
    ladder: tuple[str, ...] = ("whatsapp", "sms", "email")  # tried in this order, where the person did not choose one

    @property
    def is_code(self) -> bool:
        """A code goes to the one address being confirmed, and is never sent twice: the person asks for a new one."""
        return self.urgency == Urgency.CODES

    def keep(self, given: Words) -> dict[str, str | list[str]]:
        """The words this message needs, out of those given."""
        if missing := sorted(word for word in self.words if not given.get(word)):
            raise Unfilled(f"{self.name} cannot be posted without {', '.join(missing)}.")
        return {word: given.get(word, "") for word in sorted(self.words | self.if_any)}


# The sentence "Anda tidak perlu datang": said wherever the person may hold an online place, as long as it is true.
_STAY = "no_need_to_come"
# Its opposite, for an on-site place: "Datanglah ... dengan dokumen asli".
_COME = "come"
# A reminder: a sweep posts it to all of a day's people at once, and nobody waits for it.
_TO_MANY = {"urgency": Urgency.BULK}
_PLACE = ("programme", "branch_name", "branch_city", "visit")

LETTER_ONLY = frozenset({"private_link", "caller_phrase"})
"""Words that only an e-mail may say: a text message is shown on locked screens, imitated and passed on."""


def _news(name: str, *words: str, if_any: tuple[str, ...] = (), **manner: Any) -> Purpose:
    """News of a claim: all of it names the case and where to look."""
    return Purpose(
        name,
        words=frozenset(("case_number", "applicant_name", "link", *words)),
        if_any=frozenset(if_any),
        lifetime=timedelta(hours=24),
        **{"urgency": Urgency.NEWS, **manner},
    )


def _must_know(name: str, *words: str, if_any: tuple[str, ...] = (), **manner: Any) -> Purpose:
    """News that a deadline or a way to the branch hangs on."""
    return _news(name, *words, if_any=if_any, asks_told=True, **manner)


def _everywhere(name: str, *words: str, if_any: tuple[str, ...] = ()) -> Purpose:
    """What e-mail alone may carry (the private link), or a warning to each contact, lest a theft go unseen."""
    return _news(name, *words, if_any=if_any, also_by_mail=True)


def _to_a_mail(name: str, *words: str, if_any: tuple[str, ...] = ()) -> Purpose:
    """The answer to papers that came by e-mail: there it is looked for."""
    return _news(name, *words, if_any=if_any, ladder=("email", "whatsapp", "sms"))


def _waiting(name: str, *words: str, if_any: tuple[str, ...] = (), **manner: Any) -> Purpose:
    """News of a place in a waiting list: there is a number but no case yet."""
    return Purpose(
        name,
        words=frozenset(("number", "link", *words)),
        if_any=frozenset(if_any),
        urgency=Urgency.NEWS,
        lifetime=timedelta(hours=24),
        **manner,
    )


_CODE = Purpose(
    "one_time_code",
    words=frozenset(("code", "purpose_words", "minutes")),
    if_any=frozenset(),
    urgency=Urgency.CODES,
    lifetime=timedelta(minutes=10),  # as long as the code itself
)

_ANSWER = Purpose(
    "whatsapp_answer",
    words=frozenset(("answer",)),
    if_any=frozenset(),
    urgency=Urgency.NEWS,
    lifetime=timedelta(hours=23),  # the window closes after 24
    answers=True,
    ladder=("whatsapp",),
)


def _to_heads(name: str, *words: str) -> Purpose:
    """What the head of a branch is to look at; by e-mail alone."""
    return Purpose(
        name,
        words=frozenset(("branch_name", "day", "link", *words)),
        if_any=frozenset(),
        urgency=Urgency.BULK,
        lifetime=timedelta(hours=12),  # tomorrow's says it anew
        ladder=("email",),
    )


PURPOSES: dict[str, Purpose] = {
    purpose.name: purpose
    for purpose in (
        _CODE,
        _ANSWER,
        _to_heads("claims_late", "number"),
        _to_heads("box_late", "what"),
        _to_heads("box_report", "what"),
        _to_heads("payments_overdue", "what"),
        _everywhere(
            "place_taken",
            *("programme", "cause", "branch_name", "branch_city", "visit", "papers_due", "private_link"),
            if_any=(_STAY, _COME, "missing", "mail_address", "caller_phrase"),
        ),
        _everywhere(
            "begun_for_dropbox",
            *("programme", "cause", "branch_name", "branch_city", "until", "private_link"),
            if_any=("bring", "branch_address", "mail_address", "caller_phrase"),
        ),
        _news("place_moved", *_PLACE, if_any=(_STAY, _COME, "papers_due")),
        _news("place_moved_by_branch", *_PLACE, if_any=(_STAY, _COME, "papers_due")),
        _must_know(
            "come_another_day", "programme", "branch_name", "branch_city", if_any=("visit", "until", "papers_due")
        ),
        _news("seated_at_counter", "programme", "branch_name", "branch_city", "visit", if_any=("papers_due",)),
        _news("place_given_up", "programme", "until"),
        _must_know("place_closed", "programme", "branch_name", "until"),
        _must_know("hour_closed", "programme", "branch_name", if_any=(_STAY, "choose", "until")),
        _must_know("place_still_wanted", "programme", "until"),
        _must_know("place_not_chosen", "programme"),
        _news("place_disputed", "programme", if_any=(_STAY, "until")),
        _news("place_lapsed", "programme", "until"),
        _news("dispute_lost", "programme"),
        _must_know("papers_still_missing", "programme", "missing", "papers_due", if_any=(_STAY,), **_TO_MANY),
        _news("be_reachable", "programme", "visit", if_any=(_STAY,), **_TO_MANY),
        _news("come_and_bring", "branch_name", "branch_city", "visit", if_any=("bring", "branch_address"), **_TO_MANY),
        _must_know(
            "envelope_awaited", "branch_name", "branch_city", "until", if_any=("bring", "branch_address"), **_TO_MANY
        ),
        # Held for half an hour: no time to try one channel after the other.
        _waiting("place_offered", "branch_name", "branch_city", "visit", "until", also_by_mail=True),
        _waiting("offer_missed", "branch_name"),
        _waiting("list_closed", "branch_name", "day", if_any=("opens", "others")),
        _waiting("list_over", "branch_name", "day", "opens", if_any=("others",)),
        _news("papers_handed_in", "programme", "branch_name", if_any=(_STAY, "promise")),
        _news("handed_in_for_you", "programme", "branch_name", if_any=(_STAY, "promise")),
        _must_know(
            "sent_to_dropbox", "branch_name", "branch_city", "until", if_any=("missing", "bring", "branch_address")
        ),
        _must_know("page_refused", "paper", "reason", "until", if_any=(_STAY,)),
        _news("old_page_kept", "paper", "reason", if_any=(_STAY,)),
        _to_a_mail("mail_received", if_any=(_STAY, "accepted", "unsorted", "refused", "missing", "until")),
        _to_a_mail("mail_too_many", "limit", if_any=(_STAY,)),
        _news("late_paper_kept", "paper", "branch_name"),
        _news("envelope_registered", "branch_name", "what_follows"),
        _must_know("envelope_lost", "branch_name", if_any=("until",)),
        _news("contents_complete", "programme", "branch_name", if_any=("promise",)),
        _must_know("contents_missing", "branch_name", "missing", "until"),
        _must_know("originals_ready", "papers", "branch_name", "branch_city", if_any=("branch_address",)),
        _news("contents_added", "programme", "branch_name"),
        _news("accepted_online", "branch_name", if_any=(_STAY,)),
        _must_know("repair_wanted", "returned", "until", if_any=(_STAY,)),
        _must_know("call_arranged", "hour", "how", if_any=(_STAY,)),
        _must_know("call_moved", "hour", "how", if_any=(_STAY,)),
        _news("call_cancelled", "hour", if_any=(_STAY,)),
        _to_a_mail("officer_asks", "question", if_any=(_STAY,)),
        _news("verified", "programme", if_any=(_STAY,)),
        _news("rejected", "programme", "reason", if_any=(_STAY,)),
        _news("paid", "programme", "paid_on"),
        _must_know("payment_returned", "bank_said", "until", if_any=(_STAY,)),
        _everywhere("checked_again", "programme", "why", if_any=(_STAY, "promise", "private_link")),
        _news("withdrawn", "programme"),
        _news("expired", "programme"),
        _everywhere("contact_changed", "channel_words", if_any=(_STAY,)),
        _everywhere("account_changed", "effective", if_any=(_STAY,)),
        _everywhere("private_link_replaced", "private_link", if_any=(_STAY,)),
    )
}
