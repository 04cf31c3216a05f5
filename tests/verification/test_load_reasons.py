import json

import pytest
from django.core.management import call_command

from catalogue.models import PaperKind
from verification.management.commands.load_reasons import DATA
from verification.models import CheckPoint, RejectionRule, ReturnReason


@pytest.mark.usefixtures("desk")
def test_loading_again_leaves_what_an_office_changed():
    ReturnReason.objects.filter(code="buram").update(words="Kata kantor", is_active=False)

    call_command("load_reasons", verbosity=0)

    reason = ReturnReason.objects.get(code="buram")
    assert (reason.words, reason.is_active) == ("Kata kantor", False)


@pytest.mark.usefixtures("desk")
def test_a_reason_for_one_kind_of_paper_is_offered_there_alone():
    only_there = ReturnReason.objects.get(code="rekening-bukan-pemohon")

    assert only_there in ReturnReason.objects.fitting(PaperKind.objects.get(code="REK"))
    assert only_there not in ReturnReason.objects.fitting(PaperKind.objects.get(code="KTP"))


@pytest.mark.usefixtures("desk")
def test_every_carried_reason_says_what_is_wrong_and_what_to_do():
    assert all(reason.words and reason.remedy for reason in ReturnReason.objects.all())
    assert all(rule.words for rule in RejectionRule.objects.all())


@pytest.mark.usefixtures("desk")
def test_a_check_point_that_was_switched_off_stays_off():
    CheckPoint.objects.filter(code="terbaca").update(is_active=False)

    call_command("load_reasons", verbosity=0)

    assert not CheckPoint.objects.get(code="terbaca").is_active


@pytest.mark.usefixtures("desk")
def test_every_carried_check_point_is_for_papers_there_are_and_names_values_there_are():
    carried = json.loads((DATA / "check_points.json").read_text())["check_points"]

    for row in carried:
        point = CheckPoint.objects.get(code=row["code"])
        point.full_clean()
        assert {kind.code for kind in point.kinds.all()} == set(row.get("kinds", []))
