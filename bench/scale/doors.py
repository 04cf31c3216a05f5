"""What the staff at the doors of a branch do: find who stands at the gate, check them in, put an envelope on record."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bench.scale.house import NO_PASSWORD
from bench.scale.rows import nik_of, number_in
from branches.models import Branch
from claims import fresh
from claims.models import Claim
from dropbox.box import rounds
from dropbox.models import Round
from frontdesk.models import VisitSeries

Asking = Callable[[], Any]
SEAL, COUNTED = "BENCH", 100
HEALTHY = {"temperature": "36,5", "mask": "on", "hands": "on"}


def staff_of(branch_id: int) -> User:
    """Who serves people at this branch."""
    made = {"password": NO_PASSWORD, "role": User.Role.BRANCH_STAFF, "is_staff": True}
    user, _ = User.objects.get_or_create(username="pintu", defaults=made)
    user.branches.set([branch_id])
    return user


def asked(client: Client, user: User, branch_id: int) -> Iterator[tuple[str, Asking]]:
    """For one of the staff of a branch, signed in, people who were sent to its drop box. What is done is taken back."""
    branch = Branch.objects.get(pk=branch_id)
    sent = Claim.objects.filter(branch=branch, status=Claim.Status.SENT_TO_DROPBOX, case_number__startswith="LA-0")
    sent = list(sent.order_by("-opened_at")[:20])
    niks = cycle([nik_of(number_in(claim.case_number)) for claim in sent])
    yield "gate_search", lambda: _found(client, branch, next(niks))
    yield "check_in", partial(_checked_in, client, branch, sent[0])
    _give_a_number_a_scanner_reads(sent[1])
    yield "envelope_scan", partial(_registered, client, _round_of(branch, user), sent[1])


def _found(client: Client, branch: Branch, nik: str) -> None:
    _followed(client, client.post(reverse("admin:gate_search", args=[branch.code]), {"scanned": nik}, secure=True))


def _checked_in(client: Client, branch: Branch, claim: Claim) -> None:
    coming = {"series": VisitSeries.DROP_BOX, "people": 1, "claims": [claim.pk], "saw_ktp": "on", **HEALTHY}
    with transaction.atomic():
        done = client.post(reverse("admin:gate_arrival", args=[branch.code, claim.case_number]), coming, secure=True)
        _followed(client, done)
        transaction.set_rollback(True)


def _registered(client: Client, this: Round, claim: Claim) -> None:
    with transaction.atomic():
        address = reverse("admin:envelope_registration", args=[this.pk])
        _followed(client, client.post(address, {"scanned": claim.case_number}, secure=True))
        transaction.set_rollback(True)


def _followed(client: Client, answer: HttpResponse) -> None:
    """The page that is shown next belongs to what was done."""
    if answer.status_code != 302:
        raise SystemExit(f"{answer.status_code} at a door: {answer.content.decode()[:2000]}")
    if client.get(answer.headers["Location"], secure=True).status_code != 200:
        raise SystemExit(f"No page at {answer.headers['Location']}.")


def _give_a_number_a_scanner_reads(claim: Claim) -> None:
    """The archive's numbers are none; a scanner is told so before a row is looked for."""
    claim.case_number = fresh.case_number()
    claim.save(update_fields=["case_number"])


def _round_of(branch: Branch, user: User) -> Round:
    """An open round of the box, the same one however often it is measured."""
    if there := Round.objects.filter(branch=branch, seal=SEAL).first():
        return there
    now = timezone.now()
    made = rounds.open_round(branch, seal=SEAL, counted=COUNTED, by=user.actor, witnessed_by=f"{User.ACTOR}0", now=now)
    return rounds.unseal(made.pk, seal_read=SEAL, by=user.actor, now=now)
