"""What providers and other mail servers say of our letters: it moves them forward, and only who has proven itself
teaches anything about an address."""

import base64
import itertools
import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from notifications import addresses, delivery, email_channel, ladder, mail_reports, told, wording
from notifications.address import Address
from notifications.models import AddressFact, FactKind, Message
from notifications.outcomes import Accepted
from tests.notifications.bounces import EXCHANGE, POSTFIX, report
from tests.notifications.conftest import post, told_at

SECRET = "penyedia:rahasia-contoh"
MAIL = "siti@contoh.example"
BY_MAIL_FIRST = Address(person="claimant:1", email=MAIL, phone="+6281234567890", order=("email",))


@pytest.fixture(autouse=True)
def postmark(settings):
    settings.MAIL_WEBHOOK_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def letter(db, now, provider) -> Message:
    """A letter its server took, with an SMS behind it."""
    rows = post(to=BY_MAIL_FIRST, now=now)
    provider.ends = Accepted(email_channel.message_id_of(rows[0]))
    delivery.deliver_due(now=now)
    return Message.objects.get(channel="email")


def event(row: Message, kind: str = "Bounce", **more) -> dict:
    """As Postmark reports it, with the name we gave the letter."""
    metadata = {"Metadata": {email_channel.NAME_AT_PROVIDER: row.pk.hex}}
    return {"RecordType": kind, "MessageID": "0a1b-of-postmark", "Email": row.address, **metadata, **more}


HARD = {"Type": "HardBounce", "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist"}
SOFT = {"Type": "SoftBounce", "Details": "smtp;452 4.2.2 The mailbox is over quota"}


def tell(client, said, secret: str = SECRET):
    authorization = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return client.post("/kabar/surat/", body, content_type="application/json", **authorization)


def again(row: Message) -> Message:
    return Message.objects.get(pk=row.pk)


def sms() -> Message:
    return Message.objects.get(channel="sms")


# --- A provider's events ---


@pytest.mark.parametrize(
    ("said", "reason", "held_in_two_days"),
    [
        (HARD, "smtp 5.1.1", True),
        ({"Type": "HardBounce", "Details": "smtp;550 no such user"}, "smtp 550", True),
        ({"Type": "BadEmailAddress"}, "mail_rejected", True),
        (SOFT, "smtp 4.2.2", False),
        ({"Type": "HardBounce", "Details": "550 5.7.1 blocked by 192.0.2.7"}, "smtp 5.7.1", False),
        ({"Type": "SoftBounce"}, "mail_bounced", False),
    ],
)
def test_a_letter_that_came_back_begins_the_next_rung_and_is_learnt(
    client, letter, now, said, reason, held_in_two_days
):
    assert tell(client, event(letter, **said)).status_code == 200

    row = again(letter)
    assert (row.state, row.reason, row.told_at, sms().state) == ("failed", reason, None, "queued")
    assert addresses.standing("email", MAIL, now=now) == FactKind.BOUNCED
    assert bool(addresses.standing("email", MAIL, now=now + timedelta(days=2))) is held_in_two_days


def test_a_letter_the_provider_would_not_send_fails_and_says_nothing_of_the_address(client, letter, now):
    tell(client, event(letter, Type="Blocked"))

    assert (again(letter).reason, sms().state) == ("mail_rejected", "queued")
    assert not AddressFact.objects.exists()


def test_what_was_learnt_for_good_is_not_shortened_by_a_full_mailbox(client, letter, now):
    for said in (HARD, SOFT):
        tell(client, event(letter, **said))

    assert addresses.standing("email", MAIL, now=now + timedelta(days=400))


def test_who_complained_gets_no_more_news_by_mail_but_the_codes_they_ask_for(client, letter, now, provider):
    tell(client, event(letter, "SpamComplaint", Type="SpamComplaint"))
    [code] = post("one_time_code", to=Address(person="code:1", email=MAIL), now=now)
    news = post("rejected", to=BY_MAIL_FIRST, about="claim-event:2", now=now)
    delivery.deliver_due(now=now)

    assert again(letter).state == "sent"
    assert (again(news[0]).state, again(news[0]).reason) == ("failed", FactKind.OPTED_OUT)
    assert again(code).state == "sent"

    addresses.confirmed(MAIL, now=now)
    assert not addresses.standing("email", MAIL, now=now)


