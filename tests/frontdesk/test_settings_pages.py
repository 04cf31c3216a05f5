"""The limits of a gate: the head of the branch sets them, and nobody else."""

import pytest
from django.urls import reverse

from frontdesk.models import DeskSettings
from tests import factories


def settings_of(branch, **changed):
    given = {"screens": "on", "hottest": "37.5", "people_inside": "8", "screenings_kept_days": "7", "ticket_mm": "58"}
    return reverse("admin:desk_settings", args=[branch.code]), {**given, **changed}


def test_a_head_sets_the_limits_of_the_gate(client, branch):
    client.force_login(factories.officer(role="branch_head", branches=[branch]))

    client.post(*settings_of(branch))

    desk = DeskSettings.of(branch)
    assert (desk.people_inside, desk.screenings_kept_days, desk.ticket_mm) == (8, 7, 58)


@pytest.mark.parametrize("changed", [{"hottest": "50"}, {"people_inside": "0"}, {"ticket_mm": "70"}])
def test_limits_that_cannot_be_meant_are_refused(client, branch, changed):
    client.force_login(factories.officer(role="branch_head", branches=[branch]))

    assert client.post(*settings_of(branch, **changed)).status_code == 422
    assert not DeskSettings.objects.exists()


def test_staff_do_not_set_them(client, branch):
    client.force_login(factories.officer(role="branch_staff", branches=[branch]))

    assert client.post(*settings_of(branch)).status_code == 403
