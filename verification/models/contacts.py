"""Contacts: that an officer got in touch about a claim, how, and what came of it."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.models import User
from claims.models import Appointment, Claim, OfficerQuestion, Paper
from privacy import vault
from privacy.fields import SealedTextField
from verification.models.calls import CallTask


class ContactQuerySet(models.QuerySet["Contact"]):
    def with_claim(self) -> "ContactQuerySet":
        return self.select_related("appointment", "call_task", "claim__branch", "claim__programme", "claim__applicant")

    def ahead(self) -> "ContactQuerySet":
        """Those whose call is still to come."""
        return self.filter(ended_at=None, appointment__ended_at=None, appointment__isnull=False)

    def of_officer(self, user: User) -> "ContactQuerySet":
        """Of the claims this officer holds now, or that are kept for them."""
        return self.filter(Q(claim__taken_by=user.actor) | Q(claim__reserved_for=user.actor))

    def between(self, first: datetime, last: datetime) -> "ContactQuerySet":
        return self.filter(appointment__at__gte=first, appointment__at__lt=last)


class Contact(models.Model):
    """One matter an officer turns to the person with: by telephone, e-mail or video.

    A telephone call is made through its call task, whose tries are its attempts. A written question is asked once.
    """

    class Way(models.TextChoices):
        PHONE = "phone", "Telepon"
        EMAIL = "email", "Pertanyaan tertulis"
        VIDEO = "video", "Video"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="contacts", verbose_name="klaim", db_index=False)
    way = models.CharField("cara", max_length=5, choices=Way)
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="janji",
        help_text="The agreed hour; empty for what is done at once.",
    )  # fmt: skip
    call_task = models.OneToOneField(
        CallTask, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tugas telepon"
    )
    question = models.OneToOneField(
        OfficerQuestion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pertanyaan"
    )
    made_at = models.DateTimeField("dibuat pada")
    made_by = models.CharField("dibuat oleh", max_length=60)
    ended_at = models.DateTimeField("selesai pada", null=True, blank=True)
    ended_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontak"
        verbose_name_plural = "kontak"
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="contact_ended_at_and_by",
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(
                name="contact_by_its_way",
                condition=Q(way="phone", call_task__isnull=False)
                | Q(way="video", appointment__isnull=False, call_task=None)
                | Q(way="email", appointment=None, call_task=None, question__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["claim", "-made_at"], name="contact_of_claim")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.pk}"


class Attempt(models.Model):
    """One try at a video call and how it ended. Written once."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Terlaksana: bertemu lewat video"
        NOT_THERE = "not_there", "Pemohon tidak masuk"
        NO_LINE = "no_line", "Tidak bisa tersambung: akan ditelepon"

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="attempts", verbose_name="kontak")
    outcome = models.CharField("hasil", max_length=9, choices=Outcome)
    note = SealedTextField("catatan")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "percobaan video"
        verbose_name_plural = "percobaan video"
        ordering = ["at"]

    def __str__(self) -> str:
        return f"percobaan video {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return self.contact.claim.data_key


class OriginalShown(models.Model):
    """The original of a paper was held to the camera and found to be the one that was sent. Written once."""

    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="originals", verbose_name="kontak", db_index=False
    )
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", verbose_name="dokumen")
    by = models.CharField("oleh", max_length=60)
    at = models.DateTimeField("waktu")

    class Meta:
        verbose_name = "asli diperlihatkan"
        verbose_name_plural = "asli diperlihatkan"
        constraints = [models.UniqueConstraint(fields=["contact", "paper"], name="one_original_of_a_paper_in_a_call")]

    def __str__(self) -> str:
        return f"asli {self.paper_id} pada {self.contact_id}"
