"""The Calls resource: create, fetch and list, and what a call goes through (twilio.com/docs/voice/api/call-resource).

Click-to-call: who is called first answers, the portal's TwiML is followed as far as one `<Dial>`, and its `action`
hears how the second call ended.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin
from xml.etree import ElementTree

from standins import wire
from standins.misbehaviour import Doing
from standins.twilio import lists
from standins.twilio.accounts import Account
from standins.twilio.callbacks import STEP, Callbacks, Facts, signed
from standins.twilio.messages import refuse_unknown
from standins.twilio.rows import Row, Rows, at, fresh_sid
from standins.twilio.texts import Wrong

TAKES = {
    *("To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "CallerId", "CallReason"),
    *("StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod", "Timeout", "TimeLimit", "Record"),
}
LISTS_BY = {
    *("To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>"),
    *("PageSize", "Page", "PageToken"),
}
EVENTS = ("initiated", "ringing", "answered", "completed")
TALKED_FOR = "42"  # seconds, as every call here says
_EVENT_OF = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
_ENDS = {"busy": "busy", "no_answer": "no-answer", "failed": "failed"}
_BEFORE: dict[str, tuple[str, ...]] = {"": ("ringing", "in-progress"), "failed": ()}
_SECOND_ENDS = {"dialled_busy": "busy", "dialled_no_answer": "no-answer", "dialled_failed": "failed"}


@dataclass(frozen=True)
class Listener:
    """Who hears of a call's states, and of which."""

    account: Account
    address: str
    events: tuple[str, ...]
    doing: Doing


