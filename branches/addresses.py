"""Days and months in addresses: DAY and MONTH are the names under which Django knows how to read them."""

from datetime import date

from django.urls import register_converter

DAY, MONTH = "day", "month"
YEARS = range(2020, 2100)
"""Outside these there is no day of service, and so no page of one."""


class Day:
    """A day, like 2026-11-24."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


class Month(Day):
    """A month, like 2026-11: its first day."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        return super().to_python(f"{value}-01")

    def to_url(self, value: date) -> str:
        return value.isoformat()[:7]


register_converter(Day, DAY)
register_converter(Month, MONTH)
