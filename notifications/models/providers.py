"""How well each provider of each channel does, and how much it is given to carry."""

from django.db import models

RESTING = 50  # of providers that share a channel, as long as all do well
LOWEST, HIGHEST = 0, 100


class ProviderHealth(models.Model):
    """The share one provider is given of one channel. What changed it stands in ProviderChange."""

    name = models.CharField("penyedia", max_length=20)
    channel = models.CharField("saluran", max_length=10)
    weight = models.PositiveSmallIntegerField("bobot", default=RESTING)
    errors = models.PositiveIntegerField("galat dalam menit itu", default=0)
    errors_from = models.DateTimeField("menit galat mulai", null=True, blank=True)
    changed_at = models.DateTimeField("bobot berubah pada", null=True, blank=True)
    held_by = models.CharField(
        "ditahan oleh", max_length=60, blank=True, help_text="Selama ditahan, mesin tidak mengubahnya."
    )

    class Meta:
        verbose_name = "kesehatan penyedia"
        verbose_name_plural = "kesehatan penyedia"
        ordering = ("channel", "name")
        constraints = [
            models.UniqueConstraint(fields=["name", "channel"], name="provider_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=LOWEST, weight__lte=HIGHEST), name="provider_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.channel})"


class ProviderChange(models.Model):
    """One change of a weight: by the machine, with its cause, or by a person."""

    provider = models.ForeignKey(ProviderHealth, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField("pada")
    weight_before = models.PositiveSmallIntegerField("bobot sebelumnya")
    weight_after = models.PositiveSmallIntegerField("bobot sesudahnya")
    because = models.CharField("sebab", max_length=80)
    by = models.CharField("oleh", max_length=60)

    class Meta:
        verbose_name = "perubahan bobot"
        verbose_name_plural = "perubahan bobot"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.provider}: {self.weight_before} → {self.weight_after}"
