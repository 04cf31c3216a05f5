"""Contacts and account: each can be changed by who opened the claim with a code."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from branches import calendar
from claims import access, codes, contacts, fresh
from claims import being_told as ways
from claims.forms import AccountForm, BeingToldForm, CodeForm, EmailForm, PhoneForm
from claims.models import Claim, OneTimeCode
from notifications.address import masked
from privacy import vault
from workflow import Refused

_NEW = "new_contact"
FORMS = {"ponsel": ("phone", PhoneForm), "email": ("email", EmailForm)}


@access.claimant_required(access.CODE)
def contact(request: HttpRequest, claim: Claim, which: str) -> HttpResponse:
    """A new phone or e-mail is typed; a code goes there before anything is changed."""
    if which not in FORMS:
        raise Http404
    if claim.is_final:
        messages.error(request, _("Klaim ini sudah selesai, jadi datanya tidak bisa diubah lagi."))
        return redirect(claim)
    channel, form_class = FORMS[which]
    form = form_class(request.POST or None)
    status = 200
    if form.is_valid():
        _remember(request, claim, channel, form.cleaned_data["value"])
        try:
            codes.ask(_asking(request, claim), code=fresh.code(), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            return redirect("claims:contact_code", claim.case_number)
    status = 422 if form.errors and status == 200 else status
    return render(request, "claims/contact.html", {"claim": claim, "form": form, "which": which}, status=status)


@access.claimant_required(access.CODE)
def contact_code(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The code sent to the new contact: the right one puts the contact in the old one's place."""
    if request.session.get(_NEW, {}).get("claim") != claim.case_number:
        return redirect(claim)
    channel, value = _remembered(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes.answer(_asking(request, claim), typed=form.cleaned_data["code"], now=timezone.now())
            contacts.replace(
                claim.pk,
                channel=channel,
                value=value,
                link_token=fresh.token(),
                by=f"claimant:{claim.pk}",
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[_NEW]
            access.let_in(request.session, claim, access.CODE, now=timezone.now())
            messages.success(request, _("Kontak sudah diganti. Kontak yang lama juga diberi tahu."))
            return redirect(claim)
    context = {"claim": claim, "form": form, "sent_to": masked(value)}
    return render(request, "claims/contact_code.html", context, status=422 if form.errors else 200)


def _remember(request: HttpRequest, claim: Claim, channel: str, value: str) -> None:
    """Keep the new contact in the session until its code is answered; sealed, for sessions rest in the database."""
    sealed = vault.seal(value.encode(), about=_NEW).hex()
    request.session[_NEW] = {"claim": claim.case_number, "channel": channel, "value": sealed}


def _remembered(request: HttpRequest) -> tuple[str, str]:
    new = request.session[_NEW]
    return new["channel"], vault.unseal(bytes.fromhex(new["value"]), about=_NEW).decode()


def _asking(request: HttpRequest, claim: Claim) -> codes.Asking:
    return codes.Asking(
        purpose=OneTimeCode.Purpose.REPLACE_CONTACT,
        session=request.session.session_key or "",
        network=access.network_of(request),
        contact=_remembered(request),
        case_number=claim.case_number,
        claim_id=claim.pk,
        language=translation.get_language() or "id",
    )


@access.claimant_required(access.CODE)
def account(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Another account may be given; it counts a day later, and every contact is told at once."""
    form = AccountForm(request.POST or None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            contacts.change_account(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Perubahan rekening dicatat dan berlaku 24 jam lagi."))
            return redirect(claim.get_absolute_url() if claim.account_wanted_at else request.path)
    context = {"claim": claim, "form": form, **_accounts(claim, timezone.now())}
    return render(request, "claims/account.html", context, status=status)


def _accounts(claim: Claim, now: datetime) -> dict[str, Any]:
    """The account in force, its number masked, and the one that waits."""
    bank, number, holder = claim.applicant.account(now)
    pending = claim.applicant.pending_account(now)
    return {
        "account": f"{bank}, ***{number[-4:]}, {holder}",
        "pending": pending,
        "effective": calendar.say_instant(claim.branch, pending.effective_at) if pending else "",
    }


@access.claimant_required(access.CODE)
def being_told(request: HttpRequest, claim: Claim) -> HttpResponse:
    """By which channel the person is told first, and whether by WhatsApp."""
    applicant = claim.applicant
    chosen = {"first": applicant.first_channel, "whatsapp": ways.takes_whatsapp(applicant, now=timezone.now())}
    form = BeingToldForm(request.POST or None, initial=chosen, channels=ways.choices(claim))
    if form.is_valid():
        first, by_whatsapp = form.cleaned_data["first"], form.cleaned_data.get("whatsapp", False)
        try:
            ways.choose(claim.pk, first=first, by_whatsapp=by_whatsapp, by=f"claimant:{claim.pk}", now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Cara dikabari sudah disimpan."))
            return redirect(claim)
    contacts_shown = [masked(value) for _channel, value in applicant.confirmed_contacts()]
    context = {"claim": claim, "form": form, "contacts": contacts_shown}
    return render(request, "claims/being_told.html", context, status=422 if form.errors else 200)


@require_POST
@access.claimant_required(access.CODE)
def account_confirmation(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The account the bank sent the money back from is the right one."""
    try:
        contacts.confirm_account(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("claims:account", claim.case_number)
    messages.success(request, _("Rekening sekarang tetap dipakai. Kirim foto buku tabungannya, lalu serahkan."))
    return redirect(claim)


@require_POST
@access.claimant_required(access.CODE)
def account_cancellation(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Keep the account as it was."""
    try:
        contacts.cancel_account_change(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rekening lama tetap dipakai."))
    return redirect("claims:account", claim.case_number)
