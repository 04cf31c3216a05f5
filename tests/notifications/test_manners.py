"""Nobody is woken, nobody who said stop is written to, and no fault empties the account."""

from datetime import datetime, timedelta

import pytest

from notifications import addresses, delivery, manners, receipts
from notifications.address import Address
from notifications.models import AddressFact, FactKind, Message, Spent
from notifications.outcomes import TurnedDown
from tests.notifications.conftest import post

PHONE = "+6281234567890"
BOTH = Address(person="claimant:1", phone=PHONE, email="siti@example.com")


def deliver(row: Message, now) -> Message:
    delivery.deliver(row.pk, now=now)
    row.refresh_from_db()
    return row


@pytest.fixture
def quiet(settings):
    settings.QUIET_HOURS = True


@pytest.mark.parametrize(
    ("zone", "local", "leaves"),
    [
        ("Asia/Jakarta", "2026-11-24T20:59:59+07:00", "2026-11-24T20:59:59+07:00"),
        ("Asia/Jakarta", "2026-11-24T21:00:00+07:00", "2026-11-25T07:00:00+07:00"),
        ("Asia/Makassar", "2026-11-24T23:30:00+08:00", "2026-11-25T07:00:00+08:00"),
        ("Asia/Makassar", "2026-11-25T06:59:59+08:00", "2026-11-25T07:00:00+08:00"),
        ("Asia/Jayapura", "2026-11-25T00:00:00+09:00", "2026-11-25T07:00:00+09:00"),
        ("Asia/Jayapura", "2026-11-25T07:00:00+09:00", "2026-11-25T07:00:00+09:00"),
    ],
)
def test_a_telephone_stays_silent_at_night_by_the_clock_of_the_branch(zone, local, leaves, db, quiet, provider):
    now, morning = datetime.fromisoformat(local), datetime.fromisoformat(leaves)
    [row] = post(to=Address(person="claimant:1", phone=PHONE, zone=zone), now=now)

    deliver(row, now)
    waiting_until = row.due_at
    deliver(row, morning)

    assert (waiting_until or now) == morning
    assert (row.state, len(provider.sent)) == ("sent", 1)


def test_a_code_somebody_waits_for_and_a_mail_leave_at_night(db, quiet, provider):
    now = datetime.fromisoformat("2026-11-24T23:30:00+07:00")
    [code] = post("one_time_code", to=Address(person="code:1", phone=PHONE), now=now)
    [mail] = post(to=Address(person="claimant:1", email="siti@example.com"), now=now)

    assert (deliver(code, now).state, deliver(mail, now).state) == ("sent", "sent")


def test_who_said_stop_gets_it_by_the_next_way(db, now, provider):
    addresses.opt_out(PHONE, now=now, proof="SM1")
    post(to=Address(person="claimant:1", phone=PHONE, whatsapp=True), now=now)

    delivery.deliver_due(now=now)
    delivery.deliver_due(now=now)

    assert [message.channel for message in provider.sent] == ["sms"]
    assert Message.objects.get(channel="whatsapp").reason == FactKind.OPTED_OUT


def test_that_somebody_said_stop_stays_provable_when_they_ask_again(db, now):
    addresses.opt_out(PHONE, now=now, proof="SM1")
    addresses.opt_out(PHONE, now=now + timedelta(days=1), proof="SM2")
    addresses.confirmed(PHONE, now=now + timedelta(days=2))
    standing = addresses.standing("whatsapp", PHONE, now=now + timedelta(days=3))

    addresses.opt_in(PHONE, now=now + timedelta(days=4))

    [fact] = AddressFact.objects.all()
    assert standing == FactKind.OPTED_OUT
    assert (fact.since, fact.proof, fact.ended_at) == (now, "SM1", now + timedelta(days=4))
    assert not addresses.standing("whatsapp", PHONE, now=now + timedelta(days=5))


@pytest.mark.parametrize("by_receipt", [True, False])
def test_a_number_that_is_not_there_is_learnt_and_not_tried_again(by_receipt, db, now, provider):
    rows = post(to=BOTH, now=now)
    if by_receipt:
        deliver(rows[0], now)
        receipts.receive(rows[0].pk, status="undelivered", provider_id="SM1", error_code="30005", now=now)
    else:
        provider.ends = TurnedDown("twilio 30005")
        deliver(rows[0], now)

    sms, mail = post(about="claim-event:2", to=BOTH, now=now)
    deliver(sms, now)

    assert (sms.state, sms.reason) == ("failed", FactKind.UNREACHABLE)
    assert Message.objects.get(pk=mail.pk).state == "queued"


def test_bad_news_of_what_has_arrived_teaches_nothing(db, now, provider):
    rows = post(to=BOTH, now=now)
    deliver(rows[0], now)
    receipts.receive(rows[0].pk, status="delivered", provider_id="SM1", now=now)

    receipts.receive(rows[0].pk, status="undelivered", provider_id="SM1", error_code="30005", now=now)

    assert not addresses.standing("sms", PHONE, now=now)


def test_a_fact_learnt_for_a_month_holds_for_a_month_or_until_the_number_is_confirmed_again(db, now):
    for phone in (PHONE, "+6281200000001"):
        addresses.learn("sms", phone, FactKind.UNREACHABLE, now=now, holds=timedelta(days=30))
    addresses.confirmed(PHONE, now=now)

    assert not addresses.standing("sms", PHONE, now=now)
    assert addresses.standing("sms", "+6281200000001", now=now + timedelta(days=29))
    assert not addresses.standing("sms", "+6281200000001", now=now + timedelta(days=30))


def test_an_address_is_not_written_down_beside_what_is_known_of_it(db, now):
    addresses.report_wrong(PHONE, now=now)

    assert not any(PHONE.encode()[4:] in bytes(fact.address_index) for fact in AddressFact.objects.all())


@pytest.mark.parametrize("limit", ["MESSAGES_A_DAY", "MESSAGES_A_DAY_PER_CASE", "MESSAGES_A_DAY_PER_PREFIX"])
def test_above_the_budget_of_a_day_news_goes_by_mail_and_codes_and_deadlines_still_leave(
    limit, db, now, provider, settings
):
    setattr(settings, limit, 2)
    rows = [post(to=BOTH, about=f"claim-event:{number}", now=now)[0] for number in range(3)]
    [code] = post("one_time_code", to=Address(person="claimant:1", phone=PHONE), now=now)
    [deadline, *_] = post("sent_to_dropbox", to=BOTH, now=now)

    states = [deliver(row, now).state for row in (*rows, code, deadline)]
    next_day = deliver(post(to=BOTH, about="claim-event:9", now=now + timedelta(days=1))[0], now + timedelta(days=1))

    assert states == ["sent", "sent", "failed", "sent", "sent"]
    assert rows[2].reason.startswith("budget ")
    assert Message.objects.get(about=rows[2].about, channel="email").state == "queued"
    assert next_day.state == "sent"


def test_a_second_try_of_one_message_is_not_spent_twice(db, now, provider, settings):
    [row] = post(now=now)
    Message.objects.filter(pk=row.pk).update(tries=1)

    deliver(row, now)

    assert not Spent.objects.exists()


def test_counts_of_days_long_gone_are_forgotten(db, now):
    Spent.objects.create(day=now.date() - timedelta(days=8), key="all", count=3)
    Spent.objects.create(day=now.date(), key="all", count=3)

    assert (manners.forget_old(now), Spent.objects.count()) == (1, 1)
