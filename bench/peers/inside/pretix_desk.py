"""Runs in pretix's environment: opens its hours and counts what was sold, by its own models.

`pretix_desk.py prepare|count QUESTION ANSWER`: both are JSON files.
"""

import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Item, Order, OrderPosition, Organizer, Quota, Team, TeamAPIToken  # noqa: E402


def prepare(asked):
    """An event series with a free ticket, an hour with a quota of its own for each size asked, and an API token."""
    opens = timezone.now() + timedelta(days=7)
    organizer = Organizer.objects.create(name="Contoh", slug="contoh")
    event = Event.objects.create(
        organizer=organizer, name="Contoh", slug="contoh", live=True, has_subevents=True, date_from=opens, plugins=""
    )
    item = Item.objects.create(event=event, name="Contoh", default_price=0)
    team = Team.objects.create(organizer=organizer, name="Contoh", all_events=True, all_event_permissions=True)
    token = TeamAPIToken.objects.create(team=team, name="Contoh")
    hours = [_hour(event, item, opens + timedelta(hours=n), size) for n, size in enumerate(asked)]
    return {"token": token.token, "item": item.pk, "hours": hours}


def count(asked):
    """How many tickets that are neither cancelled nor expired stand for each of these hours."""
    valid = {"canceled": False, "order__status__in": (Order.STATUS_PENDING, Order.STATUS_PAID)}
    sold = Counter(OrderPosition.all.filter(subevent__in=asked, **valid).values_list("subevent", flat=True))
    return [sold[hour] for hour in asked]


def _hour(event, item, begins, size):
    hour = event.subevents.create(name="Contoh", active=True, date_from=begins)
    Quota.objects.create(event=event, subevent=hour, name="Contoh", size=size).items.add(item)
    return hour.pk


if __name__ == "__main__":
    _, verb, question, answer = sys.argv
    with scopes_disabled():
        said = {"prepare": prepare, "count": count}[verb](json.loads(Path(question).read_text()))
    Path(answer).write_text(json.dumps(said))
