"""Batches: so many claims that go to the core system in one numbered file."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse


class BatchStatus(models.TextChoices):
    """How far a batch has come."""

    OPEN = "open", "Sedang disusun"
    CLOSED = "closed", "Menunggu persetujuan"
    APPROVED = "approved", "Disetujui, belum dikirim"
    SENT = "sent", "Terkirim, menunggu hasil"
    SETTLED = "settled", "Selesai"


class PaymentBatchQuerySet(models.QuerySet["Batch"]):
    def with_counts(self) -> "PaymentBatchQuerySet":
        """With how many lines of each came to what: `awaited`, `paid`, `returned`, `refused`, `held_back`.

        Results are counted, and not lines, so that an index answers: thirty batches are thirty thousand lines.
        """
        results = {"awaited": "", **{name: name for name in ("paid", "returned", "refused", "held_back")}}
        counts = {name: Count("lines__result", filter=Q(lines__result=said)) for name, said in results.items()}
        return self.annotate(**counts)

    def unsent(self) -> "PaymentBatchQuerySet":
        """Those that are still in the house."""
        return self.filter(status__in=[BatchStatus.OPEN, BatchStatus.CLOSED, BatchStatus.APPROVED])


class Batch(models.Model):
    """A numbered batch of claims to be paid: filled, closed, approved by another person, sent, settled.

    `sha256` is that of its file below the first row, taken when it was approved. What leaves must still have it.
    """

    Status = BatchStatus

    ARROWS: ClassVar[Mapping[str, tuple[BatchStatus, ...]]] = {
        Status.OPEN: (Status.CLOSED,),
        Status.CLOSED: (Status.APPROVED, Status.SETTLED),
        Status.APPROVED: (Status.SENT, Status.CLOSED),
        Status.SENT: (Status.SETTLED,),
    }
    """A batch whose lines were all held back is settled without having been sent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    year = models.PositiveSmallIntegerField("tahun")
    number = models.PositiveIntegerField("nomor")
    status = models.CharField("status", max_length=8, choices=Status, default=Status.OPEN)
    made_at = models.DateTimeField("dibuat")
    made_by = models.CharField("dibuat oleh", max_length=60)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closed_by = models.CharField("ditutup oleh", max_length=60, blank=True)
    count = models.PositiveIntegerField("jumlah baris", default=0, help_text="When it was closed.")
    approved_at = models.DateTimeField("disetujui", null=True, blank=True)
    approved_by = models.CharField("disetujui oleh", max_length=60, blank=True)
    sha256 = models.CharField("SHA-256 berkas", max_length=64, blank=True)
    sent_at = models.DateTimeField("dikirim", null=True, blank=True)
    sent_by = models.CharField("dikirim oleh", max_length=60, blank=True)
    settled_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "kiriman pembayaran"
        verbose_name_plural = "kiriman pembayaran"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="payment_batch_number_once"),
            models.UniqueConstraint(fields=["status"], condition=Q(status="open"), name="one_payment_batch_filled"),
            *(
                models.CheckConstraint(
                    name=f"payment_batch_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at": None, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("closed", "approved", "sent")
            ),
            models.CheckConstraint(
                name="payment_batch_as_its_status_says",
                condition=Q(status="open", closed_at=None, approved_at=None, sent_at=None, settled_at=None)
                | Q(status="closed", closed_at__isnull=False, approved_at=None, sent_at=None, settled_at=None)
                | Q(status="approved", approved_at__isnull=False, sent_at=None, settled_at=None)
                | Q(status="sent", approved_at__isnull=False, sent_at__isnull=False, settled_at=None)
                | Q(status="settled", settled_at__isnull=False, sent_at__isnull=False, approved_at__isnull=False)
                | Q(status="settled", settled_at__isnull=False, sent_at=None, approved_at=None),
            ),
            models.CheckConstraint(
                name="payment_batch_approved_by_another",
                condition=Q(approved_by="") | ~(Q(approved_by=F("made_by")) | Q(approved_by=F("closed_by"))),
            ),
            models.CheckConstraint(
                name="payment_batch_sent_by_another", condition=Q(sent_by="") | ~Q(sent_by=F("approved_by"))
            ),
            models.CheckConstraint(
                name="payment_batch_approved_with_its_file",
                condition=Q(approved_at=None, sha256="") | (Q(approved_at__isnull=False) & ~Q(sha256="")),
            ),
        ]
        indexes = [models.Index(fields=["sent_at"], name="payment_batch_awaited", condition=Q(status="sent"))]

    def __str__(self) -> str:
        return f"BYR-{self.year}-{self.number:05d}"

    def get_absolute_url(self) -> str:
        return reverse("admin:payment_batch", args=[self.pk])

    @property
    def may_be_changed(self) -> bool:
        """Whether nothing of it can have left the house: a line may still be held back."""
        return self.status in (BatchStatus.CLOSED, BatchStatus.APPROVED)


class Download(models.Model):
    """The file of a batch was handed out. Only ever added."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="downloads", verbose_name="kiriman")
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)

    class Meta:
        verbose_name = "pengunduhan berkas pembayaran"
        verbose_name_plural = "pengunduhan berkas pembayaran"
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.by} {self.batch_id}"


class Approval(models.Model):
    """Somebody approved the file of a batch. The row stays when the approval falls; nothing else of it changes.

    `on_screen_of` is who was signed in where the signature was given.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="approvals", verbose_name="kiriman")
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)
    on_screen_of = models.CharField("di layar", max_length=60)
    sha256 = models.CharField("SHA-256 berkas", max_length=64)
    fell_at = models.DateTimeField("gugur", null=True, blank=True)

    class Meta:
        verbose_name = "persetujuan kiriman"
        verbose_name_plural = "persetujuan kiriman"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(fell_at=None), name="one_standing_approval_per_payment_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.batch_id}"
