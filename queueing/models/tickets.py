"""A person's place: held while a form is filled in, then theirs until the claim ends or the place is given up."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from catalogue.models import Programme
from claims.models import Claim
from queueing.models.drafts import Draft
from queueing.models.lists import WaitingEntry
from queueing.models.slots import Slot

HOLD_FOR = timedelta(minutes=10)
"""How long a place is held while its form is filled in. It is not renewed."""

ONE_HOLD_PER = timedelta(hours=1)
"""A contact that held a place this recently is not held another one: who finishes first has it."""


class TicketQuerySet(models.QuerySet["Ticket"]):
    def live(self) -> "TicketQuerySet":
        """Tickets that count in their slot's `taken`."""
        return self.filter(ended_at=None)

    def held(self) -> "TicketQuerySet":
        """Live tickets that nobody has confirmed yet."""
        return self.live().filter(claim=None)

    def confirmed(self) -> "TicketQuerySet":
        """Live tickets of open claims."""
        return self.live().exclude(claim=None)

    def shown_on_its_day(self, now: datetime) -> "TicketQuerySet":
        """What a day's list shows: who has a place or is being given one, who was served, who came or did not."""
        lives = Q(ended_at=None) & (Q(claim__isnull=False) | Q(held_until__gt=now))
        decided = Q(ended_because__in=(Ticket.End.VERIFIED, Ticket.End.REJECTED), ended_at__gte=F("slot__starts_at"))
        return self.filter(lives | decided | Q(came_at__isnull=False) | Q(missed_at__isnull=False))

    def held_within(self, time: timedelta, now: datetime) -> "TicketQuerySet":
        """Holds that were begun within that time and are over without a claim."""
        return self.filter(claim=None, entry=None, ended_at__isnull=False, taken_at__gt=now - time)

    def expired(self, now: datetime) -> "TicketQuerySet":
        """Holds whose time is over and that still count."""
        return self.held().filter(held_until__lte=now)


