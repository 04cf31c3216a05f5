import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches.models import Branch
from catalogue.models import Cause
from statements.composed import ComposedOnce, composed_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def test_rows_are_those_of_the_queryset_whatever_is_asked():
    in_zone = composed_once(lambda zone, code: Branch.objects.filter(zone=zone, code__gt=code).order_by("code"))

    for zone, code in (("Asia/Jakarta", ""), ("Asia/Jayapura", ""), ("Asia/Jayapura", "zzz")):
        assert in_zone(zone, code) == list(Branch.objects.filter(zone=zone, code__gt=code).order_by("code"))


def test_joined_rows_come_with_it():
    of_programme = composed_once(lambda code: Cause.objects.select_related("programme").filter(programme__code=code))

    causes = of_programme("JKM")

    with CaptureQueriesContext(connection) as asked:
        assert {cause.programme.code for cause in causes} == {"JKM"}
    assert not asked.captured_queries


def test_values_come_as_tuples():
    names = composed_once(lambda zone: Branch.objects.filter(zone=zone).values_list("code", "opens_at").order_by("pk"))

    assert names("Asia/Makassar") == list(
        Branch.objects.filter(zone="Asia/Makassar").values_list("code", "opens_at").order_by("pk")
    )


def test_a_lock_is_composed_too():
    locked = composed_once(lambda pk: Branch.objects.select_for_update(no_key=True).filter(pk=pk))

    with CaptureQueriesContext(connection) as asked:
        locked(Branch.objects.values_list("pk", flat=True)[0])
    assert "FOR NO KEY UPDATE" in asked.captured_queries[-1]["sql"]


def test_the_question_is_put_together_once():
    put_together = []

    def question(code):
        put_together.append(code)
        return Branch.objects.filter(code=code)

    asked = ComposedOnce(question)
    asked("a"), asked("b")

    assert len(put_together) == 1


def test_other_kinds_of_rows_are_refused():
    as_dictionaries = composed_once(lambda zone: Branch.objects.filter(zone=zone).values("code"))

    with pytest.raises(TypeError, match="values_list"):
        as_dictionaries("Asia/Jakarta")
