"""The papers of a claim: one row per kind of paper, one row per file that was sent for it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import PaperKind
from claims.models.claim import Claim
from claims.models.people import OfAClaim
from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField


class Paper(OfAClaim):
    """One paper the claim asked for or was given, with what the officers last said of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="papers")
    kind = models.ForeignKey(PaperKind, models.PROTECT, verbose_name="jenis dokumen")
    accepted_at = models.DateTimeField("diterima petugas", null=True, blank=True)
    accepted_by = models.CharField(max_length=60, blank=True)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    returned_by = models.CharField(max_length=60, blank=True)
    return_words = SealedTextField("alasan pengembalian", help_text="What is wrong and what to do, for the claimant.")
    due_at = models.DateTimeField("batas kirim ulang", null=True, blank=True, help_text="Set when refused after H-1.")

    class Meta:
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind"], name="paper_once_per_kind"),
            models.CheckConstraint(
                name="paper_accepted_or_returned",
                condition=Q(accepted_at__isnull=True) | Q(returned_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    def current_files(self) -> list["PaperFile"]:
        """The files that count, in page order: those sent since the paper was last returned."""
        files = [file for file in self.files.all() if file.replaced_at is None]
        return sorted(files, key=lambda file: (file.position, file.received_at))

    @property
    def is_given(self) -> bool:
        """Whether the paper is here: at least one file that was not refused, sent since it was last returned."""
        return any(file.state != PaperFile.State.REFUSED for file in self.current_files())

    @property
    def must_be_sent_again(self) -> bool:
        return self.returned_at is not None and not self.is_given

    def lacking_page(self) -> "PaperFile | None":
        """A page the machine refused and for which nothing was sent since, although other pages are here."""
        files = self.current_files()
        newest = max((file.received_at for file in files if file.state != PaperFile.State.REFUSED), default=None)
        return next(
            (
                file
                for file in files
                if file.checked_at and file.state == PaperFile.State.REFUSED and newest and newest < file.checked_at
            ),
            None,
        )


class PaperFile(models.Model):
    """One file a person sent: the sealed original, and the clean page images made from it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Sedang diperiksa")
        READY = "ready", _("Siap")
        REFUSED = "refused", _("Ditolak")

    class CameBy(models.TextChoices):
        WEB = "web", "Web"
        EMAIL = "email", "E-mail"
        DROPBOX = "dropbox", "Drop box"
        BOOTH = "booth", "Bilik"
        COLLECTIVE = "collective", "Kolektif"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField("halaman ke")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    came_by = models.CharField(max_length=12, choices=CameBy.choices, default=CameBy.WEB)
    file_name = SealedTextField("nama berkas")
    declared_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.BinaryField(max_length=32)
    original = models.CharField("asli tersegel", max_length=100)
    images = SealedJSONField("gambar halaman", default=list, help_text="Names of sealed JPEG page images, in order.")
    thumbnail = models.CharField("gambar kecil tersegel", max_length=100, blank=True)
    warnings = models.JSONField("catatan mesin", default=list, help_text="Codes of what a machine noticed.")
    refusal = SealedTextField("alasan ditolak")
    received_at = models.DateTimeField("diterima")
    received_by = models.CharField(max_length=60)
    checked_at = models.DateTimeField("diperiksa mesin", null=True, blank=True)
    check_tries = models.PositiveSmallIntegerField(
        "pemeriksaan tak selesai",
        default=0,
        help_text="Looks that were begun and have not ended, as when a process died.",
    )
    is_late = models.BooleanField("setelah batas", default=False)
    replaced_at = models.DateTimeField("digantikan", null=True, blank=True)

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"
        ordering = ["position", "received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "sha256"],
                condition=Q(replaced_at__isnull=True) & ~Q(state="refused"),
                name="paper_file_once",
            )
        ]
        indexes = [models.Index(fields=["received_at"], name="file_received", condition=Q(state="received"))]

    def __str__(self) -> str:
        return f"berkas {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return self.paper.sealing_key()

    @property
    def about(self) -> str:
        """What the sealed files of this row are bound to, so that one cannot be passed off as another's."""
        return f"claims.PaperFile:{self.pk}"
