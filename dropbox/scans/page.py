"""The page of a batch: how far it is, what went into which claim, and what waits in the tray."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.naming import names_of
from accounts.staff_pages import desk_page
from dropbox.models import Batch, Leaf
from dropbox.scans import contents
from dropbox.scans.forms import SettleForm

LOOK_AGAIN = 3
"""Seconds after which the page comes again by itself while the batch is being read, where there is no script."""

LEFT_OUT = (Leaf.Fate.SEPARATOR, Leaf.Fate.BLANK)


@dataclass(frozen=True)
class Run:
    """Pages of the tray that lay behind one another, to be said in one go."""

    leaves: Sequence[Leaf]
    form: SettleForm

    @property
    def key(self) -> str:
        return f"baki-{self.leaves[0].pk}"


def show_batch(
    request: HttpRequest, batch: Batch, *, now: datetime, said: SettleForm | None = None, status: int = 200
) -> HttpResponse:
    """The batch; with the form `said` in place of its run's, where what was said could not be taken."""
    leaves = list(Leaf.objects.filter(scan__batch=batch).select_related("scan", "claim", "kind").in_order())
    scans = list(batch.scans.order_by("position"))
    of_claims, in_runs = contents.of_batch(batch), runs(leaves, said)
    looks = any(each.is_looked_at for each in of_claims) and not in_runs  # coming anew it would undo what is typed
    context: dict[str, Any] = {
        "batch": batch,
        "branch": batch.branch,
        "by": names_of([batch.brought_by]).get(batch.brought_by, "–"),
        "scans": scans,
        "leaves": leaves,
        "sums": sums(leaves),
        "expected": sum(scan.pages or 0 for scan in scans),
        "runs": in_runs,
        "of_claims": of_claims,
        "is_looked_at": batch.is_being_read or looks,
        "look_again": LOOK_AGAIN,
        "left_out": LEFT_OUT,
        "title": "Pindaian amplop",
    }
    return desk_page(request, "dropbox/scan_batch.html", context, status=status)


def sums(leaves: Sequence[Leaf]) -> list[tuple[str, str, int]]:
    """How many pages had which fate: the fate, its words, the number. Together they are all there are."""
    counted = Counter(leaf.fate for leaf in leaves)
    return [(fate.value, str(fate.label), counted[fate]) for fate in Leaf.Fate if counted[fate]]


def runs(leaves: Sequence[Leaf], said: SettleForm | None = None) -> list[Run]:
    """The tray, run by run, each with a form that knows what its separators said."""
    in_tray = [leaf for leaf in leaves if leaf.fate == Leaf.Fate.TRAY]
    found = []
    for _part, pages in groupby(in_tray, key=lambda leaf: (leaf.scan_id, leaf.part, leaf.because, leaf.said)):
        of_run = list(pages)
        found.append(Run(of_run, said if said and _is_of(said, of_run) else _fresh(of_run)))
    return found


def _fresh(leaves: Sequence[Leaf]) -> SettleForm:
    first = leaves[0]
    known = {"case_number": first.claim.case_number if first.claim else "", "kind": first.kind}
    return SettleForm(initial=known, leaves=leaves, auto_id=f"id_{first.pk}_%s")


def _is_of(said: SettleForm, leaves: Sequence[Leaf]) -> bool:
    meant = set(said["leaf"].value() or ())
    return any(str(leaf.pk) in meant for leaf in leaves)
