"""One event is one message: rungs tried in order, each skipped, left or dropped for a reason that has a name."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from notifications import delivery, ladder, outbox, receipts, told
from notifications.address import Address
from notifications.models import Message, State
from notifications.outcomes import Accepted, TurnedDown, Unclear
from notifications.purposes import PURPOSES
from tests.notifications.conftest import SAMPLE, post, told_at

EVERYWHERE = Address(person="claimant:1", email="siti@example.com", phone="+6281234567890", whatsapp=True)


def states(name="verified") -> dict[str, str]:
    return dict(Message.objects.filter(name=name).values_list("channel", "state"))


def deliver_all(now) -> None:
    delivery.deliver_due(now=now)


def report(row: Message, status: str, now) -> None:
    receipts.receive(row.pk, status=status, provider_id="SM1", now=now)


@pytest.mark.parametrize(
    ("to", "name", "order"),
    [
        ({"email": "siti@example.com"}, "verified", ["email"]),
        ({"phone": "+6281234567890"}, "verified", ["sms"]),
        ({"phone": "+6281234567890", "email": "siti@example.com"}, "verified", ["sms", "email"]),
        ({"phone": "+6281234567890", "whatsapp": True}, "verified", ["whatsapp", "sms"]),
        ({"phone": "+6281234567890", "whatsapp": True}, "one_time_code", ["whatsapp", "sms"]),
        ({"phone": "+6281234567890", "email": "siti@example.com"}, "sent_to_dropbox", ["sms", "email", "call"]),
        ({"phone": "+14155550100", "email": "siti@example.com"}, "verified", ["email"]),
        ({"phone": "+14155550100"}, "sent_to_dropbox", ["call"]),
        ({"phone": "+6281234567890", "email": "siti@example.com"}, "mail_received", ["email", "sms"]),
        (
            {"phone": "+6281234567890", "email": "siti@example.com", "whatsapp": True, "order": ("email",)},
            "verified",
            ["email", "whatsapp", "sms"],
        ),
    ],
)
def test_the_rungs_stand_in_the_order_of_the_purpose_or_of_the_person(db, to, name, order):
    rungs = ladder.rungs_for(PURPOSES[name], Address(person="claimant:1", **to))

    assert [rung.channel for rung in rungs] == order
    assert [rung.number for rung in rungs] == list(range(len(order)))


def test_what_only_a_mail_can_carry_goes_by_mail_beside_the_telephone(db):
    rungs = ladder.rungs_for(PURPOSES["place_taken"], EVERYWHERE)

    assert [(rung.number, rung.channel) for rung in rungs] == [(0, "whatsapp"), (1, "sms"), (0, "email")]


def test_only_the_first_rung_leaves(db, now, provider):
    post(to=EVERYWHERE, now=now)

    deliver_all(now)
    deliver_all(now + timedelta(minutes=1))

    assert states() == {"whatsapp": "sent", "sms": "waiting", "email": "waiting"}
    assert len(provider.sent) == 1


def test_a_receipt_that_it_arrived_drops_the_rest(db, now, provider):
    rows = post(to=EVERYWHERE, now=now)
    deliver_all(now)

    report(rows[0], "delivered", now)

    assert states() == {"whatsapp": "delivered", "sms": "dropped", "email": "dropped"}
    assert set(Message.objects.filter(state="dropped").values_list("reason", flat=True)) == {"told"}
    assert told_at("claim-event:1") == now


def test_a_rung_that_failed_lets_the_next_begin_at_once(db, now, provider):
    post(to=EVERYWHERE, now=now)
    provider.ends = TurnedDown("twilio 63003")

    deliver_all(now)

    assert states() == {"whatsapp": "failed", "sms": "queued", "email": "waiting"}


def test_a_receipt_that_it_failed_lets_the_next_begin(db, now, provider):
    rows = post(to=EVERYWHERE, now=now)
    deliver_all(now)

    report(rows[0], "undelivered", now)

    assert states() == {"whatsapp": "failed", "sms": "queued", "email": "waiting"}


@pytest.mark.parametrize(("waited", "sms"), [(timedelta(minutes=29), "waiting"), (timedelta(minutes=30), "queued")])
def test_a_rung_nobody_confirmed_is_left_when_its_patience_is_over(waited, sms, db, now, provider):
    post(to=EVERYWHERE, now=now)
    deliver_all(now)

    ladder.climb(now=now + waited)
    ladder.climb(now=now + waited)

    assert states() == {"whatsapp": "sent", "sms": sms, "email": "waiting"}


def test_who_was_read_a_late_receipt_is_not_sent_the_rung_that_had_begun(db, now, provider):
    rows = post(to=EVERYWHERE, now=now)
    deliver_all(now)
    ladder.climb(now=now + timedelta(hours=1))

    report(rows[0], "read", now + timedelta(hours=1))
    deliver_all(now + timedelta(hours=1))

    assert states() == {"whatsapp": "read", "sms": "dropped", "email": "dropped"}
    assert len(provider.sent) == 1


def test_a_mail_that_did_not_bounce_for_a_day_has_told(db, now, provider):
    post("sent_to_dropbox", to=Address(person="claimant:1", email="siti@example.com", phone="+6221520123"), now=now)
    deliver_all(now)

    ladder.climb(now=now + timedelta(hours=23))
    before = told_at("claim-event:1")
    ladder.climb(now=now + timedelta(hours=24))

    assert before is None
    assert told_at("claim-event:1") == now + timedelta(hours=24)
    assert states("sent_to_dropbox") == {"email": "sent", "call": "dropped"}


def test_a_deadline_that_no_message_could_tell_ends_with_a_call_by_a_person(db, now, provider):
    post("sent_to_dropbox", to=Address(person="claimant:1", phone="+6281234567890"), now=now)
    provider.ends = TurnedDown("twilio 21211")

    deliver_all(now)
    deliver_all(now)

    assert states("sent_to_dropbox") == {"sms": "failed", "call": "queued"}
    assert len(provider.sent) == 1


def test_a_code_nobody_knows_about_ends_on_every_rung(db, now, provider):
    post("one_time_code", to=Address(person="code:1", phone="+6281234567890", whatsapp=True), now=now)
    provider.ends = Unclear("twilio Timeout")

    deliver_all(now)

    assert states("one_time_code") == {"whatsapp": "failed", "sms": "dropped"}
    assert set(Message.objects.values_list("reason", flat=True)) == {"void"}


def test_opening_the_claim_tells_and_keeps_what_is_on_its_way(db, now, provider):
    rows = post(to=EVERYWHERE, now=now)
    deliver_all(now)
    post("place_taken", to=EVERYWHERE, about="claim-event:2", now=now)

    told.opened(["claim-event:1", "claim-event:2"], now=now + timedelta(minutes=5))

    assert states() == {"whatsapp": "sent", "sms": "dropped", "email": "dropped"}
    assert states("place_taken") == {"whatsapp": "queued", "sms": "dropped", "email": "queued"}
    assert told_at(rows[0].about) == now + timedelta(minutes=5)


def test_what_is_no_longer_true_when_its_hour_comes_does_not_leave(db, now, provider):
    outbox.post(
        *("papers_still_missing",),
        to=EVERYWHERE,
        about="claim-event:1",
        context=SAMPLE,
        now=now,
        not_before=now + timedelta(hours=8),
        not_after=now + timedelta(hours=7),
    )

    deliver_all(now + timedelta(hours=8))

    assert not provider.sent
    assert set(Message.objects.values_list("state", "reason")) == {("dropped", "too_late")}


@pytest.mark.parametrize("end", ["delivered", "undelivered"])
def test_a_receipt_before_the_worker_noted_that_it_sent_counts(end, db, now, provider, monkeypatch):
    rows = post(to=EVERYWHERE, now=now)
    monkeypatch.setattr(provider, "send", lambda message, letter: report(message, end, now) or Accepted("SM1"))

    delivery.deliver(rows[0].pk, now=now)

    assert states()["whatsapp"] == {"delivered": "delivered", "undelivered": "failed"}[end]
    assert states()["sms"] == {"delivered": "dropped", "undelivered": "queued"}[end]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("looks_again", [True, False], ids=["with the rule", "without it"])
def test_of_a_receipt_and_a_patience_that_end_together_no_second_rung_leaves(now, provider, monkeypatch, looks_again):
    """The receipt says delivered while the sweep climbs. Without dropping what has begun, some person is told twice."""
    if not looks_again:
        monkeypatch.setattr(ladder, "drop_waiting", lambda message, *, reason: 0)
        monkeypatch.setattr(Message, "still_wanted", lambda self, now: True)
    for number in range(20):
        post(to=replace(EVERYWHERE, person=f"claimant:{number}"), now=now)
    deliver_all(now)
    later = now + timedelta(minutes=30)

    together(lambda: ladder.climb(now=later), lambda: [report(row, "delivered", later) for row in begun_first()])
    deliver_all(later + timedelta(seconds=1))

    told_twice = len(provider.sent) - 20
    assert told_twice == 0 if looks_again else told_twice > 0


def begun_first() -> list[Message]:
    return list(Message.objects.filter(rung=0))


def together(*deeds) -> None:
    barrier = Barrier(len(deeds))

    def run(deed) -> None:
        barrier.wait()
        deed()
        connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_row_that_is_confirmed_climbs_no_more(db, now, provider):
    rows = post(to=EVERYWHERE, now=now)
    deliver_all(now)
    climbing = Message.objects.get(pk=rows[0].pk).climb_at

    report(rows[0], "delivered", now)

    assert climbing == now + timedelta(minutes=30)
    assert Message.objects.get(pk=rows[0].pk).climb_at is None
    assert Message.objects.get(pk=rows[0].pk).state == State.DELIVERED
