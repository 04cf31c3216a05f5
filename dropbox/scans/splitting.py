"""Which page belongs where, told from the separators alone: a rule without a database, so that it can be tried out.

Every page that goes in comes out with one fate. A separator begins an envelope or a paper and is no page of either; a
blank page is left out and ends nothing; all others follow the last separators before them, also into the next file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dropbox.models.scans import Leaf
from dropbox.scans.codes import Said

Fate, Because = Leaf.Fate, Leaf.Because


@dataclass(frozen=True)
class Seen:
    """One page as it was seen. `file_says` is set on the first page of a file: what its name says, if anything."""

    codes: tuple[Said, ...] = ()
    is_blank: bool = False
    file_says: Said | None = None
    begins_file: bool = False


@dataclass(frozen=True)
class Placed:
    """Where a page goes: into the paper `kind` of the envelope `owner`, or somewhere else, and `because` of what.

    Pages of one `part` are one paper's, one behind the other.
    """

    fate: str
    owner: str = ""
    kind: str = ""
    part: int = 0
    because: str = ""


@dataclass(frozen=True)
class _Place:
    """What the separators so far have said."""

    owner: str = ""
    kind: str = ""
    part: int = 0
    is_damaged: bool = field(default=False)

    def after(self, said: Said) -> "_Place":
        """An envelope's number begins it anew; a paper is one of the envelope that lies open."""
        part = self.part + 1
        if said.is_damaged:
            return _Place(part=part, is_damaged=True)
        if said.owner:
            return _Place(said.owner, said.kind, part)
        return replace(self, kind=said.kind, part=part)

    @property
    def because(self) -> str:
        """Why a page cannot be placed here; empty where it can."""
        if self.is_damaged:
            return Because.UNKNOWN_CODE
        if not self.owner:
            return Because.NO_SEPARATOR
        return "" if self.kind else Because.NO_KIND


def split(pages: Iterable[Seen]) -> Iterator[Placed]:
    """A fate for every page, in their order."""
    place = _Place()
    for page in pages:
        if page.begins_file:
            place = replace(place, part=place.part + 1)
        if page.file_says:
            place = place.after(page.file_says)
        for said in page.codes:
            place = place.after(said)
        yield _fate_of(page, place)


def _fate_of(page: Seen, place: _Place) -> Placed:
    placed = Placed(Fate.TO_FILE, place.owner, place.kind, place.part)
    if page.codes:
        return replace(placed, fate=Fate.SEPARATOR)
    if page.is_blank:
        return replace(placed, fate=Fate.BLANK)
    return replace(placed, fate=Fate.TRAY, because=place.because) if place.because else placed
