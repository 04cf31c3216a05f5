"""The pages of the list of all claims: looking, searching, and keeping a way to look."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import desk_page, only_for
from claims.fresh import read_case_number
from claims.models import Claim
from verification.all_claims import listing, saving
from verification.all_claims.forms import FilterForm, SaveForm, SearchForm
from verification.all_claims.listing import Asked, ClaimPage, Place
from verification.all_claims.searching import Sought
from verification.desk import note_reading
from verification.models import PageView
from workflow import Refused

NOBODY = Asked(branches=())
for_readers = only_for(lambda user: user.reads_claims)


@require_GET
@for_readers
def all_claims(request: HttpRequest) -> HttpResponse:
    """A page of the claims this person may see. Found by a name or a number of a person, it is put on record."""
    user = officer_of(request)
    form = _filters(request.GET, user)
    sought = Sought.unsealed(request.GET.get("cari", ""), user)
    page = _page(request, form, sought)
    query = form.as_query()
    context = {
        "form": form,
        "search_form": SearchForm(),
        "save_form": SaveForm(),
        "page": page,
        "rows": _with_holders(page.claims, user),
        "sought": sought,
        "narrowed": query,
        "address": f"?{urlencode({'cari': request.GET['cari']})}&{query}" if sought else f"?{query}",
        "saved": user.saved_filters.all(),
        "title": "Semua klaim",
    }
    return desk_page(request, "verification/all_claims.html", context)


@require_POST
@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """Go to the claim of this number, or to the list of those found."""
    user = officer_of(request)
    form = SearchForm(request.POST)
    narrowed = _filters(QueryDict(request.POST.get("saringan", "")), user).as_query()
    if not form.is_valid():
        messages.error(request, str(form.errors["dicari"][0]))
        return _to_list(narrowed)
    typed = form.cleaned_data["dicari"]
    if case_number := read_case_number(typed):
        return _to_claim(request, user, case_number)
    try:
        sought = Sought.read(typed)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_list(narrowed)
    return _to_list(f"{urlencode({'cari': sought.sealed_for(user)})}&{narrowed}")


@require_POST
@for_readers
def keeping(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name."""
    user = officer_of(request)
    form = SaveForm(request.POST)
    narrowed = _filters(QueryDict(request.POST.get("saringan", "")), user).as_query()
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
        return _to_list(narrowed)
    try:
        saved = saving.keep(user, name=form.cleaned_data["name"], query=narrowed)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Saringan “{saved}” disimpan.")
    return _to_list(narrowed)


@require_POST
@for_readers
def forgetting(request: HttpRequest, saved_id: int) -> HttpResponse:
    saving.forget(officer_of(request), saved_id)
    return _to_list("")


def _filters(data: QueryDict, user: User) -> FilterForm:
    form = FilterForm(data, user=user, now=timezone.now())
    form.is_valid()  # what cannot be read narrows nothing, and says so beside its field
    return form


def _page(request: HttpRequest, form: FilterForm, sought: Sought | None) -> ClaimPage:
    """What the address asks for. A search that finds too many says so over an empty list."""
    asked = form.asked()
    if sought:
        _note_search(officer_of(request), sought, now=timezone.now())
        try:
            asked = _among(asked, sought, form)
        except Refused as refusal:
            messages.error(request, str(refusal))
            asked = NOBODY
    older, newer = (Place.read(request.GET.get(name, "")) for name in ("sebelum", "sesudah"))
    return listing.page_of(asked, older_than=older, newer_than=newer)


def _with_holders(claims: list[Claim], user: User) -> list[tuple[Claim, str]]:
    """Each claim with the name of who holds it. One statement, whether or not any is held."""
    names = names_of({user.actor, *(claim.taken_by for claim in claims if claim.taken_by)})
    return [(claim, "Anda" if claim.taken_by == user.actor else names.get(claim.taken_by, "")) for claim in claims]


def _among(asked: Asked, sought: Sought, form: FilterForm) -> Asked:
    narrowed = asked.narrowed & Q(pk__in=sought.claims(list(form.branches_to_search())))
    return replace(asked, narrowed=narrowed, are_few=True, with_people=True)


def _note_search(user: User, sought: Sought, *, now: datetime) -> None:
    """Who searched is put on record, and by what kind of thing; not whom."""
    note_reading(None, PageView.What.SEARCH, code=sought.kind, by=user.actor, now=now)


def _to_claim(request: HttpRequest, user: User, case_number: str) -> HttpResponse:
    claim = Claim.objects.visible_to(user).filter(case_number=case_number).first()
    if claim is None:
        messages.error(request, f"Tidak ada klaim {case_number} di cabang Anda.")
        return _to_list("")
    return redirect(address_of(claim, user))


def address_of(claim: Claim, user: User) -> str:
    """Where this person reads a claim: at the workbench, or in the table."""
    if user.may_verify:
        return reverse("admin:workbench", args=[claim.case_number])
    return reverse("admin:claims_claim_change", args=[claim.pk])


def _to_list(query: str) -> HttpResponse:
    address: Any = reverse("admin:all_claims")
    return redirect(f"{address}?{query}" if query else address)