@pytest.mark.parametrize("kind", ["Delivery", "Open", "Click"])
def test_what_a_machine_may_have_done_notes_the_time_and_proves_no_reader(client, letter, now, kind):
    tell(client, event(letter, kind))
    first = again(letter)
    tell(client, event(letter, kind))

    assert first.delivered_at and again(letter).delivered_at == first.delivered_at
    assert (first.state, first.told_at, sms().state) == ("sent", None, "waiting")


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_report_settles_a_letter_nobody_was_sure_of(client, letter, now, state):
    Message.objects.filter(pk=letter.pk).update(state=state, due_at=now, climb_at=None, sent_at=None)

    tell(client, event(letter, "Bounce", Type="Transient"))

    row = again(letter)
    assert (row.state, row.due_at) == ("sent", None)
    assert row.sent_at and row.climb_at == row.sent_at + ladder.MAIL_BOUNCES_WITHIN


@pytest.mark.parametrize("order", list(itertools.permutations(["Delivery", "Open", "Bounce"])))
def test_in_whatever_order_and_however_often_they_come_a_bounce_stands(client, letter, now, order):
    for kind in [*order, *order]:
        tell(client, event(letter, kind, **(HARD if kind == "Bounce" else {})))

    assert (again(letter).state, again(letter).told_at) == ("failed", None)


def test_a_letter_that_comes_back_after_a_day_has_not_told(client, letter, now):
    ladder.climb(now=now + timedelta(days=1))
    before = told_at(letter.about)

    tell(client, event(letter, **HARD))

    assert before
    assert (again(letter).state, told_at(letter.about)) == ("failed", None)


def test_that_the_page_was_opened_is_not_taken_back_by_a_bounce(client, letter, now):
    told.opened([letter.about], now=now + timedelta(minutes=5))

    tell(client, event(letter, **HARD))

    assert (again(letter).state, again(letter).told_at) == ("failed", now + timedelta(minutes=5))


def test_our_message_id_is_enough_where_the_provider_kept_it(client, letter):
    tell(client, event(letter, MessageID=email_channel.message_id_of(letter), Metadata={}, **HARD))

    assert again(letter).state == "failed"


@pytest.mark.parametrize(
    "strange",
    [
        {"Metadata": {"pesan": "0" * 32}},
        {"Metadata": {"pesan": "x"}},
        {"Metadata": {}},
        {"Metadata": None},
        {"Metadata": []},
        {"Metadata": {}, "MessageID": "<00000000000000000000000000000000@orang.example>"},
        {"RecordType": "Teleported"},
    ],
)
def test_what_is_not_ours_or_unknown_is_thanked_and_changes_nothing(client, letter, strange):
    assert tell(client, event(letter, **HARD) | strange).status_code in (200, 403)

    assert (again(letter).state, AddressFact.objects.count()) == ("sent", 0)


@pytest.mark.parametrize("secret", ["", "penyedia:lain", "rahasia-contoh"])
def test_without_the_secret_nothing_is_believed(client, letter, secret):
    assert tell(client, event(letter, **HARD), secret).status_code == 403

    assert (again(letter).state, AddressFact.objects.count()) == ("sent", 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"{", b"\xff", b"null", b'{"RecordType": "Inbound"}'])
def test_what_is_no_event_is_never_our_error(client, db, body):
    assert tell(client, body).status_code in (200, 403)


@pytest.mark.parametrize("unset", [{"MAIL_WEBHOOK_PROVIDER": ""}, {"ANYMAIL": {"WEBHOOK_SECRET": ""}}])
def test_without_a_provider_or_a_secret_there_is_no_such_page(client, db, settings, unset):
    for name, value in unset.items():
        setattr(settings, name, value)

    assert tell(client, {}).status_code == 404


def test_what_is_too_large_is_not_read_and_only_a_post_is_answered(client, db):
    assert tell(client, b" " * (5 * 1024 * 1024)).status_code == 413
    assert client.get("/kabar/surat/").status_code == 405


