"""Of the verified claims, one in some is looked at again: drawn by a secret, checked by who had no part in it."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from claims.filing import locked
from claims.history import record
from claims.models import Claim, Paper
from privacy.blind_index import blind_index
from verification.models import Decision, DecisionFault, Outcome, PaperFault, QualityFinding, QualitySample
from workflow import Refused


def is_drawn(decision: Decision) -> bool:
    """Whether this decision is among the sample. It hangs on a secret key and on two numbers no officer chooses.

    Nobody can tell it beforehand, and nobody can have it drawn again.
    """
    lot = blind_index("quality-sample", f"{decision.claim_id}:{decision.pk}")
    one_in = settings.QUALITY_ONE_IN
    return bool(one_in) and int.from_bytes(lot) % one_in == 0


def draw(decision: Decision, *, now: datetime) -> QualitySample | None:
    """Put a decision just made into the sample, where it is drawn. Refusals are looked at through objections."""
    if decision.outcome != Outcome.VERIFIED or not is_drawn(decision):
        return None
    return QualitySample.objects.create(claim=decision.claim, decision=decision, drawn_at=now)


@transaction.atomic
def check(
    sample_id: int, *, papers: Mapping[Paper, str], decision: str, note: str = "", by: str, now: datetime
) -> QualitySample:
    """Say of each accepted paper, and of the decision itself, what was wrong with it; "" where it was right.

    Nothing of the claim changes by it: who finds a grave fault undoes the decision.
    """
    claim, sample = _waiting(sample_id, by)
    accepted = set(accepted_papers(claim))
    if accepted != papers.keys():
        raise Refused("Nilai setiap dokumen yang diterima. Muat ulang halaman ini.")
    if {*papers.values(), decision} - {"", *PaperFault.values, *DecisionFault.values}:
        raise Refused("Pilih kesalahan dari daftar.")
    if not note.strip() and any([*papers.values(), decision]):
        raise Refused("Tulis apa yang salah.")
    sample.checked_at, sample.checked_by, sample.note = now, by, note.strip()
    sample.save(update_fields=["checked_at", "checked_by", "note"])
    found: list[tuple[Paper | None, str]] = [*papers.items(), (None, decision)]
    QualityFinding.objects.bulk_create(
        QualityFinding(sample=sample, paper=paper, fault=fault) for paper, fault in found
    )
    record(claim, "quality_checked", by=by, now=now, sample=sample.pk)
    return sample


def accepted_papers(claim: Claim) -> list[Paper]:
    """The papers the decision stood on."""
    return [paper for paper in claim.papers_with_files() if paper.accepted_at]


def _waiting(sample_id: int, by: str) -> tuple[Claim, QualitySample]:
    claim = locked(QualitySample.objects.values_list("claim_id", flat=True).get(pk=sample_id))
    sample = QualitySample.objects.select_related("decision").get(pk=sample_id)
    sample.claim = claim
    if sample.checked_at:
        raise Refused("Sampel ini sudah diperiksa.")
    if sample.decision.was_made_by(by):
        raise Refused("Mutu keputusan diperiksa petugas lain, bukan yang memutuskan.")
    return claim, sample
