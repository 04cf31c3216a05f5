"""Instants of what is done for the whole country at once, by Jakarta's clock."""

from datetime import datetime

from django import template

from branches import calendar

register = template.Library()


@register.filter
def wib(instant: datetime | None) -> str:
    """Like "24 Nov 10.42 WIB"; empty where nothing happened yet."""
    return calendar.say_moment_of(calendar.NATIONAL_ZONE, instant) if instant else ""
