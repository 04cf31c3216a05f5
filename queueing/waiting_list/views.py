"""The pages of a number in a waiting list: drawing it, following it, answering what it is offered."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from branches import own_zone
from claims import fresh
from claims.models import Claim
from queueing import booking, places
from queueing.asker import Asker
from queueing.intake import drafts
from queueing.intake.asking import device_index, network_index
from queueing.intake.steps import Intake, next_step
from queueing.intake.views import step
from queueing.waiting_list import pages, waiting
from workflow import Refused


class JoinForm(forms.Form):
    day = forms.DateField()
    door = forms.ChoiceField(choices=Claim.Door.choices)


@require_POST
@step("time")
def join(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Draw a number for one day of the branch; drawn twice it is the same number."""
    form = JoinForm(request.POST)
    if not form.is_valid():
        return redirect("intake:time")
    places.release_expired_at(intake.branch, now=intake.now)
    try:
        entry = waiting.join(_joining(intake), branch=intake.branch, now=intake.now, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:time")
    drafts.put(intake.draft, waits=True, now=intake.now)
    return redirect("waiting:entry", token=entry.contact["token"])


def _joining(intake: Intake) -> waiting.Joining:
    """Only what was confirmed by a code is told anything."""
    phone, email = (intake.contact.get(way, "") if intake.confirmed_at(way) else "" for way in ("phone", "email"))
    contact = {
        "phone": phone,
        "email": email,
        "whatsapp": bool(phone and intake.contact.get("whatsapp")),
        "language": translation.get_language() or "id",
    }
    return waiting.Joining(intake.draft.pk, intake.contact_index, contact, token=fresh.token())


@never_cache
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Where the number stands. GET changes nothing, so a preview of the address answers no offer."""
    row = waiting.by_token(token)
    if row is None:
        return render(request, "queueing/waiting_unknown.html", status=404)
    context = pages.shown(row, own_zone.of(request), timezone.now())
    return render(request, "queueing/waiting_entry.html", {**context, "token": token})


@never_cache
@require_POST
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Take what is offered: this browser goes on with the form, the place held for it."""
    row = waiting.by_token(token)
    if row is None:
        return render(request, "queueing/waiting_unknown.html", status=404)
    now = timezone.now()
    asker = Asker(bytes(row.contact_index), device_index(request), network_index(request))
    try:
        draft = waiting.accept(row.pk, known=drafts.key_in(request.session), asker=asker, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("waiting:entry", token=token)
    booking.release_hold(draft.pk, now=now)  # what it held of its own is free again
    request.session.cycle_key()
    drafts.go_on_with(draft, request.session)
    return redirect(f"intake:{next_step(Intake(draft, now=now))}")


@never_cache
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Stop waiting, or say no to what is offered."""
    row = waiting.by_token(token)
    if row is None:
        return render(request, "queueing/waiting_unknown.html", status=404)
    waiting.leave(row.pk, now=timezone.now())
    return redirect("waiting:entry", token=token)
