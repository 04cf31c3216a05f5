"""Who reads and who keeps a branch's capacity, and what is noted of a change."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.admin_rights import officer_of, runs_the_house
from accounts.models import User
from accounts.staff_pages import only_for
from branches.models import Branch
from queueing.capacity.effects import Effect


def keeps_plans(user: User) -> bool:
    """Heads of branch say how many people their branch takes in an hour; operators may for every branch."""
    return runs_the_house(user) or (user.is_active and user.role == User.Role.BRANCH_HEAD)


for_plan_readers = only_for(lambda user: user.may_read_days)


def branch_in_sight(request: HttpRequest, code: str) -> Branch:
    """The branch, or 404 when it is none of this person's. Who only reads is stopped when they post."""
    user = officer_of(request)
    branch = get_object_or_404(user.branches_in_sight(), code=code)
    if request.method == "POST" and not keeps_plans(user):
        raise PermissionDenied
    return branch


def is_to_be_saved(request: HttpRequest, effect: Effect) -> bool:
    """Whether "Simpan" was pressed by somebody who has seen whom it touches: `terdampak` is how many were shown."""
    seen = not effect.people or request.POST.get("terdampak") == str(len(effect.people))
    return wants_saving(request) and seen


def wants_saving(request: HttpRequest) -> bool:
    return request.POST.get("do") == "simpan"


def note(request: HttpRequest, branch: Branch, sentence: str) -> None:
    """Keep in the admin's log who changed what of a branch's capacity."""
    rows = Branch.objects.filter(pk=branch.pk)
    LogEntry.objects.log_actions(officer_of(request).pk, rows, CHANGE, change_message=sentence, single_object=True)
