"""The officer's desk and the workbench: one claim, its papers, and the verbs as forms."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, for_verifiers
from catalogue.models import PaperKind
from claims import checking, fresh, questions
from claims.models import Claim
from verification import desk as verbs
from verification import desk_lists
from verification.deciding import proposing
from verification.desk_gate import claim_in_scope
from verification.forms import ReturnForm
from verification.models import PageView, ReturnReason
from verification.workbench_page import page_of
from workflow import Refused


@require_GET
@for_verifiers
def desk(request: HttpRequest) -> HttpResponse:
    """What is mine, what waits, what is late: the page a verifier lands on."""
    user, now = officer_of(request), timezone.now()
    context = {"desk": desk_lists.desk_of(user, now=now), "now": now, "title": "Meja saya"}
    context["second_waits"] = proposing.waiting_for(user)
    return desk_page(request, "verification/desk.html", context)


@require_POST
@for_verifiers
def next_claim(request: HttpRequest) -> HttpResponse:
    """Take the next claim and open it."""
    try:
        claim = verbs.take_next(officer_of(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:desk")
    if claim is None:
        messages.info(request, "Tidak ada klaim yang menunggu di cabang Anda.")
        return redirect("admin:desk")
    return redirect("admin:workbench", claim.case_number)


@require_GET
@for_verifiers
def workbench(request: HttpRequest, case_number: str) -> HttpResponse:
    """Everything of one claim on one page."""
    return show(request, claim_in_scope(officer_of(request), case_number))


@require_POST
@for_verifiers
def contacts(request: HttpRequest, case_number: str) -> HttpResponse:
    """The same page with the contacts in full, to telephone or write; put on record."""
    return show(request, claim_in_scope(officer_of(request), case_number), contacts_shown=True)


@require_POST
@for_verifiers
def phrase(request: HttpRequest, case_number: str) -> HttpResponse:
    """The same page with the phrase the officer says on the telephone; put on record."""
    return show(request, claim_in_scope(officer_of(request), case_number), phrase_shown=True)


@require_POST
@for_verifiers
def phrase_saying(request: HttpRequest, case_number: str) -> HttpResponse:
    """The phrase was said: it is used up."""
    claim = claim_in_scope(officer_of(request), case_number)
    verb = partial(verbs.phrase_spoken, claim.pk, next_phrase=fresh.caller_phrase())
    said = f"{claim}: frasa tercatat sudah diucapkan. Telepon berikutnya memakai frasa baru."
    return done(request, claim, verb, said, to=reverse("admin:workbench", args=[claim.case_number]))


@require_POST
@for_verifiers
def acceptance(request: HttpRequest, case_number: str, kind: str) -> HttpResponse:
    """Find a paper good."""
    claim = claim_in_scope(officer_of(request), case_number)
    paper = get_object_or_404(claim.papers, kind__code=kind)
    verb = partial(verbs.accept, paper.pk, checked=_ticked(request))
    return done(request, claim, verb, to=at_paper(claim, kind))


@require_POST
@for_verifiers
def paper_return(request: HttpRequest, case_number: str, kind: str) -> HttpResponse:
    """Find a paper wanting, or ask for one that was not sent."""
    claim = claim_in_scope(officer_of(request), case_number)
    paper_kind = get_object_or_404(PaperKind, code=kind)
    form, ticked = ReturnForm(paper_kind, ReturnReason.objects.fitting(paper_kind), request.POST), _ticked(request)
    if not form.is_valid():
        return show(request, claim, return_forms={kind: form}, ticked={kind: ticked}, status=INVALID)
    given = {"reasons": form.chosen(), "note": form.cleaned_data["note"]}
    if paper := claim.papers.filter(kind=paper_kind).first():
        verb = partial(verbs.find_wanting, paper.pk, checked=ticked, **given)
    else:
        verb = partial(verbs.ask_for, claim.pk, kind=paper_kind, **given)
    return done(request, claim, verb, to=at_paper(claim, kind), return_forms={kind: form})


@require_POST
@for_verifiers
def repair(request: HttpRequest, case_number: str) -> HttpResponse:
    """Ask for the papers that were found wanting."""
    claim = claim_in_scope(officer_of(request), case_number)
    said = f"{claim}: perbaikan diminta, pemohon dikabari."
    return done(request, claim, partial(verbs.return_for_repair, claim.pk), said, to=reverse("admin:desk"))


def _ticked(request: HttpRequest) -> list[str]:
    """What was ticked on the checklist of the paper, by code."""
    return request.POST.getlist("checked")


def done(
    request: HttpRequest, claim: Claim, verb: Callable[..., Any], said: str | Callable[[Any], str] = "", *, to: str,
    **forms: Any,
) -> HttpResponse:  # fmt: skip
    """Do the verb and go on; when a rule says no, show the workbench again with the sentence and what was typed.

    `said` may hang on what the verb came to.
    """
    try:
        came = verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, Claim.objects.with_people().get(pk=claim.pk), status=REFUSED, **forms)
    if said:
        messages.success(request, said(came) if callable(said) else said)
    return redirect(to)


def show(
    request: HttpRequest, claim: Claim, *, status: int = 200, contacts_shown: bool = False, phrase_shown: bool = False,
    **forms: Any,
) -> HttpResponse:  # fmt: skip
    """The workbench page. Only who holds the claim sees identity numbers in full; each showing is put on record."""
    by, now = officer_of(request).actor, timezone.now()
    holds = checking.still_here(claim.pk, by=by, now=now)
    if (contacts_shown or phrase_shown) and not holds:
        raise Http404
    if holds:
        verbs.note_reading(claim, PageView.What.DECLARED, by=by, now=now)
    questions.note_read(claim, by=by, now=now)
    if contacts_shown:
        verbs.note_reading(claim, PageView.What.CONTACT, by=by, now=now)
    if phrase_shown:
        verbs.note_reading(claim, PageView.What.PHRASE, by=by, now=now)
    context = page_of(
        claim, by=by, holds=holds, contacts_shown=contacts_shown, phrase_shown=phrase_shown, now=now, **forms
    )
    return desk_page(request, "verification/workbench.html", {**context, "title": claim.case_number}, status=status)


def at_paper(claim: Claim, kind: str) -> str:
    """The workbench, at the paper of this code."""
    return reverse("admin:workbench", args=[claim.case_number]) + f"#dokumen-{kind}"
