import pytest
from django.contrib import admin
from django.urls import reverse

from notifications.address import Address
from notifications.models import Message
from tests.notifications.conftest import post


@pytest.mark.parametrize("page", ["changelist", "change"])
def test_the_outbox_is_read_with_masked_addresses_and_nothing_else(admin_client, now, page):
    [row] = post(to=Address(person="claimant:1", email="siti@example.com"), now=now)
    at = reverse(f"admin:notifications_message_{page}", args=[row.pk] if page == "change" else [])

    shown = admin_client.get(at).content.decode()

    assert "s***@example.com" in shown
    assert "siti@" not in shown
    assert 'name="_save"' not in shown


def test_nobody_adds_changes_or_deletes_a_message(admin_user, rf):
    request = rf.get("/")
    request.user = admin_user
    desk = admin.site._registry[Message]

    assert not desk.has_add_permission(request)
    assert not desk.has_change_permission(request)
    assert not desk.has_delete_permission(request)
