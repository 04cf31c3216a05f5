"""What a branch settles about its box, in the admin's tables."""

from datetime import time

import pytest
from django.urls import reverse

from dropbox.models import BoxSettings
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"
SETTLED = {
    "rounds_at": "09:00,13:00", "forwards_at": "15:30", "grace_minutes": "15", "quarantine_hours": "48",
    "travel_hours": "6",
}  # fmt: skip


def test_a_head_settles_the_hours_of_their_own_box(client, branch):
    client.force_login(factories.officer(role="branch_head", branches=[branch]), backend=BACKEND)

    answer = client.post(reverse("admin:dropbox_boxsettings_change", args=[branch.box.pk]), SETTLED)

    settled = BoxSettings.objects.get()
    assert answer.status_code == 302
    assert (settled.rounds_at, settled.quarantine_hours) == ([time(9), time(13)], 48)


def test_nobody_settles_those_of_another_branch(client, branch):
    elsewhere = factories.branch("Asia/Jayapura")
    client.force_login(factories.officer(role="branch_head", branches=[elsewhere]), backend=BACKEND)

    answer = client.post(reverse("admin:dropbox_boxsettings_change", args=[branch.box.pk]), SETTLED)

    assert answer.status_code == 302
    assert answer.url == reverse("admin:index")
    assert BoxSettings.objects.get().quarantine_hours == 0


@pytest.mark.parametrize(("role", "status"), [("branch_staff", 403), ("verifier", 403), ("operator", 200)])
def test_who_sees_the_table(client, branch, role, status):
    client.force_login(factories.officer(role=role, branches=[branch]), backend=BACKEND)

    assert client.get(reverse("admin:dropbox_boxsettings_changelist")).status_code == status


def test_a_new_box_is_made_by_who_runs_the_house_alone(client, branch):
    client.force_login(factories.officer(role="branch_head", branches=[branch]), backend=BACKEND)
    heads = client.get(reverse("admin:dropbox_boxsettings_add")).status_code
    client.force_login(factories.officer(role="operator"), backend=BACKEND)

    assert (heads, client.get(reverse("admin:dropbox_boxsettings_add")).status_code) == (403, 200)
