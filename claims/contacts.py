"""A contact is replaced, a second one confirmed, an account changed: the contact that was there before is told."""

import dataclasses
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from branches import calendar
from claims import links
from claims.filing import locked
from claims.history import record
from claims.models import AccountChange, Applicant, Claim, ContactChange, OneTimeCode
from claims.models.people import ACCOUNT_WAIT
from claims.telling import in_their_language, private_address, tell
from notifications import addresses
from workflow import Refused


@transaction.atomic
def replace(claim_id: UUID, *, channel: str, value: str, link_token: str, by: str, now: datetime) -> Claim:
    """Put `value`, just confirmed by a code, in the place of the contact of `channel`. The private link is replaced.

    The caller's session has itself been opened by a code to a contact of this claim.
    """
    claim = locked(claim_id)
    _refuse_final(claim)
    _set_contact(claim, channel, value, link_token=link_token, by=by, now=now)
    return claim


@transaction.atomic
def note_confirmed(contact: tuple[str, str], answered: OneTimeCode, *, now: datetime) -> None:
    """A code sent there was answered: the contact is fresh again, and what was known against it is over."""
    channel, value = contact
    applicant = Applicant.objects.filter(claim=answered.claim_id, **{f"{channel}_index": answered.contact_index})
    if applicant.update(**{f"{channel}_confirmed_at": now}):
        addresses.confirmed(value, now=now)


@transaction.atomic
def propose_change(
    claim_id: UUID, *, channel: str, value: str, reason: str, ktp_seen: bool, by: str, now: datetime
) -> ContactChange:
    """A branch officer asks for another contact, having seen the KTP of a person who can reach neither old one."""
    claim = locked(claim_id)
    _refuse_final(claim)
    if not ktp_seen:
        raise Refused("Perubahan kontak hanya boleh setelah KTP asli dilihat.")
    if not reason.strip():
        raise Refused("Tulis alasan perubahan kontak.")
    if claim.contact_changes.filter(channel=channel, confirmed_at=None, refused_at=None).exists():
        raise Refused("Sudah ada usulan perubahan kontak ini yang menunggu petugas kedua.")
    change = ContactChange.objects.create(
        claim=claim, channel=channel, value=value, reason=reason, ktp_seen=True, proposed_at=now, proposed_by=by
    )
    record(claim, "contact_change_proposed", by=by, now=now, channel=channel, change=change.pk)
    return change


@transaction.atomic
def confirm_change(change_id: int, *, link_token: str, by: str, now: datetime) -> Claim:
    """The second officer agrees: the contact is changed, and the old one is told."""
    claim, change = _open_change(change_id, by)
    change.confirmed_at, change.confirmed_by = now, by
    change.save(update_fields=["confirmed_at", "confirmed_by"])
    _set_contact(claim, change.channel, change.value, link_token=link_token, by=by, now=now)
    return claim


@transaction.atomic
def refuse_change(change_id: int, *, by: str, now: datetime) -> Claim:
    """The second officer disagrees: nothing changes."""
    claim, change = _open_change(change_id, by)
    change.refused_at, change.refused_by = now, by
    change.save(update_fields=["refused_at", "refused_by"])
    record(claim, "contact_change_refused", by=by, now=now, change=change.pk)
    return claim


def _open_change(change_id: int, by: str) -> tuple[Claim, ContactChange]:
    claim = locked(ContactChange.objects.values_list("claim_id", flat=True).get(pk=change_id))
    change = ContactChange.objects.get(pk=change_id)
    change.claim = claim
    if change.confirmed_at or change.refused_at:
        raise Refused("Usulan ini sudah diputuskan.")
    if change.proposed_by == by:
        raise Refused("Usulan harus diputuskan petugas lain, bukan yang mengusulkan.")
    return claim, change


