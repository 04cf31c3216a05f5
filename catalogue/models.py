"""What papers a cause asks for, from which day.

Programmes, causes, kinds of paper and questions are words an office may polish at any time. What is required stands in
editions: a published edition is never edited, a claim keeps the edition it was opened under for life.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """Who files, seen from the participant."""

    SELF = "self", _("Peserta sendiri")
    SPOUSE = "spouse", _("Suami atau istri")
    CHILD = "child", _("Anak")
    PARENT = "parent", _("Orang tua")
    SIBLING = "sibling", _("Saudara kandung")
    OTHER_HEIR = "other_heir", _("Ahli waris lain")
    GUARDIAN = "guardian", _("Wali atau pengampu")
    COMPANY = "company", _("Perusahaan")
    ATTORNEY = "attorney", _("Penerima kuasa")

    @property
    def is_heir(self) -> bool:
        return self in (self.SPOUSE, self.CHILD, self.PARENT, self.SIBLING, self.OTHER_HEIR)


class Certainty(models.TextChoices):
    """How well the sources carry a row."""

    HIGH = "high", "Kuat"
    MEDIUM = "medium", "Sedang"
    LOW = "low", "Lemah"


class Form(models.TextChoices):
    """In which form a paper is accepted by a door."""

    PHOTO = "photo", _("foto atau hasil pindai")
    PHOTOCOPY = "photocopy", _("fotokopi")
    ORIGINAL = "original", _("dokumen asli")
    ORIGINAL_SHOWN = "original_shown", _("asli ditunjukkan saat wawancara")
    LEGALISED_COPY = "legalised_copy", _("fotokopi yang dilegalisasi")
    DIGITAL_PRINT = "digital_print", _("cetakan kartu digital")
    PRINT = "print", _("cetak foto")
    OUTSIDE = "outside", _("diisi di layanan lain")


class Original(models.TextChoices):
    """What becomes of the original once the photo was checked online."""

    NONE = "none", _("Asli tidak diminta")
    SHOW = "show", _("Asli ditunjukkan")
    ENVELOPE = "envelope", _("Asli dikirim dalam amplop")


class Bilingual(models.Model):
    """A row with public words: each public column `x` has its English twin `x_en`."""

    class Meta:
        abstract = True

    def said(self, column: str) -> str:
        """The words of a column in the active language; Indonesian where the English is still empty."""
        english = getattr(self, f"{column}_en") if get_language() == "en" else ""
        return english or getattr(self, column)


class Named(Bilingual):
    """A bilingual row that people know by a name."""

    name = models.CharField("nama", max_length=120)
    name_en = models.CharField("nama (Inggris)", max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return self.said("name")


class Programme(Named):
    """A benefit people claim. One that is claimed elsewhere is explained and linked, not taken in."""

    code = models.CharField("kode", max_length=8, unique=True)
    explanation = models.TextField("penjelasan")
    explanation_en = models.TextField("penjelasan (Inggris)", blank=True)
    is_claimable = models.BooleanField("diajukan di sini", default=True)
    external_url = models.URLField("layanan di luar", blank=True)
    sla_working_days = models.PositiveSmallIntegerField(
        "janji (hari kerja)", null=True, blank=True, help_text="Sejak berkas lengkap dan benar. Kosong: tidak ada."
    )
    order = models.PositiveSmallIntegerField("urutan", default=0)
    source = models.TextField("sumber", blank=True)

    class Meta:
        ordering = ("order", "code")
        verbose_name = "program"
        verbose_name_plural = "program"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_claimable=True) | ~Q(external_url=""),
                name="programme_is_claimable_here_or_linked",
                violation_error_message="Program yang diajukan di tempat lain perlu alamat layanannya.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Cause(Named):
    """Why somebody claims: it decides which papers are asked for and who may file."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="causes", verbose_name="program", db_index=False
    )
    code = models.CharField("kode", max_length=24)
    eligibility = models.TextField("syarat", help_text="Siapa yang berhak dan kapan, dengan kata-kata sederhana.")
    eligibility_en = models.TextField("syarat (Inggris)", blank=True)
    warning = models.TextField("peringatan", blank=True)
    warning_en = models.TextField("peringatan (Inggris)", blank=True)
    filed_by = ArrayField(models.CharField(max_length=12, choices=Relation), verbose_name="diajukan oleh")
    participant_died = models.BooleanField("peserta meninggal", default=False)
    order = models.PositiveSmallIntegerField("urutan", default=0)
    is_active = models.BooleanField("dibuka", default=True)
    certainty = models.CharField("kepastian", max_length=8, choices=Certainty, default=Certainty.HIGH)
    note = models.TextField("catatan petugas", blank=True)
    source = models.TextField("sumber", blank=True)

    class Meta:
        ordering = ("programme__order", "order")
        verbose_name = "sebab klaim"
        verbose_name_plural = "sebab klaim"
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="cause_once_per_programme")]

    def __str__(self) -> str:
        return f"{self.programme.code}: {self.name}"


