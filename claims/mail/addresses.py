"""The address of a claim's own, to which its papers may be sent by e-mail.

It is drawn by chance, so that nobody can compute it from a case number. Only its keyed index is looked up; the address
itself rests sealed under the claim's key. It takes mail while the claim is open: nothing has to be switched off.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.mail import spelling
from claims.models import Claim, MailAddress
from privacy.blind_index import blind_index
from statements.composed import composed_once
from statements.inserting import insert


def give(claim: Claim, *, token: str, now: datetime) -> MailAddress:
    """Give a claim its address when it is opened. `token` is `fresh.mail_letters()`."""
    address = MailAddress(
        claim=claim, local_part=spelling.spell(token), local_index=index_of(token), made_at=now
    )  # fmt: skip
    insert(address)
    return address


def of(claim: Claim) -> str:
    """The whole address, or "" for a claim that has none or no longer takes mail."""
    address = getattr(claim, "mail_address", None)
    return whole(address) if address and not claim.is_final else ""


def whole(address: MailAddress) -> str:
    """The address as it is written on an envelope."""
    return f"{address.local_part}@{settings.MAIL_DOMAIN}"


def invitation(claim: Claim) -> str:
    """The sentence for the confirmation and its message: where papers may be sent by mail, and what to write."""
    if not (address := of(claim)):
        return ""
    return _(
        "Anda juga boleh mengirim dokumen lewat e-mail ke %(address)s. Tulis nama dokumennya sebagai nama berkas atau "
        "perihal, misalnya KTP. Jangan bagikan alamat ini."
    ) % {"address": address}


def read(address: str) -> str:
    """The letters of an address of ours; "" for any other. Raises spelling.Mistyped where its check letter is wrong."""
    local_part, at, domain = address.strip().strip("<>").rpartition("@")
    if not at or domain.lower() != settings.MAIL_DOMAIN.lower():
        return ""
    return spelling.read(local_part)


def claim_behind(letters: str) -> Claim | None:
    """The claim whose address this is while it takes mail, with its key and nothing else."""
    return next(iter(_open_claim(index_of(letters))), None)


def index_of(letters: str) -> bytes:
    return blind_index("mail-address", letters)


@composed_once
def _open_claim(index: bytes) -> QuerySet[Claim]:
    return Claim.objects.open().filter(mail_address__local_index=index).only("pk", "key_sealed")
