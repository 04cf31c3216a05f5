"""From opened to handed in: the verbs that carry a claim between the claimant and the officers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Skill
from branches import calendar
from branches.models import Branch
from catalogue.models import Cause, Edition, Relation
from claims import links, names, promise
from claims.history import record, record_opening
from claims.mail import addresses
from claims.models import Applicant, Claim, ClaimEvent, MailAddress, Participant
from claims.models.questions_of_claims import SAME_OFFICER_FOR, WITHOUT_PLACE
from claims.telling import in_their_language, private_address, take_back_unsaid, tell
from privacy import vault
from privacy.blind_index import blind_index
from statements.composed import composed_once
from statements.inserting import insert, together
from workflow import Refused, move

HOLD = ("taken_at", "taken_by", "taken_until")
"""The columns that say who has a claim in hand."""

PRIVACY_NOTICE = "2026-11"
"""The version of the privacy notice a person agrees to at booking."""

_MOVED = ("status", "door", "branch", "turn_on", "sent_to_dropbox_at", "completed_late_at")
_PLACE = ("visit_at", "papers_due_at", "place_lost_at")
_HANDED_IN = ("submitted_at", "submitted_by", "repair_due_at", "turn_on", "reserved_until")
_PLACE_LOST = {"given_up": "place_given_up", "dispute_lapsed": "place_lapsed"}
_CHOOSE = gettext_lazy("Pilih hari dan jam baru, boleh di cabang mana pun.")


@dataclass(frozen=True)
class ParticipantDetails:
    """What was declared about the participant. A foreigner has a passport where others have a NIK."""

    name: str
    nik: str = ""
    passport: str = ""
    birth_date: date | None = None
    death_date: date | None = None
    kpj_numbers: Sequence[str] = ()

    @property
    def person_index(self) -> bytes:
        """The key under which this person is found again, whoever files."""
        return blind_index("person", f"nik:{self.nik}" if self.nik else f"passport:{self.passport.upper()}")


@dataclass(frozen=True)
class ApplicantDetails:
    """What was declared about who files. At least one contact has been confirmed by a code."""

    relation: str
    name: str
    nik: str = ""
    phone: str = ""
    email: str = ""
    phone_confirmed_at: datetime | None = None
    email_confirmed_at: datetime | None = None
    whatsapp_agreed_at: datetime | None = None
    whatsapp_wording: str = ""
    whatsapp_source: str = ""
    bank_name: str = ""
    account_number: str = ""
    account_holder: str = ""
    language: str = "id"


@dataclass(frozen=True)
class Opening:
    """Everything a claim is opened with; without an hour where its papers go to the drop box."""

    cause: Cause
    edition: Edition
    branch: Branch
    participant: ParticipantDetails
    applicant: ApplicantDetails
    visit_at: datetime | None = None
    papers_due_at: datetime | None = None
    answers: dict[str, str] = field(default_factory=dict)
    door: str = Claim.Door.ONLINE


@dataclass(frozen=True)
class Handles:
    """What a new claim is found and known by: its number, its private link, its mail address, its officers' phrase."""

    case_number: str
    link_token: str
    mail_letters: str
    caller_phrase: str


def open_claim(
    opening: Opening,
    *,
    claim_id: UUID,
    handles: Handles,
    by: str,
    now: datetime,
) -> Claim:
    """Open a claim that has a place. Called inside the transaction that takes the place."""
    claim = _opened(
        opening, handles, id=claim_id, opened_by=by, now=now, status=Claim.Status.AWAITING_PAPERS,
    )  # fmt: skip
    with together():
        event, address = _write(claim, opening, handles, by=by, now=now)
        with in_their_language(claim):
            missing = [need.label for need in claim.needs() if need.state == "required"]
        tell(
            "place_taken", claim, event, now=now, private_link=private_address(handles.link_token), missing=missing,
            mail_address=addresses.whole(address), caller_phrase=handles.caller_phrase,
        )  # fmt: skip
    return claim


