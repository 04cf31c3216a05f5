"""Staff read the waiting lists of their branches: numbers and what became of them, never whose they are."""

import pytest
from django.urls import reverse

from queueing.models import Slot, WaitingEntry
from tests import factories
from tests.queueing.waiting_list.lines import joins

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.django_db]


@pytest.fixture
def entry(now) -> WaitingEntry:
    slot = factories.slot(factories.branch(), now=now, capacity=1)
    Slot.objects.filter(pk=slot.pk).update(taken=1)
    return joins(slot, now, phone="+628131112223")


def sign_in(client, **staff) -> None:
    client.force_login(factories.officer(role="branch_staff", **staff))


def test_the_lists_of_a_branch_show_numbers_and_no_contact(client, entry):
    sign_in(client, branches=[entry.list.branch])

    lists = client.get(reverse("admin:queueing_waitinglist_changelist"))
    page = client.get(reverse("admin:queueing_waitinglist_change", args=[entry.list_id]))

    assert (lists.status_code, page.status_code) == (200, 200)
    assert entry.list.branch.name in lists.content.decode()
    text = page.content.decode()
    assert "nomor 1" in text.lower()
    assert "8131112223" not in text
    assert entry.contact["token"] not in text
    assert 'name="_save"' not in text


def test_another_branch_reads_nothing_of_it(client, entry):
    sign_in(client, branches=[factories.branch("Asia/Jayapura")])

    assert client.get(reverse("admin:queueing_waitinglist_change", args=[entry.list_id])).status_code == 302
    assert entry.list.branch.name not in client.get(reverse("admin:queueing_waitinglist_changelist")).content.decode()
