"""What a machine holds one file against: the declared NIK, and the pages of other claims. Notes, never a verdict."""

from collections.abc import Sequence

from django.db.models import Q

from claims import cleaning
from claims.models import Page, Paper, PaperFile
from claims.models.papers import BANDS, band

SAME_PICTURE = 3
"""Pages whose likeness differs in no more of its 64 bits show the same picture. One of four bands is then the same
(`Page.Meta.indexes`), so that a page is found among millions without reading them."""

PLAIN = 10
"""A page with fewer bits than this, or fewer without, is nearly blank: it is like every other such page."""

CARDS = ("KTP", "KK")
"""Kinds of paper that say who somebody is: number, name and birth date are read on them."""

OF_NIK = ("nik_found", "nik_differs")


def may_be_card(paper: Paper | None) -> bool:
    """Whether it is read: these papers, and a file of which nobody has said yet which paper it is."""
    return paper is None or paper.kind.code in CARDS


def notes_for(paper: Paper | None, notes: Sequence[str]) -> list[str]:
    """The notes that say something of this paper. The NIK that was read on an unsorted file is none of another's."""
    return [note for note in notes if note not in OF_NIK or may_be_card(paper)]


def notes_on(file: PaperFile, clean: cleaning.CleanFile) -> list[str]:
    """Codes of what was found: `nik_found` or `nik_differs` where a NIK was read, `seen_elsewhere` for a picture that
    another claim holds too."""
    notes = []
    if clean.read.niks:
        declared = {file.claim.participant.nik, file.claim.applicant.nik} - {""}
        notes.append("nik_found" if declared & set(clean.read.niks) else "nik_differs")
    if any(_is_elsewhere(file, page.likeness) for page in clean.pages):
        notes.append("seen_elsewhere")
    return notes


def _is_elsewhere(file: PaperFile, likeness: int) -> bool:
    """Whether another participant's claim holds this picture. One person's claims may well share a card."""
    bits = cleaning.unlikeness(likeness, 0)
    if not PLAIN <= bits <= 64 - PLAIN:
        return False
    in_a_band = Q()
    for number in range(BANDS):
        in_a_band |= Q(**{f"band_{number}": band(likeness, number)})
    others = Page.objects.with_bands().filter(in_a_band).exclude(file__claim=file.claim)
    strangers = others.exclude(file__claim__participant__person_index=file.claim.participant.person_index)
    return any(
        cleaning.unlikeness(likeness, other) <= SAME_PICTURE
        for other in strangers.values_list("likeness", flat=True)[:1000]
    )
