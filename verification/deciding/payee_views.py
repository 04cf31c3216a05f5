"""The officer who holds a claim answers for its account, where the person cannot do so on their own page."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, for_verifiers
from claims.forms import AccountForm
from claims.models import Claim
from verification.deciding import payees
from verification.desk_gate import claim_in_scope
from verification.desk_views import done, show


@require_POST
@for_verifiers
def account_entry(request: HttpRequest, case_number: str) -> HttpResponse:
    """Enter another account."""
    claim = claim_in_scope(officer_of(request), case_number)
    form = AccountForm(request.POST)
    if not form.is_valid():
        return show(request, claim, account_form=form, status=INVALID)
    verb = partial(payees.enter_account, claim.pk, **form.cleaned_data)
    said = f"{claim}: rekening baru dicatat dan berlaku 24 jam lagi. Semua kontak pemohon diberi tahu."
    return done(request, claim, verb, said, to=_decision_part(claim), account_form=form)


@require_POST
@for_verifiers
def account_confirmation(request: HttpRequest, case_number: str) -> HttpResponse:
    """The present account is the right one."""
    claim = claim_in_scope(officer_of(request), case_number)
    said = f"{claim}: rekening sekarang dicatat sudah benar."
    return done(request, claim, partial(payees.confirm_account, claim.pk), said, to=_decision_part(claim))


def _decision_part(claim: Claim) -> str:
    return reverse("admin:workbench", args=[claim.case_number]) + "#keputusan"
