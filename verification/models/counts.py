"""What happened at the desk, counted day by day, so that nobody counts millions of events to see a month.

Made from the claims' history by `verification.figures.counting` and made anew at will: these rows hold no fact of their
own. A day is the branch's own calendar day, and an event counts for the branch the claim had when it was counted.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from branches.models import Branch


class CountedDay(models.Model):
    """A day whose events were counted. Counted again until it is over in every zone."""

    day = models.DateField("tanggal", primary_key=True)
    counted_at = models.DateTimeField("dihitung pada")

    class Meta:
        verbose_name = "hari yang dihitung"
        verbose_name_plural = "hari yang dihitung"

    def __str__(self) -> str:
        return self.day.isoformat()


class OfficerDay(models.Model):
    """What one officer did at one branch on one day.

    `waits` and `works` hold one entry, in seconds, for each round this officer ended: from handed in to first taken,
    and from first taken to the end, by the clock (nights and holidays too). Kept singly, so that medians stay exact.
    """

    day = models.DateField("tanggal")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="kantor cabang")
    by = models.CharField("oleh", max_length=60)
    taken = models.PositiveIntegerField("diambil")
    put_back = models.PositiveIntegerField("dikembalikan ke antrean")
    verified = models.PositiveIntegerField("terverifikasi")
    rejected = models.PositiveIntegerField("ditolak")
    at_first = models.PositiveIntegerField("diputus tanpa perbaikan")
    repairs = models.PositiveIntegerField("perbaikan diminta")
    papers_returned = models.PositiveIntegerField("dokumen dikembalikan")
    late = models.PositiveIntegerField("diputus lewat janji")
    waits = ArrayField(models.PositiveIntegerField(), verbose_name="lama menunggu")
    works = ArrayField(models.PositiveIntegerField(), verbose_name="lama diperiksa")

    class Meta:
        verbose_name = "hari seorang petugas"
        verbose_name_plural = "hari para petugas"
        constraints = [models.UniqueConstraint(fields=["day", "branch", "by"], name="officer_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.by}"


class PaidDay(models.Model):
    """The claims of one branch whose payment was recorded on one day.

    `ours` and `banks` hold one entry, in working days, for each of them that something was promised for: from complete
    to verified without the claimant's own time, and from verified to paid (see `claims.promise`).
    """

    day = models.DateField("tanggal")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="kantor cabang")
    paid = models.PositiveIntegerField("dibayarkan")
    late = models.PositiveIntegerField("dibayarkan lewat janji")
    ours = ArrayField(models.PositiveIntegerField(), verbose_name="bagian kami")
    banks = ArrayField(models.PositiveIntegerField(), verbose_name="bagian bank")

    class Meta:
        verbose_name = "hari pembayaran"
        verbose_name_plural = "hari pembayaran"
        constraints = [models.UniqueConstraint(fields=["day", "branch"], name="paid_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.branch_id}"


class ReasonDay(models.Model):
    """How often one officer had one reason, at one branch on one day: to return a paper, or to decide after a promise.

    What was late without a reason has an empty code.
    """

    class What(models.TextChoices):
        RETURNED = "returned", "dokumen dikembalikan"
        LATE = "late", "diputus lewat janji"

    day = models.DateField("tanggal")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="kantor cabang")
    by = models.CharField("oleh", max_length=60)
    what = models.CharField("apa", max_length=8, choices=What.choices)
    reason = models.CharField("kode alasan", max_length=30, blank=True)
    times = models.PositiveIntegerField("berapa kali")

    class Meta:
        verbose_name = "alasan dalam sehari"
        verbose_name_plural = "alasan dalam sehari"
        constraints = [
            models.UniqueConstraint(fields=["day", "branch", "by", "what", "reason"], name="reason_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.reason}"


class BranchHour(models.Model):
    """How much came to a branch in one hour of its clock, and how much its officers ended."""

    day = models.DateField("tanggal")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="kantor cabang")
    hour = models.PositiveSmallIntegerField("jam")
    handed_in = models.PositiveIntegerField("diserahkan")
    ended = models.PositiveIntegerField("selesai diperiksa")

    class Meta:
        verbose_name = "jam sebuah cabang"
        verbose_name_plural = "jam para cabang"
        constraints = [models.UniqueConstraint(fields=["day", "branch", "hour"], name="branch_hour_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}.00"
