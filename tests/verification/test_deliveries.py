"""The manager's page: counted by the database, in two statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from notifications.models import Message, State
from tests import factories
from verification.templatetags.lama import lama
from verification.told import deliveries

DAY = timedelta(hours=24)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def claim(house, now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - HOUR).pk)


def settle(channel: str, state: str, **facts) -> None:
    Message.objects.filter(channel=channel).update(state=state, **{"due_at": None, **facts})


def test_rates_and_times_are_parted_by_channel_provider_and_message(claim, now):
    begun = now - HOUR
    settle("email", State.DELIVERED, provider="smtp", begun_at=begun, sent_at=begun + 4 * SECOND,
           delivered_at=begun + 60 * SECOND, told_at=begun + 60 * SECOND)  # fmt: skip
    settle("sms", State.FAILED, provider="twilio", begun_at=begun, sent_at=begun + 40 * SECOND, failed_at=now)

    fared = deliveries.fared(DAY, now=now)

    assert (fared.all.tried, fared.all.sent, fared.all.told, fared.all.failed) == (2, 2, 1, 1)
    assert (fared.all.told_share, fared.all.quick_share) == (50, 50)
    assert fared.all.to_provider == 22 * SECOND
    assert {row.what: row.to_person for row in fared.by_channel} == {"E-mail": 60 * SECOND, "SMS": None}
    assert {row.what for row in fared.by_provider} == {"smtp", "twilio"}
    assert [row.what for row in fared.by_message] == ["Tempat diambil, klaim dibuka"]
    assert [(row.what, row.tried, row.failed) for row in fared.by_prefix] == [("+62812", 1, 1)]


def test_what_was_posted_before_the_period_is_not_counted(claim, now):
    assert deliveries.fared(DAY, now=now).all.tried == 2
    assert deliveries.fared(DAY, now=now + DAY).all is None


def test_the_stuck_pile_names_late_doubtful_and_dead_rows(claim, now):
    settle("email", State.UNKNOWN, due_at=now - 6 * timedelta(minutes=1))
    settle("sms", State.FAILED, failed_at=now)

    piles = {pile.channel: (pile.past_due, pile.unknown, pile.dead) for pile in deliveries.stuck(DAY, now=now)}

    assert piles == {"email": (1, 1, 0)}  # the SMS failed, but its message is on its way by e-mail
    settle("email", State.FAILED, failed_at=now)
    piles = {pile.channel: (pile.past_due, pile.unknown, pile.dead) for pile in deliveries.stuck(DAY, now=now)}
    assert piles == {"email": (0, 0, 1), "sms": (0, 0, 1)}


def test_both_are_one_statement_each(claim, now):
    with CaptureQueriesContext(connection) as asked:
        deliveries.fared(DAY, now=now)
        deliveries.stuck(DAY, now=now)

    assert len(asked) == 2


@pytest.mark.parametrize("chosen", ["24j", "7h"])
def test_the_page_shows_them(client, house, chosen):
    factories.open_claim(now=timezone.now() - HOUR)
    client.force_login(
        factories.officer(role="operator", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend"
    )

    shown = client.get(reverse("admin:deliveries"), {"selama": chosen})

    assert shown.status_code == 200
    assert "Menurut penyedia" in shown.content.decode()


def test_a_period_nobody_offers_leads_back(client, house):
    client.force_login(factories.officer(role="branch_head"))

    assert client.get(reverse("admin:deliveries"), {"selama": "setahun"}).status_code == 302


@pytest.mark.parametrize(
    ("took", "said"),
    [(None, "–"), (0.42 * SECOND, "0,4 detik"), (3 * SECOND, "3 detik"), (150 * SECOND, "2,5 menit"), (DAY, "24 jam")],
)
def test_how_long_it_took_is_said_in_one_unit(took, said):
    assert lama(took) == said
