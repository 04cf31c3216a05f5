"""The page of odd patterns, for the people of a branch."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.staff_pages import desk_page
from queueing.day.page import for_day_readers
from queueing.disputes import patterns as questions


@require_GET
@for_day_readers
def patterns(request: HttpRequest) -> HttpResponse:
    """What looks odd at this person's branches in the last thirty days."""
    branches, now = officer_of(request).branches_in_sight(), timezone.now()
    context = {
        "passed_on": questions.passed_on(branches, now),
        "many_people": questions.many_people(branches, now),
        "many_lapses": questions.many_lapses(branches, now),
        "title": "Pola janggal",
    }
    return desk_page(request, "queueing/admin/patterns.html", context)
