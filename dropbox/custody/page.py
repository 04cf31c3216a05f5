"""What stands on the pages of a bag and of an envelope."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import desk_page
from dropbox.box.forms import ScanForm, UnsealForm
from dropbox.countersigning import SecondPersonForm
from dropbox.custody.forms import CloseBagForm, FoundForm, SendForm, ShelfForm
from dropbox.models import Envelope, HandOver


def sends(user: User, bag: HandOver) -> bool:
    """Whether this person packs such a bag: the branch sends to the office, the office sends back."""
    return user.may_serve_branch if bag.way == HandOver.Way.TO_OFFICE else user.may_verify


def receives(user: User, bag: HandOver) -> bool:
    return user.may_verify if bag.way == HandOver.Way.TO_OFFICE else user.may_serve_branch


def show_bag(request: HttpRequest, bag: HandOver, *, now: datetime, status: int = 200, **said: Any) -> HttpResponse:
    """A bag with its list: for who packs it, for who receives it, and for who looks it up afterwards.

    `said` are forms with what is wrong in them.
    """
    user = officer_of(request)
    lines = list(bag.lines.select_related("envelope__claim").order_by("-received_at", "-pk"))
    context = {
        "bag": bag,
        "branch": bag.branch,
        "lines": lines,
        "listed": sum(line.is_listed for line in lines),
        "missing": sum(line.received_at is None for line in lines),
        "to_forward": Envelope.objects.to_forward(bag.branch, now=now).count(),
        "sent_by": " dan ".join(names_of(filter(None, (bag.sent_by, bag.countersigned_by))).values()),
        "sends": sends(user, bag),
        "receives": receives(user, bag),
        "scan_form": ScanForm(),
        "send_form": SendForm(request, bag.branch),
        "unseal_form": UnsealForm(),
        "close_form": CloseBagForm(),
        "title": f"Serah terima {bag} · {bag.branch}",
        **said,
    }
    return desk_page(request, "dropbox/bag.html", context, status=status)


def show_envelope(request: HttpRequest, envelope: Envelope, *, status: int = 200, **said: Any) -> HttpResponse:
    """Where an envelope is, every move it made, and what can be done with it where it lies."""
    moves = list(envelope.moves.select_related("hand_over"))
    names = names_of(actor for each in moves for actor in each.signers)
    context = {
        "envelope": envelope,
        "branch": envelope.branch,
        "moves": [(each, " dan ".join(names[actor] for actor in each.signers)) for each in moves],
        "serves": officer_of(request).may_serve_branch,
        "tie_form": ScanForm(auto_id="milik-%s"),
        "shelf_form": ShelfForm(),
        "found_form": FoundForm(),
        "lost_form": SecondPersonForm(request, envelope.branch, auto_id="hilang-%s"),
        "title": f"Amplop {envelope}",
        **said,
    }
    return desk_page(request, "dropbox/envelope.html", context, status=status)
