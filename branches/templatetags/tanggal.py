"""Days and instants in words, for templates: `{% load tanggal %}`. The words themselves are branches.calendar's."""

from datetime import date, datetime

from django import template

from branches import calendar
from branches.models import Branch

register = template.Library()


@register.filter
def hari(day: date | None) -> str:
    """`{{ slot.day|hari }}`: "Selasa 24 November 2026"."""
    return calendar.say_day(day) if day else ""


@register.filter
def janji(day: date | None) -> str:
    """`{{ claim.promised_day|janji }}`: the day, marked as an estimate in a provisional year."""
    return calendar.say_promise(day) if day else ""


@register.filter
def saat(instant: datetime | None, branch: Branch) -> str:
    """`{{ claim.visit_at|saat:claim.branch }}`: "Selasa 24 November 2026, 10.00 WITA"."""
    return calendar.say_instant(branch, instant) if instant else ""


@register.filter
def waktu(instant: datetime | None, branch: Branch) -> str:
    """`{{ move.at|waktu:branch }}`: "24 Nov 10.42 WITA", where many instants stand close together."""
    return calendar.say_moment(branch, instant) if instant else ""


@register.filter
def pukul(instant: datetime | None, branch: Branch) -> str:
    """`{{ visit.called_at|pukul:branch }}`: "10.42 WITA"."""
    return calendar.say_clock(branch, instant) if instant else ""


@register.filter
def tenggat(due: datetime | None, branch: Branch) -> str:
    """`{{ claim.papers_due_at|tenggat:claim.branch }}`: the last minute before an exclusive end."""
    return calendar.say_deadline(branch, due) if due else ""


@register.filter
def sisa(due: datetime | None, now: datetime) -> str:
    """`{{ claim.papers_due_at|sisa:now }}`: "2 hari 3 jam lagi"."""
    return calendar.say_left(due, now) if due else ""


@register.filter
def jam(moment, branch: Branch) -> str:
    """`{{ branch.opens_at|jam:branch }}`: "08.00 WIB"."""
    return f"{moment:%H.%M} {calendar.zone_name(branch)}" if moment is not None else ""
