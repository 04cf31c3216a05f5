"""The papers of a claim: one row per kind of paper, one per file that was sent, one per page made of a file."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import PaperKind
from claims import originals
from claims.examples import Example, examples_of
from claims.models.claim import Claim
from claims.models.history import ClaimEvent
from claims.models.people import OfAClaim
from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField
from privacy.stored_names import StoredNameField, StoredNamesField

LOOK_LASTS = timedelta(minutes=2)
"""A look at a file that has not ended by now never will: its process died."""

LOOKS = 2
"""A file whose looks were begun this often and never ended is refused unseen: it takes down whoever looks at it."""


class Paper(OfAClaim):
    """One paper the claim asked for or was given, with what the officers last said of it."""

    JUDGED = (
        "accepted_at", "accepted_by", "returned_at", "returned_by", "return_words", "return_examples", "due_at",
    )  # fmt: skip
    """The columns of what was last said of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="papers", db_index=False)
    kind = models.ForeignKey(PaperKind, models.PROTECT, verbose_name="jenis dokumen")
    accepted_at = models.DateTimeField("diterima petugas", null=True, blank=True)
    accepted_by = models.CharField(max_length=60, blank=True)
    returned_at = models.DateTimeField("dikembalikan", null=True, blank=True)
    returned_by = models.CharField(max_length=60, blank=True)
    return_words = SealedTextField("alasan pengembalian", help_text="What is wrong and what to do, for the claimant.")
    return_examples = ArrayField(
        models.CharField(max_length=24), verbose_name="gambar contoh", default=list, blank=True,
        help_text="Codes of the drawings shown beside the reason.",
    )  # fmt: skip
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

    def pages(self) -> list["Page"]:
        """The pages there are to be seen, in the order the claimant or the officer put them in."""
        ready = [file for file in self.current_files() if file.state == PaperFile.State.READY]
        return sorted((page for file in ready for page in file.pages.all()), key=lambda page: page.position)

    @property
    def is_given(self) -> bool:
        """Whether the paper is here: at least one file that was not refused, sent since it was last returned."""
        return any(file.state != PaperFile.State.REFUSED for file in self.current_files())

    @property
    def must_be_sent_again(self) -> bool:
        return self.returned_at is not None and not self.is_given

    def examples(self) -> list[Example]:
        """The drawings of what was wrong, and of how it should be."""
        return examples_of(self.return_examples)

    def lacking_page(self) -> "PaperFile | None":
        """A page the machine refused and for which nothing was sent since, although other pages are here.

        One that was to replace another lacks nowhere: the other stands.
        """
        files = self.current_files()
        there = {file.pk for file in files}
        newest = max((file.received_at for file in files if file.state != PaperFile.State.REFUSED), default=None)
        return next(
            (
                file
                for file in files
                if file.replaces_id not in there
                if file.checked_at and file.state == PaperFile.State.REFUSED and newest and newest < file.checked_at
            ),
            None,
        )


class PaperFileQuerySet(models.QuerySet["PaperFile"]):
    def standing(self) -> "PaperFileQuerySet":
        """Files that count: not refused by the machine, not replaced by another."""
        return self.filter(replaced_at=None).exclude(state=PaperFile.State.REFUSED)

    def unsorted(self) -> "PaperFileQuerySet":
        """Files of which nobody has said yet which paper they are, nor that they are none."""
        return self.standing().filter(paper=None, set_aside_at=None)

    def to_look_at(self, now: datetime) -> "PaperFileQuerySet":
        """Files nobody looks at: those that wait, and those whose look died."""
        waiting, looking = Q(state=PaperFile.State.RECEIVED), Q(state=PaperFile.State.CHECKING)
        return self.filter(waiting | looking & Q(look_ends_at__lte=now))

    def with_idle_original(self, since: datetime) -> "PaperFileQuerySet":
        """Files whose original nobody has needed since then.

        Their claim ended and nothing has happened to it any more, or the machine refused them, or another took their
        place. What waits to be looked at needs its original.
        """
        lately = ClaimEvent.objects.filter(claim=OuterRef("claim"), at__gt=since)
        over = Q(claim__status__in=Claim.FINAL) & ~Exists(lately)
        refused = Q(state=PaperFile.State.REFUSED, checked_at__lte=since)
        looked_at = self.filter(state__in=[PaperFile.State.READY, PaperFile.State.REFUSED])
        older = looked_at.filter(original_gone_at=None, received_at__lte=since)
        return older.filter(over | refused | Q(replaced_at__lte=since))


