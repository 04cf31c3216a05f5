"""Quality: the verified claims drawn for a second look, the look itself, and what the looks came to."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, only_for
from claims.models import Claim
from verification.deciding import quality, sampling, second_pair
from verification.deciding.forms import QualityForm
from verification.deciding.readers import for_seconders
from verification.deciding.reading_views import show_to_reader
from verification.models import QualitySample
from workflow import Refused

SHOWN = 100

for_either = only_for(lambda user: user.may_second or user.may_read_deliveries)


@require_GET
@for_either
def samples(request: HttpRequest) -> HttpResponse:
    """What this person may check, the oldest first; for who manages, the results."""
    user, now = officer_of(request), timezone.now()
    waiting = QualitySample.objects.for_checker(user) if user.may_second else QualitySample.objects.none()
    context = {
        "samples": waiting.select_related("claim__branch", "claim__programme", "claim__cause")[:SHOWN],
        "checks": user.may_second,
        "results": quality.results(user, now=now) if user.may_read_deliveries else None,
        "days": quality.RESULTS_OF.days,
        "title": "Mutu keputusan",
    }
    return desk_page(request, "verification/quality.html", context)


@for_seconders
def sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """The whole claim, to be read; and what was right or wrong of it."""
    drawn = get_object_or_404(QualitySample.objects.for_checker(officer_of(request)), pk=sample_id)
    drawn.claim = drawn.decision.claim = Claim.objects.with_people().get(pk=drawn.claim_id)
    form = QualityForm(sampling.accepted_papers(drawn.claim), request.POST or None)
    status = INVALID if form.errors else 200
    if form.is_valid():
        said = {"decision": form.cleaned_data["decision"], "note": form.cleaned_data["note"]}
        verb = partial(sampling.check, drawn.pk, papers=form.found(), **said)
        try:
            verb(by=officer_of(request).actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = REFUSED
        else:
            messages.success(request, f"{drawn.claim}: hasil pemeriksaan mutu disimpan.")
            return redirect("admin:quality")
    return _show(request, drawn, form, status)


def _show(request: HttpRequest, drawn: QualitySample, form: QualityForm, status: int) -> HttpResponse:
    balance = drawn.decision.balance
    if balance:
        balance.claim = drawn.claim
    return show_to_reader(
        request,
        drawn.claim,
        "verification/sampling.html",
        status=status,
        title=f"Mutu {drawn.claim}",
        sample=drawn,
        quality_form=form,
        balance=second_pair.say_rupiah(balance.rupiah) if balance else "",
    )
