"""What a stand-in keeps: rows by their sid, in a file of lines, so that a restart forgets nothing."""

import json
import secrets
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

Row = dict[str, str]


class Rows:
    """Rows in the order they came. `to` and `from` are looked up quickly: a bench makes tens of thousands."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._by_sid: dict[str, Row] = {}
        self._to: dict[str, list[str]] = defaultdict(list)
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                self._hold(json.loads(line))
        self._file = file.open("a", encoding="utf-8")

    def keep(self, row: Row) -> Row:
        """Add a row, or what became of it."""
        self._hold(row)
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()
        return row

    def change(self, sid: str, **facts: str) -> Row:
        return self.keep(self._by_sid[sid] | facts | {"date_updated": at()})

    def get(self, sid: str, account: str) -> Row | None:
        """An account sees its own rows only."""
        row = self._by_sid.get(sid)
        return row if row and row["account_sid"] == account else None

    def newest_first(self, *, to: str | None = None) -> list[Row]:
        sids = self._by_sid if to is None else self._to.get(to, [])
        return [self._by_sid[sid] for sid in reversed(sids)]

    def _hold(self, row: Row) -> None:
        if row["sid"] not in self._by_sid:
            self._to[row["to"]].append(row["sid"])
        self._by_sid[row["sid"]] = row


def fresh_sid(kind: str) -> str:
    """A number as Twilio gives them: SM, MM, ME or CA and 32 digits."""
    return kind + secrets.token_hex(16)


def at() -> str:
    """The instant as Twilio writes it (RFC 2822)."""
    return format_datetime(datetime.now(UTC))
