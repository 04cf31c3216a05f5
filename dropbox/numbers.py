"""The next number of a branch's year: of its rounds and of its hand-overs."""

from django.db.models import Max

from branches.models import Branch
from dropbox.models import HandOver, Round


def next_number(model: type[Round] | type[HandOver], branch: Branch, year: int) -> int:
    """One more than the last. Two at once draw one after the other: the branch's row is locked until the end.

    The lock does not hold up who only refers to the branch.
    """
    Branch.objects.select_for_update(no_key=True).get(pk=branch.pk)
    last = model.objects.filter(branch=branch, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
