"""The draw: a permutation that follows from its seed, favours nobody, and cannot be worked out without the seed."""

from collections import Counter
from itertools import permutations
from math import factorial

import pytest

from queueing.rush import draw

SEED = "benih-contoh"
WRITTEN_DOWN = [8, 6, 4, 3, 2, 7, 10, 1, 9, 5]


def order(number: int, seed: str = SEED) -> list[int]:
    return [draw.place_of(each, drawn_before=number, seed=seed) for each in range(1, number + 1)]


def correlation(places: list[int]) -> float:
    """Spearman's, of the order of taking numbers with the order of entering."""
    n = len(places)
    return 1 - 6 * sum((number - place) ** 2 for number, place in enumerate(places, 1)) / (n * (n * n - 1))


@pytest.mark.parametrize("number", [1, 2, 3, 7, 63, 64, 65, 1000, 5003])
def test_every_number_gets_one_place_and_every_place_one_number(number):
    assert sorted(order(number)) == list(range(1, number + 1))


@pytest.mark.parametrize("number", [1, 2, 63, 64, 65, 1000])
def test_a_place_leads_back_to_its_number(number):
    places = order(number)

    assert [draw.number_at(each, drawn_before=number, seed=SEED) for each in places] == list(range(1, number + 1))
    assert draw.number_at(number + 1, drawn_before=number, seed=SEED) == number + 1


def test_a_number_taken_after_the_opening_keeps_its_own_place():
    assert [draw.place_of(each, drawn_before=10, seed=SEED) for each in (11, 12, 500)] == [11, 12, 500]


def test_the_first_after_nobody_came_before_is_the_first():
    assert draw.place_of(1, drawn_before=0, seed=SEED) == 1


def test_the_same_seed_gives_the_same_order_for_ever():
    """Written down, so that a change of the recipe cannot go unseen: the page on the draw tells people how to check."""
    assert order(10) == WRITTEN_DOWN


def test_another_seed_or_one_person_more_gives_another_order():
    assert order(1000) != order(1000, "benih-lain")
    assert order(1001)[:1000] != order(1000)


@pytest.mark.parametrize("number", [2, 3, pytest.param(4, marks=pytest.mark.slow)])
def test_every_order_of_a_few_comes_about_equally_often(number):
    draws = 600 * factorial(number)

    seen = Counter(tuple(order(number, f"benih {n}")) for n in range(draws))

    expected = draws / factorial(number)
    chi_square = sum((seen[each] - expected) ** 2 / expected for each in permutations(range(1, number + 1)))
    assert chi_square < {2: 10.8, 3: 20.5, 4: 49.7}[number]  # one in a thousand would be worse; the seeds are fixed


def test_who_came_first_enters_neither_sooner_nor_later():
    correlations = [correlation(order(2000, f"benih {n}")) for n in range(20)]

    assert max(map(abs, correlations)) < 0.08  # 3.5 times what chance alone makes of 2,000
    assert abs(sum(correlations) / len(correlations)) < 0.02


def test_the_first_hundred_places_fall_on_everybody_alike():
    thirds = Counter(
        (each - 1) * 3 // 999 for n in range(20) for each, place in enumerate(order(999, f"b{n}"), 1) if place <= 100
    )

    assert all(600 <= thirds[third] <= 733 for third in range(3))  # 667 of 2,000 each
