from collections import Counter

from django.core.management import call_command

from catalogue import conditions, editions
from catalogue.models import Cause, Edition, PaperKind, Programme, Question, Requirement


def test_all_programmes_causes_and_lines_are_there(edition):
    counted = Counter(Requirement.objects.values_list("cause__programme__code", flat=True))

    assert set(Programme.objects.values_list("code", flat=True)) == {"JHT", "JKM", "JKK", "JP", "JKP"}
    assert Cause.objects.count() == 23
    assert sum(counted.values()) == 233
    assert editions.problems_of(edition) == []


def test_every_word_for_the_public_is_there_in_both_languages(edition):
    columns = {
        Programme: ("name", "explanation"),
        Cause: ("name", "eligibility"),
        PaperKind: ("name", "looks_like", "tip"),
        Question: ("text",),
    }

    for model, wanted in columns.items():
        for row in model.objects.all():
            assert all(getattr(row, column) and getattr(row, f"{column}_en") for column in wanted), row


def test_every_conditional_line_says_when_and_every_line_where_it_comes_from(edition):
    for line in edition.requirements.all():
        assert line.source, line
        assert bool(line.reason) == bool(line.reason_en), line
        assert line.reason or line.need not in {Requirement.Need.CONDITIONAL, Requirement.Need.IF_ANY}, line


def test_every_question_is_used_by_a_condition(edition):
    used = [conditions.codes(conditions.parse(line.condition)) for line in edition.requirements.all()]

    assert set().union(*used) == set(Question.objects.values_list("code", flat=True))


def test_loading_again_changes_nothing_an_office_edited(edition):
    kind = PaperKind.objects.get(code="KTP")
    kind.name = "KTP-el"
    kind.save(update_fields=["name"])

    call_command("load_catalogue")

    kind.refresh_from_db()
    assert kind.name == "KTP-el"
    assert Edition.objects.count() == 1
    assert Requirement.objects.count() == 233
