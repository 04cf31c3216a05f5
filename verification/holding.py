"""What an officer does with a claim in hand but judge it: let go of it, give it to a colleague, put it off.

A claim is held for a lease that the open workbench keeps alive. Without a sign of life it goes back to the others.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from accounts.models import User
from branches import calendar
from claims import appointments, checking
from claims.filing import locked
from claims.models import Claim
from verification import handing_out
from workflow import Refused, each


class PutBack(models.TextChoices):
    """Why an officer lets go of a claim without deciding it."""

    KNOWN_PERSON = "known_person", "Saya mengenal orangnya"
    NEEDS_COLLEAGUE = "needs_colleague", "Perlu keahlian rekan lain"
    END_OF_SHIFT = "end_of_shift", "Jam kerja selesai"
    MISTAKE = "mistake", "Salah ambil"


class PutOff(models.TextChoices):
    """Why an officer puts a claim aside until a day."""

    ANSWER = "answer", "Menunggu jawaban pihak lain"
    APPOINTMENT = "appointment", "Ada janji bicara dengan pemohon"
    SYSTEM = "system", "Sistem inti terganggu"
    ACCOUNT = "account", "Rekening baru belum berlaku"


PUT_OFF_AT_MOST = timedelta(days=14)


BATCH = 500  # leases one sweep ends


@transaction.atomic
def put_back(claim_id: UUID, *, because: str, by: str, now: datetime) -> Claim:
    """Let somebody else have the claim. Verdicts already given stay."""
    claim = held(claim_id, by)
    if because not in PutBack.values:
        raise Refused("Pilih alasan mengembalikan klaim ke antrean.")
    checking.put_back(claim, because=because, by=by, now=now)
    return claim


@transaction.atomic
def hand_over(claim_id: UUID, *, to: User, by: str, now: datetime) -> Claim:
    """Give the claim to a colleague: it waits for them first, and for anybody after a day."""
    claim = held(claim_id, by)
    if to.actor == by or not to.may_verify or not Claim.objects.visible_to(to).filter(pk=claim.pk).exists():
        raise Refused("Pilih rekan lain yang memeriksa klaim di cabang ini.")
    checking.hand_over(claim, to=to.actor, by=by, now=now)
    return claim


@transaction.atomic
def put_off(claim_id: UUID, *, until: date, because: str, by: str, now: datetime) -> Claim:
    """Put the claim aside until a day of its branch; then it is this officer's first. Its promise runs on."""
    claim = held(claim_id, by)
    if because not in PutOff.values:
        raise Refused("Pilih alasan menunda klaim.")
    today = calendar.local_day(claim.branch, now)
    if not today < until <= today + PUT_OFF_AT_MOST:
        raise Refused(f"Tunda paling cepat sampai besok dan paling lama {PUT_OFF_AT_MOST.days} hari.")
    opens = calendar.at(claim.branch, until, claim.branch.opens_at)
    checking.put_off(claim, until=opens, because=because, by=by, now=now)
    return claim


@transaction.atomic
def take_kept(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Take a claim that is kept for this officer, also one they put off until later."""
    claim = locked(claim_id)
    handing_out.refuse_more(by)
    if claim.reserved_for != by or not checking.take(claim, by=by, now=now):
        raise Refused("Klaim ini tidak lagi disimpan untuk Anda. Muat ulang meja Anda.")
    return claim


def let_lapse_due(now: datetime) -> int:
    """Put back every claim whose officer gave no sign of life; how many."""
    lapsed = Claim.objects.awaiting_check().exclude(taken_by="").filter(taken_until__lte=now)
    claims = lapsed.order_by("taken_until").values_list("pk", flat=True)[:BATCH]
    return each(list(claims), let_lapse, by="system:leases", now=now)


@transaction.atomic
def let_lapse(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """The lease is over: the claim is everybody's again, or waits for the hour its officer agreed with the person.

    Verdicts already given stay.
    """
    claim = locked(claim_id)
    if claim.taken_until is None or claim.taken_until > now:
        raise Refused("Klaim ini masih dipegang.")
    agreed = appointments.ahead_of(claim)
    if agreed and agreed.opens_at > now:
        checking.put_off(claim, until=agreed.opens_at, because=PutOff.APPOINTMENT.value, by=by, now=now)
        return claim
    checking.put_back(claim, because="lease_over", by=by, now=now)
    return claim


def held(claim_id: UUID, by: str) -> Claim:
    """The claim under its row lock, where this officer has it in hand."""
    claim = locked(claim_id)
    if not claim.is_held_by(by):
        raise Refused("Klaim ini tidak sedang Anda pegang, jadi tidak ada yang diubah. Muat ulang meja Anda.")
    return claim
