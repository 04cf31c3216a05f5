"""Decisions that wait for a second officer: the list, the claim to be read, and the answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.naming import names_of
from accounts.staff_pages import INVALID, desk_page
from claims.models import Claim
from verification.deciding import proposing, second_pair
from verification.deciding.forms import AnswerForm
from verification.deciding.panel import reopened_by
from verification.deciding.readers import for_seconders
from verification.deciding.reading_views import show_to_reader
from verification.models import Proposal
from workflow import Refused

SHOWN = 100


@require_GET
@for_seconders
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits at this person's branches, the oldest first; theirs to answer, and their own."""
    user, now = officer_of(request), timezone.now()
    standing = Proposal.objects.visible_to(user).standing()
    rows = list(standing.select_related("claim__branch", "claim__programme", "claim__cause")[:SHOWN])
    names = names_of(each.proposed_by for each in rows)
    lines = [_line(each, names[each.proposed_by], now) for each in rows]
    context = {
        "theirs": [line for line in lines if line["proposal"].proposed_by != user.actor],
        "own": [line for line in lines if line["proposal"].proposed_by == user.actor],
        "title": "Menunggu petugas kedua",
    }
    return desk_page(request, "verification/proposals.html", context)


def _line(proposal: Proposal, proposer: str, now: Any) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "proposer": proposer,
        "age": proposal.age(now),
        "is_overdue": proposal.is_overdue(now),
        "why": second_pair.names(proposal.why),
    }


@require_GET
@for_seconders
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The whole claim, to be read; with the answer below, or what became of the proposal."""
    found = _in_scope(request, proposal_id)
    if found.ended_at:
        messages.info(request, f"Usulan ini sudah selesai: {found.get_ended_because_display()}.")
        return redirect("admin:proposals")
    return _show(request, found, AnswerForm())


@require_POST
@for_seconders
def confirmation(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second officer finds the same."""
    found = _in_scope(request, proposal_id)
    return _answer(request, partial(proposing.confirm, found.pk), f"{found.claim}: diputuskan, pemohon dikabari.")


@require_POST
@for_seconders
def refusal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second officer does not, and says why."""
    found = _in_scope(request, proposal_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=INVALID)
    verb = partial(proposing.refuse, found.pk, answer=form.cleaned_data["answer"])
    return _answer(request, verb, f"{found.claim}: tidak disetujui; klaim kembali ke pengusulnya.")


@require_POST
@for_seconders
def withdrawal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The proposer takes the claim back into hand."""
    found = _in_scope(request, proposal_id)
    verb = partial(proposing.take_back, found.pk)
    return _answer(request, verb, f"{found.claim}: usulan ditarik.", to=("admin:workbench", found.claim.case_number))


def _answer(
    request: HttpRequest, verb: Callable[..., Any], said: str, to: tuple[str, ...] = ("admin:proposals",)
) -> HttpResponse:
    try:
        verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:proposals")
    messages.success(request, said)
    return redirect(*to)


def _in_scope(request: HttpRequest, proposal_id: int) -> Proposal:
    seen = Proposal.objects.visible_to(officer_of(request)).select_related("rule", "balance")
    found = get_object_or_404(seen, pk=proposal_id)
    found.claim = Claim.objects.with_people().get(pk=found.claim_id)
    if found.balance:
        found.balance.claim = found.claim
    return found


def _show(request: HttpRequest, found: Proposal, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    return show_to_reader(
        request,
        found.claim,
        "verification/seconding.html",
        status=status,
        title=f"Usulan {found.claim}",
        proposal=found,
        proposer=names_of([found.proposed_by])[found.proposed_by],
        is_own=found.proposed_by == officer_of(request).actor,
        why=second_pair.names(found.why),
        balance=second_pair.say_rupiah(found.balance.rupiah) if found.balance else "",
        answer_form=form,
        reopened=reopened_by(found.claim),
    )
