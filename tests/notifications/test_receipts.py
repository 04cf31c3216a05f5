import itertools
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

from notifications import receipts
from notifications.models import Message, State
from tests.notifications.conftest import post


def sent(now) -> Message:
    [row] = post(now=now)
    Message.objects.filter(pk=row.pk).move(State.SENDING, due_at=now)
    Message.objects.filter(pk=row.pk).move(State.SENT, due_at=None, provider_id="SM1", sent_at=now)
    return row


def receive(row, status, now, **more):
    receipts.receive(row.pk, status=status, provider_id="SM1", now=now, **more)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered", "read"])))
def test_in_whatever_order_they_come_receipts_end_at_the_furthest(db, now, order):
    row = sent(now)

    for status in [*order, *order]:
        receive(row, status, now)

    assert row.state == "read"


def test_each_step_is_stamped_when_it_was_reported(db, now):
    row = sent(now)

    receive(row, "delivered", now + timedelta(seconds=4))
    receive(row, "read", now + timedelta(seconds=9))

    assert (row.delivered_at - row.sent_at, row.read_at - row.sent_at) == (timedelta(seconds=4), timedelta(seconds=9))


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_a_receipt_that_comes_early_settles_a_row_nobody_was_sure_of(db, now, state):
    [row] = post(now=now)
    Message.objects.filter(pk=row.pk).update(state=state)

    receive(row, "sent", now)

    assert (row.state, row.provider_id, row.due_at) == ("sent", "SM1", None)


def test_bad_news_names_its_code_and_later_good_news_wins(db, now):
    row = sent(now)

    receive(row, "undelivered", now, error_code="30003")
    failed = (row.state, row.reason)
    receive(row, "sent", now)
    still = row.state
    receive(row, "delivered", now)

    assert failed == ("failed", "twilio 30003")
    assert still == "failed"
    assert (row.state, row.reason) == ("delivered", "")


def test_good_news_is_not_taken_back_by_late_bad_news(db, now):
    row = sent(now)

    receive(row, "delivered", now)
    receive(row, "failed", now, error_code="30008")

    assert (row.state, row.reason) == ("delivered", "")


def test_an_unknown_state_and_an_unknown_message_are_shrugged_at(db, now):
    row = sent(now)

    assert receipts.receive(row.pk, status="teleported", provider_id="SM1", now=now) is False
    assert receipts.receive(uuid4(), status="delivered", provider_id="SM1", now=now) is False


def told(row_id, form, *, signature=None, token=None, settings=None):
    address = f"/kabar/twilio/{row_id}/"
    whole = f"{settings.PUBLIC_BASE_URL}{address}"
    made = RequestValidator(token or settings.TWILIO_AUTH_TOKEN).compute_signature(whole, form)
    headers = {"X-Twilio-Signature": made if signature is None else signature}
    body = urlencode(form)
    return Client(enforce_csrf_checks=True).post(
        address, body, content_type="application/x-www-form-urlencoded", headers=headers
    )


FORM = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+6281234567890", "Unknown": "märchen & more"}


@pytest.mark.parametrize("public", ["http://testserver", "https://lapakasik.example"])
def test_a_signed_callback_moves_its_message_also_behind_a_proxy(db, now, settings, public):
    settings.PUBLIC_BASE_URL = public
    row = sent(now)

    answer = told(row.pk, FORM, settings=settings)

    row.refresh_from_db()
    assert answer.status_code == 204
    assert row.state == "delivered"


def test_a_callback_that_says_nothing_new_is_thanked_all_the_same(db, now, settings):
    row = sent(now)

    answers = [told(row.pk, form, settings=settings) for form in (FORM, FORM, {"MessageStatus": "?"}, {"A": "b"})]

    assert [answer.status_code for answer in answers] == [204] * 4
    assert told(uuid4(), FORM, settings=settings).status_code == 204


@pytest.mark.parametrize("wrong", [{"signature": ""}, {"signature": "AAAA"}, {"token": "of-another-account"}])
def test_a_callback_that_is_not_signed_by_our_account_is_refused(db, now, settings, wrong):
    row = sent(now)

    answer = told(row.pk, FORM, settings=settings, **wrong)

    row.refresh_from_db()
    assert answer.status_code == 403
    assert row.state == "sent"


def test_without_a_token_every_callback_is_refused(db, now, settings):
    row = sent(now)
    settings.TWILIO_AUTH_TOKEN = ""

    assert told(row.pk, FORM, token=" ", settings=settings).status_code == 403


def test_the_signature_is_the_one_twilio_documents():
    """The vector of twilio-python's own tests (unit/test_request_validator.py)."""
    form = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212"}
    form["Caller"] = form["From"]

    signature = RequestValidator("12345").compute_signature("https://mycompany.com/myapp.php?foo=1&bar=2", form)

    assert signature == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_callback_takes_posts_only(client):
    assert client.get(f"/kabar/twilio/{uuid4()}/").status_code == 405
