"""How the address of a claim is spelled: `berkas-XXXXXXXX-XXXXXXXC`, in letters that are not taken for one another.

The last letter proves the others. The alphabet has a prime number of letters, and each place weighs another number, so
that any one wrong letter and any two letters that changed places always show.
"""

ALPHABET = "23456789abcdefhjkmnpqrstvwxyz"
"""29 letters: no 0 o, no 1 i l, no u beside v, no g beside 9 and q."""

LETTERS = 15
"""29^15 is 72 bits. Who guesses asks the door for each one, and a right guess may only add papers to look at."""

PREFIX = "berkas-"


class Mistyped(ValueError):
    """It looks like an address of a claim, and the letters contradict each other."""


def spell(letters: str) -> str:
    """What stands before the @."""
    proven = letters + _check_letter(letters)
    return f"{PREFIX}{proven[:8]}-{proven[8:]}"


def read(local_part: str) -> str:
    """The letters of an address as somebody typed it, or "" where it is no address of a claim at all."""
    typed = local_part.strip().lower()
    if not typed.startswith(PREFIX.rstrip("-")):
        return ""
    proven = typed.removeprefix(PREFIX.rstrip("-")).replace("-", "")
    if len(proven) != LETTERS + 1 or any(c not in ALPHABET for c in proven):
        raise Mistyped
    if _check_letter(proven[:LETTERS]) != proven[LETTERS]:
        raise Mistyped
    return proven[:LETTERS]


def _check_letter(letters: str) -> str:
    """The letter that makes the weighted sum of all a multiple of the alphabet's length."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(letters, start=1))
    own_weight = LETTERS + 1
    return ALPHABET[-total * pow(own_weight, -1, len(ALPHABET)) % len(ALPHABET)]
