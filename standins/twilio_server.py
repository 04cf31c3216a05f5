"""Stands where Twilio stands: Messages create, list and fetch, content templates, and signed status callbacks.

    python -m standins.twilio_server --port 8003 --data .data/twilio

Account and token are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, as the portal has them. `POST /switch` makes it
misbehave: `refuse` (status, code: nothing is sent), `stall` (nothing is sent, nor answered for some seconds),
`accept_then_stall` (sent, but not answered in time), `undelivered` (code: the callback brings bad news).
"""

import argparse
import base64
import json
import os
import re
import secrets
import threading
import time
import urllib.request
from collections import deque
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from twilio.request_validator import RequestValidator

from standins.misbehaviour import Misbehaviour, Switch
from standins.pages import Handler, StandInServer, refuse_production

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "messages"
CALLBACK_DELAY = 0.2  # seconds between two states, about as fast as a good day
CALLBACK_TRIES = 3


class Messages:
    """What was accepted, kept in a file so that a restart forgets nothing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "messages.jsonl"
        self._lock = threading.Lock()
        self._by_sid: dict[str, dict[str, str]] = {}
        if self._file.exists():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                self._by_sid.update({(kept := json.loads(line))["sid"]: kept})

    def keep(self, message: dict[str, str]) -> None:
        with self._lock, self._file.open("a", encoding="utf-8") as file:
            self._by_sid[message["sid"]] = message
            file.write(json.dumps(message) + "\n")

    def get(self, sid: str) -> dict[str, str] | None:
        return self._by_sid.get(sid)

    def newest_first(self) -> list[dict[str, str]]:
        with self._lock:
            return list(self._by_sid.values())[::-1]


class Callbacks:
    """Tells the portal each state in turn, signed as Twilio signs."""

    def __init__(self, messages: Messages, token: str) -> None:
        self.messages = messages
        self.signer = RequestValidator(token)
        self.waiting: deque[tuple[float, dict[str, str], str, str]] = deque()
        self._rings = threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()

    def promise(self, message: dict[str, str], address: str, bad_news: int) -> None:
        """Tell `sent` and then the end: delivered, read for WhatsApp, or undelivered with its code."""
        good = ["sent", "delivered"] + (["read"] if message["to"].startswith("whatsapp:") else [])
        with self._rings:
            for step, status in enumerate(["sent", "undelivered"] if bad_news else good, 1):
                code = str(bad_news) if status == "undelivered" else ""
                self.waiting.append(
                    (time.monotonic() + step * CALLBACK_DELAY, message | {"code": code}, status, address)
                )
            self._rings.notify()

    def _run(self) -> None:
        while True:
            with self._rings:
                while not self.waiting:
                    self._rings.wait()
                due, message, status, address = self.waiting.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            self._tell(message, status, address)

    def _tell(self, message: dict[str, str], status: str, address: str) -> None:
        code = message.pop("code")
        self.messages.keep(message | {"status": status, "error_code": code})
        if not address:
            return
        told = {
            "MessageSid": message["sid"],
            "MessageStatus": status,
            "To": message["to"],
            "From": message["from"],
            "AccountSid": message["account_sid"],
            **({"ErrorCode": code} if code else {}),
        }
        for _ in range(CALLBACK_TRIES):
            if self._post(address, told):
                return
            time.sleep(CALLBACK_DELAY)

    def _post(self, address: str, told: dict[str, str]) -> bool:
        data = urlencode(told).encode()
        signature = self.signer.compute_signature(address, told)
        request = urllib.request.Request(address, data, {"X-Twilio-Signature": signature})  # noqa: S310 (loopback)
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 (loopback)
                return True
        except OSError:
            return False


class TwilioHandler(Handler):
    """The addresses of Twilio's REST API that the portal uses."""

    title = "Twilio stand-in"
    switch = Switch(("refuse", "stall", "accept_then_stall", "undelivered"))
    account: str
    token: str
    messages: Messages
    callbacks: Callbacks

    def shown(self) -> list[dict[str, object]]:
        return [{**message, "text": message["body"]} for message in self.messages.newest_first()]

    def do_GET(self) -> None:
        place = self._place()
        if place is None:
            super().do_GET()
        elif not self._knows_the_token():
            self._refuse(HTTPStatus.UNAUTHORIZED, 20003, "Authenticate")
        elif place == "":
            self.answer_json(self._listed())
        elif message := self.messages.get(place):
            self.answer_json(_resource(message))
        else:
            self._refuse(HTTPStatus.NOT_FOUND, 20404, "The requested resource was not found")

    def do_POST(self) -> None:
        if self._place() != "":
            super().do_POST()
            return
        asked = dict(parse_qsl(self.body().decode(), keep_blank_values=True))
        if not self._knows_the_token():
            self._refuse(HTTPStatus.UNAUTHORIZED, 20003, "Authenticate")
            return
        does = self.switch.next()
        if does.does == "refuse":
            self._refuse(does.status, does.code, "Told to refuse")
        elif does.does == "stall":
            time.sleep(does.seconds)
            self.close_connection = True
        else:
            self._create(asked, does)

    def _create(self, asked: dict[str, str], does: Misbehaviour) -> None:
        try:
            body = text_of(asked)
        except (KeyError, ValueError) as failure:
            self._refuse(HTTPStatus.BAD_REQUEST, 21602, f"No text: {failure}")
            return
        if not asked.get("To") or not asked.get("From"):
            self._refuse(HTTPStatus.BAD_REQUEST, 21604, "A 'To' and a 'From' are required")
            return
        message = {
            "sid": "SM" + secrets.token_hex(16),
            "account_sid": self.account,
            "to": asked["To"],
            "from": asked["From"],
            "body": body,
            "status": "queued",
            "error_code": "",
            "date_created": format_datetime(datetime.now(UTC)),
            "content_sid": asked.get("ContentSid", ""),
        }
        self.messages.keep(message)
        self.callbacks.promise(message, asked.get("StatusCallback", ""), does.code if does.does == "undelivered" else 0)
        if does.does == "accept_then_stall":
            time.sleep(does.seconds)
        self.answer_json(_resource(message), HTTPStatus.CREATED)

    def _listed(self) -> dict[str, object]:
        query = self.query()
        wanted = [
            _resource(message)
            for message in self.messages.newest_first()
            if query.get("To") in (None, message["to"]) and query.get("From") in (None, message["from"])
        ]
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        following = f"{self._list_path()}?{urlencode({**query, 'Page': page + 1})}"
        return {
            "messages": wanted[size * page : size * (page + 1)],
            "next_page_uri": following if len(wanted) > size * (page + 1) else None,
            "page": page,
            "page_size": size,
        }

    def _list_path(self) -> str:
        return f"/2010-04-01/Accounts/{self.account}/Messages.json"

    def _place(self) -> str | None:
        """ "" for the list of messages, a message's number for one of them, None for any other address."""
        path = urlsplit(self.path).path
        if path == self._list_path():
            return ""
        one = re.fullmatch(rf"/2010-04-01/Accounts/{self.account}/Messages/(\w+)\.json", path)
        return one[1] if one else None

    def _knows_the_token(self) -> bool:
        expected = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return secrets.compare_digest(self.headers.get("Authorization", ""), f"Basic {expected}")

    def _refuse(self, status: int, code: int, words: str) -> None:
        self.answer_json({"code": code, "message": words, "more_info": "", "status": status}, status)


