"""Which of the room's rows a person finds, and who may open its pages."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.staff_pages import only_for
from dropbox.countersigning import handles_envelopes
from dropbox.models import Batch, Envelope, HandOver, Round

for_handlers = only_for(handles_envelopes)
for_report_readers = only_for(lambda user: handles_envelopes(user) or user.may_read_days)


def round_in_sight(user: User, round_id: UUID) -> Round:
    return get_object_or_404(Round.objects.visible_to(user).select_related("branch"), pk=round_id)


def bag_in_sight(user: User, hand_over_id: UUID) -> HandOver:
    return get_object_or_404(HandOver.objects.visible_to(user).select_related("branch"), pk=hand_over_id)


def envelope_in_sight(user: User, code: str) -> Envelope:
    seen = Envelope.objects.visible_to(user).select_related("branch", "claim", "round", "bag")
    return get_object_or_404(seen, code=code)


def batch_in_sight(user: User, batch_id: UUID) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(user).select_related("branch"), pk=batch_id)