class PaperFile(models.Model):
    """One file that arrived for a claim by any door, sealed as it came, and what a machine made and said of it.

    Without a paper it is unsorted: it came by mail or telephone, and the claimant or an officer says which paper it is.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Diterima")
        CHECKING = "checking", _("Sedang diperiksa")
        READY = "ready", _("Siap")
        REFUSED = "refused", _("Ditolak")

    class CameBy(models.TextChoices):
        WEB = "web", "Web"
        EMAIL = "email", "E-mail"
        WHATSAPP = "whatsapp", "WhatsApp"
        DROPBOX = "dropbox", "Drop box"
        BOOTH = "booth", "Bilik"
        COLLECTIVE = "collective", "Kolektif"

    class Aside(models.TextChoices):
        """Why an officer found that an unsorted file is no paper of the claim."""

        NO_PAPER = "no_paper", "bukan dokumen, misalnya logo atau tanda tangan surat"
        THERE_ALREADY = "there_already", "dokumennya sudah ada"
        NOT_ASKED_FOR = "not_asked_for", "dokumen yang tidak diminta"
        NOT_THEIRS = "not_theirs", "milik orang lain"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="files", verbose_name="klaim")
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, blank=True, related_name="files")
    position = models.PositiveSmallIntegerField("berkas ke")
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replacements", verbose_name="menggantikan",
        help_text="The file that stands until this one is ready.",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    came_by = models.CharField(max_length=12, choices=CameBy.choices, default=CameBy.WEB)
    file_name = SealedTextField("nama berkas")
    declared_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("ukuran (bita)")
    sha256 = models.BinaryField(max_length=32)
    pieces = StoredNamesField("asli tersegel", default=list, help_text="Names of the sealed pieces, in order.")
    raw_key = SealedTextField("kunci asli", help_text="The data key of the pieces, in hexadecimal.")
    noticed = models.JSONField("catatan mesin", default=list, help_text="Codes of what a machine noticed.")
    card_read = SealedJSONField(
        "dibaca mesin", default=dict, help_text="Of a card: `niks`, `names` and `births` as a machine read them."
    )
    refusal = SealedTextField("alasan ditolak")
    refusal_cause = models.CharField("sebab ditolak", max_length=24, blank=True)
    received_at = models.DateTimeField("diterima")
    received_by = models.CharField(max_length=60)
    checked_at = models.DateTimeField("diperiksa mesin", null=True, blank=True)
    look_ends_at = models.DateTimeField("pemeriksaan berakhir paling lambat", null=True, blank=True)
    looks = models.PositiveSmallIntegerField(
        "pemeriksaan tak selesai",
        default=0,
        help_text="Looks that were begun and have not ended, as when a process died.",
    )
    waits_for = models.CharField("menunggu", max_length=12, blank=True, help_text="What was away at the last look.")
    is_late = models.BooleanField("setelah batas", default=False)
    replaced_at = models.DateTimeField("digantikan", null=True, blank=True)
    set_aside_at = models.DateTimeField("dikesampingkan", null=True, blank=True)
    set_aside_by = models.CharField(max_length=60, blank=True)
    set_aside_because = models.CharField("sebab dikesampingkan", max_length=16, choices=Aside.choices, blank=True)
    told_at = models.DateTimeField("pengirim tahu", null=True, blank=True, help_text="Of a refused file.")
    seen_at = models.DateTimeField("dilihat petugas", null=True, blank=True, help_text="The first of its pages.")
    original_gone_at = models.DateTimeField("asli dihapus", null=True, blank=True, help_text="Its pages stay.")

    objects = PaperFileQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas"
        verbose_name_plural = "berkas"
        ordering = ["position", "received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "paper", "sha256"],
                condition=Q(replaced_at__isnull=True) & ~Q(state="refused"),
                nulls_distinct=False,
                name="paper_file_once",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaced_at__isnull=True) & ~Q(state="refused"),
                name="paper_file_replaced_once",
            ),
            models.CheckConstraint(
                name="paper_file_mail_only_adds", condition=Q(replaces__isnull=True) | ~Q(came_by="email")
            ),
            models.CheckConstraint(
                name="paper_file_set_aside_at_and_by",
                condition=Q(set_aside_at__isnull=True, set_aside_by="", set_aside_because="")
                | (Q(set_aside_at__isnull=False, paper__isnull=True) & ~Q(set_aside_by="") & ~Q(set_aside_because="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], name="file_to_look_at", condition=Q(state__in=["received", "checking"])
            ),
            models.Index(fields=["received_at"], name="file_with_original", condition=Q(original_gone_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"berkas {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return self.claim.data_key

    @property
    def about(self) -> str:
        """What the sealed pages of this file are bound to, so that one cannot be passed off as another's."""
        return f"claims.PaperFile:{self.pk}"

    @property
    def stands_in(self) -> "PaperFile | None":
        """The file that still stands in this one's place: until this one is ready, and for good if it is refused."""
        return self.replaces if self.replaces and not self.replaces.replaced_at else None

    @property
    def is_being_looked_at(self) -> bool:
        """Whether a machine has still to say whether it can be used."""
        return self.state in (self.State.RECEIVED, self.State.CHECKING)

    def original(self) -> Iterator[bytes]:
        """The file as it was sent, piece by piece."""
        if not self.raw_key:
            raise vault.Unreadable("The original of this file was erased, as all are after a while.")
        return originals.read(self.pieces, key=vault.DataKey(bytes.fromhex(self.raw_key)), file_id=self.pk)

    def sealed_names(self) -> list[str]:
        """Everything of this file that lies in the sealed storage."""
        made = [name for page in self.pages.all() for name in (page.image, page.thumbnail)]
        return [*self.pieces, *made]


