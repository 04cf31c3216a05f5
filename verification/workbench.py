"""What lies on the desk with a claim: each paper that was asked for or given, and what was said of it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from catalogue.checklist import Need, State
from catalogue.models import PaperKind
from claims.checking import Return
from claims.models import Claim, Paper, PaperFile
from claims.telling import in_their_language
from verification.models import Verdict


@dataclass(frozen=True)
class Row:
    """One paper on the desk: what it was asked for, what came, and the verdict that stands."""

    kind: PaperKind
    need: Need | None
    paper: Paper | None = None
    verdict: Verdict | None = None
    files: list[PaperFile] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def label(self) -> str:
        return self.need.label if self.need and not self.paper else self.kind.name

    @property
    def is_here(self) -> bool:
        """Whether there is something to look at."""
        return any(file.state != PaperFile.State.REFUSED for file in self.files)

    @property
    def ready_files(self) -> list[PaperFile]:
        return [file for file in self.files if file.state == PaperFile.State.READY]

    def as_return(self) -> Return:
        """How the claims room is told that this paper is wanted again."""
        assert self.paper and self.verdict
        with in_their_language(self.paper.claim):
            told = f"{self.paper.kind.label}: {self.verdict.told}"
            return Return(self.paper, told=told, words=self.verdict.words)

    @property
    def state(self) -> str:
        """`accepted`, `returned`, `unjudged`, or `absent` when nothing was sent and nothing was asked for."""
        if self.verdict:
            return "accepted" if self.verdict.accepted else "returned"
        return "unjudged" if self.is_here else "absent"


class Workbench:
    """The papers of one claim as its officer sees them, in the order of the checklist."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.needs = claim.needs()

    @cached_property
    def rows(self) -> list[Row]:
        rows = [self._row(kind, need) for need in self.needs for kind in self._kinds_on_desk(need)]
        shown = {row.code for row in rows}
        return rows + [self._row(paper.kind, None) for code, paper in self._papers.items() if code not in shown]

    def _kinds_on_desk(self, need: Need) -> list[PaperKind]:
        """The papers that were given for a need, or the first it would take when none was."""
        return [kind for kind in need.kinds if kind.code in self._papers] or [need.kinds[0]]

    def _row(self, kind: PaperKind, need: Need | None) -> Row:
        paper = self._papers.get(kind.code)
        if paper is None:
            return Row(kind, need)
        files = paper.current_files()
        for file in files:
            file.claim, file.paper = self.claim, paper
        return Row(kind, need, paper, self._verdicts.get(paper.pk), files)

    @cached_property
    def _papers(self) -> dict[str, Paper]:
        """By kind, the papers of which there is something to see or to say."""
        papers = self.claim.papers_with_files()
        for paper in papers:
            paper.claim = self.claim
        said = self._verdicts = Verdict.objects.standing(self.claim, papers)
        return {paper.kind.code: paper for paper in papers if paper.current_files() or paper.pk in said}

    @property
    def unjudged(self) -> list[Row]:
        """What came and nobody has given a verdict on."""
        return [row for row in self.rows if row.state == "unjudged"]

    @property
    def returned(self) -> list[Row]:
        return [row for row in self.rows if row.state == "returned"]

    @property
    def left_to_the_officer(self) -> list[Need]:
        """Papers of which the claimant could not say whether they are needed, and of which none was accepted."""
        return [need for need in self.needs if need.state == State.OFFICER and not need.is_met_by(self._accepted)]

    def lacking(self, not_needed: Collection[str] = ()) -> list[Need]:
        """What stands between this claim and being verified."""
        required = [need for need in self.needs if need.state == State.REQUIRED and not need.is_met_by(self._accepted)]
        return required + [need for need in self.left_to_the_officer if need.key not in not_needed]

    @property
    def _accepted(self) -> set[str]:
        return {row.code for row in self.rows if row.state == "accepted"}
