"""A claim's decisions, one below the other: undone here by another officer, or by the claimant's objection."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, only_for
from claims import fresh
from claims.models import Claim
from queueing.day.forms import CaseNumberForm
from verification import desk
from verification.deciding import second_pair, undoing
from verification.deciding.forms import ObjectionForm, UndoForm
from verification.deciding.readers import for_seconders
from verification.desk_gate import claim_in_scope
from verification.models import Decision, Outcome, PageView
from workflow import Refused

for_hearers = only_for(lambda user: user.may_hear_objections)


@require_GET
@for_hearers
def search(request: HttpRequest) -> HttpResponse:
    """The way to a claim's decisions, by its case number."""
    form = CaseNumberForm(request.GET or None)
    if form.is_valid():
        claim = claim_in_scope(officer_of(request), form.cleaned_data["case_number"])
        return redirect("admin:decisions", claim.case_number)
    status = INVALID if form.errors else 200
    return desk_page(request, "verification/decision_search.html", {"form": form, "title": "Keputusan"}, status=status)


@require_GET
@for_hearers
def decisions(request: HttpRequest, case_number: str) -> HttpResponse:
    """Every decision on this claim, the newest first. What officers noted is read here, and that is put on record."""
    return _show(request, claim_in_scope(officer_of(request), case_number))


@require_POST
@for_seconders
def undoing_of(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Another officer finds the decision wrong."""
    decision, form = _in_scope(officer_of(request), decision_id), UndoForm(request.POST)
    if not form.is_valid():
        return _show(request, decision.claim, undo_form=form, status=INVALID)
    verb = partial(undoing.undo, decision.pk, **form.cleaned_data)
    return _do(request, decision.claim, verb, "keputusan dibatalkan; klaim kembali ke antrean.", undo_form=form)


@require_POST
@for_hearers
def objection(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The claimant's objection is written down."""
    decision, form = _in_scope(officer_of(request), decision_id), ObjectionForm(request.POST)
    if not form.is_valid():
        return _show(request, decision.claim, objection_form=form, status=INVALID)
    verb = partial(undoing.hear_objection, decision.pk, **form.cleaned_data)
    said = "keberatan dicatat; klaim kembali ke antrean dan pemohon dikabari."
    return _do(request, decision.claim, verb, said, objection_form=form)


def _do(request: HttpRequest, claim: Claim, verb: Callable[..., Any], said: str, **forms: Form) -> HttpResponse:
    try:
        verb(link_token=fresh.token(), by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, Claim.objects.with_people().get(pk=claim.pk), status=REFUSED, **forms)
    messages.success(request, f"{claim}: {said}")
    return redirect("admin:decisions", claim.case_number)


def _in_scope(user: User, decision_id: int) -> Decision:
    seen = Decision.objects.filter(claim__in=Claim.objects.visible_to(user))
    decision = get_object_or_404(seen, pk=decision_id)
    decision.claim = claim_in_scope(user, decision.claim.case_number)
    return decision


def _show(request: HttpRequest, claim: Claim, *, status: int = 200, **forms: Form) -> HttpResponse:
    user, now = officer_of(request), timezone.now()
    rows = list(claim.decisions.select_related("rule", "balance").order_by("-at", "-pk"))
    if rows:
        desk.note_reading(claim, PageView.What.DECISION, by=user.actor, now=now)
    last = rows[0] if rows and rows[0].outcome != Outcome.UNDONE else None
    context = {
        "claim": claim,
        "lines": _lines(claim, rows),
        "last": last,
        "may_undo": bool(last and user.may_second and not last.was_made_by(user.actor) and not claim.forwarded_at),
        "may_object": bool(last and last.outcome == Outcome.REJECTED),
        "undo_form": UndoForm(auto_id="batal-%s"),
        "objection_form": ObjectionForm(auto_id="keberatan-%s"),
        "title": f"Keputusan {claim}",
        **forms,
    }
    return desk_page(request, "verification/decisions.html", context, status=status)


def _lines(claim: Claim, rows: list[Decision]) -> list[tuple[Decision, str, str, str]]:
    """Each decision with the names of who found and who confirmed it, and its balance."""
    names = names_of(actor for row in rows for actor in (row.by, row.seconded_by) if actor)
    for row in rows:
        row.claim = claim
        if row.balance:
            row.balance.claim = claim
    return [
        (
            row,
            names[row.by],
            names.get(row.seconded_by, ""),
            second_pair.say_rupiah(row.balance.rupiah) if row.balance else "",
        )
        for row in rows
    ]
