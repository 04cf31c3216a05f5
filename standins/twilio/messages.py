"""The Messages resource: create, fetch and list (twilio.com/docs/messaging/api/message-resource)."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from standins import wire
from standins.misbehaviour import Doing
from standins.twilio import lists, texts
from standins.twilio.accounts import Account
from standins.twilio.callbacks import Callbacks, Facts, life
from standins.twilio.rows import Row, Rows, at, fresh_sid
from standins.twilio.texts import Templates, Wrong

TAKES = {
    *("To", "From", "MessagingServiceSid", "Body", "ContentSid", "ContentVariables", "StatusCallback"),
    *("ValidityPeriod", "SmartEncoded", "MediaUrl", "Attempt", "ProvideFeedback", "RiskCheck", "ShortenUrls"),
}
LISTS_BY = {"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"}
SERVICE_SENDS_FROM = "+6281100000001"
LONGEST_VALIDITY = 36000  # seconds
OPEN_FOR = timedelta(hours=24)  # how long after the person's last message WhatsApp carries free words
OUTSIDE_THE_WINDOW = 63016
_TELEPHONE = re.compile(r"(?:whatsapp:)?\+\d{8,15}")


class Messages:
    """What was accepted, and what came in."""

    def __init__(self, rows: Rows, templates: Templates, callbacks: Callbacks) -> None:
        self.rows, self.templates, self.callbacks = rows, templates, callbacks
        self._wrote_at: dict[str, datetime] = {}
        for row in reversed(rows.newest_first()):
            self.note_window(row)

    def accept(self, asked: dict[str, str], account: Account) -> Row:
        """Check the call as Twilio does, and keep the message. Raises Wrong."""
        refuse_unknown(asked, TAKES)
        to, service = asked.get("To", ""), asked.get("MessagingServiceSid", "")
        if not to:
            raise Wrong(21604, "A 'To' phone number is required")
        if not asked.get("From") and not service:
            raise Wrong(21603, "A 'From' phone number is required")
        if not _TELEPHONE.fullmatch(to):
            raise Wrong(21211, f"The 'To' number {to} is not a valid phone number")
        if not 1 <= int(asked.get("ValidityPeriod") or LONGEST_VALIDITY) <= LONGEST_VALIDITY:
            raise Wrong(20001, f"ValidityPeriod is 1 to {LONGEST_VALIDITY} seconds")
        body = texts.text_of(asked, self.templates)
        return self.keep(account, to=to, sender=asked.get("From", ""), body=body, service=service, asked=asked)

    def keep(
        self, account: Account, *, to: str, sender: str, body: str, service: str = "", asked: dict[str, str]
    ) -> Row:
        facts = {
            "body": body,
            "content_sid": asked.get("ContentSid", ""),
            "direction": "outbound-api",
            "messaging_service_sid": service,
            "status": "accepted" if service else "queued",
        }
        return self.rows.keep(blank("SM", account, to=to, sender=sender) | facts)

    async def live(self, row: Row, account: Account, address: str, doing: Doing) -> None:
        """The message's way to the person, or to its bad end."""
        for step in life(self._states(row, doing), doing):
            if "early_callbacks" not in doing:
                await asyncio.sleep(step.after)
            if step.becomes:
                row = self._become(row, step.becomes, doing)
            for status in step.tells:
                await self.callbacks.tell(account, address, told(row, status), doing)

    def note_window(self, row: Row) -> None:
        """A message from a person opens WhatsApp to free words for a day."""
        if row["direction"] == "inbound":
            self._wrote_at[row["from"]] = parsedate_to_datetime(row["date_created"])

    def _states(self, row: Row, doing: Doing) -> list[str]:
        if "failed" in doing or self._is_outside_the_window(row):
            return ["failed"]
        if "undelivered" in doing:
            return ["sent", "undelivered"]
        if "never_delivered" in doing:
            return ["sent"]
        return ["sent", "delivered", *(["read"] if row["to"].startswith("whatsapp:") else [])]

    def _is_outside_the_window(self, row: Row) -> bool:
        """Free words, and the person did not write within a day (docs/api/errors/63016)."""
        if not row["to"].startswith("whatsapp:") or row["content_sid"]:
            return False
        wrote_at = self._wrote_at.get(row["to"])
        return wrote_at is None or datetime.now(UTC) - wrote_at > OPEN_FOR

    def _become(self, row: Row, status: str, doing: Doing) -> Row:
        facts = {"status": status}
        if status == "sent":
            facts |= {"date_sent": at(), "from": row["from"] or SERVICE_SENDS_FROM}
        if status in ("undelivered", "failed"):
            bad = doing.get(status)
            facts["error_code"] = str(bad.code if bad else OUTSIDE_THE_WINDOW)
        return self.rows.change(row["sid"], **facts)

    def listed(self, account: Account, query: dict[str, str]) -> dict[str, object]:
        refuse_unknown(query, LISTS_BY)
        own = [row for row in self.rows.newest_first(to=query.get("To")) if row["account_sid"] == account.sid]
        shown, facts = lists.page(
            "messages", f"{account.root}/Messages.json", lists.matching(own, query, instant="DateSent"), query
        )
        return facts | {"messages": [resource(row) for row in shown]}

    def counts(self) -> list[dict[str, object]]:
        """How many messages were accepted for each address and reference, and how many of them arrived."""
        found: dict[tuple[str, str], list[int]] = {}
        for row in self._outgoing():
            count = found.setdefault((row["to"], texts.ref_of(row["body"])), [0, 0])
            count[0] += 1
            count[1] += row["status"] in ("delivered", "read")
        return [
            {"to": to, "ref": ref, "accepted": accepted, "delivered": delivered}
            for (to, ref), (accepted, delivered) in found.items()
        ]

    def shown(self) -> list[dict[str, object]]:
        """What was sent, newest first, as the stand-in's own page shows it."""
        return [{**row, "text": row["body"]} for row in self._outgoing()]

    def _outgoing(self) -> list[Row]:
        return [row for row in self.rows.newest_first() if row["direction"] != "inbound"]


