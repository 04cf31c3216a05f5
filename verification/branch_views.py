"""The counter's pages: late claims taken online, and contacts changed before two officers."""

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
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_branch_staff
from claims import checking, contacts, fresh
from claims.models import Claim, ContactChange
from queueing.day.forms import CaseNumberForm
from verification import desk as verbs
from verification.deciding import proposing
from verification.desk_gate import claim_in_scope
from verification.forms import ContactChangeForm
from verification.models import PageView
from workflow import Refused

SHOWN = 100


@require_GET
@for_branch_staff
def branch_desk(request: HttpRequest) -> HttpResponse:
    """Claims completed after H-1, contact changes that wait for a second officer, and the way to a claim."""
    form = CaseNumberForm(request.GET or None)
    if form.is_valid():
        claim = claim_in_scope(officer_of(request), form.cleaned_data["case_number"])
        return redirect("admin:contact_proposal", claim.case_number)
    return _branch_desk(request, form, status=INVALID if form.errors else 200)


@require_POST
@for_branch_staff
def online_acceptance(request: HttpRequest, case_number: str) -> HttpResponse:
    """Take a claim online whose late papers completed the set."""
    claim = claim_in_scope(officer_of(request), case_number)
    verb = partial(checking.accept_online, claim.pk)
    return _do(request, verb, f"{claim}: diterima daring, pemohon dikabari bahwa amplop tidak diperlukan.")


@for_branch_staff
def contact_proposal(request: HttpRequest, case_number: str) -> HttpResponse:
    """Ask for another contact, with the KTP seen; a second officer decides."""
    claim = claim_in_scope(officer_of(request), case_number)
    form = ContactChangeForm(request.POST or None)
    status = INVALID if form.errors else 200
    if form.is_valid():
        try:
            contacts.propose_change(claim.pk, **form.cleaned_data, by=officer_of(request).actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = REFUSED
        else:
            messages.success(request, f"{claim}: usulan disimpan. Petugas lain harus menyetujuinya.")
            return redirect("admin:branch_desk")
    context = {"claim": claim, "form": form, "title": f"Ganti kontak {claim}"}
    return desk_page(request, "verification/contact_proposal.html", context, status=status)


@require_POST
@for_branch_staff
def proposal_consent(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second officer agrees; the old contact is told."""
    change = _proposal_in_scope(officer_of(request), change_id)
    verb = partial(contacts.confirm_change, change.pk, link_token=fresh.token())
    return _do(request, verb, f"{change.claim}: kontak diganti; kontak lama dan baru dikabari.")


@require_POST
@for_branch_staff
def proposal_refusal(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second officer disagrees; nothing changes."""
    change = _proposal_in_scope(officer_of(request), change_id)
    verb = partial(contacts.refuse_change, change.pk)
    return _do(request, verb, f"{change.claim}: usulan ditolak, kontak tetap.")


def _do(request: HttpRequest, verb: Callable[..., Any], said: str) -> HttpResponse:
    try:
        verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _branch_desk(request, CaseNumberForm(), status=REFUSED)
    messages.success(request, said)
    return redirect("admin:branch_desk")


def _proposal_in_scope(user: User, change_id: int) -> ContactChange:
    seen = ContactChange.objects.filter(claim__in=Claim.objects.visible_to(user)).select_related("claim")
    return get_object_or_404(seen, pk=change_id)


def _branch_desk(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    user, now = officer_of(request), timezone.now()
    claims = Claim.objects.visible_to(user)
    waiting = ContactChange.objects.filter(claim__in=claims, confirmed_at=None, refused_at=None)
    proposals = list(waiting.select_related("claim").order_by("proposed_at")[:SHOWN])
    for change in proposals:
        verbs.note_reading(change.claim, PageView.What.CONTACT, code=f"usulan {change.pk}", by=user.actor, now=now)
    names = names_of(change.proposed_by for change in proposals)
    context = {
        "form": form,
        "proposals": [(change, names[change.proposed_by]) for change in proposals],
        "me": user.actor,
        "completed_late": claims.completed_late().with_people().order_by("completed_late_at")[:SHOWN],
        "second_waits": proposing.waiting_for(user) if user.may_second else 0,
        "title": "Meja cabang",
    }
    return desk_page(request, "verification/branch_desk.html", context, status=status)
