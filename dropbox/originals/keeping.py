"""An original is kept on a shelf, made ready to be fetched, and given back to who signs for it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from branches import calendar
from branches.models import Branch
from catalogue.models import PaperKind
from claims.filing import locked
from claims.history import record
from claims.models import Claim
from claims.telling import in_their_language, tell
from dropbox.models import OriginalPaper
from dropbox.originals.signatures import Signature
from privacy import sealed_files
from workflow import Refused


@transaction.atomic
def keep(
    claim_id: UUID, *, branch: Branch, kinds: Sequence[PaperKind], shelf: str, return_by: date, by: str, now: datetime
) -> list[OriginalPaper]:
    """These originals lie on that shelf from now on. One that lies with us already is moved there."""
    claim = locked(claim_id)
    if return_by < calendar.local_day(branch, now):
        raise Refused("Tanggal pengembalian tidak boleh sudah lewat.")
    where = {"branch": branch, "shelf": shelf, "return_by": return_by}
    kept = [
        OriginalPaper.objects.update_or_create(
            claim=claim, kind=kind, returned_at=None,
            defaults=where, create_defaults={**where, "kept_at": now, "kept_by": by},
        )[0]
        for kind in kinds
    ]  # fmt: skip
    record(claim, "originals_kept", by=by, now=now, papers=[kind.code for kind in kinds])
    return kept


@transaction.atomic
def make_ready(claim_id: UUID, *, original_ids: Collection[UUID], by: str, now: datetime) -> list[OriginalPaper]:
    """These may be fetched: their owner is told which, and where. Told once; those that are ready already stay so."""
    claim = locked(claim_id)
    ready = [each for each in _with_us(claim, original_ids) if each.ready_at is None]
    if not ready:
        raise Refused("Dokumen ini sudah disiapkan, dan pemiliknya sudah dikabari.")
    for original in ready:
        original.ready_at, original.ready_by = now, by
        original.save(update_fields=["ready_at", "ready_by"])
    event = record(claim, "originals_ready", by=by, now=now, papers=[each.kind.code for each in ready])
    with in_their_language(claim):
        papers = [each.kind.label for each in ready]
    branch = ready[0].branch
    tell(
        "originals_ready", claim, event, now=now, papers=papers, no_need_to_come="",
        branch_name=branch.name, branch_city=branch.city, branch_address=branch.address,
    )  # fmt: skip
    return ready


@transaction.atomic
def give_back(
    claim_id: UUID, *, original_ids: Collection[UUID], to: str, signature: Signature, by: str, now: datetime
) -> list[OriginalPaper]:
    """Their owner has them again. Who took them, `to`, has signed, on the screen or on paper."""
    claim = locked(claim_id)
    given = _with_us(claim, original_ids)
    name = sealed_files.store(signature.content, key=claim.data_key, about=given[0].about)
    for original in given:
        original.claim = claim
        original.returned_at, original.returned_by = now, by
        original.returned_to, original.signature = to, name
        original.save(update_fields=["returned_at", "returned_by", "returned_to", "signature"])
    record(claim, "originals_returned", by=by, now=now, papers=[each.kind.code for each in given])
    return given


def _with_us(claim: Claim, original_ids: Collection[UUID]) -> list[OriginalPaper]:
    """These originals of the claim, under their locks. Refuses when one of them is not here."""
    ids = set(original_ids)
    rows = claim.originals.with_us().filter(pk__in=ids).select_related("kind", "branch")
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not ids or len(found) != len(ids):
        raise Refused("Pilih dokumen yang masih ada di sini. Bila baru saja dikembalikan, muat ulang halaman ini.")
    return found
