"""What an officer does with a claim in hand but judge it, as forms; and the workbench's sign of life."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import INVALID, desk_page, for_verifiers, only_for
from claims import checking
from claims.models import Claim
from verification import desk_lists, holding, lateness
from verification.desk_gate import claim_in_scope
from verification.desk_views import done, show
from verification.forms import HandOverForm, LatenessForm, PutBackForm, PutOffForm


@require_POST
@for_verifiers
def put_back(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = PutBackForm(request.POST)
    if not form.is_valid():
        return show(request, claim, put_back_form=form, status=INVALID)
    verb = partial(holding.put_back, claim.pk, because=form.cleaned_data["because"])
    return done(request, claim, verb, "Klaim kembali ke antrean.", to=reverse("admin:desk"))


@require_POST
@for_verifiers
def hand_over(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = HandOverForm(claim, request.POST)
    if not form.is_valid():
        return show(request, claim, hand_over_form=form, status=INVALID)
    to: User = form.cleaned_data["to"]
    said = f"{claim}: diberikan kepada {to.get_full_name() or to.username}."
    verb = partial(holding.hand_over, claim.pk, to=to)
    return done(request, claim, verb, said, to=reverse("admin:desk"), hand_over_form=form)


@require_POST
@for_verifiers
def put_off(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = PutOffForm(request.POST)
    if not form.is_valid():
        return show(request, claim, put_off_form=form, status=INVALID)
    said = f"{claim}: ditunda sampai {form.cleaned_data['until']:%d-%m-%Y}. Janjinya kepada pemohon tetap berjalan."
    verb = partial(holding.put_off, claim.pk, **form.cleaned_data)
    return done(request, claim, verb, said, to=reverse("admin:desk"), put_off_form=form)


@require_POST
@for_verifiers
def taking(request: HttpRequest, case_number: str) -> HttpResponse:
    """Take a claim that is kept for this officer."""
    claim = claim_in_scope(officer_of(request), case_number)
    verb = partial(holding.take_kept, claim.pk)
    return done(request, claim, verb, to=reverse("admin:workbench", args=[claim.case_number]))


@require_POST
@for_verifiers
def sign_of_life(request: HttpRequest, case_number: str) -> HttpResponse:
    """Sent by the open workbench now and then: 204 while the claim is in this officer's hands, 409 when no more."""
    user = officer_of(request)
    claim = claim_in_scope(user, case_number)
    return HttpResponse(status=204 if checking.still_here(claim.pk, by=user.actor, now=timezone.now()) else 409)


@require_POST
@for_verifiers
def lateness_reason(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = LatenessForm(request.POST)
    if not form.is_valid():
        return show(request, claim, lateness_form=form, status=INVALID)
    verb = partial(lateness.explain, claim.pk, because=form.cleaned_data["because"])
    to = reverse("admin:workbench", args=[claim.case_number])
    return done(request, claim, verb, "Sebabnya tercatat; pemohon membacanya di halaman klaimnya.", to=to)


@require_GET
@only_for(lambda user: user.may_read_deliveries)
def late(request: HttpRequest) -> HttpResponse:
    """The claims of a head's branches whose promised day is over: those with us, and those on their way to the bank."""
    seen, now = Claim.objects.visible_to(officer_of(request)), timezone.now()
    claims = desk_lists.late(seen.as_listed(), now=now)
    names = names_of(claim.taken_by for claim in claims if claim.taken_by)
    lines = [(claim, names.get(claim.taken_by, "")) for claim in claims]
    context = {"lines": lines, "unpaid": desk_lists.late_unpaid(seen, now=now), "title": "Lewat janji"}
    return desk_page(request, "verification/late.html", context)
