"""The draw: who enters when, of those who took a number before the opening.

A permutation of 1..N that follows from a seed and N alone. The seed's SHA-256 is shown before the first number is taken
and the seed after the opening, so that anybody can work out every place again; nobody can choose one. Nothing is kept
per person: any place is found by itself.
"""

import hashlib
import inspect
from functools import cache
from math import isqrt

ROUNDS = 8
LEAST_SIDE = 8
"""A square smaller than this mixes too few numbers to reach every order equally often."""


def seal_of(seed: str) -> str:
    """What is public of a seed before the opening."""
    return hashlib.sha256(seed.encode()).hexdigest()


def place_of(number: int, *, drawn_before: int, seed: str) -> int:
    """The place, from 1, of a number, of which `drawn_before` were taken before the opening. Later ones keep their own.

    A Feistel network on a square of at least that many fields, walked until it lands on one that has a number (Black
    and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002).
    """
    if number > drawn_before:
        return number
    side = _side(drawn_before)
    field = number - 1
    while True:
        field = _mixed(field, side, f"{seed}:{drawn_before}")
        if field < drawn_before:
            return field + 1


def number_at(place: int, *, drawn_before: int, seed: str) -> int:
    """The number that has this place: the same walk backwards."""
    if place > drawn_before:
        return place
    side = _side(drawn_before)
    field = place - 1
    while True:
        field = _unmixed(field, side, f"{seed}:{drawn_before}")
        if field < drawn_before:
            return field + 1


def _side(drawn_before: int) -> int:
    return max(LEAST_SIDE, isqrt(drawn_before - 1) + 1)


def _mixed(field: int, side: int, key: str) -> int:
    left, right = divmod(field, side)
    for turn in range(ROUNDS):
        left, right = right, (left + _word(key, turn, right)) % side
    return left * side + right


def _unmixed(field: int, side: int, key: str) -> int:
    left, right = divmod(field, side)
    for turn in reversed(range(ROUNDS)):
        left, right = (right - _word(key, turn, left)) % side, left
    return left * side + right


def _word(key: str, turn: int, half: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{key}:{turn}:{half}".encode()).digest()[:8])


@cache
def recipe() -> str:
    """The program that puts numbers in order, as it runs here, for the page on which people check it."""
    parts = [inspect.getsource(each) for each in (seal_of, place_of, _side, _mixed, _word)]
    constants = f"ROUNDS, LEAST_SIDE = {ROUNDS}, {LEAST_SIDE}"
    return "\n\n\n".join(["import hashlib\nfrom math import isqrt\n\n" + constants, *map(str.rstrip, parts)])
