"""How rules change: copy the edition in force into a draft, edit the draft, publish it from a day."""

from datetime import date, datetime

from django.db import transaction

from catalogue import conditions
from catalogue.models import Cause, Edition, Question, Requirement
from workflow import Refused


@transaction.atomic
def copy_edition(edition_id: int, *, by: str, now: datetime) -> Edition:
    """A draft with all requirements of this edition, numbered after the newest."""
    numbers = list(Edition.objects.select_for_update().values_list("number", flat=True))
    source = Edition.objects.get(pk=edition_id)
    note = f"Salinan edisi {source.number} oleh {by}, {now:%d-%m-%Y}."
    draft = Edition.objects.create(number=max(numbers) + 1, note=note)
    lines = list(source.requirements.all())
    for line in lines:
        line.pk, line.edition = None, draft
    Requirement.objects.bulk_create(lines)
    return draft


@transaction.atomic
def publish_edition(edition_id: int, *, valid_from: date | None, by: str, now: datetime) -> Edition:
    """Put a draft in force for claims opened from `valid_from` on. Claims opened before keep their own edition."""
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.is_published:
        raise Refused(f"{edition} sudah terbit dan tidak dapat diubah.")
    if valid_from is None:
        raise Refused("Isi dulu tanggal mulai berlakunya.")
    if latest := Edition.objects.published().filter(valid_from__gte=valid_from).first():
        raise Refused(f"{latest} sudah berlaku mulai {latest.valid_from:%d-%m-%Y}: pilih hari sesudahnya.")
    if problems := problems_of(edition):
        raise Refused("Belum dapat diterbitkan. " + " ".join(problems))
    edition.valid_from, edition.published_at, edition.published_by = valid_from, now, by
    edition.save(update_fields=["valid_from", "published_at", "published_by"])
    return edition


def problems_of(edition: Edition) -> list[str]:
    """What keeps a draft from being published, one sentence each."""
    by_cause: dict[Cause, list[Requirement]] = {
        cause: [] for cause in Cause.objects.filter(is_active=True).select_related("programme")
    }
    for line in edition.requirements.select_related("cause__programme", "kind", "group"):
        by_cause.setdefault(line.cause, []).append(line)
    known = set(Question.objects.values_list("code", flat=True))
    return [problem for cause, lines in by_cause.items() for problem in _problems(cause, lines, known)]


def _problems(cause: Cause, lines: list[Requirement], known: set[str]) -> list[str]:
    problems = []
    if not any(line.need == Requirement.Need.REQUIRED for line in lines):
        problems.append(f"{cause}: belum ada dokumen wajib.")
    groups: dict[str, list[Requirement]] = {}
    for line in lines:
        if line.group:
            groups.setdefault(line.group.name, []).append(line)
        problems += _problems_of_condition(line, known)
    for name, members in groups.items():
        if len(members) < 2:
            problems.append(f"{cause}: kelompok “{name}” perlu paling sedikit dua dokumen.")
        if len({member.original for member in members}) > 1:
            problems.append(f"{cause}: dokumen asli dalam kelompok “{name}” harus diperlakukan sama.")
    return problems


def _problems_of_condition(line: Requirement, known: set[str]) -> list[str]:
    try:
        codes = conditions.codes(conditions.parse(line.condition))
    except conditions.Unreadable as unreadable:
        return [f"{line}: {unreadable}"]
    return [f"{line}: pertanyaan “{code}” tidak ada." for code in sorted(codes - known)]
