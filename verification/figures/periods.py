"""The periods a manager may choose: the last 7 or 30 days with today, or a calendar month."""

from datetime import date, timedelta

from django.utils import dateformat

LAST = {"7h": 7, "30h": 30}
MONTHS_BACK = 12


def choices(today: date) -> list[tuple[str, str]]:
    """What the form offers, by what stands in the address."""
    first = today.replace(day=1)
    months = [first]
    for _n in range(MONTHS_BACK):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    last = [(code, f"{days} hari terakhir") for code, days in LAST.items()]
    return last + [(f"{month:%Y-%m}", dateformat.format(month, "F Y")) for month in months]


def days_of(chosen: str, today: date) -> tuple[date, date]:
    """The first and the last day of one of the choices; a month that has not ended ends today."""
    if chosen in LAST:
        return today - timedelta(days=LAST[chosen] - 1), today
    first = date.fromisoformat(f"{chosen}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return first, min(after - timedelta(days=1), today)
