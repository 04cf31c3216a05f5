"""Hand-overs: a sealed bag with its list, from a branch to the back office or the way back."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from branches.models import Branch


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> "HandOverQuerySet":
        return self.filter(branch__in=user.branches_in_sight())


class HandOver(models.Model):
    """A numbered bag of envelopes: packed, sent by two, received line by line, closed."""

    class Way(models.TextChoices):
        TO_OFFICE = "to_office", "Cabang → kantor belakang"
        TO_BRANCH = "to_branch", "Kantor belakang → cabang"

    class Status(models.TextChoices):
        PACKED = "packed", "Sedang disiapkan"
        SENT = "sent", "Dalam perjalanan"
        CLOSED = "closed", "Selesai diterima"

    ARROWS: ClassVar[dict[str, tuple[Status, ...]]] = {Status.PACKED: (Status.SENT,), Status.SENT: (Status.CLOSED,)}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name="kantor cabang", related_name="hand_overs", db_index=False
    )
    way = models.CharField("arah", max_length=10, choices=Way, default=Way.TO_OFFICE)
    year = models.PositiveSmallIntegerField("tahun")
    number = models.PositiveIntegerField("nomor")
    status = models.CharField("status", max_length=6, choices=Status, default=Status.PACKED)
    seal = models.CharField("nomor segel", max_length=40, blank=True)
    counted = models.PositiveSmallIntegerField("dihitung", null=True, blank=True, help_text="Counted when packed.")
    packed_at = models.DateTimeField("disiapkan")
    packed_by = models.CharField("disiapkan oleh", max_length=60)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    sent_by = models.CharField("dikirim oleh", max_length=60, blank=True)
    countersigned_by = models.CharField("ikut menandatangani", max_length=60, blank=True)
    seal_read = models.CharField("segel saat diterima", max_length=40, blank=True)
    unsealed_at = models.DateTimeField("kantong dibuka", null=True, blank=True)
    unsealed_by = models.CharField("kantong dibuka oleh", max_length=60, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    closed_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "serah terima"
        verbose_name_plural = "serah terima"
        ordering = ["-packed_at"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "year", "number"], name="hand_over_number_once"),
            models.UniqueConstraint(
                fields=["branch", "way"], condition=Q(status="packed"), name="one_bag_packed_at_a_time"
            ),
            models.CheckConstraint(
                name="hand_over_sent_by_two",
                condition=Q(status="packed", sent_at=None, sent_by="", countersigned_by="")
                | Q(sent_at__isnull=False, counted__isnull=False)
                & ~(Q(status="packed") | Q(sent_by=F("countersigned_by")))
                & ~(Q(sent_by="") | Q(countersigned_by="") | Q(seal="")),
            ),
            models.CheckConstraint(
                name="hand_over_closed_after_its_bag",
                condition=~Q(status="closed") | Q(closed_at__isnull=False, unsealed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["branch", "sent_at"], name="hand_over_by_day")]

    def __str__(self) -> str:
        return f"ST-{self.year}-{self.number:04d}"

    def get_absolute_url(self) -> str:
        return reverse("admin:bag", args=[self.pk])

    def missing(self) -> "models.QuerySet[Line]":
        """What was listed and has not come out of it."""
        return self.lines.filter(is_listed=True, received_at=None)

    @property
    def seal_differs(self) -> bool:
        """Whether the bag arrived with another seal than it left with."""
        return self.unsealed_at is not None and self.seal_read != self.seal


class Line(models.Model):
    """One envelope on the list of a hand-over. An envelope that came without being listed has a line of its own."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="lines", db_index=False)
    envelope = models.ForeignKey("dropbox.Envelope", models.PROTECT, related_name="lines")
    is_listed = models.BooleanField("ada di daftar", default=True, help_text="False: it was in the bag all the same.")
    added_at = models.DateTimeField("dimasukkan")
    added_by = models.CharField("dimasukkan oleh", max_length=60)
    received_at = models.DateTimeField("diterima", null=True, blank=True)
    received_by = models.CharField("diterima oleh", max_length=60, blank=True)

    class Meta:
        verbose_name = "baris serah terima"
        verbose_name_plural = "baris serah terima"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "envelope"], name="line_once_per_hand_over"),
            models.CheckConstraint(
                name="line_received_at_and_by",
                condition=Q(received_at=None, received_by="") | (Q(received_at__isnull=False) & ~Q(received_by="")),
            ),
            models.CheckConstraint(
                name="line_unlisted_was_received", condition=Q(is_listed=True) | Q(received_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"baris {self.pk}"
