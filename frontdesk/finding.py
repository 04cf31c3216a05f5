"""Who stands at the gate: from what was scanned to a visit of today, or to a claim and those that come with it."""

from datetime import date

from django.db.models import F, Q, QuerySet

from accounts.models import User
from branches.models import Branch
from claims.filing import ParticipantDetails
from claims.models import Applicant, Claim, Participant
from frontdesk.models import Visit
from frontdesk.reading import Scanned
from queueing.models import Ticket

TOGETHER = 30
"""So many claims one person or one company officer comes with; more are checked in by their numbers."""


def visit_of(scanned: Scanned, branch: Branch, day: date) -> Visit | None:
    """The visit of today whose ticket was scanned or whose number was typed, or the one of a claim that is here."""
    today = Visit.objects.of_day(branch, day)
    if scanned.visit:
        return today.filter(pk=scanned.visit).first()
    if scanned.number:
        series, number = scanned.number
        return today.filter(series=series, number=number).first()
    if scanned.case_number:
        return today.still_here().filter(claims__case_number=scanned.case_number).first()
    return None


def claim_of(scanned: Scanned, branch: Branch, day: date, user: User) -> Claim | None:
    """The claim of this number, whichever branch it is of: who has its number and a KTP is served anywhere.

    Of a NIK, the claim of this person's branches that is awaited here today, else the newest that is open.
    """
    if scanned.case_number:
        return Claim.objects.filter(case_number=scanned.case_number).first()
    if not scanned.nik:
        return None
    person = ParticipantDetails(name="", nik=scanned.nik).person_index
    of_person = Claim.objects.visible_to(user).open().filter(participant__person_index=person).order_by("-opened_at")
    return of_person.filter(tickets__in=awaited(branch, day)).first() or of_person.first()


def awaited(branch: Branch, day: date) -> QuerySet[Ticket]:
    """The places of people who have to come here on this day and of whom nothing is marked yet."""
    has_to_come = Q(slot__door=Claim.Door.ONSITE) | Q(claim__sent_to_dropbox_at__lt=F("slot__ends_at"))
    unmarked = Ticket.objects.confirmed().filter(came_at=None, missed_at=None)
    return unmarked.filter(has_to_come, slot__branch=branch, slot__day=day)


def claims_together(claim: Claim, user: User) -> list[Claim]:
    """The claim, and the open ones of the same participant or filed from the same telephone.

    An heir comes with several programmes, a company's officer with several workers.
    """
    same = Participant.objects.filter(person_index=bytes(claim.participant.person_index)).values_list("claim")
    if telephone := bytes(claim.applicant.phone_index):
        same = same.union(Applicant.objects.filter(phone_index=telephone).values_list("claim"))
    keys = [key for (key,) in same if key != claim.pk]  # asked for first: each index answers for itself
    others = Claim.objects.visible_to(user).open().filter(pk__in=keys).with_people().order_by("opened_at")
    return [claim, *others[:TOGETHER]]
