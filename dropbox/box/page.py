"""What stands on the pages of the box and of a round."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts.admin_rights import officer_of
from accounts.naming import names_of
from accounts.staff_pages import desk_page
from branches import calendar
from branches.models import Branch
from dropbox.box.forms import CloseRoundForm, OpenRoundForm, RegisterForm, SetAsideForm, UnsealForm
from dropbox.custody.forms import WhereaboutsForm
from dropbox.models import BoxSettings, Envelope, HandOver, Round
from dropbox.reconciling.findings import findings_of

SHOWN = 200
LATEST = 8
LATELY = 20  # a page that is asked for at every scan shows no more


def show_box(
    request: HttpRequest, branch: Branch, *, now: datetime, opening: Form | None = None, status: int = 200
) -> HttpResponse:
    """A branch's box today: the round to do, what lies here, the bags on their way, what does not agree."""
    user, today = officer_of(request), calendar.local_day(branch, now)
    context = {
        "branch": branch,
        "today": today,
        "settings": BoxSettings.of(branch),
        "serves": user.may_serve_branch,
        "unfinished": Round.objects.filter(branch=branch, closed_at=None).first(),
        "opening": opening or OpenRoundForm(request, branch),
        "rounds": Round.objects.filter(branch=branch)[:LATEST],
        **_bags(branch),
        **_lying_at(branch, now),
        "findings": findings_of(branch, today, now=now),
        "search": WhereaboutsForm(),
        "branches": user.branches_in_sight()[:SHOWN],
        "title": f"Drop box {branch}",
    }
    return desk_page(request, "dropbox/box.html", context, status=status)


def _bags(branch: Branch) -> dict[str, Any]:
    bags = HandOver.objects.filter(branch=branch)
    return {
        "bags": bags.exclude(status=HandOver.Status.CLOSED),
        "closed_bags": bags.filter(status=HandOver.Status.CLOSED)[:LATEST],
    }


def _lying_at(branch: Branch, now: datetime) -> dict[str, Any]:
    here = Envelope.objects.here(branch)
    return {
        "apart": here.set_apart().select_related("claim").order_by("registered_at")[:SHOWN],
        "to_forward": Envelope.objects.to_forward(branch, now=now).count(),
        "resting": here.resting(now).count(),
    }


def show_round(request: HttpRequest, this: Round, *, now: datetime, status: int = 200, **said: Any) -> HttpResponse:
    """A round: its bag, the field that is scanned into, and what came on record lately, all of it where that is asked.

    `said` are forms with what is wrong in them, and what a scan turned out to be.
    """
    envelopes = this.envelopes.select_related("claim").order_by("-registered_at", "-code")
    counts = _counted(this)
    context = {
        "round": this,
        "branch": this.branch,
        "envelopes": envelopes if "semua" in request.GET else envelopes[:LATELY],
        "lately": LATELY,
        **counts,
        "differs": counts["registered"] != this.counted,
        "opened_by": " dan ".join(names_of((this.opened_by, this.witnessed_by)).values()),
        "unseal_form": UnsealForm(),
        "register_form": RegisterForm(),
        "aside_form": SetAsideForm(),
        "close_form": CloseRoundForm(),
        "serves": officer_of(request).may_serve_branch,
        "now": now,
        "title": f"Pengambilan {this} · {this.branch}",
        **said,
    }
    return desk_page(request, "dropbox/round.html", context, status=status)


def _counted(this: Round) -> dict[str, int]:
    undisinfected = Count("pk", filter=Q(disinfected_at=None))
    return this.envelopes.aggregate(registered=Count("pk"), not_disinfected=undisinfected)
