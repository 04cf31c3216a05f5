"""The next claim of one applicant: what they answered stands, what differs is asked.

An heir opens several programmes for one participant; a company's officer files for one worker after another.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Relation
from claims.models import Applicant, Claim, Participant
from queueing.intake.steps import ENVELOPE


class Same(models.TextChoices):
    """What the next claim has in common with this one, besides its applicant."""

    PARTICIPANT = "participant", _("Program lain untuk peserta yang sama")
    CAUSE = "cause", _("Peserta lain, program dan alasan yang sama")


_FILES_FOR_MANY = (Relation.COMPANY, Relation.ATTORNEY, Relation.GUARDIAN)


def offered(claim: Claim) -> list[Same]:
    """How its applicant may go on."""
    return [Same.CAUSE, Same.PARTICIPANT] if claim.applicant.relation in _FILES_FOR_MANY else [Same.PARTICIPANT]


def answers_after(claim: Claim, *, same: str) -> dict[str, Any]:
    """The answers the draft of the next claim begins with."""
    filer = claim.applicant
    answers = {
        "way": ENVELOPE,
        "branch": claim.branch.code,
        "relation": filer.relation,
        "applicant": {"name": filer.name, "nik": filer.nik},
        **_contact(filer),
    }
    if same == Same.CAUSE:
        return answers | {"programme": claim.programme.code, "cause": claim.cause.code, "papers_seen": True}
    account = {name: getattr(filer, name) for name in ("bank_name", "account_number", "account_holder")}
    return answers | {"participant": _participant(claim.participant), "account": account}


def _contact(filer: Applicant) -> dict[str, Any]:
    marks = (("phone", filer.phone, filer.phone_confirmed_at), ("email", filer.email, filer.email_confirmed_at))
    return {
        "contact": {"phone": filer.phone, "email": filer.email, "whatsapp": bool(filer.whatsapp_agreed_at)},
        "confirmed": {channel: _mark(value, at) for channel, value, at in marks if at},
        "skipped": [channel for channel, value, at in marks if value and not at],
    }


def _mark(value: str, at: datetime) -> dict[str, str]:
    return {"value": value, "at": at.isoformat()}


def _participant(who: Participant) -> dict[str, Any]:
    given = {"name": who.name, "nik": who.nik, "passport": who.passport, "birth_date": who.birth_date}
    died = {"death_date": who.death_date} if who.death_date else {}
    return {**given, "kpj": who.kpj_numbers, **died}
