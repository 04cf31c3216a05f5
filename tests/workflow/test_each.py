"""A sweep does its verb to each row: one that says no is passed over, one that fails is seen and holds up nobody."""

from functools import partial

import pytest

from workflow import Refused, each


def do(row: int, *, done: list[int], to: str = "") -> None:
    if row == 1:
        raise Refused("Sudah berubah.")
    if row == 2:
        raise ValueError(to)
    done.append(row)


def test_a_row_that_says_no_is_not_counted():
    done: list[int] = []

    assert each([0, 1, 3], do, done=done) == 2
    assert done == [0, 3]


@pytest.mark.parametrize(("verb", "called"), [(do, "^do"), (partial(do, to="itself"), "functools.partial")])
def test_a_row_that_fails_is_named_at_the_end_with_the_verb_that_failed(verb, called):
    done: list[int] = []

    with pytest.raises(RuntimeError, match=called) as failure:
        each([0, 1, 2, 3], verb, done=done)

    assert str(failure.value).endswith("failed for 1 of 3 rows, first 2")
    assert done == [0, 3]
