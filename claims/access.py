"""Who is let in to a claim in this browser: by the private link (little), or by a code to a contact (all of it)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from claims.models import Claim, PrivateLink

LINK, CODE = "link", "code"
LASTS = {LINK: timedelta(hours=12), CODE: timedelta(minutes=60)}
"""How long a browser stays let in. A phone that is lent or lost should not keep a claim open for long."""

_KEY = "claims"

View = Callable[Concatenate[HttpRequest, Claim, ...], HttpResponse]


def let_in(session: SessionBase, claim: Claim, level: str, *, now: datetime, link: PrivateLink | None = None) -> None:
    """Let this browser in to `claim`. Where a code or a link was just answered, the caller changes the session key."""
    doors = session.get(_KEY, {})
    doors[claim.case_number] = {
        "level": level,
        "since": now.isoformat(),
        "until": (now + LASTS[level]).isoformat(),
        "link": link.pk if link else None,
    }
    session[_KEY] = doors


def level_of(session: SessionBase, case_number: str, *, now: datetime) -> str:
    """LINK or CODE while this browser is let in to the claim, else ""."""
    door = session.get(_KEY, {}).get(case_number)
    if not door or datetime.fromisoformat(door["until"]) <= now:
        return ""
    links = PrivateLink.objects.filter(claim__case_number=case_number)
    if door["link"] and not links.filter(pk=door["link"], ended_at=None).exists():
        return ""  # the link was replaced, or died with its claim
    if links.filter(made_at__gt=door["since"]).exists():
        return ""  # a contact was changed since, and the link with it: only who changed it was let in anew
    return door["level"]


def open_claims(session: SessionBase, *, now: datetime) -> list[Claim]:
    """The claims this browser is let in to now, with their people, the oldest first."""
    numbers = [number for number in session.get(_KEY, {}) if level_of(session, number, now=now)]
    return list(Claim.objects.with_people().filter(case_number__in=numbers).order_by("opened_at"))


def claimant_required(level: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Give the view the claim this browser was let in to.

    Not let in → 404 with the way to get in, the same whether the claim exists or not. Let in by the link where a code
    is needed → the page that asks for one, and back here afterwards.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, case_number: str, **rest: Any) -> HttpResponse:
            has = level_of(request.session, case_number, now=timezone.now())
            if not has:
                return render(request, "claims/not_open.html", {"case_number": case_number}, status=404)
            if level == CODE and has != CODE:
                request.session["after_code"] = request.get_full_path() if request.method == "GET" else ""
                return redirect("claims:code_for", case_number=case_number)
            claim = Claim.objects.with_people().get(case_number=case_number)
            return view(request, claim, **rest)

        return never_cache(wrapped)

    return decorate


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: the IPv4 address itself, or the first address of an IPv6 address's /64.

    Behind PROXY_COUNT proxies it is the address the outermost of them saw. What a client wrote before that, or what is
    no address, is not believed.
    """
    seen = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXY_COUNT:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen.insert(0, forwarded[-settings.PROXY_COUNT].strip() if len(forwarded) >= settings.PROXY_COUNT else "")
    for text in seen:
        with suppress(ValueError):
            address = ip_address(text)
            whole = ip_network((address, 64 if address.version == 6 else 32), strict=False)
            return str(whole.network_address)
    return "0.0.0.0"  # noqa: S104 - the network of who hides theirs, not an address that is listened on
