"""Originals: papers of a claimant that lie with us, where they lie, and who took them back."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from branches.models import Branch
from catalogue.models import PaperKind
from claims.models import Claim
from dropbox.models.envelopes import Envelope
from privacy import vault
from privacy.fields import SealedTextField
from privacy.stored_names import StoredNameField


class OriginalPaperQuerySet(models.QuerySet["OriginalPaper"]):
    def visible_to(self, user: User) -> "OriginalPaperQuerySet":
        return self.filter(branch__in=user.branches_in_sight())

    def with_us(self) -> "OriginalPaperQuerySet":
        return self.filter(returned_at=None)

    def due(self, day: date) -> "OriginalPaperQuerySet":
        """Those that should be back with their owners by this day."""
        return self.with_us().filter(return_by__lte=day)


class OriginalPaper(models.Model):
    """One original that was handed in. Whoever takes it back signs, on the screen or on the receipt."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="originals", verbose_name="klaim")
    envelope = models.ForeignKey(
        Envelope, models.PROTECT, null=True, blank=True, related_name="originals", verbose_name="dari amplop"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="originals", verbose_name="kantor cabang")
    kind = models.ForeignKey(PaperKind, models.PROTECT, verbose_name="jenis dokumen")
    shelf = models.CharField("rak", max_length=40)
    return_by = models.DateField("dikembalikan paling lambat")
    kept_at = models.DateTimeField("diterima")
    kept_by = models.CharField("diterima oleh", max_length=60)
    ready_at = models.DateTimeField("siap diambil", null=True, blank=True)
    ready_by = models.CharField("disiapkan oleh", max_length=60, blank=True)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    returned_by = models.CharField("dikembalikan oleh", max_length=60, blank=True)
    returned_to = SealedTextField("diambil oleh", help_text="The name of who signed.")
    signature = StoredNameField("tanda tangan tersegel", max_length=100, blank=True)

    objects = OriginalPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "dokumen asli"
        verbose_name_plural = "dokumen asli"
        ordering = ["return_by", "kept_at"]
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"original_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("ready", "returned")
            ),
            models.CheckConstraint(
                name="original_returned_is_signed_for",
                condition=Q(returned_at=None, signature="") | (Q(returned_at__isnull=False) & ~Q(signature="")),
            ),
            models.UniqueConstraint(
                fields=["claim", "kind"], condition=Q(returned_at=None), name="original_with_us_once"
            ),
        ]
        indexes = [models.Index(fields=["branch", "return_by"], name="original_with_us", condition=Q(returned_at=None))]

    def __str__(self) -> str:
        return f"{self.kind.code} asli"

    def sealing_key(self) -> vault.DataKey:
        return self.claim.data_key

    @property
    def about(self) -> str:
        """What its sealed signature is bound to. Papers that were signed for together share one signature."""
        return f"dropbox.OriginalPaper:{self.claim_id}"
