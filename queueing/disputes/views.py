"""Two bookings of one person, side by side, for the staff of either branch: whose KTP was seen keeps the place."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import INVALID, REFUSED, desk_page, only_for
from catalogue.models import Relation
from claims.models import Claim
from notifications.address import masked
from queueing.disputes import settling
from queueing.models import Dispute, Ticket
from workflow import Refused

SHOWN = 100
LAST_OF_NIK = 4

for_settlers = only_for(lambda user: user.may_settle_disputes)


class SettleForm(forms.Form):
    """Whose KTP was seen, and how. The choice is made by somebody who saw it."""

    keeps = forms.TypedChoiceField(
        label="KTP asli peserta diperlihatkan oleh pemohon",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih pendaftaran yang KTP-nya Anda lihat."},
    )
    seen_by = forms.ChoiceField(
        label="Dilihat lewat",
        choices=Dispute.Seen.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih lewat apa KTP itu dilihat."},
    )
    ktp_seen = forms.BooleanField(
        label="Saya sendiri melihat KTP asli itu; NIK dan namanya sama dengan yang dinyatakan",
        error_messages={"required": "Sengketa hanya diselesaikan oleh petugas yang melihat KTP aslinya."},
    )

    def __init__(self, *args: object, dispute: Dispute, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sides = ((dispute.first, "pertama"), (dispute.second, "kedua"))
        self.fields["keeps"].choices = [  # type: ignore[attr-defined]
            (claim.pk, f"{claim.case_number} (pendaftaran {which})") for claim, which in sides if not claim.is_final
        ]


@dataclass(frozen=True)
class Side:
    """One of the two claims as the page shows it. Enough to know whom to call; the full NIK stays at the desk."""

    claim: Claim
    ticket: Ticket | None
    nik: str
    applicant: str
    contacts: list[str]
    papers: int
    is_mine: bool


@require_GET
@for_settlers
def disputes(request: HttpRequest) -> HttpResponse:
    """What stands at this person's branches, the oldest first, and what was settled lately."""
    seen = Dispute.objects.visible_to(officer_of(request)).select_related("first__branch", "second__branch", "kept")
    context = {
        "standing": seen.standing().order_by("opened_at")[:SHOWN],
        "settled": seen.exclude(settled_at=None).order_by("-settled_at")[:SHOWN],
        "title": "Sengketa NIK",
    }
    return desk_page(request, "queueing/admin/disputes.html", context)


@for_settlers
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Both claims beside each other, and the form that settles it."""
    user = officer_of(request)
    seen = get_object_or_404(Dispute.objects.visible_to(user), pk=dispute_id)
    form = SettleForm(request.POST or None, dispute=seen)
    status = INVALID if form.errors else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            settling.settle(seen.pk, keeps=given["keeps"], seen_by=given["seen_by"], by=user.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = REFUSED
        else:
            messages.success(request, "Sengketa selesai. Pendaftaran yang lain dibatalkan dan pemohonnya dikabari.")
            return redirect("admin:disputes")
    sides = [_side(claim_id, user) for claim_id in (seen.first_id, seen.second_id)]
    settled_by = names_of(filter(None, [seen.settled_by])).get(seen.settled_by, "")
    context = {"dispute": seen, "sides": sides, "form": form, "settled_by": settled_by, "title": "Sengketa NIK"}
    return desk_page(request, "queueing/admin/dispute.html", context, status=status)


def _side(claim_id: UUID, user: User) -> Side:
    claim = Claim.objects.with_people().get(pk=claim_id)
    number = claim.participant.nik or claim.participant.passport
    return Side(
        claim=claim,
        ticket=Ticket.objects.confirmed().filter(claim=claim).select_related("slot__branch").first(),
        nik="•" * (len(number) - LAST_OF_NIK) + number[-LAST_OF_NIK:],
        applicant=f"{claim.applicant.name} ({Relation(claim.applicant.relation).label})",
        contacts=[masked(value) for _channel, value in claim.applicant.confirmed_contacts()],
        papers=sum(paper.is_given for paper in claim.papers_with_files()),
        is_mine=Claim.objects.visible_to(user).filter(pk=claim_id).exists(),
    )