def open_for_dropbox(
    opening: Opening,
    *,
    claim_id: UUID,
    handles: Handles,
    by: str,
    now: datetime,
) -> Claim:
    """Open a claim whose papers come in an envelope, without a place. Called inside its caller's transaction.

    Its envelope is awaited from now on as long as that of a claim which was sent to the box.
    """
    opening = replace(opening, door=Claim.Door.GATE, visit_at=None, papers_due_at=None)
    claim = _opened(
        opening, handles, id=claim_id, opened_by=by, now=now,
        status=Claim.Status.SENT_TO_DROPBOX, sent_to_dropbox_at=now,
    )  # fmt: skip
    with together():
        event, address = _write(claim, opening, handles, by=by, now=now)
        with in_their_language(claim):
            until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
            bring = [need.label for need in claim.needs() if need.state == "required"]
        tell(
            "begun_for_dropbox", claim, event, now=now, private_link=private_address(handles.link_token), until=until,
            bring=bring, branch_address=claim.branch.address, mail_address=addresses.whole(address),
            caller_phrase=handles.caller_phrase,
        )  # fmt: skip
    return claim


def _write(
    claim: Claim, opening: Opening, handles: Handles, *, by: str, now: datetime
) -> tuple[ClaimEvent, MailAddress]:
    """Insert a claim with its people, its link, its mail address and the first event of its history."""
    if not opening.cause.programme.is_claimable:
        raise Refused(_("Program ini tidak diajukan di sini."))
    insert(claim)
    _add_people(claim, opening)
    links.give(claim, token=handles.link_token, now=now)
    address = addresses.give(claim, token=handles.mail_letters, now=now)
    return record_opening(claim, by=by, now=now, door=claim.door, branch=opening.branch.code), address


def _opened(opening: Opening, handles: Handles, *, now: datetime, **named: Any) -> Claim:
    """The claim as its opening says it; `named` is its key, who opened it, and where it begins."""
    return Claim(
        case_number=handles.case_number,
        caller_phrase=handles.caller_phrase,
        skill=_skill_for(opening),
        key_sealed=vault.fresh_data_key(),
        programme=opening.cause.programme,
        cause=opening.cause,
        edition=opening.edition,
        branch=opening.branch,
        door=opening.door,
        answers=opening.answers,
        visit_at=opening.visit_at,
        papers_due_at=opening.papers_due_at,
        opened_at=now,
        declared_at=now,
        privacy_notice=PRIVACY_NOTICE,
        **named,
    )


def _skill_for(opening: Opening) -> str:
    """What an officer must have learnt for this claim."""
    if opening.participant.passport:
        return Skill.FOREIGNERS
    return Skill.HEIRS if Relation(opening.applicant.relation).is_heir else ""


def _add_people(claim: Claim, opening: Opening) -> None:
    who, filer = opening.participant, opening.applicant
    claim.participant = Participant(
        claim=claim,
        name=who.name,
        nik=who.nik,
        passport=who.passport,
        birth_date=who.birth_date.isoformat() if who.birth_date else "",
        death_date=who.death_date.isoformat() if who.death_date else "",
        kpj_numbers=list(who.kpj_numbers),
        person_index=who.person_index,
        name_keys=names.keys_of([who.name, filer.name], claim.branch),
    )
    insert(claim.participant)
    claim.applicant = Applicant(
        claim=claim,
        phone_index=links.contact_index("phone", filer.phone),
        email_index=links.contact_index("email", filer.email),
        **{name: getattr(filer, name) for name in ApplicantDetails.__dataclass_fields__},
    )
    insert(claim.applicant)


