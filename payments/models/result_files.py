"""Files that came back: what the bank and the core system say of lines, row by row, and how far each is taken."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from payments.models.lines import Fact, Line
from privacy import vault
from privacy.fields import SealedTextField

MACHINE = "system:payment_results"
"""Who brings and confirms a file that came without a person: from the core system itself, by `payment_results`."""


class Outcome(models.TextChoices):
    """What a row says became of its line."""

    PAID = "paid", "Dibayarkan"
    RETURNED = "returned", "Dana kembali"
    REFUSED = "refused", "Ditolak sistem inti"


class ResultFileQuerySet(models.QuerySet["ResultFile"]):
    def standing(self) -> "ResultFileQuerySet":
        """Those that were not put aside."""
        return self.exclude(status=ResultFile.Status.DROPPED)

    def to_take(self) -> "ResultFileQuerySet":
        """Confirmed, and not taken to the end."""
        return self.filter(status=ResultFile.Status.TAKING)

    def with_counts(self) -> "ResultFileQuerySet":
        """With how many rows say what, and how far they are."""
        said = {f"says_{outcome.value}": Count("rows", filter=Q(rows__outcome=outcome)) for outcome in Outcome}
        done = {state.value: Count("rows", filter=Q(rows__state=state)) for state in ResultRow.State}
        return self.annotate(**said, **done)


class ResultFile(models.Model):
    """A file of results that was read without an error: shown, confirmed by another person than brought it, and taken
    row by row. An invented one would let a claim be paid again."""

    class Status(models.TextChoices):
        READ = "read", "Menunggu konfirmasi"
        TAKING = "taking", "Sedang dicatat"
        TAKEN = "taken", "Sudah dicatat"
        DROPPED = "dropped", "Tidak dipakai"

    ARROWS: ClassVar[Mapping[str, tuple[Status, ...]]] = {
        Status.READ: (Status.TAKING, Status.DROPPED),
        Status.TAKING: (Status.TAKEN,),
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("nama berkas", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    status = models.CharField("status", max_length=7, choices=Status, default=Status.READ)
    count = models.PositiveIntegerField("jumlah baris")
    uploaded_at = models.DateTimeField("diunggah")
    uploaded_by = models.CharField("diunggah oleh", max_length=60)
    confirmed_at = models.DateTimeField("dikonfirmasi", null=True, blank=True)
    confirmed_by = models.CharField("dikonfirmasi oleh", max_length=60, blank=True)
    taken_at = models.DateTimeField("selesai dicatat", null=True, blank=True)
    dropped_at = models.DateTimeField("disisihkan", null=True, blank=True)
    dropped_by = models.CharField("disisihkan oleh", max_length=60, blank=True)

    objects = ResultFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas hasil"
        verbose_name_plural = "berkas hasil"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["sha256"], condition=~Q(status="dropped"), name="result_file_once"),
            models.CheckConstraint(
                name="result_file_confirmed_before_it_counts",
                condition=Q(status__in=["read", "dropped"], confirmed_at=None, confirmed_by="", taken_at=None)
                | (Q(status="taking", confirmed_at__isnull=False, taken_at=None) & ~Q(confirmed_by=""))
                | (Q(status="taken", confirmed_at__isnull=False, taken_at__isnull=False) & ~Q(confirmed_by="")),
            ),
            models.CheckConstraint(
                name="result_file_confirmed_by_another",
                condition=~Q(confirmed_by=F("uploaded_by")) | Q(confirmed_by__in=["", MACHINE]),
            ),
            models.CheckConstraint(
                name="result_file_dropped_at_and_by",
                condition=(~Q(status="dropped") & Q(dropped_at=None, dropped_by=""))
                | (Q(status="dropped", dropped_at__isnull=False) & ~Q(dropped_by="")),
            ),
        ]
        indexes = [models.Index(fields=["confirmed_at"], name="result_file_to_take", condition=Q(status="taking"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:payment_result_file", args=[self.pk])


class ResultRowQuerySet(models.QuerySet["ResultRow"]):
    def to_clear(self) -> "ResultRowQuerySet":
        """Answers of confirmed files that contradict another one, and that nobody has cleared with the bank yet."""
        confirmed = self.filter(file__status__in=(ResultFile.Status.TAKING, ResultFile.Status.TAKEN))
        return confirmed.filter(state=ResultRow.State.CONTRADICTS, cleared_at=None)


class ResultRow(models.Model):
    """One row of a file: what it says of one line, and whether that was taken.

    One that contradicts what is known is kept and never taken. It stands until a person has cleared it with the bank.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Belum dicatat"
        TAKEN = "taken", "Dicatat"
        KNOWN = "known", "Sudah diketahui"
        CONTRADICTS = "contradicts", "Bertentangan, tidak dicatat"

    file = models.ForeignKey(ResultFile, models.PROTECT, related_name="rows", verbose_name="berkas", db_index=False)
    number = models.PositiveIntegerField("baris ke", help_text="Of the file, from 1; its first row names the columns.")
    line = models.ForeignKey(Line, models.PROTECT, related_name="said", verbose_name="baris pembayaran")
    outcome = models.CharField("hasil", max_length=8, choices=Outcome)
    at = models.DateTimeField("waktu hasil")
    code = models.CharField("kode", max_length=24, blank=True)
    reference = models.CharField("rujukan", max_length=40, blank=True)
    words = SealedTextField("keterangan", blank=True)
    state = models.CharField("keadaan", max_length=11, choices=State, default=State.WAITING)
    trouble = models.CharField("belum bisa dicatat karena", max_length=200, blank=True)
    cleared_at = models.DateTimeField("diselesaikan", null=True, blank=True)
    cleared_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)
    cleared_words = SealedTextField("bagaimana diselesaikan", blank=True)

    objects = ResultRowQuerySet.as_manager()

    class Meta:
        verbose_name = "baris berkas hasil"
        verbose_name_plural = "baris berkas hasil"
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="result_row_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(state="taken"), name="one_result_taken_per_line"),
            models.CheckConstraint(
                name="result_row_cleared_at_and_by",
                condition=Q(cleared_at=None, cleared_by="")
                | (Q(state="contradicts", cleared_at__isnull=False) & ~Q(cleared_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["file"], name="result_row_to_take", condition=Q(state="waiting")),
            models.Index(
                fields=["file"], name="result_row_to_clear", condition=Q(state="contradicts", cleared_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"baris {self.number}"

    def sealing_key(self) -> vault.DataKey:
        return self.line.sealing_key()

    @property
    def fact(self) -> Fact:
        return self.outcome, self.at, self.code, self.reference
