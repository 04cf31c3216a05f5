"""How a claimant is let in: one-time codes, the private link, and a contact that is replaced."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.people import OfAClaim
from privacy.fields import SealedTextField

CODE_LIVES_FOR = timedelta(minutes=10)
CODE_TRIES = 5


class OneTimeCode(models.Model):
    """Six digits sent to one contact, for one purpose, in one session. Only its keyed hash is kept.

    A code asked for a case that does not exist has a row too, with no contact: the same path, the same time.
    """

    class Purpose(models.TextChoices):
        CONFIRM_CONTACT = "confirm_contact", _("mengonfirmasi kontak")
        OPEN_CLAIM = "open_claim", _("membuka klaim")
        REPLACE_CONTACT = "replace_contact", _("mengganti kontak")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    claim = models.ForeignKey(Claim, models.CASCADE, null=True, blank=True)
    contact_index = models.BinaryField(max_length=32)
    session_index = models.BinaryField(max_length=32)
    network_index = models.BinaryField(max_length=32)
    case_index = models.BinaryField(max_length=32, default=b"")
    code_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "kode sekali pakai"
        verbose_name_plural = "kode sekali pakai"
        constraints = [models.CheckConstraint(name="code_tries_bounded", condition=Q(tries__lte=CODE_TRIES))]
        indexes = [
            models.Index(fields=["made_at"], name="code_by_time"),
            models.Index(fields=["contact_index", "made_at"], name="code_by_contact"),
            models.Index(fields=["network_index", "made_at"], name="code_by_network"),
            models.Index(fields=["case_index", "made_at"], name="code_by_case"),
            models.Index(fields=["session_index", "purpose", "made_at"], name="code_by_session"),
        ]

    def __str__(self) -> str:
        return f"kode {self.pk}"


class PrivateLink(models.Model):
    """The link of the confirmation: opens the task list and lets papers be added. Only its hash is kept."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="private_links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tautan pribadi"
        verbose_name_plural = "tautan pribadi"
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="one_living_link_per_claim"
            )
        ]

    def __str__(self) -> str:
        return f"tautan {self.pk}"


class ContactChange(OfAClaim):
    """A contact changed at the counter because neither old one can be reached: two officers, and the KTP was seen."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("nomor ponsel")
        EMAIL = "email", _("e-mail")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="contact_changes")
    channel = models.CharField("kontak", max_length=5, choices=Channel.choices)
    value = SealedTextField("kontak baru")
    reason = SealedTextField("alasan")
    ktp_seen = models.BooleanField("KTP asli diperlihatkan")
    proposed_at = models.DateTimeField("diusulkan")
    proposed_by = models.CharField("diusulkan oleh", max_length=60)
    confirmed_at = models.DateTimeField("disetujui", null=True, blank=True)
    confirmed_by = models.CharField("disetujui oleh", max_length=60, blank=True)
    refused_at = models.DateTimeField("ditolak", null=True, blank=True)
    refused_by = models.CharField("ditolak oleh", max_length=60, blank=True)

    class Meta:
        verbose_name = "perubahan kontak"
        verbose_name_plural = "perubahan kontak"
        constraints = [
            models.CheckConstraint(name="contact_change_needs_the_ktp", condition=Q(ktp_seen=True)),
            models.CheckConstraint(
                name="contact_change_needs_two_officers",
                condition=Q(confirmed_by="") | ~Q(confirmed_by=models.F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["claim", "channel"],
                condition=Q(confirmed_at__isnull=True, refused_at__isnull=True),
                name="one_open_contact_change",
            ),
        ]

    def __str__(self) -> str:
        return f"perubahan kontak {self.pk}"
