"""The checklist of a paper: what an officer looks at, beside what was declared. Rows that an office keeps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from verification.models.for_kinds import ForKinds


class CheckPoint(ForKinds):
    """One thing to look at on a paper. Ticking it is never asked for: the verdict is what counts."""

    class Beside(models.TextChoices):
        """A declared value that stands beside the words, so that nobody looks for it."""

        NAME = "name", "nama peserta"
        NIK = "nik", "NIK peserta"
        PASSPORT = "passport", "paspor"
        KPJ = "kpj", "nomor KPJ"
        BIRTH_DATE = "birth_date", "tanggal lahir"
        DEATH_DATE = "death_date", "tanggal meninggal"
        APPLICANT_NAME = "applicant_name", "nama pemohon"
        APPLICANT_NIK = "applicant_nik", "NIK pemohon"
        BANK = "bank", "bank"
        ACCOUNT_NUMBER = "account_number", "nomor rekening"
        ACCOUNT_HOLDER = "account_holder", "pemilik rekening"

    code = models.SlugField("kode", max_length=30, unique=True)
    words = models.CharField("yang diperiksa", max_length=160)
    beside = ArrayField(
        models.CharField(max_length=16, choices=Beside),
        verbose_name="data di sampingnya",
        default=list,
        blank=True,
    )
    order = models.PositiveSmallIntegerField("urutan", default=100)
    is_active = models.BooleanField("dipakai", default=True)

    class Meta:
        verbose_name = "butir periksa"
        verbose_name_plural = "butir periksa"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.words
