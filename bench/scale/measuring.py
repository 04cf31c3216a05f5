"""An officer's pages over ten thousand claims, and over as many as were asked for: they may hardly differ.

The pages are asked for by Django's test client, without a server between: what is timed is the portal and PostgreSQL.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bench import line
from bench.measuring import prepare_database
from bench.scale import box, gate, loading
from bench.scale.house import NO_PASSWORD, At, House, furnish
from bench.scale.rows import nik_of, number_in
from bench.scale.story import YOUNGEST
from claims.history import broken_links
from claims.models import Claim
from claims.models.questions_of_claims import ClaimQuerySet
from verification import handing_out
from verification.all_claims.listing import Place

TIMES, WARM_UP = 60, 5
SLOWER_AT_MOST, P95_AT_MOST = 1.3, 100.0
CHAINS = 50  # histories of the archive that are proved
LIST = "/petugas/semua-klaim/"

Asking = Callable[[], Any]


@dataclass
class Seen:
    """How one thing an officer does went: seconds of each time, and statements of each."""

    seconds: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)

    @property
    def p50(self) -> float:
        return line.milliseconds(self.seconds)["p50_ms"]

    @property
    def p95(self) -> float:
        return line.milliseconds(self.seconds)["p95_ms"]


def measure(claims: int) -> int:
    """Measure twice; the exit code is 1 when something became slower than it may, or asks more than it did."""
    prepare_database(durable=False)
    call_command("load_reasons", verbosity=0, stdout=sys.stderr)
    house = furnish(timezone.now())
    loading.fill(house, 0, YOUNGEST)
    few = {name: _time(ask) for name, ask in _asked(house)}
    seconds = loading.fill(house, YOUNGEST, claims)
    broken = _broken_chains()
    line.say(
        "scale.loaded", claims / seconds, "claims/s", claims=claims, seconds=round(seconds), gigabytes=_gigabytes(),
        histories_proved=CHAINS, histories_broken=broken,
    )  # fmt: skip
    many = {name: _time(ask) for name, ask in _asked(house)}
    bad = [name for name in many if not _say(name, few[name], many[name], claims)]
    return 1 if bad or broken else 0


def _say(name: str, few: Seen, many: Seen, claims: int) -> bool:
    """One line; whether it is within the limits: of the middle time against the few's, and of the slowest twentieth."""
    slower = many.p50 / few.p50
    same = len(few.statements | many.statements) == 1
    good = same and slower <= SLOWER_AT_MOST and many.p95 <= P95_AT_MOST
    line.say(
        f"scale.{name}", many.p95, "ms p95", limit=P95_AT_MOST, claims=claims, **line.milliseconds(many.seconds),
        p50_ms_of_ten_thousand=few.p50, slower=round(slower, 2), slower_at_most=SLOWER_AT_MOST, good=good,
        statements=sorted(few.statements | many.statements),
    )  # fmt: skip
    return good


def _time(ask: Asking) -> Seen:
    """The same thing again and again; its statements are counted apart, because counting takes time."""
    for _ in range(WARM_UP):
        ask()
    seen = Seen()
    gc.collect()
    for _ in range(TIMES):
        began = perf_counter()
        ask()
        seen.seconds.append(perf_counter() - began)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            ask()
        seen.statements.add(len(asked))
    return seen


# --- What an officer does ---


def _asked(house: House) -> Iterator[tuple[str, Asking]]:
    """For an officer of the branch to which most people come."""
    branch = house.branches[0]
    officer = User.objects.get(pk=int(branch.officers[0].removeprefix(User.ACTOR)))
    client = _client(officer)
    own = Claim.objects.filter(branch=branch.pk)
    yield "desk", _page(client, "/petugas/meja/")
    yield "list_first", _page(client, LIST)
    yield "list_deep", _page(client, f"{LIST}?sebelum={_middle(own)}".replace("+", "%2B"))
    yield "list_filtered", _page(client, f"{LIST}?status=terbuka&program={house.causes[0][0]}")
    yield "list_paid", _page(client, f"{LIST}?status=paid&dipegang=belum")
    everywhere = _client(_who_sees_all())
    yield "list_of_all", _page(everywhere, LIST)
    yield "list_of_all_rare", _page(everywhere, f"{LIST}?status=expired&pintu=gate")
    of_archive = own.filter(case_number__startswith="LA-0")  # all but the one that was given a number to be scanned
    newest = list(of_archive.order_by("-opened_at").values_list("case_number", flat=True)[:100])
    numbers, niks = cycle(newest), cycle(nik_of(number_in(case_number)) for case_number in newest)
    yield "search_case_number", lambda: _searched(client, next(numbers))
    yield "search_nik", lambda: _found(client, next(niks))
    yield "search_name", lambda: _found(client, "zai langka")
    waiting = own.awaiting_check().filter(taken_by="", programme=house.causes[0][0])
    held = cycle(waiting.values_list("case_number", flat=True)[:20])
    yield "workbench", lambda: _ok(client.get(f"/petugas/meja/{next(held)}/", secure=True))
    yield "take_next", lambda: _take(officer)
    yield from _asked_at_the_doors(branch, own)


def _asked_at_the_doors(branch: At, own: ClaimQuerySet) -> Iterator[tuple[str, Asking]]:
    """For its staff, who scan and check people in all day."""
    client = _client(gate.staff_of(branch))
    gate.let_many_come(branch, own.awaiting_check()[: gate.CAME_BEFORE])
    scanned, *sent = own.awaiting_envelope().order_by("case_number")[:21]
    niks, brought = cycle(nik_of(number_in(claim.case_number)) for claim in sent), cycle(sent)
    yield "gate", _page(client, f"/petugas/gerbang/{branch.code}/")
    yield "gate_scan", lambda: _ok(gate.found(client, branch, next(niks)))
    yield "gate_check_in", lambda: gate.check_in(client, branch, next(brought))
    this, number = box.round_of(branch.pk), box.give_a_number_a_scanner_reads(scanned)
    yield "envelope_scan", lambda: box.scan_envelope(client, this, number)


def _client(user: User) -> Client:
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    return client


def _who_sees_all() -> User:
    made = {"password": NO_PASSWORD, "role": User.Role.VERIFIER, "is_staff": True, "serves_all_branches": True}
    return User.objects.get_or_create(username="semua-cabang", defaults=made)[0]


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


# --- What was loaded ---


def _broken_chains() -> int:
    """How many of some histories, picked from all over the archive, do not prove themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM claims_claim TABLESAMPLE SYSTEM (1) LIMIT %s", [CHAINS])
        keys = [key for (key,) in cursor.fetchall()]
    return sum(bool(broken_links(claim)) for claim in Claim.objects.filter(pk__in=keys))


def _gigabytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return round(cursor.fetchone()[0] / 1e9, 1)
