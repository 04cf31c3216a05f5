"""Stands where a mailbox stands: one folder over IMAP, as far as polling needs it (RFC 9051).

    python -m standins.imap_server --port 8007 --data .data/mailbox

It speaks login, select, search, fetch, store and logout. Each mail is a file of the folder, `NUMBER.eml`; its flags lie
beside it. A mail dropped into the folder has arrived.
"""

import argparse
import re
import socketserver
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from standins.pages import refuse_production

_FETCH = re.compile(r"BODY\.PEEK\[(HEADER)?\](?:<(\d+)\.(\d+)>)?")


class Mailbox:
    """Mails by number, with the flags clients set."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def add(self, raw: bytes) -> int:
        number = max(self.numbers(), default=0) + 1
        (self.folder / f"{number}.eml").write_bytes(raw)
        return number

    def numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self.folder.glob("*.eml"))

    def raw(self, number: int) -> bytes:
        return (self.folder / f"{number}.eml").read_bytes()

    def received(self, number: int) -> datetime:
        return datetime.fromtimestamp((self.folder / f"{number}.eml").stat().st_mtime, UTC)

    def flags(self, number: int) -> set[str]:
        path = self.folder / f"{number}.flags"
        return set(path.read_text().split()) if path.exists() else set()

    def set_flags(self, number: int, flags: set[str]) -> None:
        (self.folder / f"{number}.flags").write_text(" ".join(sorted(flags)))


class Conversation(socketserver.StreamRequestHandler):
    """One client's connection."""

    mailbox: Mailbox

    def handle(self) -> None:
        self._say("* OK stand-in ready")
        while line := self.rfile.readline(10_000).decode("ascii", "replace").strip():
            tag, _, command = line.partition(" ")
            verb, _, words = command.removeprefix("UID ").partition(" ")
            answer = getattr(self, f"do_{verb.lower()}", self.unknown)(words)
            self._say(f"{tag} {answer}")
            if verb.upper() == "LOGOUT":
                return

    def do_capability(self, words: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, words: str) -> str:
        return "NO wrong password" if "salah" in words else "OK logged in"

    def do_select(self, words: str) -> str:
        self._say(f"* {len(self.mailbox.numbers())} EXISTS")
        return "OK [READ-WRITE] selected"

    def do_search(self, words: str) -> str:
        unseen = [str(number) for number in self.mailbox.numbers() if r"\Seen" not in self.mailbox.flags(number)]
        self._say(" ".join(["* SEARCH", *unseen]))
        return "OK done"

    def do_fetch(self, words: str) -> str:
        uid, _, wanted = words.partition(" ")
        number = int(uid)
        raw = self.mailbox.raw(number)
        if asked := _FETCH.search(wanted):
            part = self._part(raw, asked)
            self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(part)}}}\r\n".encode() + part + b")\r\n")
        else:
            came = self.mailbox.received(number).strftime("%d-%b-%Y %H:%M:%S +0000")
            self._say(f'* {number} FETCH (UID {number} RFC822.SIZE {len(raw)} INTERNALDATE "{came}")')
        return "OK done"

    @staticmethod
    def _part(raw: bytes, asked: re.Match[str]) -> bytes:
        whole = BytesHeaderParser().parsebytes(raw).as_bytes().partition(b"\n\n")[0] + b"\n\n" if asked[1] else raw
        return whole if asked[2] is None else whole[int(asked[2]) : int(asked[2]) + int(asked[3])]

    def do_store(self, words: str) -> str:
        uid, _how, flags = words.split(" ", 2)
        self.mailbox.set_flags(int(uid), self.mailbox.flags(int(uid)) | set(flags.strip("()").split()))
        return "OK done"

    def do_close(self, words: str) -> str:
        return "OK closed"

    def do_logout(self, words: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def unknown(self, words: str) -> str:
        return "BAD not spoken here"

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """Loopback only."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, mailbox: Mailbox) -> None:
        super().__init__(("127.0.0.1", port), type("Of", (Conversation,), {"mailbox": mailbox}))


def main() -> None:
    refuse_production()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the mails")
    arguments = parser.parse_args()
    server = Server(arguments.port, Mailbox(arguments.data))
    print(f"Mailbox on imap://127.0.0.1:{arguments.port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
