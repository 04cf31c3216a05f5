"""A full drop box at the branch to which most people come: what the scan of one envelope takes, page and all."""

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bench.scale.house import At
from branches.models import Branch
from claims import fresh
from claims.models import Claim
from dropbox.box import registering, rounds
from dropbox.models import Round

ON_RECORD = 150
ONE, OTHER = "officer:1", "officer:2"


def round_at(branch: At) -> Round:
    """A round under way, with so many envelopes on record; begun once, however often it is asked for."""
    if begun := Round.objects.filter(branch=branch.pk, closed_at=None).first():
        return begun
    here, now = Branch.objects.get(pk=branch.pk), timezone.now()
    sealed = {"seal": "SEGEL-1", "counted": ON_RECORD}
    this = rounds.open_round(here, **sealed, by=ONE, witnessed_by=OTHER, now=now)
    rounds.unseal(this.pk, seal_read="SEGEL-1", by=ONE, now=now)
    for _ in range(ON_RECORD):
        registering.set_aside(this.pk, tray="nameless", note="", code=fresh.envelope_code(), by=ONE, now=now)
    return this


def scan(client: Client, this: Round, claim: Claim) -> HttpResponse:
    """From the scan to the page that is ready for the next; taken back, so that it may be scanned again."""
    address = f"/petugas/pengambilan/{this.pk}/"
    with transaction.atomic():
        answer = client.post(f"{address}amplop/", {"scanned": claim.case_number}, secure=True)
        shown = client.get(address, secure=True)
        transaction.set_rollback(True)
    if answer.status_code != 302:
        raise SystemExit(f"{answer.status_code} for the scan of an envelope.")
    return shown
