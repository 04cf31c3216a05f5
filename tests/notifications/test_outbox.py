import socket
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from notifications import doorbell, outbox
from notifications.address import Address, masked
from notifications.models import Message
from notifications.purposes import Unfilled
from tests.notifications.conftest import SAMPLE, post
from tests.processes import free_port, point_the_bell_at

PERSON = {"person": "claimant:1", "email": "siti@example.com", "phone": "+6281234567890"}


@pytest.fixture
def rung(monkeypatch):
    bells = []
    monkeypatch.setattr(doorbell, "ring", lambda message_ids, urgency: bells.append((message_ids, urgency)))
    return bells


def test_news_goes_by_sms_and_its_mail_waits_in_one_statement(db, now, rung, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = outbox.post("verified", to=Address(**PERSON), about="event:1", context=SAMPLE, now=now)

    assert [(row.channel, row.address) for row in rows] == [("sms", PERSON["phone"]), ("email", PERSON["email"])]
    assert [row.state for row in rows] == ["queued", "waiting"]
    assert set(Message.objects.due(now)) == set(rows[:1])


def test_who_agreed_to_whatsapp_gets_it_before_an_sms(db, now, rung):
    rows = post(to=Address(**PERSON, whatsapp=True), now=now)

    assert [row.channel for row in rows] == ["whatsapp", "sms", "email"]
    assert len({row.ref for row in rows}) == 1


def test_a_whatsapp_template_that_is_not_approved_is_not_used_in_production(db, now, rung, settings):
    settings.IS_PRODUCTION = True

    rows = post(to=Address(**PERSON, whatsapp=True), now=now)

    assert [row.channel for row in rows] == ["sms", "email"]


def test_posting_the_same_again_changes_nothing_and_names_the_row_that_stands(db, now, rung):
    first = post(to=Address(**PERSON), now=now)

    again = post(to=Address(**PERSON), now=now + timedelta(hours=1), case_number="LA-LAIN")

    assert again == first
    assert Message.objects.count() == 2
    assert Message.objects.get(pk=first[0].pk).context["case_number"] != "LA-LAIN"


def test_what_waits_for_its_hour_can_be_taken_back_until_it_has_come(db, now, rung):
    morning, to = now + timedelta(hours=7), Address(**PERSON)
    for about in ("event:1", "event:2"):
        outbox.post("verified", to=to, about=about, context=SAMPLE, now=now, not_before=morning)
    outbox.post("rejected", to=to, about="event:1", context=SAMPLE, now=now)

    taken_back = outbox.take_back(["event:1"], now=now)
    too_late = outbox.take_back(["event:2"], now=morning)

    assert (taken_back, too_late) == (1, 0)
    dropped = Message.objects.filter(state="dropped", reason="taken_back")
    assert sorted(dropped.values_list("about", "name", "channel")) == [
        ("event:1", "verified", "email"),
        ("event:1", "verified", "sms"),
    ]


@pytest.mark.parametrize("phone", ["+14155550100", "+62215201234", ""])
def test_a_person_no_channel_reaches_stands_as_failed_where_somebody_sees_it(db, now, rung, phone):
    [row] = post(to=Address(person="claimant:1", phone=phone), now=now)

    row.refresh_from_db()
    assert (row.channel, row.state, row.reason) == ("none", "failed", "no_address")


def test_a_number_abroad_may_still_have_whatsapp(db, now, rung):
    [row] = post(to=Address(person="claimant:1", phone="+14155550100", whatsapp=True), now=now)

    assert row.channel == "whatsapp"


def test_a_code_refuses_two_addresses(db, now):
    with pytest.raises(ValueError, match="one address"):
        post("one_time_code", to=Address(**PERSON), now=now)


@pytest.mark.parametrize("nothing", ["", None, []])
def test_a_message_that_lacks_a_word_refuses_to_be_posted(db, now, nothing):
    with pytest.raises(Unfilled, match="programme"):
        post("verified", programme=nothing, now=now)

    assert not Message.objects.exists()


def test_what_a_message_does_not_need_is_not_kept(db, now, rung):
    [row] = post("verified", nik="3201010101010001", now=now)

    assert "nik" not in Message.objects.get(pk=row.pk).context


def test_addresses_and_words_rest_sealed(db, now, rung):
    post(to=Address(**PERSON), now=now)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m::text, encode(address, 'escape'), encode(context, 'escape') FROM notifications_message m"
        )
        at_rest = str(cursor.fetchall())
    assert not any(word in at_rest for word in ("siti@", "81234567890", "LA-7K3M", "Siti Nurhaliza"))


def test_the_bell_is_rung_once_for_all_rows_when_the_change_is_committed(
    db, now, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        rows = post(to=Address(**PERSON), now=now)
        assert not rung

    assert rung == [([rows[0].pk], "news")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_posted_or_rung_for_a_change_that_was_taken_back(now, rung):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(now=now)
        raise ZeroDivisionError

    assert not rung
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_a_moment_and_not_the_message(now, bell):
    bell(f"redis://127.0.0.1:{free_port()}/0")

    begun = time.monotonic()
    for n in range(20):
        post(about=f"claim-event:{n}", now=now)

    assert time.monotonic() - begun < 2
    assert Message.objects.due(now).count() == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_frozen_broker_holds_up_one_message_and_is_then_left_alone(now, bell):
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        bell(f"redis://127.0.0.1:{frozen.getsockname()[1]}/0")

        begun = time.monotonic()
        for n in range(20):
            post(about=f"claim-event:{n}", now=now)

    assert time.monotonic() - begun < 12
    assert Message.objects.due(now).count() == 20


@pytest.fixture
def bell(settings):
    yield point_the_bell_at
    point_the_bell_at(settings.CELERY_BROKER_URL)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("siti@example.com", "s***@example.com"), ("+6281234567890", "+6281***890"), ("", "")],
)
def test_a_masked_address_is_known_to_its_owner_only(address, shown):
    assert masked(address) == shown
