"""The pages on which a claim is asked for: what, with which papers, where and when."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from branches import own_zone
from branches.models import Branch
from catalogue import checklist
from catalogue.models import Programme
from queueing.availability import nearby, places_left
from queueing.intake import drafts, holding
from queueing.intake.asking import know_device
from queueing.intake.forms import BranchForm, CauseForm, ProgrammeForm, QuestionsForm, RelationForm
from queueing.intake.steps import Intake, as_answer, may_open, next_step, step_before

StepView = Callable[[HttpRequest, Intake], HttpResponse]


def step(name: str) -> Callable[[StepView], Callable[[HttpRequest], HttpResponse]]:
    """A page of the intake: given this browser's draft, or sent to the first page still open.

    A draft that has become a claim is over: its pages lead to the confirmation, so that Back repeats nothing.
    """

    def decorate(view: StepView) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            intake = Intake(drafts.current(request.session, now=timezone.now()), now=timezone.now())
            if name != "programme":
                if intake.draft and intake.draft.claim_id:
                    return redirect("intake:done")
                if not may_open(name, intake):
                    return redirect(f"intake:{next_step(intake)}")
            return view(request, intake)

        return never_cache(wrapped)

    return decorate


def keep_and_go_on(request: HttpRequest, intake: Intake, **answers: Any) -> HttpResponse:
    """Keep the page's answers and go to the next open page, or back to the check when the person came from there."""
    if answers:
        drafts.put(intake.draft, now=intake.now, **answers)
    fresh = Intake(intake.draft, now=intake.now)
    return redirect(f"intake:{next_step(fresh)}")


def page(request: HttpRequest, intake: Intake, name: str, template: str = "form", status: int = 200, **context: Any):
    """Render a page of the intake; a form with errors is a 422."""
    form = context.get("form")
    before = step_before(name, intake)
    context["back_href"] = reverse(f"intake:{before}") if before else reverse("landing")
    context["intake"] = intake
    if intake.draft and not context.get("is_gone"):
        context["hold"] = holding.shown(intake, name, own_zone.of(request))
    if status == 200 and form is not None and form.errors:
        status = 422
    return render(request, f"queueing/{template}.html", context, status=status)


@step("programme")
def programme(request: HttpRequest, intake: Intake) -> HttpResponse:
    rows = list(Programme.objects.all())
    claimable = [row for row in rows if row.is_claimable]
    elsewhere = [row for row in rows if not row.is_claimable]
    form = ProgrammeForm(
        request.POST or None, programmes=claimable, initial={"programme": intake.answers.get("programme")}
    )
    if form.is_valid():
        if intake.draft is None or intake.draft.claim_id:
            intake = Intake(drafts.begin(request.session, now=intake.now), now=intake.now)
        return know_device(request, keep_and_go_on(request, intake, programme=form.cleaned_data["programme"]))
    return page(request, intake, "programme", "programme", form=form, elsewhere=elsewhere)


@step("cause")
def cause(request: HttpRequest, intake: Intake) -> HttpResponse:
    causes = list(intake.programme.causes.filter(is_active=True))
    form = CauseForm(request.POST or None, causes=causes, initial={"cause": intake.answers.get("cause")})
    if form.is_valid():
        return keep_and_go_on(request, intake, cause=form.cleaned_data["cause"], papers_seen=False)
    return page(request, intake, "cause", form=form)


@step("papers")
def papers(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The papers a cause may ask for, before anything else is asked."""
    if request.method == "POST":
        return keep_and_go_on(request, intake, papers_seen=True)
    return page(request, intake, "papers", "papers", needs=checklist.overview(intake.cause, intake.edition))


@step("questions")
def questions(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = QuestionsForm(request.POST or None, questions=intake.questions, initial=intake.answers.get("questions"))
    if form.is_valid():
        return keep_and_go_on(request, intake, questions=form.cleaned_data)
    return page(request, intake, "questions", form=form, heading=_("Beberapa pertanyaan tentang dokumen Anda"))


@step("branch")
def branch(request: HttpRequest, intake: Intake) -> HttpResponse:
    rows = nearby.first(Branch.objects.filter(is_active=True), intake.branch)
    form = BranchForm(
        request.POST or None,
        branches=rows,
        left=places_left.by_branch(intake.now),
        initial={"branch": intake.answers.get("branch")},
    )
    if form.is_valid():
        return keep_and_go_on(request, intake, branch=form.cleaned_data["branch"])
    return page(request, intake, "branch", "branch", form=form)


@step("relation")
def relation(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = RelationForm(request.POST or None, cause=intake.cause, initial={"relation": intake.relation})
    if form.is_valid():
        return keep_and_go_on(request, intake, relation=form.cleaned_data["relation"])
    return page(request, intake, "relation", form=form)


def answers_of(form: Any) -> dict[str, Any]:
    """A valid form's values as the draft keeps them."""
    return {name: as_answer(value) for name, value in form.cleaned_data.items()}
