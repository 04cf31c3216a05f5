"""What officers found: a verdict on each paper, a decision on each claim, and a record of what they read."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Bilingual, PaperKind
from claims.models import Claim, Paper
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField

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


class ReturnReasonQuerySet(models.QuerySet["ReturnReason"]):
    def fitting(self, kind: PaperKind) -> "ReturnReasonQuerySet":
        """The reasons in use for papers of this kind: those of every paper, and its own."""
        return self.filter(Q(kinds=None) | Q(kinds=kind), is_active=True).distinct()

    def in_use(self) -> list["ReturnReason"]:
        """All reasons in use, with the papers they are for: one page shows many papers."""
        return list(self.filter(is_active=True).prefetch_related("kinds"))


class ReturnReason(ReasonWords):
    """Why a paper is asked for again, with the remedy."""

    remedy = models.CharField("yang harus dilakukan", max_length=200)
    remedy_en = models.CharField("yang harus dilakukan (Inggris)", max_length=200, blank=True)
    kinds = models.ManyToManyField(
        PaperKind, verbose_name="hanya untuk dokumen", blank=True, help_text="Kosong: untuk semua dokumen."
    )

    objects = ReturnReasonQuerySet.as_manager()

    class Meta:
        verbose_name = "alasan pengembalian"
        verbose_name_plural = "alasan pengembalian"
        ordering = ["order", "code"]

    def fits(self, kind: PaperKind) -> bool:
        """The same question as `fitting`, of a row whose papers are at hand."""
        return kind in self.kinds.all() or not self.kinds.all()

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
        by_paper = {verdict.paper_id: verdict for verdict in last.prefetch_related("reasons")}
        for verdict in by_paper.values():
            verdict.claim = claim
        said = [(paper, by_paper[paper.pk]) for paper in papers if paper.pk in by_paper]
        return {paper.pk: verdict for paper, verdict in said if verdict.stands_for(paper)}


class Verdict(OfAClaim):
    """What an officer found of one paper. Never edited: another verdict follows, and the last one counts."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts", verbose_name="klaim")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="verdicts", verbose_name="dokumen")
    accepted = models.BooleanField("diterima")
    reasons = models.ManyToManyField(ReturnReason, verbose_name="alasan", blank=True)
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
        """Whether this verdict was given on the files that count now, and a return in this round of checking."""
        if not self.accepted and self.claim.submitted_at and self.at < self.claim.submitted_at:
            return False
        return all(file.received_at <= self.at for file in paper.current_files())

    @property
    def told(self) -> str:
        """The reasons in one line, as they are told to the claimant."""
        return "; ".join(reason.told for reason in self.reasons.all())

    @property
    def words(self) -> str:
        """What stands on the claimant's own page: the reasons, and what the officer wrote to them."""
        return "\n".join(filter(None, [self.told, self.note]))


class Decision(OfAClaim):
    """How an officer decided a claim. Never edited; what undoes it is another row."""

    class Outcome(models.TextChoices):
        VERIFIED = "verified", _("Terverifikasi")
        REJECTED = "rejected", _("Ditolak")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions", verbose_name="klaim")
    outcome = models.CharField("keputusan", max_length=10, choices=Outcome.choices)
    rule = models.ForeignKey(RejectionRule, models.PROTECT, null=True, blank=True, verbose_name="aturan")
    not_needed = ArrayField(
        models.CharField(max_length=24),
        verbose_name="dinyatakan tidak diperlukan",
        default=list,
        help_text="Keys of papers that were left to the officer.",
    )
    note = SealedTextField("catatan internal")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        constraints = [
            models.CheckConstraint(
                name="decision_rejects_by_a_rule",
                condition=Q(outcome="rejected", rule__isnull=False) | Q(outcome="verified", rule=None),
            )
        ]
        indexes = [
            models.Index(fields=["claim", "-at"], name="decision_last_of_claim"),
            models.Index(fields=["at"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.pk}"
