"""Forgetting whom a number belonged to, once it is over. The number and what became of it stay, for the odds."""

from datetime import datetime, timedelta

from queueing.models import WaitingEntry

CONTACT_KEPT_FOR = timedelta(days=7)
"""Nothing reads the contact of a number that is over: its last message carries its own copy of the address.

It is kept for a week all the same, so that when an offer turns out to have been lost (a provider that was down, a fault
of ours) there is still a way to reach those it belonged to.
"""


def forget_old(now: datetime) -> int:
    """Erase the contact, and the index it is found by, of every number that has been over for a week; how many."""
    old = WaitingEntry.objects.filter(ended_at__lte=now - CONTACT_KEPT_FOR).exclude(contact_index=b"")
    return old.update(contact={}, contact_index=b"")
