"""The last pages of the intake: everything is shown once more, the place is taken, the confirmation stays."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from branches import calendar, own_zone
from claims import fresh
from claims.mail import addresses
from claims.models import Claim
from claims.telling import private_address
from notifications.address import masked
from queueing import booking, places
from queueing.intake import drafts, envelope_views, sending, summary
from queueing.intake.asking import asker_of
from queueing.intake.forms import CheckForm
from queueing.intake.steps import Intake
from queueing.intake.views import page, step
from statements.composed import composed_once


@step("check")
def check(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Shows every answer; the POST takes the place and opens the claim."""
    sent = sending.send(request, intake, CheckForm, _take_place)
    if sent.claim:
        return redirect("intake:done")
    return page(
        request, intake, "check", "check", form=sent.form, status=sent.page_status,
        is_gone=isinstance(sent.refusal, booking.PlaceGone), sections=summary.sections(intake, own_zone.of(request)),
    )  # fmt: skip


def _take_place(request: HttpRequest, intake: Intake) -> Claim:
    # Said before anything is asked about the person, so that a full hour tells nothing of who is known here.
    if not intake.held_until and not places.has_room(intake.slot, now=intake.now):
        raise booking.PlaceGone(str(booking.JUST_FILLED))
    taking = booking.Taking(
        intake.slot,
        intake.opening(translation.get_language() or "id"),
        asker_of(request, intake),
        fresh.handles(),
        waits=intake.answers.get("waits", False),
    )
    return booking.take_place(intake.draft.pk, taking, now=intake.now)


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """The confirmation. It can be opened again in this browser for a day, and prints on one page."""
    draft = drafts.current(request.session, now=timezone.now())
    if draft is None:
        return redirect("claims:find")
    if draft.claim_id is None:
        return redirect("intake:check")
    [claim] = _with_its_applicant(draft.claim_id)
    if claim.door == Claim.Door.GATE:
        return envelope_views.begun(request, claim, draft.answers["link_token"])
    if claim.is_final or claim.visit_at is None:
        return redirect(claim)  # the place this page confirms is gone: its home says what comes next
    return render(request, "queueing/done.html", _confirmation(claim, draft.answers["link_token"], request))


@composed_once
def _with_its_applicant(claim_id: UUID) -> QuerySet[Claim]:
    return Claim.objects.select_related("branch", "applicant", "mail_address").filter(pk=claim_id)


def _confirmation(claim: Claim, link_token: str, request: HttpRequest) -> dict[str, Any]:
    assert claim.visit_at and claim.papers_due_at  # it was opened with a place, and has one
    own = own_zone.of(request)
    return {
        "claim": claim,
        "private_link": private_address(link_token),
        "by_mail": addresses.invitation(claim),
        "visit": calendar.say_instant(claim.branch, claim.visit_at, own),
        "papers_due": calendar.say_deadline(claim.branch, claim.papers_due_at, own),
        "left": calendar.say_left(claim.papers_due_at, timezone.now()),
        "contacts": [masked(value) for _channel, value in claim.applicant.confirmed_contacts()],
    }