@transaction.atomic
def submit(claim_id: UUID, *, by: str, now: datetime) -> Claim:
    """Hand the claim in: from here on only an officer can change it. Answers a repair in the same way."""
    claim = locked(claim_id)
    if claim.status == Claim.Status.AWAITING_CHECK:
        return claim  # posted twice: it is in
    if missing := claim.missing_papers():
        raise Refused(_("Lengkapi dulu: %(papers)s.") % {"papers": ", ".join(need.label for need in missing)})
    if claim.place_lost_at:
        raise Refused(_("Pilih dulu hari dan jam layanan yang baru, lalu serahkan berkas Anda."))
    if claim.account_wanted_at:
        raise Refused(_("Periksa dulu rekening Anda: ganti, atau nyatakan bahwa yang sekarang sudah benar."))
    if claim.status == Claim.Status.AWAITING_REPAIR:
        hand_in(claim, "repair_answered", message="papers_handed_in", by=by, now=now)
    elif claim.status == Claim.Status.AWAITING_PAPERS and not claim.deadline_has_passed(now):
        hand_in(claim, "submitted", message="papers_handed_in", by=by, now=now)
    else:
        raise Refused(
            _("Batas waktu mengirim dokumen secara daring sudah lewat. Ikuti petunjuk di halaman klaim Anda.")
        )
    return claim


def hand_in(
    claim: Claim, event_name: str, *, message: str, by: str, now: datetime, not_before: datetime | None = None
) -> ClaimEvent:
    """Put a locked claim in the officers' queue and tell the applicant when to expect an answer."""
    move(claim, Claim.Status.AWAITING_CHECK)
    claim.submitted_at, claim.submitted_by, claim.repair_due_at = now, by, None
    claim.turn_on = calendar.local_day(claim.branch, claim.visit_at or now)
    claim.reserved_until = max(now, claim.rests_until or now) + SAME_OFFICER_FOR if claim.reserved_for else None
    promise.start_or_go_on(claim, now=now)
    claim.save(update_fields=["status", *_HANDED_IN, *promise.CLOCK])
    event = record(claim, event_name, by=by, now=now)
    with in_their_language(claim):
        until = promise.say(claim)
    tell(message, claim, event, now=now, not_before=not_before, promise=until)
    return event


def locked(claim_id: UUID) -> Claim:
    """The claim under its row lock, with the people a verb needs. Called inside a transaction.

    Locked first and joined afterwards: a lock that had to wait while another verb gave the claim another branch would
    find the new branch without a row to join, and no claim.
    """
    _lock(claim_id)
    if claims := _with_people(claim_id):
        return claims[0]
    raise Claim.DoesNotExist(f"There is no claim {claim_id}.")


@composed_once
def _lock(claim_id: UUID) -> QuerySet[Any, Any]:
    return Claim.objects.select_for_update().filter(pk=claim_id).values_list("pk")


@composed_once
def _with_people(claim_id: UUID) -> QuerySet[Claim]:
    return Claim.objects.with_people().filter(pk=claim_id)


def withdraw(
    claim: Claim, *, message: str, because: str = "", by: str, now: datetime, not_before: datetime | None = None
) -> ClaimEvent:
    """End a locked claim at the claimant's wish, or for the reason `because` (a code) that `message` tells.

    Its place is freed by the room above, in the same transaction.
    """
    move(claim, Claim.Status.WITHDRAWN)
    release_hold(claim)
    claim.save(update_fields=["status", *HOLD])
    links.end(claim, now=now)
    event = record(claim, "withdrawn", by=by, now=now, because=because)
    take_back_unsaid(claim, now=now)
    tell(message, claim, event, now=now, not_before=not_before)
    return event


