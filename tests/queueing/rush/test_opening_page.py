"""The page of openings for who keeps a branch's capacity: how they went, and a seed only once it is everybody's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from queueing.models import Rush, Slot
from queueing.rush import draw, lines
from tests import factories
from tests.queueing.rush.opening import crowd, opening_slot, take, the_rush

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def now():
    """The page reads the clock, so the rows are made by it."""
    return timezone.now()


@pytest.fixture
def slot(house, now) -> Slot:
    """An hour whose day opened ten minutes ago."""
    return opening_slot(now - timedelta(minutes=10), now=now)


def page(client, *, role: str = "branch_head", branches: list | None = None):
    client.force_login(factories.officer(role=role, branches=branches))
    return client.get(reverse("admin:openings"))


def test_a_head_of_branch_reads_how_an_opening_of_their_branch_went(client, slot):
    opens_at = slot.releases_at
    crowd(opens_at, 3, now=opens_at - timedelta(minutes=5))
    take(opens_at, "terlambat", now=opens_at)
    lines.move_on(the_rush().pk, now=opens_at + timedelta(seconds=1))
    Rush.objects.update(sold_out_at=opens_at + timedelta(minutes=2))

    shown = page(client, branches=[slot.branch]).content.decode()

    rush = the_rush()
    assert (rush.numbers_before, rush.numbers_after, rush.admitted) == (3, 1, 4)
    for number in (3, 1, 4):
        assert f'class="opening-number">{number}</td>' in shown
    assert "tidak pernah" not in shown
    assert rush.commitment in shown
    assert "Benih: <code>benih-contoh</code>" in shown


def test_before_the_opening_the_seal_is_shown_and_the_seed_to_nobody(client, now):
    slot = opening_slot(now + timedelta(minutes=30), now=now)
    take(slot.releases_at, "ani", now=now)

    shown = page(client, role="operator").content.decode()

    assert draw.seal_of("benih-contoh") in shown
    assert "benih-contoh" not in shown
    assert "1 sejauh ini" in shown


def test_an_opening_of_other_branches_is_not_in_the_list(client, slot):
    take(slot.releases_at, "ani", now=slot.releases_at - timedelta(minutes=5))

    shown = page(client, branches=[factories.branch("Asia/Jakarta")]).content.decode()

    assert "Belum ada pembukaan di cabang Anda" in shown
    assert the_rush().commitment not in shown


@pytest.mark.parametrize("role", ["verifier", "branch_staff"])
def test_who_keeps_no_capacity_has_no_business_here(client, slot, role):
    assert page(client, role=role, branches=[slot.branch]).status_code == 403


def test_the_page_is_read_and_changes_nothing(client, slot):
    page(client, branches=[slot.branch])

    assert client.post(reverse("admin:openings")).status_code == 405


def test_who_keeps_a_branchs_capacity_finds_the_way_there(client, slot):
    client.force_login(factories.officer(role="branch_head", branches=[slot.branch]))

    capacity = client.get(reverse("admin:capacity", args=[slot.branch.code, "online"])).content.decode()

    assert reverse("admin:openings") in capacity
