"""What the staff of the branch to which most people come do all day, each so that it can be done again and again.

The pages are asked for by Django's test client, without a server between: what is timed is the portal and PostgreSQL.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench.scale import box, gate
from bench.scale.house import At, House, staff
from bench.scale.rows import nik_of, number_in
from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet
from verification import handing_out
from verification.all_claims.listing import Place

LIST = "/petugas/semua-klaim/"

Asking = Callable[[], Any]


def asked(house: House) -> dict[str, Asking]:
    """By the names of the bench's lines. The rows they need are looked for, and made, in the archive that is open."""
    branch = house.branches[0]
    own = Claim.objects.filter(branch=branch.pk)
    at_the_doors = dict(_at_the_doors(branch, own))  # first: a claim gets another number for them
    return dict(_at_the_desk(house, branch, own)) | at_the_doors


def _at_the_desk(house: House, branch: At, own: ClaimQuerySet) -> Iterator[tuple[str, Asking]]:
    officer = User.objects.get(pk=int(branch.officers[0].removeprefix(User.ACTOR)))
    client = _client(officer)
    yield "desk", _page(client, "/petugas/meja/")
    yield "list_first", _page(client, LIST)
    yield "list_deep", _page(client, f"{LIST}?sebelum={_middle(own)}".replace("+", "%2B"))
    yield "list_filtered", _page(client, f"{LIST}?status=terbuka&program={house.causes[0][0]}")
    yield "list_paid", _page(client, f"{LIST}?status=paid&dipegang=belum")
    everywhere = _client(staff("semua-cabang", User.Role.VERIFIER, serves_all_branches=True))
    yield "list_of_all", _page(everywhere, LIST)
    yield "list_of_all_rare", _page(everywhere, f"{LIST}?status=awaiting_repair&pintu=gate")
    of_archive = own.filter(case_number__startswith="LA-0")  # all but the one that was given a number to be scanned
    newest = list(of_archive.order_by("-opened_at").values_list("case_number", flat=True)[:100])
    numbers, niks = cycle(newest), cycle(nik_of(number_in(case_number)) for case_number in newest)
    yield "search_case_number", lambda: _searched(client, next(numbers))
    yield "search_nik", lambda: _found(client, next(niks))
    yield "search_name", lambda: _found(client, "zai langka")
    waiting = own.awaiting_check().filter(taken_by="", programme=house.causes[0][0])
    held = cycle(list(waiting.values_list("case_number", flat=True)[:20]))
    yield "workbench", lambda: _ok(client.get(f"/petugas/meja/{next(held)}/", secure=True))
    yield "take_next", lambda: _take(officer)
    yield "payments", _page(_client(staff("bayar", User.Role.PAYMENTS)), "/petugas/pembayaran/")


def _at_the_doors(branch: At, own: ClaimQuerySet) -> Iterator[tuple[str, Asking]]:
    """Who scans and checks people in all day."""
    client = _client(gate.staff_of(branch))
    gate.let_many_come(branch, own.awaiting_check()[: gate.CAME_BEFORE])
    scanned, *sent = own.awaiting_envelope().order_by("case_number")[:21]
    niks, brought = cycle([nik_of(number_in(claim.case_number)) for claim in sent]), cycle(sent)
    yield "gate", _page(client, f"/petugas/gerbang/{branch.code}/")
    yield "gate_scan", lambda: _ok(gate.found(client, branch, next(niks)))
    yield "gate_check_in", lambda: gate.check_in(client, branch, next(brought))
    this, number = box.round_of(branch.pk), box.give_a_number_a_scanner_reads(scanned)
    yield "envelope_scan", lambda: box.scan_envelope(client, this, number)


def _client(user: User) -> Client:
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    return client


def _page(client: Client, address: str) -> Asking:
    return lambda: _ok(client.get(address, secure=True))


def _ok(answer: HttpResponse) -> HttpResponse:
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code} {answer.headers.get('Location', '')} where a page should be.")
    return answer


def _searched(client: Client, typed: str) -> str:
    answer = client.post(f"{LIST}pencarian/", {"dicari": typed}, secure=True)
    if answer.status_code != 302:
        raise SystemExit(f"{answer.status_code} for a search.")
    return answer.headers["Location"]


def _found(client: Client, typed: str) -> None:
    _ok(client.get(_searched(client, typed), secure=True))


def _take(officer: User) -> None:
    """Taken, and let go again by taking it all back."""
    with transaction.atomic():
        if handing_out.take_next(officer, now=timezone.now()) is None:
            raise SystemExit("Nothing waits at this branch.")
        transaction.set_rollback(True)


def _middle(claims: Any) -> Place:
    """The place half way down the list."""
    half = claims.count() // 2
    return Place(*claims.order_by("-opened_at", "-pk").values_list("opened_at", "pk")[half])
