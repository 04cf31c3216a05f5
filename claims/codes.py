"""One-time codes: six digits to a contact, good for one purpose in one session, for ten minutes.

They slow a guesser down and never lock a person out: past a limit the sentence says when to try again, and 175.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from claims.links import contact_index
from claims.models import OneTimeCode
from claims.models.access import CODE_LIVES_FOR, CODE_TRIES
from notifications import outbox
from notifications.address import Address
from privacy.blind_index import blind_index
from workflow import Refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENDS_PER_CONTACT = ((3, HOUR), (6, DAY))
SENDS_PER_CASE = ((6, HOUR), (12, DAY))
SENDS_PER_NETWORK = ((60, HOUR), (300, DAY))  # a whole village may share one mobile operator's address
SENDS_FOR_ALL = ((20_000, HOUR),)  # dearer than a bad day: 16,800 people were served on the busiest day of 2020
TRIES_PER_NETWORK = 100  # wrong answers from one network within an hour


@dataclass(frozen=True)
class Asking:
    """Who asks for a code, for what, and where it goes: `(channel, value)`, also for a case that does not exist."""

    purpose: str
    session: str
    network: str
    contact: tuple[str, str]
    case_number: str = ""
    claim_id: UUID | None = None
    whatsapp: bool = False
    language: str = "id"

    @property
    def is_for_nobody(self) -> bool:
        """Whether the case does not exist: a code for it is made like any other, leaves nowhere and opens nothing."""
        return bool(self.case_number) and self.claim_id is None

    @property
    def contact_index(self) -> bytes:
        return contact_index(*self.contact)

    @property
    def session_index(self) -> bytes:
        return blind_index("code-session", self.session)

    @property
    def network_index(self) -> bytes:
        return blind_index("code-network", self.network)

    @property
    def case_index(self) -> bytes:
        return blind_index("code-case", self.case_number) if self.case_number else b""


def nobodys_contacts(case_number: str) -> list[tuple[str, str]]:
    """The contacts of a case that does not exist: one or two, always the same, so that its limits tell nothing."""
    contacts = [("phone", f"+628 {case_number}"), ("email", f"{case_number}@invalid")]
    return contacts[: 1 + blind_index("nobodys-contacts", case_number)[0] % 2]


@transaction.atomic
def ask(asking: Asking, *, code: str, now: datetime) -> OneTimeCode:
    """Send `code` to the contact. A case that does not exist costs the same work and is told the same words."""
    _one_at_a_time(asking.contact_index)
    _refuse_too_many(asking, now)
    made = OneTimeCode(
        id=uuid4(),
        purpose=asking.purpose,
        claim_id=asking.claim_id,
        contact_index=asking.contact_index,
        session_index=asking.session_index,
        network_index=asking.network_index,
        case_index=asking.case_index,
        made_at=now,
    )
    made.code_hash = _hash(made, f"{code} for nobody" if asking.is_for_nobody else code)
    made.save(force_insert=True)
    _send(made, asking, code, now)
    return made


def _send(made: OneTimeCode, asking: Asking, code: str, now: datetime) -> None:
    channel, value = asking.contact
    address = Address(
        person=f"code:{made.pk}",
        email=value if channel == "email" else "",
        phone=value if channel == "phone" else "",
        whatsapp=asking.whatsapp,
        language=asking.language,
    )
    with translation.override(asking.language):
        purpose_words = str(made.get_purpose_display())
    words = {
        "code": code,
        "purpose_words": purpose_words,
        "minutes": str(int(CODE_LIVES_FOR.total_seconds() // 60)),
    }
    before = transaction.savepoint()
    outbox.post("one_time_code", to=address, about=f"code:{made.pk}", context=words, now=now)
    # For nobody the same work was done, down to the worker's bell, and nothing leaves.
    (transaction.savepoint_rollback if asking.is_for_nobody else transaction.savepoint_commit)(before)


def _one_at_a_time(contact_index: bytes) -> None:
    """Two askings for one contact count one after the other, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(contact_index[:8], signed=True)])


def _refuse_too_many(asking: Asking, now: datetime) -> None:
    for limits, same in (
        (SENDS_PER_CONTACT, Q(contact_index=asking.contact_index)),
        (SENDS_PER_CASE, Q(case_index=asking.case_index) if asking.case_number else None),
        (SENDS_PER_NETWORK, Q(network_index=asking.network_index)),
        (SENDS_FOR_ALL, Q()),
    ):
        if same is None:
            continue
        for most, within in limits:
            if OneTimeCode.objects.filter(same, made_at__gt=now - within).count() >= most:
                hours = _("satu jam") if within == HOUR else _("satu hari")
                raise Refused(
                    _("Kode sudah terlalu sering diminta. Coba lagi setelah %(hours)s, atau hubungi 175.")
                    % {"hours": hours}
                )


def answer(asking: Asking, *, typed: str, now: datetime) -> OneTimeCode:
    """The code that `typed` answers, used up. Refuses a wrong, old, used or too often tried one with a sentence.

    `asking` is the same as when the code was asked: another session, purpose or contact finds no code. Not atomic on
    purpose: a wrong try stays counted although the refusal is raised.
    """
    tries = OneTimeCode.objects.filter(network_index=asking.network_index, made_at__gt=now - HOUR)
    if (tries.aggregate(n=Sum("tries"))["n"] or 0) >= TRIES_PER_NETWORK:
        raise Refused(_("Terlalu banyak kode salah dari jaringan ini. Coba lagi satu jam lagi, atau hubungi 175."))
    newest = (
        OneTimeCode.objects.filter(
            session_index=asking.session_index, purpose=asking.purpose, contact_index=asking.contact_index
        )
        .order_by("-made_at")
        .first()
    )
    if newest is None or newest.used_at or newest.made_at + CODE_LIVES_FOR <= now:
        raise Refused(_("Kode sudah tidak berlaku. Minta kode baru."))
    taken = OneTimeCode.objects.filter(pk=newest.pk, tries__lt=CODE_TRIES, used_at=None)
    if not hmac.compare_digest(bytes(newest.code_hash), _hash(newest, typed)):
        _wrong(taken, newest)
    if not taken.update(used_at=now):
        raise Refused(_("Kode ini sudah dicoba lima kali. Minta kode baru, atau hubungi 175."))
    newest.used_at = now
    return newest


def forget_old(now: datetime) -> int:
    """Delete the codes no limit counts any more; how many."""
    return OneTimeCode.objects.filter(made_at__lte=now - DAY).delete()[0]


def _wrong(taken: QuerySet[OneTimeCode], newest: OneTimeCode) -> NoReturn:
    if not taken.update(tries=F("tries") + 1):
        raise Refused(_("Kode ini sudah dicoba lima kali. Minta kode baru, atau hubungi 175."))
    left = CODE_TRIES - newest.tries - 1
    if left > 0:
        raise Refused(_("Kode tidak cocok. Periksa lagi; sisa %(left)s kali mencoba.") % {"left": left})
    raise Refused(_("Kode tidak cocok dan sudah dicoba lima kali. Minta kode baru, atau hubungi 175."))


def _hash(made: OneTimeCode, code: str) -> bytes:
    return blind_index("one-time-code", f"{made.pk}:{code}")
