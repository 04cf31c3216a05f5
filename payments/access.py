"""Who may open the pages of payments, and what they find there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.staff_pages import only_for
from payments.models import Batch, Line, ResultFile

for_payers = only_for(lambda user: user.may_forward_payments)
for_followers = only_for(lambda user: user.may_follow_payments)
for_told = only_for(lambda user: user.may_read_late_payments)


def batch_of(batch_id: UUID) -> Batch:
    return get_object_or_404(Batch.objects.with_counts(), pk=batch_id)


def line_of(batch_id: UUID, position: int) -> Line:
    lines = Line.objects.select_related("batch", "claim__branch", "claim__programme")
    return get_object_or_404(lines, batch=batch_id, position=position)


def file_of(file_id: UUID) -> ResultFile:
    return get_object_or_404(ResultFile.objects.with_counts(), pk=file_id)
