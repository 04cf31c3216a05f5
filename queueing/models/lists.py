"""Who waits for a place of a day that is full, in which order."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.models import Branch
from claims.models import Claim
from notifications.address import Address
from privacy.fields import SealedJSONField
from queueing.models.drafts import Draft

ENTRIES_PER_CONTACT = 3
"""How many days one contact may wait for at once."""


class WaitingList(models.Model):
    """The waiting list of one branch, door and day. Its row is locked by whoever frees a place or joins."""

    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="waiting_lists", verbose_name="kantor cabang", db_index=False
    )
    door = models.CharField("pintu", max_length=10, choices=Claim.Door.choices)
    day = models.DateField("hari", help_text="The branch's own calendar day.")
    last_number = models.PositiveIntegerField("nomor terakhir", default=0)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)

    class Meta:
        verbose_name = "daftar tunggu"
        verbose_name_plural = "daftar tunggu"
        ordering = ["day", "branch"]
        constraints = [models.UniqueConstraint(fields=["branch", "door", "day"], name="one_list_per_day")]

    def __str__(self) -> str:
        return f"daftar tunggu {self.branch_id} {self.day:%d-%m-%Y}"

    def day_was_closed(self) -> bool:
        """Whether the branch took this day back: it closed its hours, wants nobody in any, or stopped serving."""
        hours = self.branch.slots.filter(door=self.door, day=self.day)
        wanted = hours.filter(planned__gt=0).exists() and not hours.filter(closed_at__isnull=False).exists()
        return not (wanted and self.branch.is_active)


class WaitingEntryQuerySet(models.QuerySet["WaitingEntry"]):
    def live(self) -> "WaitingEntryQuerySet":
        """Entries that still wait, or have an offer they have not answered."""
        return self.filter(ended_at=None)

    def in_line(self) -> "WaitingEntryQuerySet":
        """Entries nobody has offered a place yet, the first first."""
        return self.live().filter(offered_at=None).order_by("number")


class WaitingEntry(models.Model):
    """One contact's number in a list. A freed place is held for the lowest number that waits."""

    class End(models.TextChoices):
        TAKEN = "taken", "tempat diambil"
        MISSED = "missed", "tidak dijawab"
        LEFT = "left", "keluar dari daftar"
        ELSEWHERE = "elsewhere", "mendapat tempat lain"
        OVER = "over", "hari sudah lewat"
        CLOSED = "closed", "hari ditutup cabang"

    IN_VAIN = (End.OVER, End.CLOSED)

    list = models.ForeignKey(WaitingList, models.PROTECT, related_name="entries", verbose_name="daftar", db_index=False)
    number = models.PositiveIntegerField("nomor")
    contact_index = models.BinaryField(max_length=32)
    contact = SealedJSONField("kontak", default=dict, help_text="phone, email, whatsapp, language: what was confirmed")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, related_name="entries")
    token_hash = models.BinaryField(max_length=32, unique=True)
    joined_at = models.DateTimeField("mendaftar")
    offered_at = models.DateTimeField("ditawari", null=True, blank=True)
    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    ended_because = models.CharField("karena", max_length=10, choices=End.choices, blank=True)

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "nomor tunggu"
        verbose_name_plural = "nomor tunggu"
        ordering = ["list", "number"]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="waiting_number_once"),
            models.UniqueConstraint(
                fields=["list", "contact_index"],
                condition=Q(ended_at__isnull=True),
                name="one_live_number_per_contact_and_day",
            ),
        ]
        indexes = [models.Index(fields=["contact_index"], name="waiting_by_contact")]

    def __str__(self) -> str:
        return f"nomor {self.number}"

    def position(self) -> int:
        """How many wait with a lower number, and this one: 1 is the next."""
        return self.list.entries.in_line().filter(number__lte=self.number).count()

    @property
    def language(self) -> str:
        """The language the number was drawn in, and the person is told in."""
        said = self.contact.get("language")
        return said if said in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def address(self) -> Address:
        """Where this person is told that a place has come."""
        return Address(
            person=f"waiting:{self.pk}",
            email=self.contact.get("email", ""),
            phone=self.contact.get("phone", ""),
            whatsapp=self.contact.get("whatsapp", False),
            zone=self.list.branch.zone,
            language=self.language,
        )
