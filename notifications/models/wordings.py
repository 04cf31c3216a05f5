"""What was said, and which WhatsApp templates may be used to say it."""

from django.db import models


class Wording(models.Model):
    """The sources of one message in one language as they were when they first left.

    A message that was sent names its version, so that what a person read can be read again years later, although the
    templates were changed since.
    """

    name = models.CharField("pesan", max_length=40)
    language = models.CharField("bahasa", max_length=5)
    version = models.CharField("versi naskah", max_length=12, help_text="Awal SHA-256 dari semua berkasnya.")
    sources = models.JSONField("naskah", help_text="File name to text.")
    first_used_at = models.DateTimeField("pertama dipakai")

    class Meta:
        verbose_name = "versi naskah"
        verbose_name_plural = "versi naskah"
        ordering = ["name", "language", "-first_used_at"]
        constraints = [models.UniqueConstraint(fields=["name", "language", "version"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}) {self.version}"


class WhatsAppTemplate(models.Model):
    """One message in one language as Meta knows it. Only an approved one is ever sent."""

    class Category(models.TextChoices):
        """Meta's own words: what it costs, and what it may say."""

        AUTHENTICATION = "AUTHENTICATION", "Kode (AUTHENTICATION)"
        UTILITY = "UTILITY", "Kabar (UTILITY)"

    class Approval(models.TextChoices):
        PENDING = "pending", "Menunggu persetujuan"
        APPROVED = "approved", "Disetujui"
        REJECTED = "rejected", "Ditolak"
        PAUSED = "paused", "Dihentikan sementara"

    name = models.CharField("pesan", max_length=40)
    language = models.CharField("bahasa", max_length=5)
    category = models.CharField("kategori", max_length=14, choices=Category)
    content_sid = models.CharField("ContentSid", max_length=34, blank=True)
    approval = models.CharField("persetujuan", max_length=8, choices=Approval, default=Approval.PENDING)
    checked_at = models.DateTimeField("dilihat di penyedia pada", null=True, blank=True)

    class Meta:
        verbose_name = "templat WhatsApp"
        verbose_name_plural = "templat WhatsApp"
        ordering = ["name", "language"]
        constraints = [
            models.UniqueConstraint(fields=["name", "language"], name="whatsapp_template_once"),
            models.CheckConstraint(
                name="whatsapp_template_approved_has_a_sid",
                condition=~models.Q(approval="approved") | models.Q(content_sid__startswith="HX"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
