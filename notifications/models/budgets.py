"""What was spent on messages, so that a fault or a fraud cannot empty the account."""

from django.db import models


class Spent(models.Model):
    """How many paid messages left on one day (UTC) under one key: `all`, `case:<person>` or `prefix:+62812`."""

    day = models.DateField("hari")
    key = models.CharField("pos", max_length=140)
    count = models.PositiveIntegerField("jumlah")

    class Meta:
        verbose_name = "pemakaian"
        verbose_name_plural = "pemakaian"
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="spent_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.key}: {self.count}"
