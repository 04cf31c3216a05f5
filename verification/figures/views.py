"""The managers' page of figures, an officer's own, and the tables to take away."""

import logging
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page, for_verifiers, only_for
from branches import calendar
from branches.models import Branch
from queueing.day.spreadsheets import take_away
from verification.figures import page
from verification.figures.forms import FiguresForm
from verification.figures.reading import Scope
from verification.figures.report import report
from verification.figures.tables import TABLES

logger = logging.getLogger(__name__)

for_managers = only_for(lambda user: user.may_read_figures)


@require_GET
@for_managers
def figures(request: HttpRequest) -> HttpResponse:
    """How the desk fares at the branches in sight, over the chosen days."""
    now = timezone.now()
    form = _form_of_manager(request, now)
    if not form.is_valid():
        return redirect("admin:figures")
    found = report(_scope_of_manager(request, form), now=now)
    return desk_page(request, "verification/figures/page.html", page.of_manager(found, form, now=now))


@require_GET
@for_managers
def export(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """One table as CSV, or all of them as one workbook; who took which is put on record."""
    now = timezone.now()
    form = _form_of_manager(request, now)
    if not form.is_valid() or table not in (*TABLES, "semua"):
        raise Http404
    scope = _scope_of_manager(request, form)
    found = report(scope, now=now)
    sheets = [make(found) for name, make in TABLES.items() if table in (name, "semua")]
    answer = take_away(f"angka-{table}-{scope.first}-{scope.last}", kind, *sheets)
    logger.info("exported figures %s.%s of %s to %s, by %s", table, kind, scope.first, scope.last, _actor(request))
    return answer


@require_GET
@for_verifiers
def own_figures(request: HttpRequest) -> HttpResponse:
    """An officer's own figures, and nobody else's."""
    now = timezone.now()
    form = FiguresForm(_asked(request), branches=Branch.objects.none(), today=calendar.national_day(now))
    if not form.is_valid():
        return redirect("admin:own_figures")
    found = report(Scope(*form.days(), by=_actor(request)), now=now)
    return desk_page(request, "verification/figures/own.html", page.of_officer(found, form))


def _form_of_manager(request: HttpRequest, now: datetime) -> FiguresForm:
    sight = officer_of(request).branches_in_sight()
    return FiguresForm(_asked(request), branches=sight, today=calendar.national_day(now))


def _asked(request: HttpRequest) -> dict[str, str]:
    """What stands in the address; the last 30 days where it names none."""
    return {"selama": "30h", **request.GET.dict()}


def _scope_of_manager(request: HttpRequest, form: FiguresForm) -> Scope:
    user = officer_of(request)
    everywhere = user.sees_every_branch or user.is_superuser
    return form.scope(within=None if everywhere else tuple(user.branches.values_list("pk", flat=True)))


def _actor(request: HttpRequest) -> str:
    return officer_of(request).actor