def text_of(asked: dict[str, str]) -> str:
    """The words that would reach the person: the body, or the template with its variables in place."""
    if "ContentSid" not in asked:
        return asked["Body"]
    variables = json.loads(asked.get("ContentVariables", "{}"))
    template = next((t for t in _templates() if t["content_sid"] == asked["ContentSid"]), None)
    if template is None:
        raise ValueError(f"unknown template {asked['ContentSid']}")
    return re.sub(r"{{(\d+)}}", lambda place: variables.get(place[1]) or place[0], template["text"])


def _templates() -> list[dict[str, str]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("*/whatsapp.json")]


def _resource(message: dict[str, str]) -> dict[str, object]:
    """A message as Twilio's API shows it (api/2010 Messages)."""
    return {
        **message,
        "error_code": int(message["error_code"]) if message["error_code"] else None,
        "date_updated": message["date_created"],
        "date_sent": message["date_created"] if message["status"] != "queued" else None,
        "direction": "outbound-api",
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "uri": f"/2010-04-01/Accounts/{message['account_sid']}/Messages/{message['sid']}.json",
    }


def main() -> None:
    refuse_production()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the messages")
    arguments = parser.parse_args()
    handler = TwilioHandler
    handler.account = os.environ.get("TWILIO_ACCOUNT_SID") or "AC" + "0" * 32
    handler.token = os.environ.get("TWILIO_AUTH_TOKEN") or "sample-twilio-token"
    handler.messages = Messages(arguments.data)
    handler.callbacks = Callbacks(handler.messages, handler.token)
    server = StandInServer(arguments.port, handler)
    print(f"Twilio stand-in on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
