"""Ways to look at the list of all claims that an officer keeps under a name."""

from django.db import models

from accounts.models import User

FILTERS_KEPT = 20
"""So many one person keeps: more are not found again in a row of links."""


class SavedFilter(models.Model):
    """One named way to narrow the list. Never whom somebody searched for: that stands in no table."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name="petugas", db_index=False)
    name = models.CharField("nama", max_length=40)
    query = models.CharField("saringan", max_length=300, help_text="As it stands in the address of the list.")

    class Meta:
        verbose_name = "saringan tersimpan"
        verbose_name_plural = "saringan tersimpan"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once_per_name")]

    def __str__(self) -> str:
        return self.name
