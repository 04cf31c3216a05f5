"""What the staff of a branch do at its drop box: scan one envelope after another out of the bag."""

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches.models import Branch
from claims import fresh
from claims.models import Claim
from dropbox.box import rounds
from dropbox.models import Round

SEAL, COUNTED = "BENCH", 100


def round_of(branch_id: int) -> Round:
    """A round of the box whose bag lies open on the desk; the same one however often it is measured."""
    if there := Round.objects.filter(branch=branch_id, seal=SEAL).first():
        return there
    now, one, other = timezone.now(), f"{User.ACTOR}1", f"{User.ACTOR}2"
    branch = Branch.objects.get(pk=branch_id)
    made = rounds.open_round(branch, seal=SEAL, counted=COUNTED, by=one, witnessed_by=other, now=now)
    return rounds.unseal(made.pk, seal_read=SEAL, by=one, now=now)


def give_a_number_a_scanner_reads(claim: Claim) -> str:
    """The archive's numbers are none: of those a scan is refused before a row is looked for."""
    claim.case_number = fresh.case_number()
    claim.save(update_fields=["case_number"])
    return claim.case_number


def scan_envelope(client: Client, this: Round, case_number: str) -> None:
    """An envelope is scanned and the round is shown with it; then all is taken back."""
    with transaction.atomic():
        address = reverse("admin:envelope_registration", args=[this.pk])
        answer = client.post(address, {"scanned": case_number}, secure=True, follow=True)
        if not answer.redirect_chain or answer.status_code != 200:
            raise SystemExit(f"{answer.status_code} where an envelope should be on record.")
        transaction.set_rollback(True)
