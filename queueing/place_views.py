"""What a claimant does with the place of a claim that is open: move it, give it up, withdraw the claim."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branches import calendar, own_zone
from branches.models import Branch
from claims import access, filing
from claims.models import Claim
from queueing import booking, slots
from queueing.availability import picking
from queueing.intake.forms import MovingForm, TimeForm
from queueing.models import Slot, Ticket
from workflow import Refused

AT_THE_OFFICERS = gettext_lazy("Tempat klaim ini tidak bisa diubah lagi: dokumennya tidak sedang ditunggu dari Anda.")
KEPT = gettext_lazy("Jam itu baru saja penuh atau ditutup. Tempat Anda yang lama tetap. Pilih jam lain.")
STILL_NONE = gettext_lazy("Jam itu baru saja penuh atau ditutup. Pilih jam lain.")

View = Callable[[HttpRequest, Claim], HttpResponse]


def may_choose_hour(view: View) -> View:
    """Lead who has nothing to choose back to the claim, with the reason."""

    @wraps(view)
    def wrapped(request: HttpRequest, claim: Claim) -> HttpResponse:
        if claim.may_choose_hour:
            return view(request, claim)
        messages.error(request, AT_THE_OFFICERS)
        return redirect(claim)

    return wrapped


# --- Another hour ---


@access.claimant_required(access.CODE)
@may_choose_hour
def schedule(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The hours of any branch. Picking one leads to the page that shows old and new side by side."""
    return _hours(request, claim, TimeForm())


def _hours(request: HttpRequest, claim: Claim, form: TimeForm, *, at: Branch | None = None, status: int = 200):
    rows = list(Branch.objects.filter(is_active=True).order_by("province", "city", "name"))
    branch = at or next((row for row in rows if row.code == request.GET.get("branch")), claim.branch)
    now, own = timezone.now(), own_zone.of(request)
    context = {
        "claim": claim,
        "form": form,
        "field": form["slot"],
        "branches": MovingForm(branches=rows, initial={"branch": branch.code}),
        "now_at": calendar.say_instant(claim.branch, claim.visit_at, own) if claim.visit_at else "",
        **picking.offer(request, branch, door=claim.door, now=now),
    }
    return own_zone.remember(request, render(request, "queueing/schedule.html", context, status=status))


@access.claimant_required(access.CODE)
@may_choose_hour
def move(request: HttpRequest, claim: Claim) -> HttpResponse:
    """GET shows old and new side by side; the POST moves. Whoever was slower keeps the old place and chooses again."""
    now = timezone.now()
    form = TimeForm(request.POST or request.GET)
    slot = slots.bookable_hour(form.cleaned_data["slot"], now) if form.is_valid() else None
    if slot is None:
        return _refused(request, claim, form, KEPT)
    if request.method != "POST":
        return _side_by_side(request, claim, slot)
    try:
        booking.move_place(claim.pk, slot_id=slot.pk, by=f"claimant:{claim.pk}", now=now)
    except booking.PlaceGone:
        return _refused(request, claim, form, KEPT, at=slot.branch)
    except Refused as refusal:
        return _refused(request, claim, form, str(refusal), at=slot.branch)
    messages.success(request, _("Jadwal Anda yang baru sudah dicatat."))
    return redirect(claim)


def _refused(request: HttpRequest, claim: Claim, form: TimeForm, why: Any, *, at: Branch | None = None) -> HttpResponse:
    """The hours once more, with the sentence that says what stands."""
    if form.errors:  # nothing was picked
        return _hours(request, claim, form, at=at, status=422)
    form.add_error("slot", STILL_NONE if why is KEPT and claim.visit_at is None else why)
    return _hours(request, claim, form, at=at, status=409)


def _side_by_side(request: HttpRequest, claim: Claim, slot: Slot) -> HttpResponse:
    if Ticket.objects.confirmed().filter(claim=claim, slot=slot).exists():
        messages.info(request, _("Klaim Anda sudah tercatat pada jam itu."))
        return redirect(claim)
    now, own = timezone.now(), own_zone.of(request)
    due, sends_papers = slot.due_for(now), claim.status not in Claim.WITH_OFFICERS
    old_due = claim.papers_due_at if sends_papers else None
    context = {
        "claim": claim,
        "slot": slot,
        "old": calendar.say_instant(claim.branch, claim.visit_at, own) if claim.visit_at else "",
        "old_due": calendar.say_deadline(claim.branch, old_due, own) if old_due else "",
        "sends_papers": sends_papers,
        "new": f"{calendar.say_day(slot.day)}, {slots.say_hour(slot.branch, slot, own)}",
        "new_due": calendar.say_deadline(slot.branch, due, own),
        "left": calendar.say_left(due, now),
        "comes": slot.door == Claim.Door.ONSITE,
    }
    return render(request, "queueing/moving.html", context)


# --- No hour ---


@access.claimant_required(access.CODE)
def give_up(request: HttpRequest, claim: Claim) -> HttpResponse:
    """GET says what it means and asks once more; the POST lets the place go. The claim stays."""
    now = timezone.now()
    if request.method == "POST":
        return _given_up(request, claim)
    if not claim.may_give_up_place:
        messages.error(request, AT_THE_OFFICERS)
        return redirect(claim)
    context = {
        "claim": claim,
        "visit": calendar.say_instant(claim.branch, claim.visit_at, own_zone.of(request)) if claim.visit_at else "",
        "until": calendar.say_deadline(claim.branch, filing.without_place_until(claim, now), own_zone.of(request)),
    }
    return render(request, "queueing/giving_up.html", context)


def _given_up(request: HttpRequest, claim: Claim) -> HttpResponse:
    try:
        booking.give_up_place(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tempat Anda sudah dilepas. Klaim Anda tetap ada."))
    return redirect(claim)


@access.claimant_required(access.CODE)
def withdrawal(request: HttpRequest, claim: Claim) -> HttpResponse:
    """GET asks once more; the POST ends the claim and frees its place."""
    if request.method != "POST":
        return render(request, "queueing/withdrawal.html", {"claim": claim})
    try:
        booking.withdraw(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Klaim dibatalkan."))
    return redirect(claim)
