"""A visit's states, written out, and what the database refuses of one."""

import pytest
from django.db import IntegrityError, transaction

from frontdesk.models import Visit
from tests.frontdesk.arriving import check_in
from workflow import Refused, move

Status = Visit.Status

TABLE = {
    ("waiting", "called"), ("waiting", "served"), ("waiting", "parked"), ("waiting", "refused"), ("waiting", "left"),
    ("called", "served"), ("called", "parked"), ("called", "skipped"), ("called", "waiting"), ("called", "left"),
    ("parked", "waiting"), ("parked", "called"), ("parked", "left"),
    ("skipped", "waiting"), ("skipped", "called"), ("skipped", "left"),
    ("left", "waiting"),
}  # fmt: skip


@pytest.mark.parametrize("to", Status)
@pytest.mark.parametrize("status", Status)
def test_only_these_arrows_exist(status, to):
    visit = Visit(status=status, series="A", number=1)

    if (status.value, to.value) in TABLE:
        move(visit, to)
        assert visit.status == to
    else:
        with pytest.raises(Refused):
            move(visit, to)


@pytest.mark.parametrize(("series", "number", "label"), [("A", 1, "A001"), ("B", 120, "B120"), ("C", 1000, "C1000")])
def test_a_number_is_written_with_its_letter(series, number, label):
    assert Visit(series=series, number=number).label == label


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"number": None}, "visit_numbered_unless_refused"),
        ({"number": 0}, "visit_numbered_unless_refused"),
        ({"people": 0}, "visit_of_somebody"),
        ({"status": "served"}, "visit_served_at"),
        ({"status": "left"}, "visit_left_at"),
        ({"admitted_at": None}, "visit_admitted_at_and_by"),
    ],
)
def test_the_database_refuses_a_visit_that_cannot_be(branch, now, facts, name):
    visit = check_in(branch, now=now)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**facts)


def test_those_before_are_the_waiting_ones_with_a_lower_number_of_the_same_series(branch, now):
    first, second, third = (check_in(branch, now=now) for _ in range(3))
    check_in(branch, series="C", now=now)
    Visit.objects.filter(pk=first.pk).update(status=Status.CALLED)

    assert list(Visit.objects.ahead_of(third)) == [second]
