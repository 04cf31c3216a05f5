import base64
import json

import pytest
from celery import current_app
from redis import Redis

from tests.processes import point_the_bell_at, valkey  # noqa: F401 (a fixture)
from workflow import doorbell

TASK, QUEUE = "notifications.tasks.deliver", "news"
ARGUMENTS = ("6f1f5a0e-0000-4000-8000-000000000001", "dua")


@pytest.fixture
def lies_in_queue(valkey):  # noqa: F811
    """Takes the next call out of the queue, with its body opened."""
    with Redis.from_url(valkey.url) as broker:

        def take() -> tuple[dict, list]:
            call = json.loads(broker.rpop(QUEUE))
            return call, json.loads(base64.b64decode(call.pop("body")))

        yield take


def test_a_ring_says_what_celery_itself_would_send(lies_in_queue):
    doorbell.ring(TASK, *ARGUMENTS, queue=QUEUE)
    current_app.send_task(TASK, ARGUMENTS, queue=QUEUE)

    ours, our_body = lies_in_queue()
    theirs, their_body = lies_in_queue()

    assert _said(ours["headers"]) == _said(theirs["headers"])
    assert _said(ours["properties"]) == _said(theirs["properties"])
    assert our_body[:2] == their_body[:2] == [list(ARGUMENTS), {}]
    assert not any(their_body[2].values()) and our_body[2] == {}
    assert _rest(ours) == _rest(theirs)


def test_every_ring_has_a_name_and_a_receipt_of_its_own(lies_in_queue):
    for _each in range(2):
        doorbell.ring(TASK, *ARGUMENTS, queue=QUEUE)

    (first, _body), (second, _same) = lies_in_queue(), lies_in_queue()

    assert first["headers"]["id"] != second["headers"]["id"]
    assert first["properties"]["delivery_tag"] != second["properties"]["delivery_tag"]


def test_a_broker_that_was_started_anew_is_rung_again(valkey, lies_in_queue):  # noqa: F811
    doorbell.ring(TASK, "sebelum", queue=QUEUE)
    valkey.kill()
    valkey.start()

    doorbell.ring(TASK, "sesudah", queue=QUEUE)

    _call, body = lies_in_queue()
    assert body[0] == ["sesudah"]


def test_a_broker_that_is_down_is_left_alone_for_a_while(valkey, monkeypatch, caplog):  # noqa: F811
    valkey.kill()
    point_the_bell_at(valkey.url)

    doorbell.ring(TASK, *ARGUMENTS, queue=QUEUE)
    monkeypatch.setattr(doorbell, "envelope", lambda *call: pytest.fail("It was rung again."))
    doorbell.ring(TASK, *ARGUMENTS, queue=QUEUE)

    assert caplog.text.count("does not answer") == 1


_OF_THE_CALL = {"id", "root_id", "correlation_id", "delivery_tag"}
# Who called, where a result goes, and the house's own time limit, which a worker keeps without being told.
_NOBODY_ASKS = {"origin", "reply_to", "timelimit"}


def _said(part: dict) -> dict:
    """What a part of a message says, without the names of this one call and without what is as good as unsaid."""
    passed_over, unsaid = _OF_THE_CALL | _NOBODY_ASKS, (None, 0, {}, [None, None])
    return {key: value for key, value in part.items() if key not in passed_over and value not in unsaid}


def _rest(call: dict) -> dict:
    return {key: value for key, value in call.items() if key not in ("headers", "properties")}
