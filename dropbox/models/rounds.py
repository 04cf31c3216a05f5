"""Rounds: each time two of the staff open the box of a branch."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from branches.models import Branch


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> "RoundQuerySet":
        return self.filter(branch__in=user.branches_in_sight())

    def on(self, branch: Branch, day: date) -> "RoundQuerySet":
        return self.filter(branch=branch, day=day)


class Round(models.Model):
    """The box was opened: by two, into a sealed bag, counted; then each envelope is registered at the desk."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name="kantor cabang", related_name="rounds", db_index=False
    )
    year = models.PositiveSmallIntegerField("tahun")
    number = models.PositiveIntegerField("nomor")
    day = models.DateField("tanggal", help_text="By the branch's calendar.")
    seal = models.CharField("nomor segel", max_length=40)
    counted = models.PositiveSmallIntegerField("dihitung", help_text="Envelopes counted when the box was opened.")
    opened_at = models.DateTimeField("dibuka")
    opened_by = models.CharField("dibuka oleh", max_length=60)
    witnessed_by = models.CharField("disaksikan oleh", max_length=60)
    seal_read = models.CharField("segel saat kantong dibuka", max_length=40, blank=True)
    unsealed_at = models.DateTimeField("kantong dibuka", null=True, blank=True)
    unsealed_by = models.CharField("kantong dibuka oleh", max_length=60, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    closed_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "pengambilan"
        verbose_name_plural = "pengambilan"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "year", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["branch"], condition=Q(closed_at=None), name="one_round_at_a_time"),
            models.CheckConstraint(name="round_by_two", condition=~Q(opened_by=F("witnessed_by"))),
            models.CheckConstraint(
                name="round_closed_after_its_bag", condition=Q(closed_at=None) | Q(unsealed_at__isnull=False)
            ),
            *(
                models.CheckConstraint(
                    name=f"round_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("unsealed", "closed")
            ),
        ]
        indexes = [models.Index(fields=["branch", "day"], name="round_by_day")]

    def __str__(self) -> str:
        return f"P-{self.year}-{self.number:04d}"

    def get_absolute_url(self) -> str:
        return reverse("admin:box_round", args=[self.pk])

    @property
    def seal_differs(self) -> bool:
        """Whether the bag came to the desk with another seal than it left the box with."""
        return self.unsealed_at is not None and self.seal_read != self.seal
