"""Photos that come by WhatsApp land in the claim "unsorted", as those of a mail from a stranger do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from claims import originals, papers
from claims.cleaning import MAX_BYTES
from claims.models import Claim, PaperFile
from claims.originals import Kept
from notifications import twilio_channel
from notifications.models import Inbound
from workflow import Refused

FILES_PER_DAY = 60
"""Files of one claim by WhatsApp within 24 hours, as by mail."""


@contextmanager
def fetched(inbound: Inbound) -> Iterator[list[tuple[str, Kept]]]:
    """Fetch what is attached and keep it sealed, before any row is locked; what has become no file is discarded.

    Each with its declared type. Raises twilio_channel.Unfetched when Twilio does not give one.
    """
    account = twilio_channel.account_of(inbound.at_provider)
    kept: list[tuple[str, Kept]] = []
    try:
        for each in inbound.media:
            content = account.fetch_media(inbound.provider_id, each["sid"], largest=MAX_BYTES)
            kept.append((each["type"], originals.keep(content)))
        yield kept
    finally:
        for _type, each in kept:
            if not PaperFile.objects.filter(pk=each.file_id).exists():
                originals.discard(each.pieces)


def file_all(inbound: Inbound, claim: Claim, kept: list[tuple[str, Kept]], *, now: datetime) -> tuple[int, str]:
    """Make unsorted files of the claim of them; how many, and the sentence of the first refusal, or empty."""
    lately = claim.files.filter(came_by=PaperFile.CameBy.WHATSAPP, received_at__gt=now - timedelta(days=1)).count()
    filed, refused = 0, ""
    for number, (declared_type, each) in enumerate(kept, 1):
        try:
            if lately + filed >= FILES_PER_DAY:
                raise Refused("Hari ini sudah banyak berkas lewat WhatsApp. Kirim sisanya lewat halaman klaim Anda.")
            papers.receive_file(
                claim.pk,
                kind=None,
                kept=each,
                file_name=f"WhatsApp {inbound.received_at:%Y%m%d-%H%M} {number}",
                declared_type=declared_type,
                came_by=PaperFile.CameBy.WHATSAPP,
                by=f"whatsapp:{inbound.pk}",
                now=inbound.received_at,  # the instant our edge had it, whenever it is read
            )
            filed += 1
        except Refused as refusal:
            refused = refused or str(refusal)
    return filed, refused


def forget_at_provider(inbound: Inbound) -> None:
    """What is sealed here is deleted there."""
    account = twilio_channel.account_of(inbound.at_provider)
    for each in inbound.media:
        account.forget_media(inbound.provider_id, each["sid"])
