"""A branch's day for its staff: the list, the search by case number, and the table to take away."""

import logging
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.at_branch import at_a_branch
from accounts.models import User
from accounts.staff_pages import INVALID
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from queueing.day.exports import HEADINGS, lines_of_day
from queueing.day.forms import CaseNumberForm, WhichDayForm
from queueing.day.page import branch_in_sight, for_day_readers, show_day
from queueing.day.spreadsheets import Line, Sheet, take_away
from queueing.models import Ticket

logger = logging.getLogger(__name__)
NOT_FOUND = 404


@require_GET
@for_day_readers
@at_a_branch
def today(request: HttpRequest, branch: Branch) -> HttpResponse:
    """The day that is named, else today, at the branch this person works at."""
    named = WhichDayForm(request.GET, branches=officer_of(request).branches_in_sight())
    named.full_clean()
    day = named.cleaned_data.get("tanggal") or calendar.local_day(branch, timezone.now())
    return redirect("admin:month" if request.GET.get("lihat") == "bulan" else "admin:day", branch.code, day)


@require_GET
@for_day_readers
def day_page(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """The list of a day; asked for a case number, the way to its place."""
    user, now = officer_of(request), timezone.now()
    branch = branch_in_sight(user, code)
    if "case_number" not in request.GET:
        return show_day(request, branch, day, now=now)
    form = CaseNumberForm(request.GET, auto_id="id_search_%s")
    if not form.is_valid():
        return show_day(request, branch, day, now=now, search=form, status=INVALID)
    if found := _address_of(user, form.cleaned_data["case_number"]):
        return redirect(found)
    form.add_error("case_number", f"Tidak ada klaim {form.cleaned_data['case_number']} di cabang Anda.")
    return show_day(request, branch, day, now=now, search=form, status=NOT_FOUND)


def _address_of(user: User, case_number: str) -> str | None:
    """Where the claim's place stands in a list, else the claim itself, if either is this person's to see."""
    places = Ticket.objects.confirmed().filter(claim__case_number=case_number)
    if ticket := places.filter(slot__branch__in=user.branches_in_sight()).select_related("slot__branch").first():
        return place_address(ticket)
    claim = Claim.objects.visible_to(user).filter(case_number=case_number).first()
    return reverse("admin:claims_claim_change", args=[claim.pk]) if claim else None


def place_address(ticket: Ticket) -> str:
    """The place's row in the list of its day."""
    return reverse("admin:day", args=[ticket.slot.branch.code, ticket.slot.day]) + f"#tempat-{ticket.pk}"


@require_GET
@for_day_readers
def export(request: HttpRequest, code: str, day: date, kind: str) -> HttpResponse:
    """The day's places as CSV or XLSX."""
    user = officer_of(request)
    branch = branch_in_sight(user, code)
    return table(user, f"{branch.code}-{day}", kind, list(lines_of_day(branch, day, now=timezone.now())))


def table(user: User, name: str, kind: str, lines: list[Line]) -> HttpResponse:
    """A table to take away, put on record: who took which, and how many lines."""
    answer = take_away(f"tempat-{name}", kind, Sheet("Tempat", HEADINGS, lines))
    logger.info("exported places %s.%s: %s lines, by %s", name, kind, len(lines), user.actor)
    return answer
