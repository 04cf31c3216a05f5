from datetime import timedelta

from celery import current_app
from django.utils import timezone

from notifications import doorbell, tasks
from tests.notifications.conftest import post


def test_the_bell_names_a_task_that_exists():
    assert tasks.deliver.name == "notifications.tasks.deliver"
    assert tasks.deliver.name in current_app.tasks


def test_the_task_delivers_the_row_it_was_rung_for(db, provider):
    [row] = post(now=timezone.now())

    tasks.deliver(str(row.pk))

    assert [message.pk for message in provider.sent] == [row.pk]


def test_the_sweep_rings_for_what_is_due_by_the_clock(db, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda message_ids, urgency: rung.extend(message_ids))
    [due] = post(now=timezone.now())
    post(about="claim-event:2", now=timezone.now() + timedelta(hours=1))

    tasks.sweep_deliveries()

    assert rung == [due.pk]