class Calls:
    """Calls that were asked for, and the second ones they led to."""

    def __init__(self, rows: Rows, callbacks: Callbacks) -> None:
        self.rows, self.callbacks = rows, callbacks

    def accept(self, fields: list[tuple[str, str]], account: Account) -> Row:
        """Check the call as Twilio does, and keep it. Raises Wrong."""
        asked = dict(fields)
        refuse_unknown(asked, TAKES)
        if not asked.get("To"):
            raise Wrong(21201, "No 'To' number is specified")
        if not asked.get("From"):
            raise Wrong(21213, "No 'From' number is specified")
        if not asked.get("Url") and not asked.get("Twiml"):
            raise Wrong(21205, "Url parameter is required")
        if wrong := set(_events(fields)) - set(EVENTS):
            raise Wrong(21626, f"Invalid StatusCallbackEvent: {', '.join(wrong)}")
        return self.rows.keep(_blank(account, to=asked["To"], sender=asked["From"]))

    async def live(self, row: Row, fields: list[tuple[str, str]], account: Account, doing: Doing) -> None:
        """The call from ringing to its end; when it is answered, what the portal wants said or dialled."""
        asked = dict(fields)
        listener = Listener(account, asked.get("StatusCallback", ""), _events(fields) or ("completed",), doing)
        end = next((end for word, end in _ENDS.items() if word in doing), "")
        if await self._ring(row, listener, end):
            await self._follow(row, asked, account, doing)
            await self._end(row, "completed", listener)

    async def _ring(self, row: Row, listener: Listener, end: str) -> bool:
        """Whether somebody answered. `end` is how it ends when nobody does."""
        await self._tell(row, "initiated", listener)
        for status in _BEFORE.get(end, ("ringing",)):
            await asyncio.sleep(STEP)
            row = self.rows.change(row["sid"], status=status, **({"start_time": at()} if status != "ringing" else {}))
            await self._tell(row, status, listener)
        if end:
            await self._end(row, end, listener)
        return not end

    async def _end(self, row: Row, status: str, listener: Listener) -> None:
        await asyncio.sleep(STEP)
        duration = TALKED_FOR if status == "completed" else "0"
        row = self.rows.change(row["sid"], status=status, end_time=at(), duration=duration)
        await self._tell(row, status, listener)

    async def _follow(self, row: Row, asked: Facts, account: Account, doing: Doing) -> None:
        """Ask the portal what to do, or read it from the call itself, and do the first `<Dial>` of it."""
        base, twiml = asked.get("Url", ""), asked.get("Twiml", "")
        if not twiml:
            status, answer = await self.callbacks.ask(signed(account, base, _told(row, "in-progress"), doing))
            twiml = answer.decode() if 200 <= status < 300 else ""
        self.rows.change(row["sid"], twiml=twiml)
        try:
            dial = ElementTree.fromstring(twiml).find("Dial") if twiml else None  # noqa: S314 (from the portal itself)
        except ElementTree.ParseError:
            dial = None
        if dial is not None:
            await self._dial(dial, row, base, account, doing)

    async def _dial(self, dial: ElementTree.Element, row: Row, base: str, account: Account, doing: Doing) -> None:
        number = dial.find("Number")
        place = dial if number is None else number
        second = self.rows.keep(
            _blank(account, to=(place.text or "").strip(), sender=dial.get("callerId") or row["from"])
            | {"parent_call_sid": row["sid"], "direction": "outbound-dial"}
        )
        events = tuple(place.get("statusCallbackEvent", "completed").split())
        callback = place.get("statusCallback", "")
        listener = Listener(account, callback and urljoin(base, callback), events, doing)
        end = next((end for word, end in _SECOND_ENDS.items() if word in doing), "")
        if await self._ring(second, listener, end):
            await self._end(second, "completed", listener)
        if action := dial.get("action"):
            facts = {"DialCallStatus": end or "completed", "DialCallSid": second["sid"]}
            facts |= {} if end else {"DialCallDuration": TALKED_FOR}
            await self.callbacks.tell(account, urljoin(base, action), _told(row, "in-progress") | facts, doing)

    async def _tell(self, row: Row, status: str, listener: Listener) -> None:
        """Tell it when it was asked for; every way a call can end is the event `completed`."""
        wanted = _EVENT_OF.get(status, "completed") in listener.events and "lost_callbacks" not in listener.doing
        if not wanted:
            return
        if delayed := listener.doing.get("delayed_callbacks"):
            await asyncio.sleep(delayed.seconds)
        facts = _told(row, status) | {"CallbackSource": "call-progress-events", "Timestamp": row["date_updated"]}
        if row["duration"]:
            facts |= {"CallDuration": row["duration"], "Duration": str(-(-int(row["duration"]) // 60))}
        await self.callbacks.tell(listener.account, listener.address, facts, listener.doing)

    def listed(self, account: Account, query: dict[str, str]) -> dict[str, object]:
        refuse_unknown(query, LISTS_BY)
        own = [row for row in self.rows.newest_first(to=query.get("To")) if row["account_sid"] == account.sid]
        path = f"{account.root}/Calls.json"
        shown, facts = lists.page("calls", path, lists.matching(own, query, instant="StartTime"), query)
        return facts | {"calls": [resource(row) for row in shown]}


def _events(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(value for name, value in fields if name == "StatusCallbackEvent")


def _blank(account: Account, *, to: str, sender: str) -> Row:
    return {
        "sid": fresh_sid("CA"),
        "account_sid": account.sid,
        "to": to,
        "from": sender,
        "status": "queued",
        "direction": "outbound-api",
        "parent_call_sid": "",
        "date_created": (now := at()),
        "date_updated": now,
        "start_time": "",
        "end_time": "",
        "duration": "",
        "twiml": "",
    }


def _told(row: Row, status: str) -> Facts:
    facts = {
        "CallSid": row["sid"],
        "CallStatus": status,
        "To": row["to"],
        "From": row["from"],
        "Called": row["to"],
        "Caller": row["from"],
        "Direction": row["direction"],
        "AccountSid": row["account_sid"],
        "ApiVersion": "2010-04-01",
    }
    return facts | ({"ParentCallSid": row["parent_call_sid"]} if row["parent_call_sid"] else {})


def resource(row: Row) -> dict[str, object]:
    """A call as the API shows it."""
    uri = f"/2010-04-01/Accounts/{row['account_sid']}/Calls/{row['sid']}"
    never = ("phone_number_sid", "price", "answered_by", "forwarded_from", "group_sid", "caller_name", "trunk_sid")
    return {
        **{name: row[name] for name in ("sid", "account_sid", "to", "from", "status", "direction", "date_created")},
        **{name: row[name] or None for name in ("parent_call_sid", "start_time", "end_time", "duration")},
        **dict.fromkeys(never),
        "date_updated": row["date_updated"],
        "to_formatted": row["to"],
        "from_formatted": row["from"],
        "price_unit": "USD",
        "queue_time": "0",
        "api_version": "2010-04-01",
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json", "notifications": f"{uri}/Notifications.json"},
    }


def created(row: Row) -> wire.Answer:
    return wire.as_json(resource(row), HTTPStatus.CREATED)
