"""What an officer does with a mail no machine could file: say whose it is, or set it aside with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from claims.models import Claim, Mail
from workflow import Refused, doorbell, move

_SEALED = ("recipient", "envelope_from", "sender", "subject", "attachments", "raw_key")


@transaction.atomic
def assign(mail_id: UUID, *, claim_id: UUID, by: str, now: datetime) -> Mail:
    """Say which claim a mail is for: it is read again, and what is attached stays unsorted in that claim.

    What the row holds of the mail rests from now on under the claim's key. A mail the claim already has is set aside.
    """
    mail = _waiting(mail_id)
    claim = Claim.objects.get(pk=claim_id)
    if claim.is_final:
        raise Refused("Klaim ini sudah selesai. Kesampingkan suratnya, atau cari klaim yang masih berjalan.")
    if claim.mails.filter(identity=mail.identity).exclude(pk=mail.pk).exists():
        return _set_aside(mail, Mail.Because.REPEAT, by=by, now=now)
    for name in _SEALED:
        setattr(mail, name, getattr(mail, name))  # opened under the house's key, before the row gets another
    move(mail, Mail.Status.RECEIVED)
    mail.claim, mail.assigned_at, mail.assigned_by = claim, now, by
    mail.because = mail.because if mail.because == Mail.Because.TOO_LARGE else ""
    mail.readings, mail.reading_ends_at = 0, None
    fields = ["status", "claim", "assigned_at", "assigned_by", "because", "readings", "reading_ends_at"]
    mail.save(update_fields=[*fields, *_SEALED])
    doorbell.ring_on_commit("claims.tasks.read_mail", str(mail.pk), queue="mail")
    return mail


@transaction.atomic
def set_aside(mail_id: UUID, *, because: str, by: str, now: datetime) -> Mail:
    """Nothing in it is for a claim, or it was dealt with in another way. The mail stays until its time is over."""
    mail = _waiting(mail_id)
    if because not in Mail.BY_OFFICER:
        raise Refused("Pilih alasan mengesampingkan surat ini.")
    return _set_aside(mail, because, by=by, now=now)


def _set_aside(mail: Mail, because: str, *, by: str, now: datetime) -> Mail:
    move(mail, Mail.Status.SET_ASIDE)
    mail.because, mail.settled_at, mail.settled_by = because, now, by
    mail.save(update_fields=["status", "because", "settled_at", "settled_by"])
    return mail


def _waiting(mail_id: UUID) -> Mail:
    mail = Mail.objects.select_for_update(of=("self",)).select_related("claim").get(pk=mail_id)
    if mail.status != Mail.Status.WAITING:
        raise Refused("Surat ini sudah ditangani. Muat ulang daftar surat masuk.")
    return mail
