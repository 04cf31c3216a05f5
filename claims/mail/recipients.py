"""Whom a mail is for, where no server in front of us said so: the first address of ours that its headers name."""

import re
from collections.abc import Iterable
from datetime import datetime

from claims.mail import addresses, receiving, spelling
from claims.models import Claim

_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,255}")
_READ = 10_000  # letters of each header


def first_of_ours(named: Iterable[str], *, now: datetime) -> tuple[str, Claim | None]:
    """The address as it was written, and the claim behind it. None: an officer finds out. May raise NotNow."""
    lines = [line[:_READ] for line in named if line]
    ours = [address for line in lines for address in _ADDRESS.findall(line) if _letters(address)]
    for address in dict.fromkeys(ours):
        if claim := receiving.claim_for(_letters(address), now=now):
            return address, claim
    return next(iter([*ours, *lines]), ""), None


def _letters(address: str) -> str:
    try:
        return addresses.read(address)
    except spelling.Mistyped:
        return ""
