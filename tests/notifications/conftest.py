from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from notifications import outbox, providers
from notifications.address import Address
from notifications.models import Channel, Message
from notifications.outcomes import Absent, Accepted
from notifications.samples import SAMPLES
from tests.own_postgres import postgres  # noqa: F401 (a fixture)
from tests.processes import mail_catcher, start_worker, twilio_stand_in, valkey  # noqa: F401 (fixtures)


@pytest.fixture
def now() -> datetime:
    """An instant that is as good as any other."""
    return datetime.now(UTC)


class ScriptedProvider:
    """A provider that ends each call as the test wrote it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.asked: list[Message] = []
        self.ends = Accepted("SM1")
        self.finds = Absent()

    def send(self, message, letter):
        self.sent.append(message)
        return self.ends

    def find(self, message):
        self.asked.append(message)
        return self.finds


@pytest.fixture
def provider(monkeypatch) -> ScriptedProvider:
    scripted = ScriptedProvider()
    everything = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
    carrier = providers.Provider(
        "scripted", everything, lambda *given: scripted.send(*given), lambda row: scripted.find(row)
    )
    monkeypatch.setattr(providers, "configured", lambda: (carrier,))
    return scripted


def post(name="verified", *, to=None, about="claim-event:1", now, **words) -> list[Message]:
    """Post a message with sample words, in a transaction as every verb does."""
    to = to or Address(person="claimant:1", phone="+6281234567890")
    with transaction.atomic():
        return outbox.post(name, to=to, about=about, context={**SAMPLE, **words}, now=now)


def told_at(about: str) -> datetime | None:
    """When the person was first proven told of this event."""
    return Message.objects.filter(about=about).told().order_by("told_at").values_list("told_at", flat=True).first()


def let_time_pass(by: timedelta) -> None:
    """As if everything in the outbox had happened that much earlier."""
    for message in Message.objects.all():
        times = {
            name: value - by
            for name in ("posted_at", "due_at", "taken_at", "sent_at")
            if (value := getattr(message, name)) is not None
        }
        Message.objects.filter(pk=message.pk).update(**times)


SAMPLE = SAMPLES["id"]
