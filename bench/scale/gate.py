"""The gate of the branch to which most people come, on a busy morning: whom a scan finds, and what a number takes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.scale.house import At, staff
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from frontdesk.models import Visit, VisitClaim

CAME_BEFORE = 150
ANSWERS = {"series": "B", "people": "1", "saw_ktp": "on", "temperature": "36,5", "mask": "on", "hands": "on"}


def staff_of(branch: At) -> User:
    user = staff("gerbang", User.Role.BRANCH_STAFF)
    user.branches.set([branch.pk])
    return user


def let_many_come(branch: At, claims: Iterable[Claim]) -> None:
    """So many have come today, each with one of these claims; once, however often it is asked for."""
    now, here = timezone.now(), Branch.objects.get(pk=branch.pk)
    if Visit.objects.filter(branch=here).exists():
        return
    came = [
        Visit(branch=here, day=calendar.local_day(here, now), series="A", number=number, arrived_by="officer:1",
              arrived_at=now - timedelta(minutes=CAME_BEFORE - number))
        for number in range(1, CAME_BEFORE + 1)
    ]  # fmt: skip
    Visit.objects.bulk_create(came)
    brought = zip(came, claims, strict=False)  # a branch may have fewer
    VisitClaim.objects.bulk_create(VisitClaim(visit=visit, claim=claim) for visit, claim in brought)


def found(client: Client, branch: At, nik: str) -> Any:
    """From the scan to the page that is opened at the person."""
    answer = client.post(f"/petugas/gerbang/{branch.code}/pencarian/", {"scanned": nik}, secure=True)
    if answer.status_code != 302:
        raise SystemExit(f"{answer.status_code} for a scan at the gate.")
    return client.get(answer.headers["Location"], secure=True)


def check_in(client: Client, branch: At, claim: Claim) -> None:
    """A number for who brings an envelope; taken back, so that they may come again."""
    address = f"/petugas/gerbang/{branch.code}/klaim/{claim.case_number}/kedatangan/"
    with transaction.atomic():
        answer = client.post(address, {**ANSWERS, "claims": [str(claim.pk)], "do": "nomor"}, secure=True)
        transaction.set_rollback(True)
    if answer.status_code != 302:
        raise SystemExit(f"{answer.status_code} for a number at the gate.")
