"""When a decision needs a second pair of eyes, and why. The reasons are shown to both officers."""

from collections.abc import Iterator

from django.conf import settings
from django.db import models

from catalogue.models import Relation
from claims.models import Claim, PaperFile
from queueing.models import Dispute
from verification.models import CoreBalance, Outcome


class Why(models.TextChoices):
    """What makes one officer not enough."""

    BALANCE = "balance", "Saldonya di atas batas satu petugas"
    SAME_PICTURE = "same_picture", "Gambar yang sama ada di klaim peserta lain"
    NIK_DIFFERS = "nik_differs", "Mesin membaca NIK lain daripada yang dinyatakan"
    DISPUTED = "disputed", "Peserta ini pernah didaftarkan dari kontak lain"
    ANOTHER_CLAIM = "another_claim", "Peserta ini punya klaim lain yang berjalan untuk program yang sama"
    ACCOUNT_CHANGED = "account_changed", "Rekening diganti sejak klaim dibuka"
    CONTACT_CHANGED = "contact_changed", "Kontak diganti sejak klaim dibuka"
    HEIR = "heir", "Diajukan untuk peserta yang meninggal, atau oleh ahli warisnya"
    REOPENED = "reopened", "Keputusan sebelumnya dibatalkan"


BY_NOTE = {"seen_elsewhere": Why.SAME_PICTURE, "nik_differs": Why.NIK_DIFFERS}
"""What a machine noticed on a file, and the reason it makes."""

BY_EVENT = {
    "contact_changed": Why.CONTACT_CHANGED,
    "decision_undone": Why.REOPENED,
    "objection_heard": Why.REOPENED,
    "payment_refused": Why.REOPENED,
}
"""What happened to the claim, and the reason it makes."""

OF_ANY_DECISION = frozenset({Why.SAME_PICTURE, Why.NIK_DIFFERS, Why.DISPUTED, Why.ANOTHER_CLAIM, Why.REOPENED})
"""A suspicion also weighs on a refusal; the other reasons guard money that leaves."""


def reasons(claim: Claim, outcome: str, balance: CoreBalance | None) -> list[Why]:
    """Why this decision on this claim asks for two officers; empty when one is enough."""
    return asking(found(claim, balance), outcome)


def asking(found: set[Why], outcome: str) -> list[Why]:
    """Those of the reasons found that ask for two officers where the outcome is this."""
    return [why for why in Why if why in found and (outcome == Outcome.VERIFIED or why in OF_ANY_DECISION)]


def found(claim: Claim, balance: CoreBalance | None) -> set[Why]:
    """Every reason there is on this claim."""
    return set(_found(claim, balance))


def _found(claim: Claim, balance: CoreBalance | None) -> Iterator[Why]:
    if balance and balance.rupiah > settings.SECOND_OFFICER_ABOVE:
        yield Why.BALANCE
    yield from _on_the_files(claim)
    yield from _on_the_person(claim)
    if claim.applicant.account_changes.filter(cancelled_at=None).exists():
        yield Why.ACCOUNT_CHANGED
    if claim.cause.participant_died or Relation(claim.applicant.relation).is_heir:
        yield Why.HEIR
    happened = set(claim.events.filter(name__in=BY_EVENT).values_list("name", flat=True))
    yield from (BY_EVENT[name] for name in happened)


def _on_the_files(claim: Claim) -> Iterator[Why]:
    noticed = PaperFile.objects.standing().filter(claim=claim).values_list("noticed", flat=True)
    yield from (BY_NOTE[code] for codes in noticed for code in codes if code in BY_NOTE)


def _on_the_person(claim: Claim) -> Iterator[Why]:
    if Dispute.objects.of(claim).exists():
        yield Why.DISPUTED
    same = Claim.objects.filter(participant__person_index=claim.participant.person_index, programme=claim.programme_id)
    if same.open().exclude(pk=claim.pk).exists():
        yield Why.ANOTHER_CLAIM


def names(codes: list[str]) -> list[str]:
    """The sentences of these reasons."""
    return [str(Why(code).label) for code in codes]


def say_rupiah(amount: int) -> str:
    """`Rp62.500.000`."""
    return f"Rp{amount:,}".replace(",", ".")
