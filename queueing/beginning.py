"""Beginning a claim without a place: its papers go to the drop box, whenever the branch is open.

There is no hour that could be oversold, but a person is not entered twice for a programme either: by the same contact
it is refused, and from another one both claims stand until the KTP is seen (see `disputes.disputing`).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from catalogue.models import Relation
from claims import filing
from claims.models import Claim
from queueing import drafting
from queueing.asker import Asker
from queueing.disputes import disputing
from queueing.limits import MONTH, TooMany

CLAIMS_PER_CONTACT = 10
"""Claims that one contact begins for the drop box within thirty days: an heir opens several programmes for a few."""

CLAIMS_PER_COMPANY = 200
"""The same of a company's officer, who files for worker after worker."""

MANY = gettext_lazy(
    "Kontak ini sudah membuka banyak klaim dalam 30 hari. Isian Anda tersimpan; datang ke kantor cabang, atau hubungi "
    "175."
)


@dataclass(frozen=True)
class Beginning:
    """Everything a claim is begun with."""

    opening: filing.Opening
    asker: Asker
    handles: filing.Handles


@transaction.atomic
def begin(draft_id: UUID, beginning: Beginning, *, by: str, now: datetime) -> Claim:
    """Open the claim of a draft, its envelope awaited. Posted twice it is one claim.

    Refuses with HasPlace a contact whose claim for this person and programme stands already, and with TooMany one that
    begins claim after claim; whom the staff of a branch help is not counted.
    """
    claim_id, opening = uuid4(), beginning.opening
    if not drafting.becomes(draft_id, claim_id, beginning.handles.link_token):
        return Claim.objects.get(drafts=draft_id)
    _one_at_a_time(opening.participant.person_index)
    first_id = disputing.first_of(opening, beginning.asker)
    if by.startswith("claimant:"):
        _refuse_many(opening, beginning.asker, now)
    claim = filing.open_for_dropbox(
        opening,
        claim_id=claim_id,
        handles=beginning.handles,
        by=by,
        now=now,
    )
    if first_id:
        disputing.open_between(first_id, claim, now=now)
    return claim


def _one_at_a_time(person_index: bytes) -> None:
    """Two beginnings for one person come one after the other, until this transaction ends: the second sees the first.

    No row could say it: an open claim and one that is over differ in a status that may come back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(person_index[:8], signed=True)])


def _refuse_many(opening: filing.Opening, asker: Asker, now: datetime) -> None:
    begun = Claim.objects.filter(door=Claim.Door.GATE, opened_at__gt=now - MONTH)
    theirs = begun.filter(applicant__phone_index=asker.contact_index)
    by_mail = begun.filter(applicant__email_index=asker.contact_index)
    most = CLAIMS_PER_COMPANY if opening.applicant.relation == Relation.COMPANY else CLAIMS_PER_CONTACT
    if theirs.count() + by_mail.count() >= most:
        raise TooMany(str(MANY))