class PaperKind(Named):
    """A kind of paper, in words for people who have never seen one."""

    code = models.CharField("kode", max_length=24, unique=True)
    looks_like = models.TextField("seperti apa")
    looks_like_en = models.TextField("seperti apa (Inggris)", blank=True)
    tip = models.TextField("kiat memotret")
    tip_en = models.TextField("kiat memotret (Inggris)", blank=True)
    note = models.TextField("catatan petugas", blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "jenis dokumen"
        verbose_name_plural = "jenis dokumen"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PaperGroup(Named):
    """Papers of which any one is enough."""

    code = models.CharField("kode", max_length=24, unique=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "kelompok pilihan"
        verbose_name_plural = "kelompok pilihan"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Question(Bilingual):
    """What a claimant is asked so that only their own papers are asked for: yes, no, or "I do not know"."""

    class Answer(models.TextChoices):
        YES = "yes", _("Ya")
        NO = "no", _("Tidak")
        UNKNOWN = "unknown", _("Tidak tahu")

    code = models.CharField("kode", max_length=32, unique=True)
    text = models.CharField("pertanyaan", max_length=200)
    text_en = models.CharField("pertanyaan (Inggris)", max_length=200, blank=True)
    help = models.TextField("penjelasan", blank=True)
    help_en = models.TextField("penjelasan (Inggris)", blank=True)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        ordering = ("order", "code")
        verbose_name = "pertanyaan"
        verbose_name_plural = "pertanyaan"

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def label(self) -> str:
        return self.said("text")

    @property
    def hint(self) -> str:
        return self.said("help")


class EditionQuerySet(models.QuerySet["Edition"]):
    def drafts(self) -> "EditionQuerySet":
        return self.filter(published_at=None)

    def published(self) -> "EditionQuerySet":
        return self.exclude(published_at=None)

    def in_force(self, day: date) -> "Edition | None":
        """The edition a claim opened on this day stands under."""
        return self.published().filter(valid_from__lte=day).order_by("-valid_from").first()


class Edition(models.Model):
    """All requirements of all causes as they hold from one day on. A draft until it is published, then never edited."""

    number = models.PositiveIntegerField("nomor", unique=True)
    valid_from = models.DateField("berlaku mulai", null=True, blank=True)
    note = models.TextField("catatan", blank=True)
    published_at = models.DateTimeField("diterbitkan pada", null=True, blank=True, editable=False)
    published_by = models.CharField("diterbitkan oleh", max_length=64, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = "edisi"
        verbose_name_plural = "edisi"
        permissions = [("publish_edition", "Dapat menerbitkan edisi")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by="")
                | Q(published_at__isnull=False, valid_from__isnull=False) & ~Q(published_by=""),
                name="edition_published_with_day_and_name",
            ),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(published_at__isnull=False), name="edition_alone_from_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Edisi {self.number}" + ("" if self.is_published else " (rancangan)")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Requirement(Bilingual):
    """One line of an edition: what one cause says about one kind of paper."""

    class Need(models.TextChoices):
        REQUIRED = "required", "Wajib"
        CONDITIONAL = "conditional", "Bila syaratnya terpenuhi"
        ONE_OF = "one_of", "Salah satu dari kelompok"
        IF_ANY = "if_any", "Bila ada"

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="requirements", verbose_name="edisi", db_index=False
    )
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="requirements", verbose_name="sebab klaim")
    kind = models.ForeignKey(PaperKind, models.PROTECT, related_name="+", verbose_name="jenis dokumen")
    need = models.CharField("kebutuhan", max_length=12, choices=Need)
    group = models.ForeignKey(PaperGroup, models.PROTECT, null=True, blank=True, verbose_name="kelompok pilihan")
    condition = models.CharField(
        "syarat berkode",
        max_length=200,
        blank=True,
        help_text="Dihubungkan dengan “or”: question.KODE=yes, relation=spouse, age<18, route=dropbox, door=booth, "
        "sent_to_dropbox=yes.",
    )
    reason = models.CharField("kapan diminta", max_length=200, blank=True, help_text="Dibaca oleh pemohon.")
    reason_en = models.CharField("kapan diminta (Inggris)", max_length=200, blank=True)
    accepted_online = ArrayField(models.CharField(max_length=16, choices=Form), verbose_name="bentuk daring")
    accepted_dropbox = ArrayField(models.CharField(max_length=16, choices=Form), verbose_name="bentuk drop box")
    original = models.CharField("dokumen asli", max_length=8, choices=Original, default=Original.NONE)
    order = models.PositiveSmallIntegerField("urutan", default=0)
    certainty = models.CharField("kepastian", max_length=8, choices=Certainty, default=Certainty.HIGH)
    note = models.TextField("catatan petugas", blank=True)
    source = models.TextField("sumber", blank=True)

    class Meta:
        ordering = ("cause__programme__order", "cause__order", "order")
        verbose_name = "persyaratan"
        verbose_name_plural = "persyaratan"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "cause", "kind"],
                name="requirement_once_per_edition_and_cause",
                violation_error_message="Dokumen ini sudah ada pada sebab klaim itu dalam edisi ini.",
            ),
            models.CheckConstraint(
                condition=Q(need="one_of", group__isnull=False) | ~Q(need="one_of") & Q(group=None),
                name="requirement_group_goes_with_one_of",
                violation_error_message="Kelompok diisi bila, dan hanya bila, kebutuhannya “salah satu dari kelompok”.",
            ),
            models.CheckConstraint(
                condition=Q(need="conditional") & ~Q(condition="") | ~Q(need="conditional") & Q(condition=""),
                name="requirement_condition_goes_with_conditional",
                violation_error_message="Syarat berkode diisi hanya, dan selalu, untuk dokumen bersyarat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.kind.name}"