UPLOAD_GRACE = timedelta(minutes=30)
"""An upload that was begun before the deadline may finish this long after it: a bad line is nobody's fault."""

BANDS, BAND_BITS = 4, 16
"""A likeness of 64 bits is looked up by its quarters: of two that differ in three bits one quarter is the same."""


def band(likeness: int, number: int) -> int:
    """One quarter of a likeness, as the database reckons it."""
    return likeness >> (number * BAND_BITS) & (1 << BAND_BITS) - 1


def _band(number: int) -> models.Expression:
    return F("likeness").bitrightshift(number * BAND_BITS).bitand((1 << BAND_BITS) - 1)


class PageQuerySet(models.QuerySet["Page"]):
    def with_bands(self) -> "PageQuerySet":
        """With `band_0` to `band_3`, each of which has an index."""
        return self.annotate(**{f"band_{number}": _band(number) for number in range(BANDS)})


class Page(models.Model):
    """One page image made of a file. What was sent is never shown, only this."""

    class Turn(models.IntegerChoices):
        NONE = 0, "tegak"
        RIGHT = 90, "ke kanan"
        OVER = 180, "terbalik"
        LEFT = 270, "ke kiri"

    file = models.ForeignKey(PaperFile, models.CASCADE, related_name="pages", db_index=False)
    number = models.PositiveSmallIntegerField("halaman ke", help_text="Within its file, from 1.")
    position = models.PositiveSmallIntegerField("urutan", help_text="Within its paper.")
    turn = models.PositiveSmallIntegerField("diputar", choices=Turn.choices, default=Turn.NONE, help_text="Degrees.")
    image = StoredNameField("gambar tersegel", max_length=100)
    thumbnail = StoredNameField("gambar kecil tersegel", max_length=100)
    width = models.PositiveIntegerField("lebar (piksel)")
    height = models.PositiveIntegerField("tinggi (piksel)")
    likeness = models.BigIntegerField("kemiripan", help_text="64 bits; like pictures differ in few.")
    noticed = models.JSONField("catatan mesin", default=list, help_text="Codes of what a machine noticed.")

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "halaman"
        verbose_name_plural = "halaman"
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="page_once_per_file"),
            models.CheckConstraint(name="page_turned_by_quarters", condition=Q(turn__in=[0, 90, 180, 270])),
        ]
        indexes = [models.Index(_band(number), name=f"page_like_{number}") for number in range(BANDS)]

    def __str__(self) -> str:
        return f"halaman {self.number} dari {self.file_id}"

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height as it is shown, turned as it was put."""
        if self.turn in (self.Turn.RIGHT, self.Turn.LEFT):
            return self.height, self.width
        return self.width, self.height
