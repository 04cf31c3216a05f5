"""Batches as staff bring them, and claims whose envelopes they are."""

from datetime import datetime

from branches.models import Branch
from claims import deadlines
from claims.models import Claim
from dropbox.models import Batch, Leaf
from dropbox.scans import bringing, reading
from tests import factories

BY = "officer:1"


def claim_at_the_box(now: datetime, **opening) -> Claim:
    """A claim that was sent to the drop box with nothing."""
    claim = factories.open_claim(now=now, **opening)
    deadlines.close_papers(claim.pk, by="system:test", now=claim.papers_due_at)
    return Claim.objects.with_people().get(pk=claim.pk)


def brought(branch: Branch, *files: bytes | tuple[str, bytes], now: datetime) -> Batch:
    """A batch of these files, each with a name or without, that nobody has read yet."""
    named = [each if isinstance(each, tuple) else (f"pindaian{at}.pdf", each) for at, each in enumerate(files)]
    took = [bringing.Brought(factories.kept(content), name, "") for name, content in named]
    return bringing.bring(branch, took, by=BY, now=now).batch


def read(branch: Branch, *files: bytes | tuple[str, bytes], now: datetime) -> Batch:
    """The same, read."""
    return reading.read(brought(branch, *files, now=now).pk, now=now)


def fates(batch: Batch) -> list[str]:
    """What became of each page, in order."""
    return [leaf.fate for leaf in Leaf.objects.filter(scan__batch=batch).in_order()]
