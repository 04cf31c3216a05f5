"""Twilio's own client makes, fetches and lists messages."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from standins.twilio import texts
from tests.processes import wait_until

TO, FROM, WHATSAPP = "+6281234567890", "LAPAKASIK", "whatsapp:+6281100000000"
SERVICE = "MG" + "a" * 32


def test_what_was_created_can_be_fetched_and_listed_newest_first_over_pages(client):
    made = [client.messages.create(to=TO, from_=FROM, body=f"pesan {n}") for n in range(5)]
    client.messages.create(to="+6281999999999", from_=FROM, body="orang lain")

    assert client.messages(made[0].sid).fetch().body == "pesan 0"
    listed = [message.body for message in client.messages.list(to=TO, page_size=2)]
    assert listed == [f"pesan {n}" for n in (4, 3, 2, 1, 0)]


def test_a_page_goes_on_where_the_last_ended_though_messages_came_meanwhile(client):
    for n in range(4):
        client.messages.create(to=TO, from_=FROM, body=f"pesan {n}")

    first = client.messages.page(to=TO, page_size=2)
    client.messages.create(to=TO, from_=FROM, body="pesan 4")
    second = first.next_page()

    assert [message.body for message in second] == ["pesan 1", "pesan 0"]


def test_a_list_is_narrowed_by_sender_and_by_when_it_was_sent(client):
    sent = client.messages.create(to=TO, from_=FROM, body="halo")
    client.messages.create(to=TO, from_="LAIN", body="dari lain")
    wait_until(lambda: client.messages(sent.sid).fetch().date_sent, "it is sent")
    now, hour = datetime.now(UTC), timedelta(hours=1)

    def listed(**by) -> int:
        return len(list(client.messages.stream(to=TO, from_=FROM, **by)))

    assert listed() == 1
    assert (listed(date_sent_after=now - hour), listed(date_sent_after=now + hour)) == (1, 0)
    assert (listed(date_sent_before=now + hour), listed(date_sent_before=now - hour)) == (1, 0)
    assert (listed(date_sent=now), listed(date_sent=now - timedelta(days=2))) == (1, 0)


def test_a_message_that_is_still_queued_has_no_day_to_be_listed_by(client, twilio_stand_in):
    twilio_stand_in.misbehave("failed", code=30008)

    client.messages.create(to=TO, from_=FROM, body="halo")

    assert not client.messages.list(to=TO, date_sent_after=datetime(2026, 1, 1, tzinfo=UTC))
    assert client.messages.list(to=TO)


def test_a_message_goes_from_queued_to_delivered(client):
    made = client.messages.create(to=TO, from_=FROM, body="halo", validity_period=600)

    assert (made.status, made.date_sent, made.num_segments) == ("queued", None, "1")
    wait_until(lambda: client.messages(made.sid).fetch().status == "delivered", "the message is delivered")


def test_a_service_chooses_the_sender_later(client):
    made = client.messages.create(to=TO, messaging_service_sid=SERVICE, body="halo")

    assert (made.status, made.from_, made.messaging_service_sid) == ("accepted", None, SERVICE)
    wait_until(lambda: client.messages(made.sid).fetch().from_, "it has a sender")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"body": ""}, 21602),
        ({"body": "halo", "from_": ""}, 21603),
        ({"body": "halo", "to": ""}, 21604),
        ({"body": "halo", "to": "0812"}, 21211),
        ({"body": "a" * 1601}, 21617),
        ({"body": "halo", "validity_period": 36001}, 20001),
        ({"content_sid": "HXunknown"}, 21655),
        ({"content_sid": "HX1", "content_variables": "{"}, 21656),
        ({"content_sid": "HX1", "content_variables": '["Siti"]'}, 21656),
        ({"content_sid": "HX1", "content_variables": '{"1": ""}'}, 21656),
        ({"content_sid": "HX1", "content_variables": json.dumps({"1": "dua\nbaris"})}, 21656),
        ({"body": "halo", "send_as_mms": True}, 20001),
    ],
)
def test_what_twilio_would_refuse_is_refused_with_its_code(client, twilio_stand_in, asked, code):
    twilio_stand_in._ask("/templates", json.dumps({"content_sid": "HX1", "text": "Yth. {{1}}"}).encode())

    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": TO, "from_": FROM, **asked})

    assert (refused.value.status, refused.value.code) == (400, code)
    assert not twilio_stand_in.messages()


def test_a_template_reaches_the_person_filled(client, twilio_stand_in):
    twilio_stand_in._ask("/templates", json.dumps({"content_sid": "HX1", "text": "Yth. {{1}}. Ref {{2}}."}).encode())

    variables = json.dumps({"1": "Siti", "2": "K7QM"})
    client.messages.create(to=f"whatsapp:{TO}", from_=WHATSAPP, content_sid="HX1", content_variables=variables)

    [message] = twilio_stand_in.messages()
    assert (message["text"], message["content_sid"]) == ("Yth. Siti. Ref K7QM.", "HX1")


def test_a_template_variable_that_is_not_given_stays_a_hole_to_be_seen():
    templates = texts.Templates()
    templates.teach("HX1", "Yth. {{1}}, klaim {{2}}")

    assert templates.filled("HX1", '{"1": "Siti"}') == "Yth. Siti, klaim {{2}}"


def test_it_knows_every_template_of_the_portal():
    names = {path.parent.name for path in texts.TEMPLATES.glob("*/whatsapp*.json")}

    assert len(texts._of_files()) >= len(names) > 10


def test_free_words_reach_whatsapp_only_within_a_day_of_the_persons_own(client, twilio_stand_in):
    def told() -> tuple[str, int | None]:
        made = client.messages.create(to=f"whatsapp:{TO}", from_=WHATSAPP, body="halo")
        wait_until(lambda: client.messages(made.sid).fetch().status in ("failed", "read"), "it came to its end")
        ended = client.messages(made.sid).fetch()
        return ended.status, ended.error_code

    outside = told()
    twilio_stand_in.write_in(TO, "status", Url="http://127.0.0.1:9/")
    inside = told()

    assert outside == ("failed", 63016)
    assert inside == ("read", None)


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 158 + "€", 1), ("a" * 159 + "€", 2), ("’" * 70, 1), ("’" * 71, 2)],
)
def test_segments_are_counted_as_the_networks_do(text, count):
    assert texts.segments(text) == count
