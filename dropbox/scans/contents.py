"""What a batch holds of each claim; and the word that it is all there, which lets the claim go on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from catalogue.checklist import Need
from claims import envelopes
from claims.models import Claim, PaperFile
from dropbox.custody import keeping
from dropbox.models import Envelope
from dropbox.models.scans import Batch, Contents, Leaf
from workflow import Refused

Fate = Leaf.Fate
UNREAD = (
    Envelope.Status.REGISTERED, Envelope.Status.SENT, Envelope.Status.RECEIVED, Envelope.Status.AT_BRANCH,
)  # fmt: skip


@dataclass(frozen=True)
class OfClaim:
    """What a batch holds of one claim, as staff read it before they say that it is all there."""

    claim: Claim
    files: list[PaperFile]
    pages: int
    in_tray: int
    missing: list[Need]
    checked: Contents | None

    @property
    def is_looked_at(self) -> bool:
        return any(file.is_being_looked_at for file in self.files)

    @property
    def refused(self) -> list[PaperFile]:
        return [file for file in self.files if file.state == PaperFile.State.REFUSED]

    @property
    def may_be_checked(self) -> bool:
        return bool(self.pages) and not (self.in_tray or self.is_looked_at or self.checked)


def of_batch(batch: Batch) -> list[OfClaim]:
    """Of each claim that has pages in the batch, by case number."""
    leaves = Leaf.objects.filter(scan__batch=batch).exclude(claim=None)
    claims = Claim.objects.with_people().filter(pk__in=leaves.values("claim"), branch=batch.branch)
    return [_of_claim(batch, claim) for claim in claims.order_by("case_number")]


def _of_claim(batch: Batch, claim: Claim) -> OfClaim:
    leaves = Leaf.objects.filter(scan__batch=batch, claim=claim)
    files = PaperFile.objects.filter(pk__in=leaves.filter(fate=Fate.FILED).values("filed_as"))
    return OfClaim(
        claim,
        list(files.select_related("paper__kind").order_by("paper__kind__code", "position")),
        pages=leaves.filter(fate=Fate.FILED).count(),
        in_tray=leaves.filter(fate__in=[Fate.TRAY, Fate.TO_FILE]).count(),
        missing=claim.missing_papers() if claim.takes_papers else [],
        checked=batch.contents.filter(claim=claim).first(),
    )


@transaction.atomic
def check(batch_id: UUID, *, claim_id: UUID, by: str, now: datetime) -> Claim:
    """Everything of this claim in the batch is where it belongs: the claim goes on, and its claimant is told.

    Its envelopes that lie here are read with it. Said again, nothing changes. Refuses while pages of it wait in the
    tray or for the machine, and while another of its envelopes is on the road.
    """
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    claim = Claim.objects.with_people().get(pk=claim_id)
    if batch.contents.filter(claim=claim).exists():
        return claim
    _refuse_unless_all_there(_of_claim(batch, claim), claim)
    unread = Envelope.objects.select_for_update(of=("self",)).filter(claim=claim, status__in=UNREAD)
    here = list(unread.order_by("pk"))
    if away := next((each for each in here if each.status == Envelope.Status.SENT), None):
        raise Refused(f"Amplop {away} dari klaim ini masih dalam perjalanan. Tunggu sampai amplop itu dipindai juga.")
    Contents.objects.create(batch=batch, claim=claim, checked_at=now, checked_by=by)
    for envelope in here:
        keeping.note_scanned(envelope.pk, by=by, now=now)
    return envelopes.contents_checked(claim.pk, by=by, now=now)


def _refuse_unless_all_there(of_claim: OfClaim, claim: Claim) -> None:
    if not of_claim.pages:
        raise Refused(f"Tidak ada halaman {claim} di kiriman ini.")
    if of_claim.in_tray:
        raise Refused(f"Masih ada {of_claim.in_tray} halaman {claim} di baki. Sebutkan dulu halaman apa itu.")
    if of_claim.is_looked_at:
        raise Refused(f"Berkas {claim} masih diperiksa mesin. Coba lagi sebentar lagi.")
