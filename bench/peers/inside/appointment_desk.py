"""Runs in django-appointment's environment: opens its hours and counts what was sold, by its own models.

`appointment_desk.py prepare|count QUESTION ANSWER`: both are JSON files. Its own log goes to stdout.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import django

django.setup()

from appointment.models import Appointment, Config, Service, StaffMember  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

HALF_HOUR = timedelta(minutes=30)
OPENS, CLOSES, A_DAY = time(9), time(17), 16  # half hours


def prepare(asked):
    """Staff who work from nine to five, one person each half hour; and the sessions of people who have signed in."""
    Config.objects.create(slot_duration=30, lead_time=OPENS, finish_time=CLOSES, website_name="Contoh")
    service = Service.objects.create(name="Contoh", duration=HALF_HOUR, price=0)
    staff = [_staff(service, n) for n in range(asked["staff"])]
    start = timezone.localdate() + timedelta(days=7)
    hours = [(start + timedelta(days=n // A_DAY), n % A_DAY) for n in range(asked["hours"])]
    return {
        "service": service.pk,
        "places": [[_place(member, day, half) for member in staff] for day, half in hours],
        "sessions": [_session(n) for n in range(asked["people"])],
    }


def count(asked):
    """How many appointments stand at each of these places."""
    return [
        Appointment.objects.filter(
            appointment_request__staff_member=place["staff_member"],
            appointment_request__date=date.fromisoformat(place["date"]),
            appointment_request__start_time=time.fromisoformat(place["start_time"]),
        ).count()
        for place in asked
    ]


def _staff(service, n):
    user = User.objects.create_user(f"staff{n}", f"staff{n}@contoh.example", first_name="Petugas", last_name=str(n))
    member = StaffMember.objects.create(user=user)
    member.services_offered.add(service)
    return member


def _place(member, day, half):
    """As the booking page names it."""
    begins = datetime.combine(day, OPENS) + half * HALF_HOUR
    ends = begins + HALF_HOUR
    times = {"start_time": begins.time().isoformat(), "end_time": ends.time().isoformat()}
    return {"staff_member": member.pk, "date": day.isoformat(), **times}


def _session(n):
    user = User.objects.create_user(f"budi{n}", f"budi{n}@contoh.example", first_name="Budi", last_name="Contoh")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return session.session_key


if __name__ == "__main__":
    _, verb, question, answer = sys.argv
    said = {"prepare": prepare, "count": count}[verb](json.loads(Path(question).read_text()))
    Path(answer).write_text(json.dumps(said))
