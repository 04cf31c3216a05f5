"""Who opens the claim's page knows what stands on it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import links, news_read
from claims.models import Claim
from notifications.models import Message, State
from tests import factories

HOUR = timedelta(hours=1)


@pytest.fixture
def claim(house, now) -> Claim:
    return Claim.objects.with_people().get(pk=factories.open_claim(now=now - HOUR).pk)


def writes(queries) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]


def test_what_was_sent_and_not_confirmed_counts_as_told(claim, now):
    Message.objects.filter(channel="email").update(state=State.SENT, sent_at=now, due_at=None, climb_at=now + HOUR)

    news_read.note_opened(claim, now=now)

    sent = Message.objects.get(channel="email")
    assert (sent.told_at, sent.climb_at, sent.reason) == (now, None, "opened")


def test_the_second_look_writes_nothing(claim, now):
    Message.objects.filter(channel="email").update(state=State.SENT, sent_at=now, due_at=None, climb_at=now + HOUR)
    news_read.note_opened(claim, now=now)

    with CaptureQueriesContext(
        connection,
    ) as looked:
        news_read.note_opened(claim, now=now + HOUR)

    assert writes(looked) == []


def test_why_a_rung_failed_stays_readable(claim, now):
    Message.objects.update(state=State.FAILED, failed_at=now, due_at=None, reason="twilio 30005")

    news_read.note_opened(claim, now=now)

    assert set(Message.objects.values_list("reason", "told_at")) == {("twilio 30005", now)}


def test_the_private_link_that_opens_the_claim_tells(client, house):
    now = datetime.now(UTC)
    claim = factories.open_claim(now=now - HOUR)
    links.replace(claim, token="token-of-a-test", now=now - HOUR)
    Message.objects.update(state=State.SENT, sent_at=now, due_at=None)

    seen = client.get("/klaim/tautan/token-of-a-test/")
    untold = Message.objects.told().count()
    client.post("/klaim/tautan/token-of-a-test/", follow=True)

    assert (seen.status_code, untold) == (200, 0)
    assert Message.objects.told().count() == Message.objects.count()
