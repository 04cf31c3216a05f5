"""What a cover slip says. It names nobody: the case number is what the envelope is known by."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branches import calendar
from branches.models import Branch
from catalogue.checklist import Need, State
from catalogue.models import Form, Relation
from claims import enclosing
from claims.enclosing import Enclosure
from claims.models import Claim
from dropbox.forms import layouts
from workflow import Refused

NO_ENVELOPE = gettext_lazy("Klaim ini tidak memerlukan amplop: tidak ada dokumen yang ditunggu lewat drop box.")


@dataclass(frozen=True)
class Line:
    """One paper of the envelope: its name, in which form, why, and our form to print where there is one."""

    label: str
    how: str
    note: str
    form_code: str = ""


@dataclass(frozen=True)
class Slip:
    """One envelope."""

    claim: Claim
    relation: str
    where: str
    when: str
    until: str
    enclosed: tuple[Line, ...]
    if_any: tuple[Line, ...]
    left_out: tuple[Line, ...]

    @property
    def case_number(self) -> str:
        return self.claim.case_number

    @property
    def address(self) -> str:
        return reverse("slips:slip", args=[self.case_number])


def slip_of(claim: Claim, *, now: datetime, own: str = "") -> Slip:
    """The slip of a claim, with its people at hand. Refuses a claim that awaits no envelope."""
    if not enclosing.has_envelope(claim):
        raise Refused(str(NO_ENVELOPE))
    papers = enclosing.enclosures(claim)
    branch = claim.branch
    return Slip(
        claim,
        relation=str(Relation(claim.applicant.relation).label),
        where=", ".join(part for part in (branch.address, branch.city, branch.province) if part),
        when=_say_when(claim, now, own),
        until=_say_until(claim, own),
        enclosed=tuple(_line(each) for each in papers if each.is_wanted),
        if_any=tuple(_line(each) for each in papers if not each.is_wanted and not each.is_left_out),
        left_out=tuple(_left_out(each) for each in papers if each.is_left_out),
    )


def _say_when(claim: Claim, now: datetime, own: str) -> str:
    """The booked hour while it is ahead; else the hours at which the branch is open."""
    if claim.visit_at and claim.visit_at > now:
        return calendar.say_instant(claim.branch, claim.visit_at, own)
    return _("Tanpa memesan jam: hari kerja, %(hours)s") % {"hours": _say_opening(claim.branch)}


def _say_opening(branch: Branch) -> str:
    return f"{branch.opens_at:%H.%M}–{branch.closes_at:%H.%M} {calendar.zone_name(branch)}"


def _say_until(claim: Claim, own: str) -> str:
    """Until when the envelope is awaited; "" where the officers wait for an original without a day."""
    asked = claim.status == Claim.Status.SENT_TO_DROPBOX or claim.repair_due_at
    return calendar.say_deadline(claim.branch, claim.papers_wanted_until, own) if asked else ""


def _line(paper: Enclosure) -> Line:
    return Line(paper.need.label, _say_forms(paper.need), _say_why(paper), _form_code(paper.need))


def _say_forms(need: Need) -> str:
    """In which form the box takes the paper. What is shown at an interview does not go into an envelope."""
    shown = [form for form in need.accepted if form != Form.ORIGINAL_SHOWN]
    return _(" atau ").join(str(form.label) for form in shown)


def _say_why(paper: Enclosure) -> str:
    """Why it is asked for although its photo is here, or when it would be; of a choice, between what."""
    need = paper.need
    if paper.return_words:
        return paper.return_words
    if paper.is_here:
        return _("Fotonya sudah kami terima; aslinya tetap diperlukan.")
    if len(need.kinds) > 1:
        return _("Cukup salah satu: %(papers)s.") % {"papers": ", ".join(kind.label for kind in need.kinds)}
    if need.state == State.OFFICER:
        return need.reason or _("Petugas memberi tahu bila dokumen ini diperlukan.")
    return (need.reason or _("Bila ada.")) if need.state == State.IF_ANY else ""


def _form_code(need: Need) -> str:
    return next((kind.code for kind in need.kinds if kind.code in layouts.LAYOUTS), "")


def _left_out(paper: Enclosure) -> Line:
    words = _("sudah diterima petugas") if paper.is_accepted else _("sudah kami simpan")
    return Line(paper.need.label, "", str(words))
