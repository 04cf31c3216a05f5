"""The stand-in against Twilio's own description of its API: it takes nothing and says nothing Twilio does not.

TWILIO_OPENAPI is the path of `spec/json/twilio_api_v2010.json` of github.com/twilio/twilio-oai, which is not kept here.
"""

import json
import os
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from notifications import receipts
from standins.twilio import calls, media, messages
from tests.processes import wait_until

ROOT = "/2010-04-01/Accounts/{AccountSid}"
TO, FROM = "+6281234567890", "LAPAKASIK"
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def described() -> Schema:
    if not (path := os.environ.get("TWILIO_OPENAPI", "")):
        pytest.skip("TWILIO_OPENAPI does not give the path of Twilio's twilio_api_v2010.json.")
    return json.loads(Path(path).read_text(encoding="utf-8"))


@pytest.fixture
def ask(settings, twilio_stand_in):
    """The bare answer, as it is on the wire."""

    def asked(path: str, **query: str) -> dict:
        address = twilio_stand_in.base_url + path.replace("{AccountSid}", settings.TWILIO_ACCOUNT_SID)
        token = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
        return requests.get(address, params=query, auth=token, timeout=5).json()

    return asked


def schema_of(described: Schema, schema: Schema) -> Schema:
    """The schema itself, wherever it is written."""
    if reference := schema.get("$ref"):
        return described["components"]["schemas"][reference.rpartition("/")[2]]
    return schema


def answer_schema(described: Schema, path: str) -> Schema:
    answers = described["paths"][f"{ROOT}{path}"]["get"]["responses"]["200"]["content"]
    return schema_of(described, answers["application/json"]["schema"])


KINDS = {"string": str, "integer": int, "object": dict, "array": list, "boolean": bool, "number": (int, float)}


def faults(described: Schema, schema: Schema, value: Any, name: str = "answer") -> list[str]:
    """What the description forbids about this value, each as a sentence."""
    schema = schema_of(described, schema)
    if value is None:
        return [] if schema.get("nullable") else [f"{name} is null"]
    if not isinstance(value, KINDS[schema.get("type", "object")]):
        return [f"{name} is {value!r}, not {schema['type']}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{name} is {value!r}, none of {schema['enum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{name} is {value!r}, not {schema['pattern']}")
    if schema.get("format") == "date-time-rfc-2822" and parsedate_to_datetime(value).tzinfo is None:
        found.append(f"{name} is {value!r}, without its zone")
    if schema.get("type") == "array":
        for each in value:
            found += faults(described, schema["items"], each, f"{name}[]")
    if properties := schema.get("properties"):
        found += [f"{name}.{each} is not described" for each in value.keys() - properties.keys()]
        found += [f"{name}.{each} is missing" for each in properties.keys() - value.keys()]
        for each in value.keys() & properties.keys():
            found += faults(described, properties[each], value[each], f"{name}.{each}")
    return found


@pytest.mark.parametrize(
    ("path", "takes", "lists_by"),
    [
        ("/Messages.json", messages.TAKES, messages.LISTS_BY),
        ("/Calls.json", calls.TAKES, calls.LISTS_BY),
        ("/Messages/{MessageSid}/Media.json", set(), media.LISTS_BY),
    ],
)
def test_it_takes_no_parameter_that_twilio_does_not_describe(described, path, takes, lists_by):
    """It refuses all others (20001), so that whatever the portal sends in a test is described too."""
    place = described["paths"][f"{ROOT}{path}"]

    if takes:
        [form] = place["post"]["requestBody"]["content"].values()
        assert takes <= set(form["schema"]["properties"])
    assert lists_by <= {parameter["name"] for parameter in place["get"]["parameters"]}


@pytest.mark.parametrize("does", ["well", "undelivered", "failed"])
@pytest.mark.parametrize("sender", [{"from_": FROM}, {"messaging_service_sid": "MG" + "a" * 32}])
def test_a_message_is_answered_as_described_from_its_beginning_to_its_end(
    described, client, twilio_stand_in, ask, does, sender
):
    twilio_stand_in.misbehave(does, code=30003)
    fresh = client.messages.create(to=TO, body="halo", **sender)

    begun = ask(f"{ROOT}/Messages/{fresh.sid}.json")
    wait_until(
        lambda: client.messages(fresh.sid).fetch().status in ("delivered", "undelivered", "failed"),
        "it came to its end",
    )
    ended = ask(f"{ROOT}/Messages/{fresh.sid}.json")

    schema = answer_schema(described, "/Messages/{Sid}.json")
    assert faults(described, schema, begun) + faults(described, schema, ended) == []


def test_lists_and_media_are_answered_as_described(described, client, twilio_stand_in, ask):
    said = twilio_stand_in.write_in(TO, "foto", media=[(b"foto", "image/jpeg")] * 2, Url="http://127.0.0.1:9/")
    client.messages.create(to=TO, from_=FROM, body="halo")
    below, [last, first] = f"/Messages/{said['sid']}/Media", said["media"]

    found = faults(described, answer_schema(described, "/Messages.json"), ask(f"{ROOT}/Messages.json", PageSize="1"))
    found += faults(described, answer_schema(described, "/Messages.json"), ask(f"{ROOT}/Messages.json", Page="1"))
    listed = ask(f"{ROOT}{below}.json")
    found += faults(described, answer_schema(described, "/Messages/{MessageSid}/Media.json"), listed)
    one = answer_schema(described, "/Messages/{MessageSid}/Media/{Sid}.json")
    found += faults(described, one, ask(f"{ROOT}{below}/{first}.json"))

    assert found == []
    assert [each["sid"] for each in listed["media_list"]] == [last, first]


@pytest.mark.parametrize("does", ["well", "busy", "no_answer", "failed"])
def test_a_call_is_answered_as_described_from_its_beginning_to_its_end(described, client, twilio_stand_in, ask, does):
    twilio_stand_in.misbehave(does)
    dial = f"<Response><Dial>{TO}</Dial></Response>"
    fresh = client.calls.create(to="+622150000001", from_="+622150000000", twiml=dial)

    schema = answer_schema(described, "/Calls/{Sid}.json")
    begun = faults(described, schema, ask(f"{ROOT}/Calls/{fresh.sid}.json"))
    wait_until(lambda: client.calls(fresh.sid).fetch().end_time, "the call is over")
    ended = faults(described, answer_schema(described, "/Calls.json"), ask(f"{ROOT}/Calls.json"))

    assert begun + ended == []


def test_the_portal_knows_every_state_that_twilio_describes(described):
    states = described["components"]["schemas"]["message_enum_status"]["enum"]

    inbound = {"receiving", "received"}
    assert set(states) - inbound <= set(receipts.TWILIO_STATES)


def test_the_check_itself_sees_a_wrong_answer(described):
    schema = answer_schema(described, "/Messages/{Sid}.json")
    wrong = {"sid": "1", "status": "teleported", "error_code": "30003", "colour": "blue", "date_created": "x"}

    found = " ".join(faults(described, schema, wrong | {"date_created": None}))

    for words in ("sid is '1'", "status is 'teleported'", "error_code is '30003'", "colour is not", "body is missing"):
        assert words in found
