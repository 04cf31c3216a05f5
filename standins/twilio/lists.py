"""Twilio's lists: filters by number and day, and pages that follow one another by a token."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from standins.twilio.rows import Row

LARGEST_PAGE = 1000
USUAL_PAGE = 50


def matching(rows: list[Row], query: dict[str, str], *, instant: str) -> list[Row]:
    """The rows that the query's From, Status, ParentCallSid and `instant` (DateSent, StartTime) let through."""
    for name, field in (("To", "to"), ("From", "from"), ("Status", "status"), ("ParentCallSid", "parent_call_sid")):
        if wanted := query.get(name):
            rows = [row for row in rows if row[field] == wanted]
    field = "date_sent" if instant == "DateSent" else "start_time"
    if on := query.get(instant):
        rows = [row for row in rows if row[field] and _at(row[field]).date() == _wanted(on).date()]
    if before := query.get(f"{instant}<"):
        rows = [row for row in rows if row[field] and _at(row[field]) <= _wanted(before)]
    if after := query.get(f"{instant}>"):
        rows = [row for row in rows if row[field] and _at(row[field]) >= _wanted(after)]
    return rows


def page(name: str, path: str, rows: list[Row], query: dict[str, str]) -> tuple[list[Row], dict[str, object]]:
    """One page of `rows`, newest first, and what Twilio says about it. A token names the last row of the page before,
    so that rows that come meanwhile push nothing onto the next page twice."""
    size = min(max(int(query.get("PageSize", USUAL_PAGE)), 1), LARGEST_PAGE)
    number = int(query.get("Page", 0))
    begin = size * number
    if last := query.get("PageToken", "").removeprefix("PA"):
        begin = next((n + 1 for n, row in enumerate(rows) if row["sid"] == last), begin)
    shown, rest = rows[begin : begin + size], rows[begin + size :]

    def uri(number: int, token: str = "") -> str:
        asked = {**{k: v for k, v in query.items() if k != "PageToken"}, "PageSize": size, "Page": number}
        return f"{path}?{urlencode(asked | ({'PageToken': token} if token else {}))}"

    return shown, {
        name: [],
        "page": number,
        "page_size": size,
        "start": begin,
        "end": begin + len(shown) - 1 if shown else begin,
        "uri": uri(number, query.get("PageToken", "")),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, f"PA{shown[-1]['sid']}") if rest else None,
        "previous_page_uri": uri(number - 1) if number else None,
    }


def _at(written: str) -> datetime:
    return parsedate_to_datetime(written)


def _wanted(written: str) -> datetime:
    """A day or an instant; Twilio counts in GMT. Dates there have whole seconds, and so has the row."""
    read = datetime.fromisoformat(written)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read
