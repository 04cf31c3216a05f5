"""What officers found of each paper, and the coded reasons and rules they name."""

from uuid import UUID

from django.db import models

from catalogue.models import Bilingual
from claims.examples import Example
from claims.models import Claim, Paper
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField
from verification.models.check_points import CheckPoint
from verification.models.for_kinds import ForKinds

HOLDS_AT_MOST = 5
"""Claims one officer may hold at once, so that none lies forgotten in a drawer."""


class ReasonWords(Bilingual):
    """A coded reason an office keeps: what it is called at the desk, and what the claimant is told."""

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama di meja", max_length=80)
    words = models.CharField("kalimat untuk pemohon", max_length=200)
    words_en = models.CharField("kalimat untuk pemohon (Inggris)", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class ReturnReason(ReasonWords, ForKinds):
    """Why a paper is asked for again, with the remedy."""

    remedy = models.CharField("yang harus dilakukan", max_length=200)
    remedy_en = models.CharField("yang harus dilakukan (Inggris)", max_length=200, blank=True)
    picture = models.CharField(
        "gambar contoh", max_length=24, choices=Example.choices, blank=True,
        help_text="Ditunjukkan kepada pemohon di samping alasannya.",
    )  # fmt: skip

    class Meta:
        verbose_name = "alasan pengembalian"
        verbose_name_plural = "alasan pengembalian"
        ordering = ["order", "code"]

    @property
    def at_desk(self) -> str:
        """How an officer finds it: the name, and whether the claimant will see a drawing."""
        return f"{self.name} (dengan gambar)" if self.picture else self.name

    @property
    def told(self) -> str:
        """What is wrong and what to do, in one line, in the active language."""
        return f"{self.said('words')} — {self.said('remedy')}"


class RejectionRule(ReasonWords):
    """The rule by which a claim is refused."""

    basis = models.CharField("dasar aturan", max_length=200, blank=True)

    class Meta:
        verbose_name = "aturan penolakan"
        verbose_name_plural = "aturan penolakan"
        ordering = ["order", "code"]


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self, claim: Claim, papers: list[Paper]) -> dict[UUID, "Verdict"]:
        """By paper, the last verdict on it, where that still says something of what is there now."""
        last = self.filter(claim=claim).order_by("paper_id", "-at", "-pk").distinct("paper_id")
        by_paper = {verdict.paper_id: verdict for verdict in last.prefetch_related("reasons", "checked")}
        for verdict in by_paper.values():
            verdict.claim = claim
        said = [(paper, by_paper[paper.pk]) for paper in papers if paper.pk in by_paper]
        return {paper.pk: verdict for paper, verdict in said if verdict.stands_for(paper)}


class Verdict(OfAClaim):
    """What an officer found of one paper. Never edited: another verdict follows, and the last one counts."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts", verbose_name="klaim", db_index=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="verdicts", verbose_name="dokumen")
    accepted = models.BooleanField("diterima")
    reasons = models.ManyToManyField(ReturnReason, verbose_name="alasan", blank=True)
    checked = models.ManyToManyField(CheckPoint, verbose_name="dicentang", blank=True, related_name="+")
    note = SealedTextField("catatan", help_text="On a return it is read by the claimant.")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = "putusan dokumen"
        verbose_name_plural = "putusan dokumen"
        indexes = [
            models.Index(fields=["claim", "paper", "-at"], name="verdict_last_of_paper"),
            models.Index(fields=["at"], name="verdict_newest"),
        ]

    def __str__(self) -> str:
        return f"putusan {self.pk}"

    def stands_for(self, paper: Paper) -> bool:
        """Whether this verdict was given on the files that count now, and a return in this round of checking.

        An acceptance ends when the paper is asked for again.
        """
        if self.accepted and paper.returned_at and self.at < paper.returned_at:
            return False
        if not self.accepted and self.claim.submitted_at and self.at < self.claim.submitted_at:
            return False
        return all(file.received_at <= self.at for file in paper.current_files())

    @property
    def told(self) -> str:
        """The reasons in one line, as they are told to the claimant."""
        return "; ".join(reason.told for reason in self.reasons.all())

    @property
    def examples(self) -> list[str]:
        """The codes of the reasons' drawings, each once."""
        return list(dict.fromkeys(reason.picture for reason in self.reasons.all() if reason.picture))

    @property
    def words(self) -> str:
        """What stands on the claimant's own page: the reasons, and what the officer wrote to them."""
        return "\n".join(filter(None, [self.told, self.note]))
