"""How long something took, in words: `{% load lama %}`."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def lama(took: timedelta | None) -> str:
    """`{{ row.to_provider|lama }}`: "0,4 detik", "3 menit", "2,5 jam"; a dash for what is not known."""
    if took is None:
        return "–"
    seconds = took.total_seconds()
    for unit, size in (("jam", 3600), ("menit", 60)):
        if seconds >= size:
            return f"{_short(seconds / size)} {unit}"
    return f"{_short(seconds)} detik"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")