def test_a_provider_that_tells_many_at_once_repeats_the_name_we_gave(client, letter, settings):
    settings.MAIL_WEBHOOK_PROVIDER = "sparkpost"
    named = {"rcpt_meta": {email_channel.NAME_AT_PROVIDER: letter.pk.hex}, "rcpt_to": MAIL, "timestamp": "1795250000"}
    bounce = {"type": "bounce", "bounce_class": "10", "raw_reason": "550 5.1.1 unknown", "event_id": "2"}

    tell(client, [
        {"msys": {"message_event": {**named, "type": "delivery", "event_id": "1"}}},
        {"msys": {"message_event": {**named, **bounce}}},
    ])  # fmt: skip

    assert (again(letter).state, again(letter).reason) == ("failed", "smtp 5.1.1")


@pytest.mark.parametrize(
    ("provider_name", "header"),
    [("postmark", "X-PM-Metadata-pesan"), ("mailgun", "X-Mailgun-Variables"), ("sparkpost", "X-MSYS-API"), ("", None)],
)
def test_a_letter_carries_its_name_the_way_its_provider_reads_it(letter, settings, provider_name, header):
    settings.MAIL_WEBHOOK_PROVIDER = provider_name

    mail = email_channel._mail(letter, wording.letter_of(letter)).message()

    named = [name for name in mail if name.startswith("X-") and letter.pk.hex in mail[name]]
    assert named == ([header] if header else [])


# --- Reports that come as mail ---


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"returned": "text/rfc822-headers"},
        {"returned": "message/rfc822-headers"},
        {"written": EXCHANGE},
        {"status": "4.4.1"},  # given up after five days of trying
        {"address": MAIL.upper()},
    ],
)
def test_a_report_that_it_was_given_up_begins_the_next_rung_and_teaches_nothing(letter, now, how):
    assert mail_reports.from_report(report(letter, **how), now=now + timedelta(minutes=1))

    assert (again(letter).state, again(letter).reason) == ("failed", f"smtp {how.get('status', '5.1.1')}")
    assert sms().state == "queued"
    assert not AddressFact.objects.exists()


@pytest.mark.parametrize(
    "how",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.1.5"},
        {"action": "relayed", "status": "5.0.0"},
        {"action": "", "status": "4.4.1"},
        {"address": "orang.lain@contoh.example"},
        {"address": ";"},
        {"message_id": "<1@orang.example>"},
        {"message_id": "<" + "0" * 32 + "@lapakasik.example>"},
    ],
)
def test_a_report_of_something_else_ends_nothing(letter, now, how):
    assert not mail_reports.from_report(report(letter, **how), now=now + timedelta(minutes=1))

    assert (again(letter).state, sms().state) == ("sent", "waiting")


def test_a_report_is_read_while_servers_may_still_write_it_and_not_later(letter, now):
    assert not mail_reports.from_report(report(letter), now=now + timedelta(days=7))
    assert mail_reports.from_report(report(letter), now=now + timedelta(days=6, hours=23))


@pytest.mark.parametrize("state", ["queued", "read", "failed", "dropped"])
def test_a_report_moves_no_letter_that_is_not_on_its_way(letter, now, state):
    due = {"due_at": now} if state == "queued" else {}
    Message.objects.filter(pk=letter.pk).update(state=state, climb_at=None, **due)

    assert not mail_reports.from_report(report(letter), now=now + timedelta(minutes=1))
    assert again(letter).state == state


def test_told_twice_a_report_begins_one_rung(letter, now):
    assert mail_reports.from_report(report(letter), now=now + timedelta(minutes=1))
    assert not mail_reports.from_report(report(letter), now=now + timedelta(minutes=2))


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\n--x--",
        b"Content-Type: multipart/report; boundary=x\n\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\nFinal-Recipient: ;;;\nStatus: \xff\n",
        b"Content-Type: multipart/report; boundary=x\nReferences: " + b"<" * 10_000 + b"\n\n--x--",
    ],
)
def test_a_report_that_is_none_is_shrugged_at(letter, now, raw):
    assert not mail_reports.from_report(message_from_bytes(raw, policy=policy.default), now=now)


def test_the_samples_are_reports():
    assert "report-type=delivery-status" in POSTFIX
    assert 'report-type="delivery-status"' in EXCHANGE
