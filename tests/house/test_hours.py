"""The table of hours: every entry names a task that exists, and every task that needs an hour has one."""

from datetime import timedelta

import pytest
from celery import Task

from lapak_asik.celery import app
from lapak_asik.hours import HOURS
from lapak_asik.management.commands.sweep import SWEEPS

ROOMS = ("lapak_asik", "accounts", "notifications", "claims", "queueing", "verification", "frontdesk", "dropbox",
         "payments")  # fmt: skip
RUNG = {
    *("notifications.tasks.deliver", "claims.tasks.look_at_file", "claims.tasks.read_mail"),
    *("claims.tasks.read_inbound", "verification.tasks.ring_officer", "dropbox.tasks.read_batch"),
    "payments.tasks.take_results",
}
"""Tasks that are rung for one row and need no hour."""


@pytest.fixture(scope="module")
def tasks() -> dict[str, Task]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in ROOMS}


def test_every_entry_names_a_task_that_exists(tasks):
    assert [name for name, entry in HOURS.items() if entry["task"] not in tasks] == []


def test_every_task_has_an_hour_or_is_rung(tasks):
    assert tasks.keys() - {entry["task"] for entry in HOURS.values()} == RUNG


def test_no_task_has_two_hours():
    named = [entry["task"] for entry in HOURS.values()]

    assert len(named) == len(set(named))


def test_beat_keeps_this_very_table():
    assert app.conf.beat_schedule is HOURS


def test_no_deadline_waits_longer_than_a_quarter_of_an_hour_for_its_sweep_except_what_is_only_tidied():
    slow = {name for name, entry in HOURS.items() if entry["schedule"] > timedelta(minutes=15)}

    tidied = {"budgets", "codes", "drafts", "old_mail", "old_scans", "originals", "screenings", "sessions"}
    tidied |= {"sign_ins", "unnamed_files", "waiting_contacts"}
    assert slow <= {"ledger", "missing_files", "payment_ledger"} | tidied


def test_every_sweep_that_is_run_by_hand_is_also_run_by_the_clock():
    assert SWEEPS.keys() == HOURS.keys() - {"canary", "sessions"}
