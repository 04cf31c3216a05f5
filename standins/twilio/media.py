"""The Media of a message: list, fetch, content and delete (twilio.com/docs/messaging/api/media-resource)."""

import secrets
from http import HTTPStatus
from pathlib import Path

from standins import wire
from standins.twilio import lists
from standins.twilio.accounts import Account
from standins.twilio.rows import Row, Rows, at, fresh_sid
from standins.twilio.texts import Wrong

LISTS_BY = {"PageSize", "Page", "PageToken", "DateCreated", "DateCreated<", "DateCreated>"}


class Media:
    """Photos people sent. Their content is fetched with the account's token, over a redirect to a short-lived address
    that asks for none, as Twilio has it."""

    def __init__(self, folder: Path) -> None:
        self.rows = Rows(folder / "media.jsonl")
        self._folder = folder / "media"
        self._folder.mkdir(exist_ok=True)
        self._lent: dict[str, str] = {}

    def keep(self, message: Row, file: wire.File) -> Row:
        row = {
            "sid": fresh_sid("ME"),
            "account_sid": message["account_sid"],
            "parent_sid": message["sid"],
            "content_type": file.content_type,
            "to": message["sid"],  # what it belongs to, so that a message's media are found quickly
            "date_created": (now := at()),
            "date_updated": now,
            "deleted": "",
        }
        (self._folder / row["sid"]).write_bytes(file.content)
        return self.rows.keep(row)

    def of(self, message: Row) -> list[Row]:
        return [row for row in self.rows.newest_first(to=message["sid"]) if not row["deleted"]]

    def get(self, message: Row, sid: str) -> Row | None:
        return next((row for row in self.of(message) if row["sid"] == sid), None)

    def listed(self, account: Account, message: Row, query: dict[str, str]) -> dict[str, object]:
        path = f"{account.root}/Messages/{message['sid']}/Media.json"
        shown, facts = lists.page("media_list", path, self.of(message), query)
        return facts | {"media_list": [resource(row) for row in shown]}

    def delete(self, row: Row) -> wire.Answer:
        (self._folder / row["sid"]).unlink(missing_ok=True)
        self.rows.change(row["sid"], deleted="yes")
        return wire.Answer(status=HTTPStatus.NO_CONTENT)

    def lend(self, row: Row) -> wire.Answer:
        """Where the content lies for a while."""
        key = secrets.token_urlsafe(24)
        self._lent[key] = row["sid"]
        return wire.Answer(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": f"/media/{key}"})

    def content(self, key: str) -> wire.Answer:
        """What was lent under that key. Raises Wrong when nothing is."""
        sid = self._lent.get(key, "")
        row = next((row for row in self.rows.newest_first() if row["sid"] == sid and not row["deleted"]), None)
        if row is None:
            raise Wrong(20404, "The requested resource was not found")
        return wire.Answer((self._folder / sid).read_bytes(), content_type=row["content_type"])


def resource(row: Row) -> dict[str, object]:
    uri = f"/2010-04-01/Accounts/{row['account_sid']}/Messages/{row['parent_sid']}/Media/{row['sid']}.json"
    names = ("sid", "account_sid", "parent_sid", "content_type", "date_created", "date_updated")
    return {**{name: row[name] for name in names}, "uri": uri}
