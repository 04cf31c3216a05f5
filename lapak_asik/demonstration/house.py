"""The house of the demonstration: its days, its people at work, its counters and the box."""

import secrets
from datetime import datetime, time, timedelta
from pathlib import Path

from accounts.models import User
from branches.models import Branch, DecreeYear
from dropbox.models import BoxSettings
from frontdesk.models import Counter
from queueing.models import OpeningPlan

SESSIONS = ((time(8), time(12)), (time(13), time(15)))  # lunch between them
PLACES_AN_HOUR = 15  # about the 87 online places a day of Kediri, September 2020
WEEKDAYS = range(5)
STAFF = (
    ("verifikator", User.Role.VERIFIER, "Vera", "Contoh"),
    ("verifikator2", User.Role.VERIFIER, "Yusuf", "Contoh"),
    ("petugascabang", User.Role.BRANCH_STAFF, "Cahya", "Contoh"),
    ("petugascabang2", User.Role.BRANCH_STAFF, "Dian", "Contoh"),
    ("kepalacabang", User.Role.BRANCH_HEAD, "Kirana", "Contoh"),
    ("pembayaran", User.Role.PAYMENTS, "Putri", "Contoh"),
    ("pembayaran2", User.Role.PAYMENTS, "Rangga", "Contoh"),
    ("pengelola", User.Role.OPERATOR, "Oki", "Contoh"),
)


def branch() -> Branch:
    """The branch at which the pages of staff who serve all of them open first."""
    return Branch.objects.all()[0]


def actor(username: str) -> str:
    """Who of the staff does something, as histories name them."""
    return User.objects.get(username=username).actor


def decree_the_days_ahead(now: datetime) -> None:
    """A demonstration may run in a year whose holidays we do not carry; it says so in the decree's name."""
    for day in (now, now + timedelta(days=14)):
        DecreeYear.objects.get_or_create(year=day.year, defaults={"decree": "CONTOH, bukan SKB sebenarnya"})


def plan_the_week() -> None:
    planned = OpeningPlan.objects.values_list("branch_id", flat=True).distinct()
    OpeningPlan.objects.bulk_create(
        [
            OpeningPlan(branch=branch, weekday=weekday, starts=starts, ends=ends, places_per_hour=PLACES_AN_HOUR)
            for branch in Branch.objects.exclude(pk__in=planned)
            for weekday in WEEKDAYS
            for starts, ends in SESSIONS
        ]
    )


def open_accounts(data_dir: Path) -> None:
    """One account per role with a password of its own, kept where `make run` reads them."""
    lines = []
    for username, role, first, last in STAFF:
        if User.objects.filter(username=username).exists():
            continue
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(
            username, password=password, first_name=first, last_name=last, role=role, is_staff=True,
            serves_all_branches=True, is_demonstration=True,
        )  # fmt: skip
        lines.append(f"{username:<16} {password}   {user.get_role_display()}")
    if lines:
        path = data_dir / "accounts.txt"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n")


def furnish() -> None:
    """Two counters, a booth, and a box that is watched, at the branch of the sample claims."""
    for kind, number, series in (("loket", 1, "A"), ("loket", 2, "A"), ("bilik", 1, "C")):
        Counter.objects.get_or_create(branch=branch(), kind=kind, number=number, defaults={"series": [series]})
    BoxSettings.objects.get_or_create(branch=branch())
