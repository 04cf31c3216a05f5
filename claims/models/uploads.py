"""An upload that comes in parts: how far it is, and where what came of it rests."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from catalogue.models import PaperKind
from claims.models.claim import Claim
from claims.models.papers import PaperFile
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField
from privacy.stored_names import StoredNamesField

UPLOAD_RESTS = timedelta(days=1)
"""How long an upload that broke off can be gone on with, from when it was begun. Its row is forgotten then."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self, now: datetime) -> "UploadQuerySet":
        """Uploads somebody may go on with."""
        return self.filter(ended_at=None, begun_at__gt=now - UPLOAD_RESTS)

    def over(self, now: datetime) -> "UploadQuerySet":
        """Uploads whose time is over, whether they came to an end or not."""
        return self.filter(begun_at__lte=now - UPLOAD_RESTS)


class Upload(OfAClaim):
    """One file on its way. Once all of it is here it is a PaperFile of the same id, and this row only says so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="uploads", verbose_name="klaim")
    kind = models.ForeignKey(PaperKind, models.PROTECT, verbose_name="jenis dokumen")
    word = models.CharField("kata alamat", max_length=43, unique=True, help_text="The word in its address.")
    metadata = SealedTextField("keterangan pengirim", help_text="Upload-Metadata as the sender wrote it.")
    length = models.PositiveIntegerField("panjang (bita)")
    offset = models.PositiveIntegerField("sudah sampai (bita)", default=0)
    pieces = StoredNamesField("asli tersegel", default=list, help_text="Sealed pieces; all but the last are full.")
    raw_key = SealedTextField("kunci asli", help_text="The data key of the pieces, in hexadecimal.")
    network_index = models.BinaryField("indeks jaringan", max_length=32)
    begun_at = models.DateTimeField("dimulai")
    seen_at = models.DateTimeField("terakhir maju")
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    file = models.ForeignKey(PaperFile, models.SET_NULL, null=True, blank=True, verbose_name="berkas")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "unggahan"
        verbose_name_plural = "unggahan"
        ordering = ["begun_at"]
        constraints = [
            models.CheckConstraint(name="upload_within_its_length", condition=Q(offset__lte=F("length"))),
            models.CheckConstraint(
                name="upload_whole_is_ended", condition=Q(offset__lt=F("length")) | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["begun_at"], name="upload_by_time"),
            models.Index(fields=["network_index", "begun_at"], name="upload_by_network"),
        ]

    def __str__(self) -> str:
        return f"unggahan {self.pk}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte came and was taken in."""
        return self.offset == self.length

    @property
    def rests_until(self) -> datetime:
        return self.begun_at + UPLOAD_RESTS
