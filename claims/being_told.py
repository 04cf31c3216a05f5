"""How the applicant wants to be told: by which channel first, and whether by WhatsApp at all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims.filing import locked
from claims.history import record
from claims.models import Applicant, Claim
from notifications import addresses
from notifications.address import takes_sms
from notifications.models import Channel
from workflow import Refused

WHATSAPP_WORDING = "2026-11"
"""The edition of the words by which WhatsApp is agreed to; kept with each agreement, so that it can be shown again."""

AT_BOOKING, ON_THE_PAGE = "booking", "claim_page"


def choices(claim: Claim) -> list[str]:
    """The channels this applicant can be told by, in the house's own order."""
    to = claim.applicant.address()
    ways = {Channel.WHATSAPP: bool(to.phone), Channel.SMS: takes_sms(to.phone), Channel.EMAIL: bool(to.email)}
    return [channel for channel, is_there in ways.items() if is_there]


def takes_whatsapp(applicant: Applicant, *, now: datetime) -> bool:
    """Whether the applicant agreed to WhatsApp, and did not write "berhenti" since."""
    return bool(applicant.whatsapp_agreed_at) and not addresses.has_stopped(applicant.phone, now=now)


@transaction.atomic
def choose(claim_id: UUID, *, first: str, by_whatsapp: bool, by: str, now: datetime) -> Claim:
    """Take down what the person chose. Refuses a first channel they cannot be told by, and to be told by none at all.

    An agreement to WhatsApp is kept with its time, its wording and where it was given; taking it back ends it at once,
    and the number counts as opted out, which what is on its way respects too.
    """
    claim = locked(claim_id)
    if claim.is_final:
        raise Refused(_("Klaim ini sudah selesai, jadi datanya tidak bisa diubah lagi."))
    applicant = claim.applicant
    ways = [way for way in choices(claim) if way != Channel.WHATSAPP or by_whatsapp]
    if not ways:
        raise Refused(_("Tanpa WhatsApp tidak ada cara lain untuk mengabari Anda. Tambahkan e-mail dulu."))
    if first and first not in ways:
        raise Refused(_("Pilih cara yang tersedia untuk Anda, atau centang WhatsApp dulu."))
    if by_whatsapp and not takes_whatsapp(applicant, now=now):
        applicant.whatsapp_agreed_at, applicant.whatsapp_wording = now, WHATSAPP_WORDING
        applicant.whatsapp_source = ON_THE_PAGE
        addresses.opt_in(applicant.phone, now=now)
    if not by_whatsapp and applicant.whatsapp_agreed_at:
        applicant.whatsapp_agreed_at, applicant.whatsapp_wording, applicant.whatsapp_source = None, "", ""
        addresses.opt_out(applicant.phone, now=now, proof=f"claim:{claim.pk}")
    applicant.first_channel = first
    agreed = ["whatsapp_agreed_at", "whatsapp_wording", "whatsapp_source"]
    applicant.save(update_fields=["first_channel", *agreed])
    record(claim, "news_chosen", by=by, now=now, first=first, whatsapp=by_whatsapp)
    return claim