def _set_contact(claim: Claim, channel: str, value: str, *, link_token: str, by: str, now: datetime) -> None:
    applicant = claim.applicant
    before = applicant.address()
    setattr(applicant, channel, value)
    setattr(applicant, f"{channel}_index", links.contact_index(channel, value))
    setattr(applicant, f"{channel}_confirmed_at", now)
    fields = [channel, f"{channel}_index", f"{channel}_confirmed_at"]
    if channel == "phone":  # the agreement to WhatsApp was given for the old number
        applicant.whatsapp_agreed_at, applicant.whatsapp_wording, applicant.whatsapp_source = None, "", ""
        fields += ["whatsapp_agreed_at", "whatsapp_wording", "whatsapp_source"]
    applicant.save(update_fields=fields)
    links.replace(claim, token=link_token, now=now)
    event = record(claim, "contact_changed", by=by, now=now, channel=channel)
    with in_their_language(claim):
        channel_words = str(ContactChange.Channel(channel).label)
    old = dataclasses.replace(before, person=f"{before.person}:before")
    tell("contact_changed", claim, event, to=old, now=now, channel_words=channel_words)
    tell("private_link_replaced", claim, event, now=now, private_link=private_address(link_token))


@transaction.atomic
def change_account(
    claim_id: UUID, *, bank_name: str, account_number: str, account_holder: str, by: str, now: datetime
) -> AccountChange:
    """Ask to be paid elsewhere. Counts after 24 hours; every contact is told at once, so that a theft is noticed."""
    claim = locked(claim_id)
    _refuse_final(claim)
    if claim.status == Claim.Status.VERIFIED:
        raise Refused(_("Klaim ini sudah diteruskan untuk pembayaran. Hubungi 175 bila rekeningnya salah."))
    claim.applicant.account_changes.filter(cancelled_at=None, effective_at__gt=now).update(
        cancelled_at=now, cancelled_by=by
    )
    change = AccountChange.objects.create(
        applicant=claim.applicant,
        bank_name=bank_name,
        account_number=account_number,
        account_holder=account_holder,
        asked_at=now,
        asked_by=by,
        effective_at=now + ACCOUNT_WAIT,
    )
    _answer_account(claim)
    _rest(claim, change.effective_at)
    event = record(claim, "account_change_asked", by=by, now=now, change=change.pk)
    with in_their_language(claim):
        effective = calendar.say_instant(claim.branch, change.effective_at)
    tell("account_changed", claim, event, now=now, effective=effective)
    return change


@transaction.atomic
def confirm_account(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """The account the bank could not pay to is the right one: it stays. Refuses where nobody asked."""
    claim = locked(claim_id)
    if claim.account_wanted_at is None:
        raise Refused(_("Rekening klaim ini tidak sedang ditanyakan."))
    _answer_account(claim)
    record(claim, "account_confirmed", by=by, now=now)
    return claim


def _rest(claim: Claim, until: datetime) -> None:
    """Whom the claim is handed to can decide it: that is not before its account is in force."""
    if claim.takes_papers:
        claim.rests_until = until
        claim.save(update_fields=["rests_until"])


def _answer_account(claim: Claim) -> None:
    """What the bank sent back may be paid again, once the officers have looked at it."""
    if claim.account_wanted_at:
        claim.account_wanted_at, claim.account_wanted_because = None, ""
        claim.save(update_fields=["account_wanted_at", "account_wanted_because"])


@transaction.atomic
def cancel_account_change(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Keep the account as it was."""
    claim = locked(claim_id)
    change = claim.applicant.pending_account(now)
    if change is None:
        raise Refused(_("Tidak ada perubahan rekening yang menunggu."))
    change.cancelled_at, change.cancelled_by = now, by
    change.save(update_fields=["cancelled_at", "cancelled_by"])
    if claim.rests_until == change.effective_at:
        claim.rests_until = None
        claim.save(update_fields=["rests_until"])
    record(claim, "account_change_cancelled", by=by, now=now)
    return claim


def _refuse_final(claim: Claim) -> None:
    if claim.is_final:
        raise Refused(_("Klaim ini sudah selesai, jadi datanya tidak bisa diubah lagi."))
