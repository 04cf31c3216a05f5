"""A branch is found by its code while it serves."""

import pytest

from branches import serving
from branches.models import Branch


@pytest.fixture
def office(house) -> Branch:
    return Branch.objects.filter(is_active=True)[0]


def test_a_branch_that_serves_is_asked_for_once(office, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert serving.branch(office.code) == serving.branch(office.code) == office


def test_a_branch_that_is_closed_does_not_serve(office):
    office.is_active = False
    office.save(update_fields=["is_active"])

    assert serving.branch(office.code) is None
