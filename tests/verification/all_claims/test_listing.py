"""The list of all claims is complete and without repeats, whatever it is narrowed by and whatever comes in between."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from tests import factories
from verification.all_claims import listing
from verification.all_claims.listing import Asked, Place, page_of

pytestmark = pytest.mark.usefixtures("desk")

EVERYWHERE = Asked(branches=None)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(listing, "SHOWN", 3)


@pytest.fixture
def claims(now):
    """Eleven claims of three branches, one in three withdrawn, several opened at the same instant."""
    one = factories.open_claim(now=now)
    for number in range(10):
        branch = factories.branch(ZONES[number % 3])
        copy_of(one, number, branch=branch, opened_at=now - timedelta(hours=number // 4))
    Claim.objects.filter(case_number__in=["K3", "K6", "K9"]).update(status="withdrawn")
    return Claim.objects.order_by("-opened_at", "-pk")


def copy_of(claim: Claim, number: int, **facts) -> Claim:
    one = Claim.objects.get(pk=claim.pk)
    one.pk, one.case_number = UUID(int=number * 7919 % 97 + 1), f"K{number}"
    for name, value in facts.items():
        setattr(one, name, value)
    one.save(force_insert=True)
    return one


def walked(asked: Asked) -> list[list[Claim]]:
    """Every page from the newest to the oldest."""
    pages = [page_of(asked)]
    while pages[-1].older:
        pages.append(page_of(asked, older_than=pages[-1].older))
    return [page.claims for page in pages]


def all_of(pages: list[list[Claim]]) -> list[Claim]:
    return [claim for page in pages for claim in page]


def test_walking_the_pages_meets_every_claim_once_the_newest_first(claims):
    pages = walked(EVERYWHERE)

    assert all_of(pages) == list(claims)
    assert [len(page) for page in pages] == [3, 3, 3, 2]


@pytest.mark.parametrize("each_by_itself", [0, 40])
@pytest.mark.parametrize("statuses", [(), ("awaiting_papers",), ("withdrawn", "awaiting_papers")])
@pytest.mark.parametrize("few", [False, True])
def test_branches_and_statuses_are_put_together_in_order(claims, monkeypatch, each_by_itself, statuses, few):
    monkeypatch.setattr(listing, "EACH_BY_ITSELF", each_by_itself)
    here = tuple(factories.branch(zone).pk for zone in ZONES[:2])

    pages = walked(Asked(branches=here, statuses=statuses, are_few=few))

    expected = claims.filter(branch__in=here)
    assert all_of(pages) == list(expected.filter(status__in=statuses) if statuses else expected)


def test_the_way_back_meets_the_same_pages(claims):
    first = page_of(EVERYWHERE)
    second = page_of(EVERYWHERE, older_than=first.older)

    back = page_of(EVERYWHERE, newer_than=second.newer)

    assert back.claims == first.claims
    assert (back.newer, back.older) == (None, first.older)
    assert first.newer is None


def test_claims_that_come_in_while_somebody_reads_move_nothing(claims, now):
    """A page that was asked for by a number of rows would show the last row of the page before once more."""
    there = list(claims)
    first = page_of(EVERYWHERE)
    for number in range(20, 24):
        copy_of(there[0], number, opened_at=now + timedelta(minutes=number))

    rest = [page_of(EVERYWHERE, older_than=first.older)]
    while rest[-1].older:
        rest.append(page_of(EVERYWHERE, older_than=rest[-1].older))

    assert first.claims + all_of([page.claims for page in rest]) == there


def test_who_serves_no_branch_sees_no_claim(claims):
    page = page_of(Asked(branches=()))

    assert (page.claims, page.number, page.newer, page.older) == ([], 0, None, None)


def test_counting_stops(claims, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 4)

    assert page_of(EVERYWHERE).says_number == "4+"
    assert page_of(Asked(None, statuses=("withdrawn",))).says_number == "3"
    assert page_of(Asked(tuple(claims.values_list("branch", flat=True).distinct()))).number == 5


@pytest.mark.parametrize("asked", [EVERYWHERE, Asked(branches=(1, 2, 3), statuses=("withdrawn", "paid")), Asked((1,))])
def test_a_page_is_three_statements_that_skip_nothing(claims, asked):
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        page_of(asked)

    assert len(asked_for) <= 3
    assert not [query["sql"] for query in asked_for if "OFFSET" in query["sql"]]


def test_what_is_looked_for_is_planned_anew_and_the_rows_are_not(claims):
    prepared_after = []

    def noting(execute, sql, params, many, context):
        prepared_after.append(context["connection"].connection.prepare_threshold)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        page_of(EVERYWHERE)

    assert prepared_after == [None, None, 5]


def test_a_deep_page_begins_in_the_index(claims):
    """Whatever lies before a place is not read: its row bounds the index."""
    place = page_of(EVERYWHERE).older
    arm = Claim.objects.filter(listing._older(place)).order_by("-opened_at", "-pk").values_list("opened_at", "pk")[:3]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")

    plan = arm.explain()

    assert "claim_by_opening" in plan
    assert "Index Cond: (opened_at <=" in plan


def test_places_follow_each_other_downwards(claims):
    places = [Place(claim.opened_at, claim.pk) for claim in all_of(walked(EVERYWHERE))]

    assert all((one.opened_at, one.claim_id) > (other.opened_at, other.claim_id) for one, other in pairwise(places))


@pytest.mark.parametrize("written", ["", "x", "2026-11-21_x", "2026-11-21T10:00:00_" + str(UUID(int=1)), "_", "9_9"])
def test_what_names_no_place_is_the_first_page(written):
    assert Place.read(written) is None


def test_a_place_is_read_as_it_was_written(now):
    place = Place(now, UUID(int=5))

    assert Place.read(str(place)) == place


def test_what_else_it_is_narrowed_by_counts_in_every_arm(claims):
    asked = Asked(tuple(factories.branch(zone).pk for zone in ZONES), narrowed=Q(case_number__in=["K1", "K2"]))

    assert {claim.case_number for claim in all_of(walked(asked))} == {"K1", "K2"}
