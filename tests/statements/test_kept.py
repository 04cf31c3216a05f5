"""What is kept is asked once, then anew; what is not there is asked every time."""

import pytest

from statements import kept


class Asked:
    """A question that remembers who asked it."""

    def __init__(self, *answers: str | None) -> None:
        self.answers, self.given = list(answers), []

    def __call__(self, code: str) -> str | None:
        self.given.append(code)
        return self.answers.pop(0)


@pytest.fixture
def clock(monkeypatch):
    """A clock that is turned by hand: `clock[0]` is the second it shows."""
    shown = [1000.0]
    monkeypatch.setattr(kept, "monotonic", lambda: shown[0])
    return shown


def test_an_answer_is_kept_for_as_long_as_it_says_and_then_asked_anew(clock):
    ask = Asked("as it was", "as it is now")
    question = kept.kept_for(5.0)(ask)

    assert question("A") == question("A") == "as it was"
    clock[0] += 5.0
    assert question("A") == "as it was"
    clock[0] += 0.1
    assert question("A") == "as it is now"
    assert ask.given == ["A", "A"]


def test_what_was_asked_about_another_row_is_another_answer(clock):
    question = kept.kept_for(5.0)(Asked("of A", "of B"))

    assert (question("A"), question("B"), question("A")) == ("of A", "of B", "of A")


def test_that_there_is_none_is_not_kept(clock):
    question = kept.kept_for(5.0)(Asked(None, "there now"))

    assert question("A") is None
    assert question.answers == {}
    assert question("A") == "there now"


def test_everything_can_be_forgotten(clock):
    question = kept.kept_for(5.0)(Asked("before", "after"))
    question("A")

    kept.forget_all()

    assert question("A") == "after"
