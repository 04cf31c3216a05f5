"""A person writes to the service by WhatsApp: the portal's webhook is called as Twilio calls it
(twilio.com/docs/messaging/guides/webhook-request)."""

import os
from xml.etree import ElementTree

from standins.misbehaviour import Doing
from standins.twilio import texts
from standins.twilio.accounts import Account
from standins.twilio.callbacks import Callbacks, Facts, Signed, signed
from standins.twilio.media import Media
from standins.twilio.messages import Messages, blank
from standins.twilio.rows import Row
from standins.wire import File, Request

OURS = {"From", "To", "Body", "ProfileName", "Url", "Account", "Deliver"}


class Inbound:
    """Keeps what came in beside what went out, so that it is listed, and opens the person's window."""

    def __init__(self, messages: Messages, media: Media, callbacks: Callbacks) -> None:
        self.messages, self.media, self.callbacks = messages, media, callbacks

    async def arrive(self, request: Request, account: Account, doing: Doing) -> dict[str, object]:
        """Call the webhook (Url, or TWILIO_INBOUND_URL) and say what it answered. With `Deliver=no` the call is only
        made up and signed, for a test that has no server to be called."""
        form = request.form
        row = self._keep(form, request.files, account)
        address = form.get("Url") or os.environ.get("TWILIO_INBOUND_URL", "")
        call = signed(account, address, self._facts(row, form, request.host), doing)
        said: dict[str, object] = {
            "sid": row["sid"],
            "media": [each["sid"] for each in self.media.of(row)],
            "address": call.address,
            "headers": call.headers,
            "body": call.body.decode(),
        }
        if form.get("Deliver") == "no":
            return said
        repeated = doing.get("duplicate_callbacks")
        for _ in range(repeated.copies if repeated else 1):
            status, answer = await self._deliver(call, row, account)
        return said | {"status": status, "answer": answer}

    async def _deliver(self, call: Signed, row: Row, account: Account) -> tuple[int, str]:
        """Call it; what the answer says in TwiML goes back to the person as a message."""
        status, content = await self.callbacks.ask(call)
        answer = content.decode(errors="replace")
        for body in _replies(answer) if 200 <= status < 300 else []:
            reply = self.messages.keep(account, to=row["from"], sender=row["to"], body=body, asked={})
            reply = self.messages.rows.change(reply["sid"], direction="outbound-reply")
            self.callbacks.promise(self.messages.live(reply, account, "", Doing()))
        return status, answer

    def _keep(self, form: Facts, files: list[File], account: Account) -> Row:
        service = os.environ.get("TWILIO_WHATSAPP_FROM") or "whatsapp:+6281100000000"
        row = blank("MM" if files else "SM", account, to=form.get("To") or service, sender=form["From"])
        row |= {
            "body": form.get("Body", ""),
            "status": "received",
            "direction": "inbound",
            "num_media": str(len(files)),
            "date_sent": row["date_created"],
        }
        self.messages.rows.keep(row)
        self.messages.note_window(row)
        for file in files:
            self.media.keep(row, file)
        return row

    def _facts(self, row: Row, form: Facts, host: str) -> Facts:
        facts = {
            "MessageSid": row["sid"],
            "SmsSid": row["sid"],
            "SmsMessageSid": row["sid"],
            "SmsStatus": "received",
            "AccountSid": row["account_sid"],
            "From": row["from"],
            "To": row["to"],
            "Body": row["body"],
            "NumMedia": row["num_media"],
            "NumSegments": str(texts.segments(row["body"])),
            "ReferralNumMedia": "0",
            "MessageType": "text",
            "ApiVersion": "2010-04-01",
        }
        if row["from"].startswith("whatsapp:"):
            facts["WaId"] = row["from"].removeprefix("whatsapp:+")
            facts["ProfileName"] = form.get("ProfileName", "")
        for number, each in enumerate(reversed(self.media.of(row))):
            facts["MessageType"] = "image" if each["content_type"].startswith("image/") else "document"
            facts[f"MediaContentType{number}"] = each["content_type"]
            root = f"http://{host}/2010-04-01/Accounts/{row['account_sid']}"
            facts[f"MediaUrl{number}"] = f"{root}/Messages/{row['sid']}/Media/{each['sid']}"
        return facts | {name: value for name, value in form.items() if name not in OURS}


def _replies(answer: str) -> list[str]:
    """The words of each `<Message>`, with or without a `<Body>` around them."""
    try:
        response = ElementTree.fromstring(answer)  # noqa: S314 (from the portal itself)
    except ElementTree.ParseError:
        return []
    return [(message.findtext("Body") or message.text or "").strip() for message in response.findall("Message")]
