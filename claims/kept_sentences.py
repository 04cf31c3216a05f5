"""Sentences that rest as they were first said, in Indonesian, and are told in another language.

A refused file keeps its sentence, so that officer, page and message speak of the same one whatever became of the list
it came from. While it is on the list it can be said in the language of who reads.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils import translation

from claims.cleaning import sentences as of_files
from claims.mail import words as of_mails

_FACT = re.compile(r"%\\\((\w+)\\\)s")  # "%(pages)s" as re.escape writes it


def in_active_language(kept: str) -> str:
    """What was kept, in the active language; as it is where it is none of ours, or already in it."""
    for sentence in _known():
        if match := _pattern(_in_indonesian(sentence)).fullmatch(kept):
            return str(sentence) % match.groupdict() if match.groupdict() else str(sentence)
    return kept


def _in_indonesian(sentence: object) -> str:
    with translation.override("id"):
        return str(sentence)


def _known() -> Iterable[object]:
    yield from of_files.SENTENCES.values()
    yield from of_mails.SENTENCES.values()
    yield of_mails.NOT_ATTACHED


@lru_cache(maxsize=100)
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_FACT.sub(r"(?P<\1>.+)", re.escape(sentence)))
