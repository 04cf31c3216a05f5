"""The tray of mail that no machine could file: who opens one is on record, and says whose it is or sets it aside.

What a mail says is shown as text and nothing else: no picture, no link, no attachment is opened here.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, only_for
from branches import calendar
from claims.mail import tray as verbs
from claims.models import Claim, Mail
from queueing.day.forms import CaseNumberForm
from verification.desk import note_reading
from verification.forms import SetAsideForm
from verification.models import PageView
from workflow import Refused

SHOWN = 100

for_mail_sorters = only_for(lambda user: user.may_sort_mail)


@require_GET
@for_mail_sorters
def tray(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first. Nothing of what they say is shown before one is opened."""
    waiting = Mail.objects.in_tray(officer_of(request)).select_related("claim").order_by("received_at")
    context = {"mails": waiting[:SHOWN], "number": waiting.count(), "title": "Surat masuk", **_clock(request)}
    return desk_page(request, "verification/mail_tray.html", context)


@require_GET
@for_mail_sorters
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail: who sent it to whom, about what, and the names of what is attached."""
    return _show(request, _mail_in_sight(request, mail_id))


@require_POST
@for_mail_sorters
def assignment(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Say which claim it is for."""
    found = _mail_in_sight(request, mail_id)
    form = CaseNumberForm(request.POST)
    if not form.is_valid():
        return _show(request, found, assign_form=form, status=INVALID)
    claim = Claim.objects.visible_to(officer_of(request)).filter(case_number=form.cleaned_data["case_number"]).first()
    if claim is None:
        form.add_error("case_number", "Tidak ada klaim dengan nomor ini di cabang Anda.")
        return _show(request, found, assign_form=form, status=INVALID)
    return _do(request, found, partial(verbs.assign, found.pk, claim_id=claim.pk), f"Surat masuk ke klaim {claim}.")


@require_POST
@for_mail_sorters
def setting_aside(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Nothing in it is for a claim, or it was dealt with already."""
    found = _mail_in_sight(request, mail_id)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _show(request, found, aside_form=form, status=INVALID)
    verb = partial(verbs.set_aside, found.pk, because=form.cleaned_data["because"])
    return _do(request, found, verb, "Surat dikesampingkan. Aslinya tetap disimpan selama 90 hari.")


def _do(request: HttpRequest, found: Mail, verb: Callable[..., Mail], said: str) -> HttpResponse:
    try:
        verb(by=officer_of(request).actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, found, status=REFUSED)
    messages.success(request, said)
    return redirect("admin:mail_tray")


def _mail_in_sight(request: HttpRequest, mail_id: UUID) -> Mail:
    return get_object_or_404(Mail.objects.visible_to(officer_of(request)).select_related("claim"), pk=mail_id)


def _clock(request: HttpRequest) -> dict[str, str]:
    """A mail may be of no claim and so of no branch: its hour is told by the reader's own clock."""
    zone = officer_of(request).zone
    return {"zone": zone, "zone_name": calendar.ZONE_NAMES[zone]}


def _show(
    request: HttpRequest, found: Mail, *, assign_form: Form | None = None, aside_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now, by = timezone.now(), officer_of(request).actor
    note_reading(found.claim, PageView.What.MAIL, code=str(found.pk), by=by, now=now)
    context: dict[str, Any] = {
        "mail": found,
        "is_waiting": found.status == Mail.Status.WAITING,
        "assign_form": assign_form or CaseNumberForm(),
        "aside_form": aside_form or SetAsideForm(),
        "title": "Surat masuk",
        **_clock(request),
    }
    return desk_page(request, "verification/mail.html", context, status=status)
