"""The ways in: a case number with a code, or the private link. Whether a case exists is never told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from claims import access, codes, contacts, fresh, links
from claims.forms import CodeForm, FindForm
from claims.models import Claim, OneTimeCode
from notifications.address import masked
from workflow import Refused

_LOOKING_FOR = "looking_for"


def find(request: HttpRequest) -> HttpResponse:
    """Case number → a code to the contact on record. A number nobody has walks the same path."""
    form = FindForm(request.POST or None)
    if form.is_valid():
        return _ask(request, form.cleaned_data["case_number"], form)
    return render(request, "claims/find.html", {"form": form}, status=422 if form.errors else 200)


@access.claimant_required(access.LINK)
def code_for(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Let in by the link, and a code is needed for more."""
    if request.method == "POST":
        return _ask(request, claim.case_number, None)
    contacts = [masked(value) for _channel, value in claim.applicant.confirmed_contacts()]
    return render(request, "claims/code_for.html", {"claim": claim, "contacts": contacts})


def _ask(request: HttpRequest, case_number: str, form: FindForm | None) -> HttpResponse:
    if not request.session.session_key:
        request.session.create()
    request.session[_LOOKING_FOR] = {"case_number": case_number, "channel": request.POST.get("channel", "")}
    try:
        codes.ask(_asking(request), code=fresh.code(), now=timezone.now())
    except Refused as refusal:
        form = form or FindForm({"case_number": case_number})
        form.is_valid()
        form.add_error(None, str(refusal))
        return render(request, "claims/find.html", {"form": form}, status=429)
    return redirect("claims:code")


def _asking(request: HttpRequest) -> codes.Asking:
    """What is being asked for, the same at asking and at answering. The first confirmed contact, or the one picked."""
    looking_for = request.session[_LOOKING_FOR]
    claim = Claim.objects.with_people().filter(case_number=looking_for["case_number"]).first()
    contacts = claim.applicant.confirmed_contacts() if claim else codes.nobodys_contacts(looking_for["case_number"])
    picked = [contact for contact in contacts if contact[0] == looking_for["channel"]] or contacts
    return codes.Asking(
        purpose=OneTimeCode.Purpose.OPEN_CLAIM,
        session=request.session.session_key or "",
        network=access.network_of(request),
        contact=picked[0],
        case_number=looking_for["case_number"],
        claim_id=claim.pk if claim else None,
        whatsapp=bool(claim and claim.applicant.whatsapp_agreed_at),
        language=translation.get_language() or "id",
    )


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code is typed here; the right one opens the claim in this browser."""
    looking_for = request.session.get(_LOOKING_FOR)
    if not looking_for:
        return redirect("claims:find")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            answered = codes.answer(_asking(request), typed=form.cleaned_data["code"], now=timezone.now())
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            contacts.note_confirmed(_asking(request).contact, answered, now=timezone.now())
            return _open(request, answered)
    context = {"form": form, "case_number": looking_for["case_number"]}
    return render(request, "claims/code.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, answered: OneTimeCode) -> HttpResponse:
    assert answered.claim_id  # nobody was sent the code of a case that does not exist
    claim = Claim.objects.get(pk=answered.claim_id)
    request.session.cycle_key()
    access.let_in(request.session, claim, access.CODE, now=timezone.now())
    del request.session[_LOOKING_FOR]
    after = request.session.pop("after_code", "")
    if after.startswith(claim.get_absolute_url()) and url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        return redirect(after)
    return redirect(claim)


@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Send another code, by the other contact when it is asked for."""
    if looking_for := request.session.get(_LOOKING_FOR):
        return _ask(request, looking_for["case_number"], None)
    return redirect("claims:find")


@never_cache
def private_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, so that a preview of the link opens nothing; the POST lets this browser in."""
    link = links.living(token)
    if link is None:
        return render(request, "claims/link_ended.html", status=404)
    if request.method == "POST":
        request.session.cycle_key()
        access.let_in(request.session, link.claim, access.LINK, now=timezone.now(), link=link)
        return redirect(link.claim)
    return render(request, "claims/private_link.html")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close every claim in this browser, for a phone that is borrowed."""
    request.session.flush()
    return render(request, "claims/left.html", {"title": _("Klaim ditutup di peramban ini")})
