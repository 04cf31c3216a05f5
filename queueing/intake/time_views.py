"""The page on which an hour is picked: its place is held while the rest of the form is filled in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from branches import own_zone
from queueing import booking, limits, places, slots
from queueing.availability import picking
from queueing.intake.asking import asker_of
from queueing.intake.forms import TimeForm
from queueing.intake.steps import Intake
from queueing.intake.views import keep_and_go_on, page, step
from queueing.rush import gate
from workflow import Refused


@step("time")
def time(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The hours of the branch. Picked again it is the same hold; another hour moves it, and its time runs on."""
    form = TimeForm(request.POST or None, initial={"slot": intake.answers.get("slot")})
    status = 200
    if form.is_valid():
        try:
            return _hold_and_go_on(request, intake, form.cleaned_data["slot"])
        except Refused as refusal:
            form.add_error("slot", str(refusal))
            status = limits.status_of(refusal)
    offer = picking.offer(request, intake.branch, door=intake.slot.door if intake.slot else "", now=intake.now)
    shown = page(request, intake, "time", "time", status=status, form=form, field=form["slot"], **offer)
    return own_zone.remember(request, shown)


def _hold_and_go_on(request: HttpRequest, intake: Intake, slot_id: int) -> HttpResponse:
    """Hold the picked hour; who held one within the hour goes on without, while there are places.

    While people stand in line for the hour, who is not called yet, or held one already, is led to their number.
    """
    picked = slots.still_open(intake.branch, slot_id, intake.now)
    if picked is None:
        raise booking.PlaceGone(str(booking.CLOSED))
    asker = asker_of(request, intake)
    try:
        ticket = booking.hold_place(intake.draft.pk, slot_id=picked.pk, asker=asker, now=intake.now)
    except gate.NotYourTurn:
        return redirect("intake:number")
    except booking.NotHeld:
        if gate.go_to_the_end(picked, asker=asker, now=intake.now):
            return redirect("intake:number")
        if not places.has_room(picked, now=intake.now):
            raise booking.PlaceGone(str(booking.JUST_FILLED)) from None
        return keep_and_go_on(request, intake, slot=picked.pk, held_until="")
    assert ticket.held_until
    return keep_and_go_on(request, intake, slot=picked.pk, held_until=ticket.held_until.isoformat())
