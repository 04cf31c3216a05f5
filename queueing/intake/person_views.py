"""The pages of the intake that ask about people: the participant, who files, how to reach them, where to pay."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from branches import calendar
from claims.access import network_of
from claims.forms import AccountForm, CodeForm
from notifications.address import masked
from queueing.intake import confirming, drafts
from queueing.intake.forms import ContactForm, ParticipantForm, PersonForm
from queueing.intake.steps import Intake
from queueing.intake.views import answers_of, keep_and_go_on, page, step
from workflow import Refused


@step("participant")
def participant(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = ParticipantForm(
        request.POST or None,
        cause=intake.cause,
        today=calendar.local_day(intake.branch, intake.now),
        initial=initial_of(intake.answers.get("participant", {})),
    )
    if form.is_valid():
        return keep_and_go_on(request, intake, participant=answers_of(form))
    heading = _("Data Anda") if intake.relation == "self" else _("Data peserta")
    return page(request, intake, "participant", form=form, heading=heading)


def initial_of(kept: dict[str, Any]) -> dict[str, Any]:
    """Kept answers as a form shows them."""
    initial = dict(kept)
    for name in ("birth_date", "death_date"):
        if kept.get(name):
            initial[name] = parse_date(kept[name])
    if "kpj" in kept:
        initial["kpj"] = ", ".join(kept["kpj"])
    return initial


@step("applicant")
def applicant(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = PersonForm(request.POST or None, initial=intake.answers.get("applicant"))
    if form.is_valid():
        return keep_and_go_on(request, intake, applicant=answers_of(form))
    return page(
        request, intake, "applicant", form=form, heading=_("Data Anda sebagai pemohon"),
        lead=_("Anda yang mengajukan, dikabari, dan dibayar."),
    )  # fmt: skip


@step("contact")
def contact(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = ContactForm(request.POST or None, initial=intake.contact)
    if form.is_valid():
        drafts.put(intake.draft, contact=answers_of(form), skipped=[], now=intake.now)
        return _send_and_go(request, Intake(intake.draft, now=intake.now), form)
    return page(
        request, intake, "contact", form=form, heading=_("Bagaimana kami mengabari Anda?"),
        lead=_("Isi salah satu, lebih baik keduanya: bila yang satu hilang, yang lain bisa menggantikannya."),
    )  # fmt: skip


def _send_and_go(request: HttpRequest, intake: Intake, form: Any) -> HttpResponse:
    if channel := intake.channel_to_confirm():
        try:
            _send_code(request, intake, channel)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return page(request, intake, "contact", form=form, heading=_("Bagaimana kami mengabari Anda?"), status=429)
    return keep_and_go_on(request, intake)


def _send_code(request: HttpRequest, intake: Intake, channel: str) -> None:
    confirming.send_code(intake, channel, **_asked_from(request))


def _asked_from(request: HttpRequest) -> dict[str, str]:
    return {"network": network_of(request), "language": translation.get_language() or "id"}


@step("code")
def code(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The code that was sent to the contact is typed here; answering it confirms that contact."""
    channel = intake.channel_to_confirm()
    if not channel:
        return keep_and_go_on(request, intake)  # reloaded, or sent twice: everything is confirmed
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            answered = confirming.answer(intake, channel, form.cleaned_data["code"], **_asked_from(request))
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return _confirmed(request, answered)
    return _code_page(request, intake, form)


def _code_page(request: HttpRequest, intake: Intake, form: CodeForm, status: int = 200) -> HttpResponse:
    channel = intake.channel_to_confirm()
    return page(
        request, intake, "code", "code", form=form, status=status, channel=channel,
        sent_to=masked(intake.contact[channel]), may_skip=intake.has_confirmed_contact,
    )  # fmt: skip


def _confirmed(request: HttpRequest, intake: Intake) -> HttpResponse:
    request.session.cycle_key()  # from here on the cookie is worth something
    if following := intake.channel_to_confirm():
        try:
            _send_code(request, intake, following)
        except Refused as refusal:
            return _code_page(request, intake, _refused_form(refusal), 429)
    return keep_and_go_on(request, intake)


def _refused_form(refusal: Refused) -> CodeForm:
    """An empty form that carries a refusal which is not about what was typed."""
    form = CodeForm({})
    form.errors.clear()
    form.add_error(None, str(refusal))
    return form


@require_POST
@step("code")
def code_again(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Send another code to the same contact."""
    if not intake.channel_to_confirm():
        return keep_and_go_on(request, intake)
    try:
        _send_code(request, intake, intake.channel_to_confirm())
    except Refused as refusal:
        return _code_page(request, intake, _refused_form(refusal), 429)
    return redirect("intake:code")


@require_POST
@step("code")
def code_skipped(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Go on without confirming the second contact; it can be confirmed later from the claim."""
    if not intake.has_confirmed_contact or not intake.channel_to_confirm():
        return keep_and_go_on(request, intake)
    return keep_and_go_on(request, intake, skipped=[*intake.answers.get("skipped", []), intake.channel_to_confirm()])


@step("account")
def account(request: HttpRequest, intake: Intake) -> HttpResponse:
    form = AccountForm(request.POST or None, initial=intake.answers.get("account"))
    if form.is_valid():
        return keep_and_go_on(request, intake, account=answers_of(form))
    return page(
        request, intake, "account", form=form, heading=_("Rekening untuk pembayaran"),
        lead=_("Uang hanya dikirim ke rekening atas nama penerima manfaat."),
    )  # fmt: skip