def blank(kind: str, account: Account, *, to: str, sender: str) -> Row:
    """A message nothing is known of but who and when."""
    return {
        "sid": fresh_sid(kind),
        "account_sid": account.sid,
        "to": to,
        "from": sender,
        "body": "",
        "status": "",
        "error_code": "",
        "date_created": (now := at()),
        "date_updated": now,
        "date_sent": "",
        "direction": "",
        "content_sid": "",
        "messaging_service_sid": "",
        "num_media": "0",
    }


def told(row: Row, status: str) -> Facts:
    """The fields of a status callback."""
    facts = {
        "MessageSid": row["sid"],
        "SmsSid": row["sid"],
        "MessageStatus": status,
        "SmsStatus": status,
        "To": row["to"],
        "From": row["from"],
        "AccountSid": row["account_sid"],
        "ApiVersion": "2010-04-01",
    }
    if row["messaging_service_sid"]:
        facts["MessagingServiceSid"] = row["messaging_service_sid"]
    if row["to"].startswith("whatsapp:"):
        facts |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": row["to"].removeprefix("whatsapp:")}
    if row["error_code"] and status == row["status"]:
        facts["ErrorCode"] = row["error_code"]
    return facts


def resource(row: Row) -> dict[str, object]:
    """A message as the API shows it."""
    uri = f"/2010-04-01/Accounts/{row['account_sid']}/Messages/{row['sid']}"
    return {
        **{name: row[name] for name in ("sid", "account_sid", "to", "body", "status", "direction", "num_media")},
        "from": row["from"] or None,
        "messaging_service_sid": row["messaging_service_sid"] or None,
        "date_created": row["date_created"],
        "date_updated": row["date_updated"],
        "date_sent": row["date_sent"] or None,
        "error_code": int(row["error_code"]) if row["error_code"] else None,
        "error_message": f"Error {row['error_code']}" if row["error_code"] else None,
        "num_segments": str(texts.segments(row["body"])),
        "price": None,
        "price_unit": None,
        "api_version": "2010-04-01",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def refuse_unknown(asked: dict[str, str], known: set[str]) -> None:
    """Twilio would pass over a name it does not know; here a slip is heard. Raises Wrong."""
    if unknown := set(asked) - known:
        raise Wrong(20001, f"The stand-in does not take {', '.join(sorted(unknown))}")


def created(row: Row) -> wire.Answer:
    return wire.as_json(resource(row), HTTPStatus.CREATED)
