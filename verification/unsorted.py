"""Files that came without a paper, by mail above all, as the workbench shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from branches import calendar
from claims.models import Claim, Page, PaperFile
from verification import notes
from verification.forms import FileAsideForm, SortForm


@dataclass(frozen=True)
class Loose:
    """One file that is no paper yet, with the forms that end that."""

    file: PaperFile
    sort_form: SortForm
    aside_form: FileAsideForm
    arrived: str
    pages: list[Page] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def loose_files(
    claim: Claim, sort_forms: Mapping[UUID, SortForm], aside_forms: Mapping[UUID, FileAsideForm]
) -> list[Loose]:
    """The claim's files of which nobody has said which paper they are; behind them those that were set aside."""
    rows = claim.files.filter(paper=None, replaced_at=None).exclude(state=PaperFile.State.REFUSED)
    files = sorted(rows.prefetch_related("pages"), key=lambda file: (file.set_aside_at is not None, file.position))
    return [
        Loose(
            file,
            sort_forms.get(file.pk) or SortForm(claim, file),
            aside_forms.get(file.pk) or FileAsideForm(file),
            calendar.say_instant(claim.branch, file.received_at),
            list(file.pages.all()),
            notes.file_warnings([file], file.pages.all()),
        )
        for file in files
    ]
