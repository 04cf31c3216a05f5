"""Rows an office keeps for papers of some kinds, or of every kind."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from catalogue.models import PaperKind


class ForKindsQuerySet(models.QuerySet[Any]):
    def fitting(self, kind: PaperKind) -> Self:
        """The rows in use for papers of this kind: those of every paper, and its own."""
        return self.filter(Q(kinds=None) | Q(kinds=kind), is_active=True).distinct()

    def in_use(self) -> list[Any]:
        """All rows in use, with the papers they are for: one page shows many papers."""
        return list(self.filter(is_active=True).prefetch_related("kinds"))


class ForKinds(models.Model):
    """A row that says for which papers it is. It has `is_active` of its own or from another parent."""

    kinds = models.ManyToManyField(
        PaperKind, verbose_name="hanya untuk dokumen", blank=True, help_text="Kosong: untuk semua dokumen."
    )

    objects = ForKindsQuerySet.as_manager()

    class Meta:
        abstract = True

    def fits(self, kind: PaperKind) -> bool:
        """The same question as `fitting`, of a row whose papers are at hand."""
        return kind in self.kinds.all() or not self.kinds.all()
