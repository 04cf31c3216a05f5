"""Finds people by the beginning of a name without opening one: each beginning is kept as a keyed number.

The key is another one for each branch (docs/decisions/2026-11-21-names-are-found-by-their-beginnings.md), so that a
search is asked of branches, and the numbers of one branch say nothing of another's.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

from django.db.models import Q

from branches.models import Branch
from privacy.blind_index import blind_index

SHORTEST, LONGEST = 3, 8
"""Letters of a beginning that is kept. Shorter ones would name a tenth of the country, longer ones add nothing."""

WORDS = 6
"""So many words of a name are kept."""

KEY_BYTES = 4
"""Of the ten thousand beginnings of a branch two share a number at one branch in a hundred: too many are found."""


def words_of(name: str) -> list[str]:
    """The words of a name in small letters, without marks, signs and what follows a comma, as titles do."""
    plain = unicodedata.normalize("NFKD", name.partition(",")[0]).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z]+", plain.lower())


def keys_of(names: Iterable[str], branch: Branch) -> list[int]:
    """What is kept of these people for a search at this branch."""
    words = {word for name in names for word in words_of(name)[:WORDS]}
    return sorted({_key(word[:length], branch) for word in words for length in range(SHORTEST, _ends(word) + 1)})


def asked_for(typed: str) -> list[str]:
    """The beginnings in what somebody typed, of those that can be looked for."""
    return [word[:LONGEST] for word in words_of(typed)[:WORDS] if len(word) >= SHORTEST]


def at(branches: Iterable[Branch], beginnings: Sequence[str]) -> Q:
    """Participants of claims of these branches on which somebody has a name with each of these beginnings."""
    here = list(branches)
    if not (here and beginnings):
        return Q(pk__in=[])
    anywhere = ([_key(beginning, branch) for branch in here] for beginning in beginnings)
    return reduce(and_, (Q(name_keys__overlap=keys) for keys in anywhere))  # all of one row's keys are of one branch


def _ends(word: str) -> int:
    return min(len(word), LONGEST)


def _key(beginning: str, branch: Branch) -> int:
    hashed = blind_index(f"name:{branch.code}", beginning)
    return int.from_bytes(hashed[:KEY_BYTES], signed=True)
