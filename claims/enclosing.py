"""What belongs in a claim's envelope, and what is left out because it is here already.

A paper that came by any door is not asked for again. Only an original that has to be handed in is: its photo may be
here, and even accepted, and the sheet itself still comes in the envelope.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.checklist import Need, Route, State
from catalogue.models import Original
from claims.models import Claim, Paper, PaperFile


@dataclass(frozen=True)
class Enclosure:
    """One paper of the checklist, as the envelope sees it."""

    need: Need
    is_here: bool
    is_accepted: bool
    original_wanted: bool
    return_words: str

    @property
    def is_left_out(self) -> bool:
        """Whether it is here, and nothing of it has to come any more."""
        return self.is_here and not self.original_wanted

    @property
    def is_wanted(self) -> bool:
        """Whether it has to be in the envelope; what is only welcome, or for an officer to decide, does not."""
        required = self.need.state == State.REQUIRED or bool(self.return_words)
        return required and not self.is_left_out


def has_envelope(claim: Claim) -> bool:
    """Whether an envelope of this claim is awaited, or welcome: by its road, or for an original that must be handed in.

    Nothing is asked for any more of a claim that was verified or is over.
    """
    asks = claim.status not in (Claim.Status.VERIFIED, *Claim.FINAL)
    return asks and (claim.route == Route.DROPBOX or bool(_asked_for(claim)))


def needs_originals(claim: Claim) -> bool:
    """Whether photos alone are not enough for this claim: some originals have to be handed in whichever way it goes."""
    return any(_is_handed_in(need) for need in claim.needs(Route.ONLINE))


def enclosures(claim: Claim) -> list[Enclosure]:
    """The papers of the envelope in the order of the checklist, those left out among them."""
    papers = {paper.kind.code: paper for paper in claim.papers_with_files()}
    return [
        _enclosure(need, [papers[kind.code] for kind in need.kinds if kind.code in papers])
        for need in _asked_for(claim)
    ]


def wanted(claim: Claim) -> list[Need]:
    """What has to be in the envelope."""
    return [each.need for each in enclosures(claim) if each.is_wanted]


def _asked_for(claim: Claim) -> list[Need]:
    """All papers of who brings them to the box; of who sends them online, the originals that cannot be sent."""
    needs = claim.needs()
    if claim.route == Route.DROPBOX:
        return needs
    return [need for need in needs if _is_handed_in(need)]


def _is_handed_in(need: Need) -> bool:
    return need.original == Original.ENVELOPE and need.state == State.REQUIRED


def _enclosure(need: Need, papers: list[Paper]) -> Enclosure:
    given = [paper for paper in papers if paper.is_given]
    again = [paper for paper in papers if paper.must_be_sent_again]
    return Enclosure(
        need,
        is_here=bool(given),
        is_accepted=any(paper.accepted_at for paper in given),
        original_wanted=need.original == Original.ENVELOPE and not _came_by_envelope(given),
        return_words=again[0].return_words if again and not given else "",
    )


def _came_by_envelope(papers: Iterable[Paper]) -> bool:
    files = (file for paper in papers for file in paper.current_files() if file.state != PaperFile.State.REFUSED)
    return any(file.came_by == PaperFile.CameBy.DROPBOX for file in files)