class Ticket(models.Model):
    """One place of one hour. Held until `held_until`, or confirmed by a claim, or ended; it counts until it has ended.

    A hold belongs to a confirmed contact and a draft, or to somebody on the waiting list (`entry`). Confirming turns
    the same row into the claim's place.
    """

    class End(models.TextChoices):
        LAPSED = "lapsed", "waktu menahan habis"
        RELEASED = "released", "dilepas"
        WITHDRAWN = "withdrawn", "klaim dibatalkan"
        GIVEN_UP = "given_up", "tempat dilepas"
        MOVED = "moved", "dipindah"
        CLOSED = "closed", "jam ditutup cabang"
        VERIFIED = "verified", "klaim terverifikasi"
        REJECTED = "rejected", "klaim ditolak"
        EXPIRED = "expired", "klaim kedaluwarsa"
        DISPUTE_LOST = "dispute_lost", "NIK milik orang lain"
        DISPUTE_LAPSED = "dispute_lapsed", "sengketa tanpa dokumen"

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="tickets", verbose_name="jam layanan")
    taken_at = models.DateTimeField("diambil")
    held_until = models.DateTimeField("ditahan sampai", null=True, blank=True, help_text="Exclusive.")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, related_name="tickets")
    entry = models.ForeignKey(WaitingEntry, models.PROTECT, null=True, blank=True, related_name="tickets")
    contact_index = models.BinaryField(max_length=32)
    device_index = models.BinaryField(max_length=32, default=b"")
    network_index = models.BinaryField(max_length=32, default=b"")

    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="klaim"
    )
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True)
    person_index = models.BinaryField(max_length=32, default=b"")
    confirmed_at = models.DateTimeField("dikonfirmasi", null=True, blank=True)
    is_disputed = models.BooleanField("bersengketa", default=False)
    is_walk_in = models.BooleanField("datang langsung", default=False)

    ended_at = models.DateTimeField("berakhir", null=True, blank=True)
    ended_because = models.CharField("karena", max_length=20, choices=End.choices, blank=True)
    came_at = models.DateTimeField("hadir", null=True, blank=True)
    came_by = models.CharField("dicatat hadir oleh", max_length=60, blank=True)
    missed_at = models.DateTimeField("tidak hadir", null=True, blank=True)
    missed_by = models.CharField("dicatat tidak hadir oleh", max_length=60, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "tempat"
        verbose_name_plural = "tempat"
        constraints = [
            models.UniqueConstraint(
                fields=["person_index", "programme"],
                condition=Q(ended_at__isnull=True, claim__isnull=False, is_disputed=False),
                name="one_live_place_per_person_and_programme",
            ),
            models.UniqueConstraint(
                fields=["person_index", "programme", "contact_index"],
                condition=Q(ended_at__isnull=True, claim__isnull=False),
                name="one_live_place_per_person_programme_and_contact",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="one_live_place_per_claim"
            ),
            models.UniqueConstraint(
                fields=["contact_index"],
                condition=Q(ended_at__isnull=True, claim__isnull=True, entry__isnull=True),
                name="one_live_hold_per_contact",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at__isnull=True, claim__isnull=True),
                name="one_live_offer_per_entry",
            ),
            models.CheckConstraint(
                name="ticket_held_or_confirmed",
                condition=Q(claim__isnull=True, confirmed_at__isnull=True, held_until__isnull=False)
                | Q(claim__isnull=False, confirmed_at__isnull=False, programme__isnull=False) & ~Q(person_index=b""),
            ),
            *(
                models.CheckConstraint(
                    name=f"ticket_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("came", "missed")
            ),
            models.CheckConstraint(
                name="ticket_came_or_missed", condition=Q(came_at__isnull=True) | Q(missed_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"], name="ticket_held", condition=Q(ended_at__isnull=True, claim__isnull=True)
            ),
            models.Index(fields=["contact_index", "taken_at"], name="ticket_by_contact"),
            models.Index(fields=["device_index", "taken_at"], name="ticket_by_device"),
            models.Index(fields=["network_index", "taken_at"], name="ticket_by_network"),
            models.Index(fields=["taken_at"], name="ticket_newest"),
        ]

    def __str__(self) -> str:
        return f"tempat {self.pk}"

    @property
    def must_come(self) -> bool:
        """Whether the person has to be there: at the counter, or with an envelope asked for before their hour is over.

        Needs the slot and the claim at hand.
        """
        if self.claim is None:
            return False
        sent_at = self.claim.sent_to_dropbox_at
        return self.slot.door == Claim.Door.ONSITE or (sent_at is not None and sent_at < self.slot.ends_at)

    def in_another(self, slot: Slot, *, now: datetime) -> "Ticket":
        """The same person's place in another hour, unsaved and uncounted."""
        return Ticket(
            slot=slot,
            claim_id=self.claim_id,
            programme_id=self.programme_id,
            person_index=self.person_index,
            contact_index=self.contact_index,
            device_index=self.device_index,
            network_index=self.network_index,
            is_disputed=self.is_disputed,
            taken_at=now,
            confirmed_at=now,
        )


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def standing(self) -> "DisputeQuerySet":
        """Disputes nobody has settled, and that did not end by themselves."""
        return self.filter(settled_at=None)

    def with_side(self, claim: Claim) -> "DisputeQuerySet":
        """Disputes this very claim is a side of."""
        return self.filter(Q(first=claim) | Q(second=claim))

    def of(self, claim: Claim) -> "DisputeQuerySet":
        """Disputes on the claim's participant and programme, whichever claims they are between."""
        person = claim.participant.person_index
        return self.filter(first__participant__person_index=person, first__programme=claim.programme_id)

    def visible_to(self, user: User) -> "DisputeQuerySet":
        """Those in which a branch of this person is concerned, on either side."""
        mine = user.branches_in_sight()
        return self.filter(Q(first__branch__in=mine) | Q(second__branch__in=mine))


class Dispute(models.Model):
    """Two claims on one participant and programme from different contacts. Whose KTP is seen keeps the place.

    The first has until a day after it was told to send a paper, the second until a day after its booking.
    """

    class Seen(models.TextChoices):
        VIDEO = "video", "panggilan video"
        COUNTER = "counter", "loket"

    first = models.ForeignKey(
        Claim, models.PROTECT, related_name="+", verbose_name="pendaftaran pertama", db_index=False
    )
    second = models.ForeignKey(Claim, models.PROTECT, related_name="+", verbose_name="pendaftaran kedua")
    opened_at = models.DateTimeField("dibuka")
    told_at = models.DateTimeField("pendaftar pertama dikabari", null=True, blank=True)
    settled_at = models.DateTimeField("selesai", null=True, blank=True)
    settled_by = models.CharField("diselesaikan oleh", max_length=60, blank=True)
    seen_by = models.CharField("KTP dilihat lewat", max_length=8, choices=Seen.choices, blank=True)
    kept = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="yang tetap")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = "sengketa NIK"
        verbose_name_plural = "sengketa NIK"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_dispute_per_pair"),
            models.CheckConstraint(
                name="dispute_settled_at_and_by",
                condition=Q(settled_at__isnull=True, settled_by="") | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"sengketa {self.pk}"
