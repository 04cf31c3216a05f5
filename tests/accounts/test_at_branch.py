"""The branch at which the pages of a branch open."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(house):
    return factories.branch("Asia/Jakarta")


@pytest.fixture
def other(house):
    return factories.branch("Asia/Jayapura")


@pytest.fixture
def serves_both(client, one, other):
    user = factories.officer(role="branch_staff", branches=[one, other])
    client.force_login(user)
    return user


def opened(client, page: str = "boxes", **named: str) -> str:
    return client.get(reverse(f"admin:{page}"), named).headers["Location"]


def at(page: str, branch) -> str:
    return reverse(f"admin:{page}", args=[branch.code])


@pytest.mark.usefixtures("serves_both")
def test_a_branch_named_once_is_where_every_page_opens(client, one, other):
    first = min(one, other, key=lambda branch: branch.name)
    second = max(one, other, key=lambda branch: branch.name)

    before = opened(client)
    named = opened(client, cabang=second.code)

    assert (before, named) == (at("box", first), at("box", second))
    assert opened(client) == at("box", second)
    assert opened(client, "gate_entry") == at("gate", second)
    assert f"/{second.code}/" in opened(client, "today")


def test_a_branch_that_is_served_no_more_is_forgotten(client, serves_both, one, other):
    opened(client, cabang=other.code)

    serves_both.branches.set([one])

    assert opened(client) == at("box", one)


@pytest.mark.usefixtures("serves_both")
def test_nobody_names_a_branch_they_do_not_serve(client, one, other):
    elsewhere = factories.branch("Asia/Makassar")

    assert opened(client, cabang=elsewhere.code) in {at("box", one), at("box", other)}


@pytest.mark.parametrize("page", ["boxes", "gate_entry", "today"])
def test_who_serves_none_is_told_whom_to_ask(client, house, page):
    client.force_login(factories.officer(role="branch_staff", branches=[]))

    shown = client.get(reverse(f"admin:{page}"), follow=True)

    assert "Hubungi pengelola sistem" in shown.text
