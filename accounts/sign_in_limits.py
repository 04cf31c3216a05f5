"""How many wrong passwords are taken before the next try has to wait.

axes counts them by name and network together (AXES_FAILURE_LIMIT). Two wider counts stand beside it: one password tried
on many names comes from one network, and many passwords tried on one name come from many networks.
"""

from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt, AccessLog
from django.db.models import Sum
from django.http import HttpRequest

NAME_LIMIT = 30
"""Wrong passwords for one name, from wherever."""

NETWORK_LIMIT = 50
"""Wrong passwords from one network, for whatever names. An office shares one; who signs in takes their own off."""

KNOWN_FOR = timedelta(days=30)
"""How long a network from which somebody signed in is theirs: there, strangers who guess do not shut them out."""


KEPT_FOR = timedelta(days=365)
"""How long it is known who signed in from where: an account that was misused is often found out months later."""


class SignInLimits(AxesDatabaseHandler):
    """All counts look back over AXES_COOLOFF_TIME. What is tried while locked is not counted: no lock is for good."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        now, network = request.axes_attempt_time, request.axes_ip_address  # type: ignore[attr-defined]
        name, since = get_client_username(request, credentials), now - get_cool_off(request)
        if _wrong(since, ip_address=network) >= NETWORK_LIMIT:
            return True
        return _wrong(since, username=name) >= NAME_LIMIT and not _is_known(name, network, now - KNOWN_FOR)


def _wrong(since: datetime, **whose: str) -> int:
    tried = AccessAttempt.objects.filter(attempt_time__gte=since, **whose)
    return tried.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0


def _is_known(name: str, network: str, since: datetime) -> bool:
    return AccessLog.objects.filter(username=name, ip_address=network, attempt_time__gte=since).exists()


def forget_sign_ins(now: datetime) -> int:
    """Erase the sign-ins whose time is over; how many. Wrong passwords go by themselves once they no longer count."""
    return AccessLog.objects.filter(attempt_time__lt=now - KEPT_FOR).delete()[0]
