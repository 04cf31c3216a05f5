import pytest

from catalogue.conditions import Facts, Route, Unreadable, codes, holds, parse


def verdict(text, *, answers=None, facts=None, route=Route.ONLINE):
    return holds(parse(text), answers or {}, facts or Facts(), route)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"BIG": "yes", "EARLIER": "no"}, True),
        ({"BIG": "yes", "EARLIER": "unknown"}, True),
        ({"BIG": "no", "EARLIER": "no"}, False),
        ({"BIG": "no", "EARLIER": "unknown"}, None),
        ({"BIG": "no"}, None),
        ({}, None),
    ],
)
def test_any_answer_that_holds_is_enough_and_not_knowing_is_neither_yes_nor_no(answers, expected):
    assert verdict("question.BIG=yes or question.EARLIER=yes", answers=answers) is expected


def test_a_condition_may_wait_for_a_no():
    assert verdict("question.BIG=no", answers={"BIG": "no"}) is True
    assert verdict("question.BIG=no", answers={"BIG": "yes"}) is False


@pytest.mark.parametrize(
    ("relation", "expected"),
    [("spouse", True), ("child", False), ("self", False), ("", None), ("attorney", None), ("company", None)],
)
def test_who_files_for_another_does_not_tell_who_the_heir_is(relation, expected):
    assert verdict("relation=spouse", facts=Facts(relation=relation)) is expected


def test_an_attorney_is_known_to_be_one():
    assert verdict("relation=attorney", facts=Facts(relation="attorney")) is True
    assert verdict("relation=attorney", facts=Facts(relation="company")) is False


@pytest.mark.parametrize(
    ("relation", "age", "expected"),
    [
        ("child", 17, True),
        ("child", 18, False),
        ("child", None, None),
        ("spouse", None, False),
        ("guardian", None, False),
        ("attorney", 40, None),
    ],
)
def test_a_minor_is_known_by_age_and_a_spouse_or_guardian_is_grown_up(relation, age, expected):
    assert verdict("age<18", facts=Facts(relation=relation, age=age)) is expected


def test_the_road_the_door_and_the_drop_box_are_facts():
    assert verdict("route=dropbox", route=Route.DROPBOX) is True
    assert verdict("route=dropbox", route=Route.ONLINE) is False
    assert verdict("door=booth", facts=Facts(door="booth")) is True
    assert verdict("sent_to_dropbox=yes", facts=Facts(sent_to_dropbox=True)) is True
    assert verdict("sent_to_dropbox=yes") is False


def test_the_questions_of_a_condition_are_known():
    assert codes(parse("question.A=yes or relation=spouse or question.B=no")) == {"A", "B"}
    assert parse("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "saldo",
        "question=yes",
        "question.A=perhaps",
        "relation=cousin",
        "age=18",
        "age<old",
        "route<online",
        "door.A=web",
        "question.A=yes and question.B=yes",
        "route=online or",
    ],
)
def test_what_is_not_in_the_language_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable, match="Syarat"):
        parse(text)
