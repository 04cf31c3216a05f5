from datetime import timedelta

import pytest

from branches.models import DecreeYear
from notifications.models import Message
from tests import factories
from verification import notices

pytestmark = pytest.mark.usefixtures("house")


def test_a_missing_decree_is_said_first(now):
    DecreeYear.objects.all().delete()

    assert "SKB" in notices.for_operator(now)[0]


def test_messages_that_reached_nobody_are_counted_for_a_day(now):
    factories.open_claim(now=now)
    Message.objects.update(state="failed", failed_at=now, due_at=None, reason="gave_up")

    assert any(said.startswith("2 pesan") for said in notices.for_operator(now))
    assert not any("pesan tidak sampai" in said for said in notices.for_operator(now + timedelta(days=2)))


@pytest.mark.parametrize(
    ("reason", "is_ours"), [("twilio 63030", True), ("twilio 30002", True), ("twilio 30005", False)]
)
def test_what_failed_by_our_own_fault_is_for_the_operator_to_mend(reason, is_ours, now):
    factories.open_claim(now=now)
    Message.objects.update(state="failed", failed_at=now, due_at=None, reason=reason)

    assert any("pengirim kita sendiri" in said for said in notices.for_operator(now)) == is_ours


def test_the_operators_front_page_shows_them(client, now):
    operator = factories.officer(role="operator", is_superuser=True)
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/petugas/").content.decode()

    assert "Pemindaian virus tidak aktif" in page
