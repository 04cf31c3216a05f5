"""The officer who holds a claim enters its balance and decides it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, for_verifiers
from claims.models import Claim
from verification.deciding import balances, deciding
from verification.deciding.forms import BalanceForm, RejectForm, VerifyForm
from verification.desk_gate import claim_in_scope
from verification.desk_views import done, show
from verification.models import Decision, Proposal
from verification.workbench import Workbench


@require_POST
@for_verifiers
def balance(request: HttpRequest, case_number: str) -> HttpResponse:
    """Write down the balance of the core system."""
    claim = claim_in_scope(officer_of(request), case_number)
    form = BalanceForm(request.POST)
    if not form.is_valid():
        return show(request, claim, balance_form=form, status=INVALID)
    verb = partial(balances.enter_balance, claim.pk, rupiah=form.cleaned_data["balance"])
    to = reverse("admin:workbench", args=[claim.case_number]) + "#keputusan"
    return done(request, claim, verb, to=to, balance_form=form)


@require_POST
@for_verifiers
def verification(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = VerifyForm(Workbench(claim).left_to_the_officer, request.POST)
    if not form.is_valid():
        return show(request, claim, verify_form=form, status=INVALID)
    not_needed, note = form.cleaned_data.get("not_needed", ()), form.cleaned_data["note"]
    verb = partial(deciding.verify, claim.pk, not_needed=not_needed, note=note)
    said = partial(_said, claim, "terverifikasi")
    return done(request, claim, verb, said, to=reverse("admin:desk"), verify_form=form)


@require_POST
@for_verifiers
def rejection(request: HttpRequest, case_number: str) -> HttpResponse:
    claim = claim_in_scope(officer_of(request), case_number)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return show(request, claim, reject_form=form, status=INVALID)
    verb = partial(deciding.reject, claim.pk, rule=form.cleaned_data["rule"], note=form.cleaned_data["note"])
    return done(request, claim, verb, partial(_said, claim, "ditolak"), to=reverse("admin:desk"), reject_form=form)


def _said(claim: Claim, decided: str, found: Decision | Proposal) -> str:
    if isinstance(found, Proposal):
        return f"{claim}: usulan disimpan. Petugas lain menjawabnya; klaim kembali ke Anda bila tidak disetujui."
    return f"{claim}: {decided}, pemohon dikabari."