def schedule(
    claim: Claim, *, branch: Branch, door: str, visit_at: datetime, papers_due_at: datetime, by: str, now: datetime,
    message: str, because: str = "",
) -> ClaimEvent:  # fmt: skip
    """Give a locked claim another hour, in the transaction that takes its place, and tell so by `message`.

    A claimant moves a claim whose papers are still awaited, also one that was sent to the drop box. Whoever is with the
    officers is moved by the branch alone (`because` is its reason's code), and only the hour changes; they choose
    themselves only where the branch closed their hour at the counter.
    """
    if claim.status == Claim.Status.SENT_TO_DROPBOX and not because:
        move(claim, Claim.Status.AWAITING_PAPERS)
        claim.sent_to_dropbox_at = claim.completed_late_at = None
        take_back_unsaid(claim, now=now)
    if claim.status == Claim.Status.AWAITING_PAPERS:
        claim.papers_due_at, claim.place_lost_at = papers_due_at, None
    elif claim.is_final or not (because or claim.may_choose_hour):
        raise Refused(_("Berkas Anda sudah di petugas. Jamnya tidak perlu dipindah."))
    if claim.branch != branch:
        _is_found_at(branch, claim)
    claim.branch, claim.door, claim.visit_at = branch, door, visit_at
    if claim.turn_on:
        claim.turn_on = calendar.local_day(branch, visit_at)
    claim.save(update_fields=[*_MOVED, *_PLACE])
    event = record(claim, "place_moved", by=by, now=now, branch=branch.code, because=because)
    papers_are_awaited = claim.status == Claim.Status.AWAITING_PAPERS
    words: dict[str, Any] = {} if papers_are_awaited else {"papers_due": ""}
    tell(message, claim, event, now=now, **words)
    return event


def _is_found_at(branch: Branch, claim: Claim) -> None:
    """Let the people of a claim be found by name at the branch it moves to, and no longer where it was."""
    claim.participant.name_keys = names.keys_of([claim.participant.name, claim.applicant.name], branch)
    claim.participant.save(update_fields=["name_keys"])


def lose_place(claim: Claim, *, because: str, by: str, now: datetime) -> ClaimEvent:
    """Leave a locked claim without a place, given up or closed by the branch, and tell what follows.

    While its papers are awaited it has a week to choose another one; after that the branch alone ends its hour.
    """
    if claim.is_final:
        raise Refused(_("Klaim ini sudah selesai."))
    if claim.status != Claim.Status.AWAITING_PAPERS:
        if because == "given_up":
            raise Refused(_("Berkas Anda sudah di petugas. Tempatnya tidak perlu dilepas."))
        return _go_on_without_hour(claim, because=because, by=by, now=now)
    claim.visit_at, claim.papers_due_at, claim.place_lost_at = None, without_place_until(claim, now), now
    claim.save(update_fields=list(_PLACE))
    event = record(claim, "place_lost", by=by, now=now, because=because)
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until)
    tell(_PLACE_LOST.get(because, "place_closed"), claim, event, now=now, until=until)
    return event


def _go_on_without_hour(claim: Claim, *, because: str, by: str, now: datetime) -> ClaimEvent:
    """The hour of a claim that was handed in is no more. What is still asked for keeps its time."""
    claim.visit_at = None
    claim.save(update_fields=["visit_at"])
    event = record(claim, "hour_closed", by=by, now=now, because=because)
    asked_for = claim.takes_papers and not claim.completed_late_at
    with in_their_language(claim):
        until = calendar.say_deadline(claim.branch, claim.papers_wanted_until) if asked_for else ""
        choose = "" if claim.goes_on_without_hour else str(_CHOOSE)
    tell("hour_closed", claim, event, now=now, until=until, choose=choose)
    return event


def without_place_until(claim: Claim, now: datetime) -> datetime:
    """Until when, exclusive, another place can be chosen by who loses theirs now: the end of a day of the branch."""
    today = calendar.local_day(claim.branch, now)
    return calendar.at(claim.branch, today + WITHOUT_PLACE + timedelta(days=1), time.min)


def release_hold(claim: Claim) -> None:
    """Take a locked claim out of an officer's hands; the caller saves the columns of HOLD."""
    claim.taken_at, claim.taken_by, claim.taken_until = None, "", None
