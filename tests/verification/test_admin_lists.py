"""Every list of the staff pages can be sorted, searched and filtered, with statements that stand prepared."""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import NoReverseMatch, reverse

from tests import factories

pytestmark = pytest.mark.slow

LISTS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def prepared_at_once(db, monkeypatch):
    """A connection that prepares a statement the first time, as one of the portal's does the fifth time."""
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", 0)


@pytest.mark.usefixtures("prepared_at_once")
@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_a_list_answers_to_every_column_filter_and_search_however_often(client, desk, now, model):
    client.force_login(factories.officer(role="operator", is_superuser=True))
    factories.submitted_claim(now=now)
    table = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    shown = client.get(table, follow=True)
    assert shown.status_code == 200
    table = shown.request["PATH_INFO"]  # a page of our own may stand in the list's place

    asked = [table + query for query in _ways_to_ask(shown.context.get("cl"))] + _first_row(model)
    for address in [*asked, table, *_first_row(model)]:
        assert client.get(address).status_code == 200, address


def _ways_to_ask(changelist) -> list[str]:
    """Sorted by each column there and back, searched, and filtered by each choice of each filter."""
    if changelist is None:
        return []  # a page of our own in the list's place
    columns = range(1, len(changelist.list_display) + 1)
    sorted_by = [f"?o={sign}{column}" for column in columns for sign in ("", "-")]
    searched = ["?q=Budi", "?q=2026-11-21"] if changelist.search_fields else []
    filtered = [choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)]
    return [*sorted_by, *searched, *filtered]


def _first_row(model) -> list[str]:
    """The page of one row; none where nothing has happened yet, or where rows have no page."""
    try:
        row = model._base_manager.first()
        return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])] if row else []
    except NoReverseMatch:
        return []
