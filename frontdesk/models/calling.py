"""Where people are called to, and every call that was made."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from branches.models import Branch
from frontdesk.models.visits import Visit, VisitSeries


class CounterQuerySet(models.QuerySet["Counter"]):
    def open_in(self, branches: models.QuerySet[Branch]) -> "CounterQuerySet":
        """Those of these branches to which people are called, with who stands there."""
        return self.filter(branch__in=branches, is_open=True).select_related("branch", "visit")


class Counter(models.Model):
    """A counter or a booth of a branch. At most one visit stands at it, and a visit stands at one at most."""

    class Kind(models.TextChoices):
        COUNTER = "loket", "Loket"
        BOOTH = "bilik", "Bilik"

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="counters", verbose_name="kantor cabang", db_index=False
    )
    kind = models.CharField("jenis", max_length=5, choices=Kind, default=Kind.COUNTER)
    number = models.PositiveSmallIntegerField("nomor", validators=[MinValueValidator(1), MaxValueValidator(99)])
    series = ArrayField(
        models.CharField(max_length=1, choices=VisitSeries),
        verbose_name="seri yang dipanggil",
        help_text="Bila beberapa, yang datang lebih dulu dipanggil lebih dulu.",
    )
    is_open = models.BooleanField("dibuka", default=True)
    visit = models.OneToOneField(
        Visit, models.SET_NULL, null=True, blank=True, related_name="counter", verbose_name="yang sedang dilayani"
    )

    objects = CounterQuerySet.as_manager()

    class Meta:
        verbose_name = "loket atau bilik"
        verbose_name_plural = "loket dan bilik"
        ordering = ["branch", "-kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "kind", "number"], name="one_counter_per_number"),
            models.CheckConstraint(name="counter_number_can_be_said", condition=Q(number__range=(1, 99))),
            models.CheckConstraint(name="counter_calls_somebody", condition=~Q(series=[])),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def serving(self) -> Visit | None:
        """Who stands here. Somebody the gate saw leave does not, whatever was noted here last."""
        return self.visit if self.visit and self.visit.status == Visit.Status.CALLED else None


class CallQuerySet(models.QuerySet["Call"]):
    def said(self) -> "CallQuerySet":
        """Those that were said aloud, the latest first."""
        return self.filter(what__in=Call.SAID).order_by("-at", "-pk")


class Call(models.Model):
    """A visit called to a counter, called again, or done with there: who did it and when. Written once."""

    class What(models.TextChoices):
        CALLED = "called", "Dipanggil"
        AGAIN = "again", "Dipanggil ulang"
        SERVED = "served", "Selesai dilayani"
        PARKED = "parked", "Ditunda"
        SKIPPED = "skipped", "Dilewati"

    SAID: ClassVar[tuple[What, ...]] = (What.CALLED, What.AGAIN)

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="kantor cabang")
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="calls", verbose_name="loket")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="calls", verbose_name="kunjungan")
    what = models.CharField("apa", max_length=7, choices=What)
    at = models.DateTimeField("waktu")
    by = models.CharField("oleh", max_length=60)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "panggilan"
        verbose_name_plural = "panggilan"
        indexes = [
            models.Index(fields=["branch", "-at"], name="call_on_the_board", condition=Q(what__in=["called", "again"]))
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.visit_id}"
