"""Stands where the mail server stands: takes every letter over real SMTP and shows it instead of passing it on.

    python -m standins.mail_catcher --smtp-port 8001 --http-port 8002 --data .data/mail

`POST /switch` makes it misbehave: `refuse` (status: 550 for good, 451 for later), `accept_then_stall` (kept, but the
answer comes some seconds late), `accept_then_hang_up` (kept, and the line is cut instead of an answer).
"""

import argparse
import asyncio
import json
import secrets
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from standins.misbehaviour import Switch
from standins.pages import Handler, StandInServer, refuse_production

LARGEST = 30 * 1024 * 1024  # bytes, as common providers have it


class Letters:
    """Caught letters, each as a file of the folder: the envelope on its first line, then the letter as it came."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()

    def keep(self, envelope: Envelope) -> None:
        received = datetime.now(UTC)
        head = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "received_at": received.isoformat()}
        name = f"{received:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        content = envelope.original_content or b""
        partial = self.folder / f"{name}.partial"
        with self._lock:
            partial.write_bytes(json.dumps(head).encode() + b"\n" + content)
            partial.rename(self.folder / f"{name}.eml")

    def newest_first(self) -> list[dict[str, object]]:
        return [_shown(path) for path in sorted(self.folder.glob("*.eml"), reverse=True)]


def _shown(path: Path) -> dict[str, object]:
    head, _, content = path.read_bytes().partition(b"\n")
    letter = message_from_bytes(content, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    return {
        "id": path.stem,
        **json.loads(head),
        "subject": str(letter["Subject"] or ""),
        "message_id": str(letter["Message-ID"] or ""),
        "date": str(letter["Date"] or ""),
        "text": _content(plain),
        "html": _content(html),
    }


def _content(part: MIMEPart | None) -> str:
    return part.get_content().replace("\r\n", "\n") if part else ""


class Catching:
    """aiosmtpd's handler: keeps the letter, then answers as the switch says."""

    def __init__(self, letters: Letters, switch: Switch) -> None:
        self.letters, self.switch = letters, switch

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        does = self.switch.next(to=envelope.rcpt_tos[0])
        if refuse := does.get("refuse"):
            return f"{refuse.status} Told to refuse"
        self.letters.keep(envelope)
        if stall := does.get("accept_then_stall"):
            await asyncio.sleep(stall.seconds)
        if "accept_then_hang_up" in does:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 Kept"


class MailHandler(Handler):
    title = "Mail catcher"
    switch = Switch(("refuse", "accept_then_stall", "accept_then_hang_up"))
    letters: Letters

    def shown(self) -> list[dict[str, object]]:
        return self.letters.newest_first()


def main() -> None:
    refuse_production()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the letters")
    arguments = parser.parse_args()
    MailHandler.letters = Letters(arguments.data)
    catching = Catching(MailHandler.letters, MailHandler.switch)
    smtp = Controller(catching, hostname="127.0.0.1", port=arguments.smtp_port, data_size_limit=LARGEST)
    smtp.start()
    server = StandInServer(arguments.http_port, MailHandler)
    print(f"Mail catcher on smtp://127.0.0.1:{arguments.smtp_port}, http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
