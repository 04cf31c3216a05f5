"""Scans: what a sheet-fed scanner made of envelopes, each page of it, and where each page went."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Count, Q

from accounts.models import User
from branches.models import Branch
from catalogue.models import PaperKind
from claims import originals
from claims.models import Claim
from privacy import vault
from privacy.fields import SealedTextField, WrappedKeyField
from privacy.stored_names import StoredNameField, StoredNamesField

LOOK_LASTS = timedelta(minutes=10)
"""A reading of a batch that has not ended by now never will: its process died. Three hundred pages take a minute."""

LOOKS = 3
"""A batch whose reading died this often is left to people: it takes down whoever reads it."""


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        return self.filter(branch__in=user.branches_in_sight())

    def to_read(self, now: datetime) -> "BatchQuerySet":
        """Batches nobody reads: those that wait, and those whose reading died."""
        waiting, reading = Q(state=Batch.State.WAITING), Q(state=Batch.State.READING)
        return self.filter(waiting | reading & Q(look_ends_at__lte=now))

    def with_counts(self) -> "BatchQuerySet":
        """With `files`, `pages` and `in_tray` of each."""
        leaves = Count("scans__leaves", distinct=True)
        in_tray = Count("scans__leaves", distinct=True, filter=Q(scans__leaves__fate=Leaf.Fate.TRAY))
        return self.annotate(files=Count("scans", distinct=True), pages=leaves, in_tray=in_tray)


class Batch(models.Model):
    """What was scanned in one go: one file of many pages, or many files in their order.

    Until they are in their claims, the pages rest under a key of the batch's own.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu dibaca"
        READING = "reading", "Sedang dibaca"
        READ = "read", "Selesai dibaca"
        STUCK = "stuck", "Tidak selesai dibaca"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name="kantor cabang", related_name="scan_batches", db_index=False
    )
    key_sealed = WrappedKeyField(help_text="Of the pages and files of this batch; destroyed when they are erased.")
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.WAITING)
    brought_at = models.DateTimeField("diunggah")
    brought_by = models.CharField("diunggah oleh", max_length=60)
    look_ends_at = models.DateTimeField("dibaca paling lama sampai", null=True, blank=True)
    looks = models.PositiveSmallIntegerField("pembacaan tak selesai", default=0)
    read_at = models.DateTimeField("selesai dibaca", null=True, blank=True)
    erased_at = models.DateTimeField(
        "dihapus", null=True, blank=True, help_text="Its files; what became of them stays."
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "kiriman pindaian"
        verbose_name_plural = "kiriman pindaian"
        ordering = ["-brought_at"]
        indexes = [
            models.Index(fields=["branch", "-brought_at"], name="batch_by_day"),
            models.Index(
                fields=["brought_at"], name="batch_to_read", condition=Q(state__in=["waiting", "reading"])
            ),
            models.Index(fields=["read_at"], name="batch_with_files", condition=Q(erased_at=None)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"kiriman {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return vault.open_data_key(bytes(self.key_sealed))

    @property
    def is_being_read(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)


class Scan(models.Model):
    """One file of a batch, sealed as it came."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu dibaca"
        READ = "read", "Sudah dibaca"
        REFUSED = "refused", "Tidak dapat dibaca"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="scans", db_index=False)
    position = models.PositiveSmallIntegerField("urutan")
    state = models.CharField("keadaan", max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField("alasan tidak dapat dibaca", max_length=300, blank=True)
    file_name = SealedTextField("nama berkas")
    declared_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.BinaryField(max_length=32)
    pieces = StoredNamesField("asli tersegel", default=list, help_text="Names of the sealed pieces, in order.")
    raw_key = SealedTextField("kunci asli", help_text="The data key of the pieces, in hexadecimal.")
    pages = models.PositiveSmallIntegerField("halaman", null=True, blank=True, help_text="Empty until it was opened.")

    class Meta:
        verbose_name = "pindaian"
        verbose_name_plural = "pindaian"
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=~Q(pieces=[]) & ~Q(state="refused"), name="scan_brought_once"
            ),
            models.UniqueConstraint(fields=["batch", "position"], name="scan_position_once"),
        ]

    def __str__(self) -> str:
        return f"pindaian {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return self.batch.sealing_key()

    @property
    def about(self) -> str:
        """What the sealed pictures of its pages are bound to."""
        return f"dropbox.Scan:{self.pk}"

    def original(self) -> Iterator[bytes]:
        """The file as it was brought, piece by piece."""
        if not self.raw_key:
            raise vault.Unreadable("This scan was erased, as all are after a while.")
        return originals.read(self.pieces, key=vault.DataKey(bytes.fromhex(self.raw_key)), file_id=self.pk)


class Contents(models.Model):
    """Somebody found that what a batch holds of a claim is all in its claim. Its claimant was told with it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="contents", db_index=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="contents", verbose_name="klaim")
    checked_at = models.DateTimeField("isi diperiksa")
    checked_by = models.CharField("diperiksa oleh", max_length=60)

    class Meta:
        verbose_name = "isi amplop"
        verbose_name_plural = "isi amplop"
        constraints = [models.UniqueConstraint(fields=["batch", "claim"], name="contents_checked_once")]

    def __str__(self) -> str:
        return f"isi amplop {self.claim_id}"


class LeafQuerySet(models.QuerySet["Leaf"]):
    def in_order(self) -> "LeafQuerySet":
        return self.order_by("scan__position", "number")

    def in_tray(self) -> "LeafQuerySet":
        return self.filter(fate=Leaf.Fate.TRAY)


class Leaf(models.Model):
    """One page of a scan, and its fate. Every page has one: none is lost between the scanner and the claims."""

    class Fate(models.TextChoices):
        UNSPLIT = "unsplit", "Belum dipilah"
        TO_FILE = "to_file", "Akan masuk klaim"
        FILED = "filed", "Masuk klaim"
        SEPARATOR = "separator", "Lembar pemisah"
        BLANK = "blank", "Kosong"
        TRAY = "tray", "Di baki"
        DISCARDED = "discarded", "Dikesampingkan petugas"

    class Because(models.TextChoices):
        """Why a page lies in the tray."""

        NO_SEPARATOR = "no_separator", "Tidak ada lembar pemisah di depannya"
        NO_KIND = "no_kind", "Belum disebut dokumen apa"
        UNKNOWN_CODE = "unknown_code", "Nomor pada pemisah tidak dikenal atau rusak"
        UNKNOWN_KIND = "unknown_kind", "Jenis dokumen pada pemisah tidak dikenal"
        OTHER_BRANCH = "other_branch", "Klaim milik cabang lain"
        NAMELESS = "nameless", "Amplop ini belum diketahui pemiliknya"
        NOT_TAKEN = "not_taken", "Klaimnya tidak dapat menerima halaman ini"
        UNREADABLE = "unreadable", "Halaman ini tidak dapat dibuka; pindai ulang"
        NO_SEPARATOR_SHEET = "no_sheet", "Petugas: ini bukan lembar pemisah"
        NOT_BLANK = "not_blank", "Petugas: halaman ini tidak kosong"

    scan = models.ForeignKey(Scan, models.CASCADE, related_name="leaves", db_index=False)
    number = models.PositiveSmallIntegerField("halaman ke", help_text="Within its file, from 1.")
    codes = models.JSONField("kode terbaca", default=list, help_text="Those of ours alone.")
    is_blank = models.BooleanField("kosong", default=False)
    thumbnail = StoredNameField("gambar kecil tersegel", max_length=100, blank=True)
    image = StoredNameField("gambar tersegel", max_length=100, blank=True, help_text="Of a page in the tray.")
    fate = models.CharField("nasib", max_length=10, choices=Fate, default=Fate.UNSPLIT)
    part = models.PositiveSmallIntegerField("bagian", default=0, help_text="Pages of one paper have the same.")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="leaves", verbose_name="klaim")
    kind = models.ForeignKey(PaperKind, models.PROTECT, null=True, blank=True, verbose_name="jenis dokumen")
    because = models.CharField("sebab di baki", max_length=14, choices=Because, blank=True)
    said = models.CharField("kata klaimnya", max_length=200, blank=True, help_text="Why the claim did not take it.")
    filed_as = models.UUIDField("berkas klaim", null=True, blank=True, db_index=True)
    settled_at = models.DateTimeField("disebut petugas", null=True, blank=True)
    settled_by = models.CharField("disebut oleh", max_length=60, blank=True)

    objects = LeafQuerySet.as_manager()

    class Meta:
        verbose_name = "halaman pindaian"
        verbose_name_plural = "halaman pindaian"
        ordering = ["scan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "number"], name="leaf_once"),
            models.CheckConstraint(
                name="leaf_filed_as_a_file",
                condition=Q(fate="filed", filed_as__isnull=False) | (~Q(fate="filed") & Q(filed_as=None)),
            ),
            models.CheckConstraint(
                name="leaf_to_a_claim", condition=~Q(fate__in=["to_file", "filed"]) | Q(claim__isnull=False)
            ),
            models.CheckConstraint(
                name="leaf_in_tray_has_a_cause", condition=~Q(fate="tray") | ~Q(because="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["scan"], name="leaf_in_tray", condition=Q(fate="tray"))]

    def __str__(self) -> str:
        return f"halaman {self.number} dari {self.scan_id}"

    @property
    def why(self) -> str:
        """Why it lies in the tray, in words."""
        return self.said or self.get_because_display()
