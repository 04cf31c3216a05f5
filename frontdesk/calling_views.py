"""The counters, and what is pressed at one."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import for_branch_staff
from frontdesk import calling
from frontdesk.calling_page import counter_in_sight, show_counter, show_counters
from frontdesk.models import Visit
from workflow import Refused

Verb = Callable[..., Visit | None]


class PressedForm(forms.Form):
    """What a button of the page sends along: who stood there, and whom or which series it is about."""

    seen = forms.UUIDField(required=False)
    visit = forms.UUIDField(required=False)
    series = forms.ChoiceField(choices=[("", ""), *Visit.Series.choices], required=False)


@require_GET
@for_branch_staff
def counters(request: HttpRequest) -> HttpResponse:
    return show_counters(request)


@require_GET
@for_branch_staff
def counter(request: HttpRequest, counter_id: int) -> HttpResponse:
    return show_counter(request, counter_in_sight(officer_of(request), counter_id), now=timezone.now())


@require_POST
@for_branch_staff
def call(request: HttpRequest, counter_id: int) -> HttpResponse:
    """The next in turn; of one series when that was pressed."""
    return _press(request, counter_id, calling.call_next, "{} dipanggil.", series=_pressed(request)["series"])


@require_POST
@for_branch_staff
def call_again(request: HttpRequest, counter_id: int) -> HttpResponse:
    return _press(request, counter_id, calling.call_again, "{} dipanggil ulang.")


@require_POST
@for_branch_staff
def serving_end(request: HttpRequest, counter_id: int) -> HttpResponse:
    return _press(request, counter_id, calling.finish, "{} selesai dilayani.")


@require_POST
@for_branch_staff
def parking(request: HttpRequest, counter_id: int) -> HttpResponse:
    return _press(request, counter_id, calling.park, "{} ditunda. Panggil kembali bila sudah siap.")


@require_POST
@for_branch_staff
def skipping(request: HttpRequest, counter_id: int) -> HttpResponse:
    return _press(request, counter_id, calling.skip, "{} dilewati. Panggil kembali bila orangnya datang.")


@require_POST
@for_branch_staff
def bringing_back(request: HttpRequest, counter_id: int) -> HttpResponse:
    return _press(request, counter_id, calling.bring_back, "{} dipanggil kembali.", visit_id=_pressed(request)["visit"])


def _pressed(request: HttpRequest) -> dict[str, UUID | str | None]:
    form = PressedForm(request.POST)
    if not form.is_valid():
        raise BadRequest("No button of the page sends this.")
    return form.cleaned_data


def _press(request: HttpRequest, counter_id: int, verb: Verb, done: str, **more: UUID | str | None) -> HttpResponse:
    user = officer_of(request)
    here, seen = counter_in_sight(user, counter_id), _pressed(request)["seen"]
    try:
        visit = verb(here.pk, seen=seen, by=user.actor, now=timezone.now(), **more)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done.format(visit.label) if visit else "Belum ada yang menunggu.")
    return redirect("admin:counter", here.pk)
