"""The end of the intake for who books no hour: the papers go to the drop box of the chosen branch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from branches import calendar, own_zone
from claims import access, enclosing, fresh
from claims.models import Claim
from claims.telling import private_address
from notifications.address import masked
from queueing import beginning, booking
from queueing.intake import again, drafts, sending, summary
from queueing.intake.asking import asker_of
from queueing.intake.forms import EnvelopeForm
from queueing.intake.steps import ENVELOPE, Intake
from queueing.intake.views import keep_and_go_on, page, step


@require_POST
@step("branch")
def way(request: HttpRequest, intake: Intake) -> HttpResponse:
    """No hour but an envelope, or an hour after all. What was held is let go: somebody else may need it."""
    booking.release_hold(intake.draft.pk, now=intake.now)
    chosen = ENVELOPE if request.POST.get("way") == ENVELOPE else ""
    return keep_and_go_on(request, intake, way=chosen, slot=None, held_until="")


@step("envelope")
def envelope(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Shows every answer; the POST opens the claim."""
    sent = sending.send(request, intake, EnvelopeForm, _begin)
    if sent.claim:
        return redirect("intake:done")
    sections = summary.sections(intake, own_zone.of(request))
    return page(request, intake, "envelope", "envelope", form=sent.form, status=sent.page_status, sections=sections)


def _begin(request: HttpRequest, intake: Intake) -> Claim:
    begun = beginning.Beginning(
        intake.opening(translation.get_language() or "id"),
        asker_of(request, intake),
        fresh.handles(),
    )
    return beginning.begin(intake.draft.pk, begun, by="claimant:new", now=intake.now)


def begun(request: HttpRequest, claim: Claim, link_token: str) -> HttpResponse:
    """What `confirm_views.done` shows of a claim that has no place."""
    if claim.status != Claim.Status.SENT_TO_DROPBOX:
        return redirect(claim)  # its envelope is here, or it is over: its home says what comes next
    until = claim.papers_wanted_until
    context = {
        "claim": claim,
        "private_link": private_address(link_token),
        "until": calendar.say_deadline(claim.branch, until, own_zone.of(request)),
        "left": calendar.say_left(until, timezone.now()),
        "bring": enclosing.wanted(claim),
        "contacts": [masked(value) for _channel, value in claim.applicant.confirmed_contacts()],
        "others": again.offered(claim),
    }
    return render(request, "queueing/begun.html", context)


@require_POST
def another(request: HttpRequest) -> HttpResponse:
    """Go on with the next claim of the same applicant: another programme, or another worker."""
    now = timezone.now()
    draft = drafts.current(request.session, now=now)
    claim = Claim.objects.with_people().filter(drafts=draft).first() if draft else None
    if claim is None or access.level_of(request.session, claim.case_number, now=now) != access.CODE:
        return redirect("intake:programme")
    following = drafts.begin(request.session, now=now)
    drafts.put(following, now=now, **again.answers_after(claim, same=request.POST.get("same", "")))
    return keep_and_go_on(request, Intake(following, now=now))
