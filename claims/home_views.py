"""The claim's home: what is here, what is missing, who acts next and by when."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from branches import calendar, own_zone
from catalogue.checklist import Route
from claims import access, appointments, enclosing, filing, news_read, task_list, timeline
from claims.mail import addresses
from claims.models import Claim
from workflow import Refused

EVENT_LENGTH = timedelta(hours=1)
MOVES = ("place_moved", "place_lost", "hour_closed")


@access.claimant_required(access.LINK)
def home(request: HttpRequest, claim: Claim) -> HttpResponse:
    now, own = timezone.now(), own_zone.of(request)
    news_read.note_opened(claim, now=now)
    has_code = access.level_of(request.session, claim.case_number, now=now) == access.CODE
    needs = claim.needs(Route.ONLINE)
    context = {
        "claim": claim,
        "has_code": has_code,
        "name": claim.participant.name if has_code else _masked_name(claim.participant.name),
        "rows": [*task_list.account_row(claim), *task_list.rows(claim, needs)],
        "originals": task_list.originals(needs),
        "missing": claim.missing_papers(Route.ONLINE),
        "next": timeline.next_step(claim, own),
        "left": calendar.say_left(claim.papers_wanted_until, now) if claim.takes_papers else "",
        "past": timeline.past(claim),
        "went": timeline.how_promise_went(claim),
        "visit": calendar.say_instant(claim.branch, claim.visit_at, own) if claim.visit_at else "",
        "needs_originals": enclosing.needs_originals(claim),
        "bring": enclosing.wanted(claim) if enclosing.has_envelope(claim) else [],
        "by_mail": addresses.invitation(claim) if claim.takes_papers else "",
        "unsorted": claim.files.unsorted().count(),
        "has_originals": claim.events.filter(name="originals_kept").exists(),
        "may_hand_in": claim.status in (Claim.Status.AWAITING_PAPERS, Claim.Status.AWAITING_REPAIR),
        "may_withdraw": Claim.Status.WITHDRAWN in Claim.ARROWS.get(claim.status, ()),
        "asked": claim.questions.filter(answered_at=None).first() if not claim.is_final else None,
        "call": call_ahead(claim, own),
        "pending_account": claim.applicant.pending_account(now) if has_code else None,
    }
    return render(request, "claims/home.html", context)


def call_ahead(claim: Claim, own: str) -> dict[str, str]:
    """The call an officer has agreed on, to be read: `title`, `text`, and for a video call `href`."""
    if (agreed := appointments.ahead_of(claim)) is None:
        return {}
    return {
        "title": _("Petugas menghubungi Anda %(hour)s") % {"hour": calendar.say_instant(claim.branch, agreed.at, own)},
        "text": str(appointments.HOW[agreed.Way(agreed.way)]),
        "href": reverse("claims:video", args=[claim.case_number]) if agreed.way == agreed.Way.VIDEO else "",
    }


def _masked_name(name: str) -> str:
    """The first letter of each word: enough for the right person, too little for a stranger who found the link."""
    return " ".join(f"{word[:1]}***" for word in name.split())


@require_POST
@access.claimant_required(access.LINK)
def submission(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Hand the claim in."""
    try:
        filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Berkas Anda sudah kami terima."))
    return redirect(claim)


@access.claimant_required(access.LINK)
def calendar_file(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The deadline and the hour of service as an .ics file (RFC 5545), in UTC so that any phone shows its own time."""
    if claim.visit_at is None or claim.papers_due_at is None:
        return redirect(claim)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lapak Asik//ID", *_events(claim), "END:VCALENDAR", ""]
    response = HttpResponse("\r\n".join(map(_folded, lines)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{claim.case_number}.ics"'
    return response


def _events(claim: Claim) -> Iterator[str]:
    """Who comes has one hour in the calendar; who stays home also the end of the time to send papers."""
    assert claim.visit_at and claim.papers_due_at
    what = _("Datang ke kantor cabang untuk klaim") if claim.comes else _("Petugas mengerjakan klaim Anda")
    if not claim.comes:
        due = claim.papers_due_at
        yield from _event(claim, "batas", due - EVENT_LENGTH, due, _("Batas kirim dokumen klaim"))
    yield from _event(claim, "jadwal", claim.visit_at, claim.visit_at + EVENT_LENGTH, what)


def _event(claim: Claim, name: str, starts: datetime, ends: datetime, summary: str) -> Iterator[str]:
    """One event. Saved again after a move it replaces the one before: same UID, higher SEQUENCE (RFC 5545, 3.8.7.4)."""
    branch = claim.branch
    address = ", ".join(part for part in (branch.name, branch.address, branch.city) if part)
    bring = _("Bawa KTP dan dokumen asli.") if claim.comes else ""
    words = bring or (_("Anda tidak perlu datang.") if claim.stays_home else "")
    yield "BEGIN:VEVENT"
    yield f"UID:{name}-{claim.pk}@lapak-asik"
    yield f"SEQUENCE:{claim.events.filter(name__in=MOVES).count()}"
    yield f"DTSTAMP:{claim.opened_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART:{starts:%Y%m%dT%H%M%SZ}"
    yield f"DTEND:{ends:%Y%m%dT%H%M%SZ}"
    yield f"SUMMARY:{summary} {claim.case_number}"
    yield f"DESCRIPTION:{_escaped(branch.name)}. {words}".rstrip()
    if claim.comes:
        yield f"LOCATION:{_escaped(address)}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", f"DESCRIPTION:{summary}", "END:VALARM", "END:VEVENT")


def _escaped(text: str) -> str:
    """Text as a value of an .ics line: an office may put a comma or a semicolon into a branch's name."""
    return re.sub(r"([\\,;])", r"\\\1", text)


def _folded(line: str) -> str:
    """A line of at most 75 octets, going on in the next after a blank. Names are ASCII; five octets are to spare."""
    return "\r\n ".join(line[start : start + 70] for start in range(0, len(line), 70))
