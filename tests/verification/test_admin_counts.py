"""No list of the staff pages counts or skips more rows than its cap, however many its table has."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.models import Branch
from claims.models import Claim
from formpack import tables
from formpack.tables import CappedPaginator
from tests import factories

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

LISTS = sorted(set(admin.site._registry) - {Claim}, key=lambda model: model._meta.label)  # claims have their own page
CAPPED = re.compile(r'^SELECT COUNT\(\*\) (AS "__count" )?FROM \(.* LIMIT \d+\)')


def asked_for(client, model, **asked) -> list[str]:
    """Every statement the list sends."""
    table = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(table, asked).status_code == 200
    return [query["sql"] for query in queries]


def uncapped(statements: list[str]) -> list[str]:
    counts = [sql for sql in statements if sql.startswith("SELECT COUNT(")]
    return [sql for sql in counts if not CAPPED.match(sql)]


def skipped(statements: list[str]) -> int:
    return max((int(found) for sql in statements for found in re.findall(r"OFFSET (\d+)", sql)), default=0)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_no_list_counts_the_world_or_skips_far(client, now, model):
    client.force_login(factories.officer(role="operator", is_superuser=True))
    factories.submitted_claim(now=now)

    statements = asked_for(client, model)

    assert uncapped(statements) == []
    assert skipped(statements) <= tables.COUNTED


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_every_list_leafs_through_the_same_number_of_rows(model):
    table = admin.site._registry[model]

    assert (table.paginator, table.show_full_result_count) == (CappedPaginator, False)
    assert table.show_facets == admin.ShowFacets.NEVER  # a facet counts all rows of every choice


def test_the_last_page_is_at_the_cap_and_says_that_there_are_more(client, monkeypatch):
    monkeypatch.setattr(tables, "COUNTED", 30)
    monkeypatch.setattr(admin.site._registry[Branch], "list_per_page", 10)
    client.force_login(factories.officer(role="operator", is_superuser=True))
    table = reverse("admin:branches_branch_changelist")

    last = client.get(table, {"p": 3}).content.decode()

    assert Branch.objects.count() > 30
    assert "1.000+ kantor cabang" in last
    assert client.get(table, {"p": 4}).headers["Location"].endswith("?e=1")


def test_a_count_without_a_cap_is_seen():
    with CaptureQueriesContext(connection) as queries:
        Branch.objects.count()

    assert uncapped([query["sql"] for query in queries])
