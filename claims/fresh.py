"""Where the edges get what must be new and unguessable. Rules take these as arguments; only this module draws them."""

import secrets

from claims import caller_phrase as phrases
from claims import filing
from claims.mail import spelling

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud and typed from paper


def handles() -> filing.Handles:
    return filing.Handles(case_number(), token(), mail_letters(), caller_phrase())


def case_number() -> str:
    return _checked("LA")


def envelope_code() -> str:
    return _checked("AM")


def _checked(kind: str) -> str:
    """`LA-XXXX-XXXX-C`: eight random letters (39 bits) and a check letter that shows any one wrong letter."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{kind}-{letters[:4]}-{letters[4:]}-{check_letter(letters)}"


def check_letter(letters: str) -> str:
    """Weighted sum over the alphabet's 30 letters. The weights are prime to 30, so one wrong letter always shows."""
    weights = (1, 7, 11, 13, 17, 19, 23, 29)
    return _ALPHABET[sum(w * _ALPHABET.index(c) for w, c in zip(weights, letters, strict=True)) % len(_ALPHABET)]


def read_case_number(typed: str) -> str:
    """The case number as a person types it (small letters, spaces, no dashes), or "" when it cannot be one."""
    return _read(typed, "LA")


def read_envelope_code(typed: str) -> str:
    """The code of an envelope as a person types it, likewise. Its `AM` has to be there: without, it is a case's."""
    return _read(typed, "AM") if typed.strip().upper().startswith("AM") else ""


def _read(typed: str, kind: str) -> str:
    letters = "".join(c for c in typed.upper() if c.isalnum()).removeprefix(kind)
    if len(letters) != 9 or any(c not in _ALPHABET for c in letters) or check_letter(letters[:8]) != letters[8]:
        return ""
    return f"{kind}-{letters[:4]}-{letters[4:8]}-{letters[8]}"


def code() -> str:
    """Six digits for a one-time code."""
    return f"{secrets.randbelow(1_000_000):06d}"


def token() -> str:
    """The token of a private link: 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def mail_letters() -> str:
    """The letters of a claim's own mail address, without the one that proves them."""
    return "".join(secrets.choice(spelling.ALPHABET) for _ in range(spelling.LETTERS))


def caller_phrase() -> str:
    """Three different words, one of some 170 million phrases: nobody says the right one by chance."""
    return " ".join(secrets.SystemRandom().sample(phrases.words(), phrases.WORDS_IN_A_PHRASE))
