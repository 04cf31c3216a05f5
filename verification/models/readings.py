"""What was read of the people of a claim, by whom and when."""

from django.db import models
from django.db.models import Q

from claims.models import Claim


class PageView(models.Model):
    """Somebody of the agency read something personal. Written before it is shown.

    Of a page image, `ahead` is written when it leaves the house before anybody asked to see it, so that the next paper
    is on the screen at once, and `page` when it is put before the officer. Both say what the browser was given; only
    `page` says that it was looked at. Who asks what an officer may have read counts both.
    """

    class What(models.TextChoices):
        DECLARED = "declared", "data yang dinyatakan"
        CONTACT = "contact", "kontak"
        PAGE = "page", "halaman dokumen"
        AHEAD = "ahead", "halaman dokumen, dimuat lebih dulu"
        MAIL = "mail", "surat masuk"
        TOLD = "told", "kabar kepada pemohon"
        PHRASE = "phrase", "frasa petugas"
        DECISION = "decision", "keputusan"
        SEARCH = "search", "pencarian orang"
        PAYMENT = "payment", "data penerima pembayaran"
        SCAN = "scan", "halaman pindaian amplop"

    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="klaim",
        help_text="Empty for a mail or a scan of which nobody knows yet whose it is, and for a search.", db_index=False,
    )  # fmt: skip
    what = models.CharField("apa", max_length=10, choices=What.choices)
    code = models.CharField(
        "kode",
        max_length=80,
        blank=True,
        help_text="Paper kind, file and page; mail, call, kind of search.",
    )
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "pembacaan"
        verbose_name_plural = "pembacaan"
        constraints = [
            models.CheckConstraint(
                name="page_view_of_a_claim", condition=Q(what__in=["mail", "search", "scan"]) | Q(claim__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["claim", "at"], name="page_view_of_claim"),
            models.Index(fields=["by", "at"], name="page_view_of_officer"),
            models.Index(fields=["at"], name="page_view_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.what} {self.code}"
