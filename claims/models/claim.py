"""A claim: one case number for life, whatever door its papers come through."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill
from branches import calendar
from branches.models import Branch
from catalogue import checklist
from catalogue.models import Cause, Edition, PaperKind, Programme, Relation
from claims.models.questions_of_claims import (
    CHECKED,
    ENVELOPE_WAIT,
    FREE,
    OWED,
    TURN,
    UNFORWARDED,
    ClaimQuerySet,
)
from privacy import vault
from privacy.fields import SealedTextField, WrappedKeyField

if TYPE_CHECKING:
    from claims.models.papers import Paper


def _listings(**narrowed: tuple[str, ...]) -> Iterator[models.Index]:
    """The list of all claims, newest first, narrowed by these columns: see verification.all_claims.listing.

    Each holds what else is asked for, so that skipping rows reads the index alone.
    """
    for name, columns in narrowed.items():
        yield models.Index(fields=[*columns, "opened_at", "id"], include=["programme", "door"], name=name)


class Claim(models.Model):
    """One claim on one programme, opened with a place or at the gate, and closed by a payment, a refusal or its end."""

    class Status(models.TextChoices):
        AWAITING_PAPERS = "awaiting_papers", _("Menunggu dokumen")
        AWAITING_CHECK = "awaiting_check", _("Menunggu verifikasi")
        AWAITING_REPAIR = "awaiting_repair", _("Perlu diperbaiki")
        SENT_TO_DROPBOX = "sent_to_dropbox", _("Diarahkan ke drop box")
        VERIFIED = "verified", _("Terverifikasi, diteruskan untuk pembayaran")
        PAID = "paid", _("Dibayarkan")
        REJECTED = "rejected", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Dibatalkan")
        EXPIRED = "expired", _("Kedaluwarsa")

    class Door(models.TextChoices):
        ONLINE = "online", _("Daring")
        ONSITE = "onsite", _("Di kantor cabang")
        GATE = "gate", _("Drop box")

    class LateBecause(models.TextChoices):
        """Why the promised day passed, in words that its claimant reads."""

        MANY = "many", _("jumlah klaim jauh melebihi petugas yang ada")
        SYSTEM = "system", _("sistem kami terganggu")
        OTHERS = "others", _("kami menunggu jawaban pihak lain tentang data Anda")
        CAREFUL = "careful", _("data Anda perlu diperiksa lebih teliti oleh petugas kedua")
        UNREACHED = "unreached", _("kami belum berhasil menghubungi Anda")

    class BankSaid(models.TextChoices):
        """Why the bank sent the money back, in words that its claimant reads."""

        ACCOUNT_CLOSED = "account_closed", _("rekening ini sudah ditutup")
        ACCOUNT_UNKNOWN = "account_unknown", _("nomor rekening ini tidak dikenal")
        HOLDER_DIFFERS = "holder_differs", _("nama pemilik rekening tidak sama")
        ACCOUNT_DORMANT = "account_dormant", _("rekening ini tidak aktif, jadi belum bisa menerima uang")
        BANK_UNREACHABLE = "bank_unreachable", _("bank tujuan tidak dapat dihubungi")
        OTHER = "other", _("uang tidak dapat masuk ke rekening ini")

    OPENINGS = (Status.AWAITING_PAPERS, Status.SENT_TO_DROPBOX)
    ARROWS: dict[str, tuple[Status, ...]] = {
        Status.AWAITING_PAPERS: (
            Status.AWAITING_CHECK,
            Status.SENT_TO_DROPBOX,
            Status.WITHDRAWN,
            Status.EXPIRED,
        ),
        Status.AWAITING_CHECK: (
            Status.AWAITING_REPAIR,
            Status.VERIFIED,
            Status.REJECTED,
            Status.SENT_TO_DROPBOX,
            Status.WITHDRAWN,
        ),
        Status.AWAITING_REPAIR: (Status.AWAITING_CHECK, Status.SENT_TO_DROPBOX, Status.WITHDRAWN),
        Status.SENT_TO_DROPBOX: (
            Status.AWAITING_CHECK,
            Status.AWAITING_PAPERS,
            Status.EXPIRED,
            Status.WITHDRAWN,
        ),
        Status.VERIFIED: (Status.PAID, Status.AWAITING_REPAIR, Status.AWAITING_CHECK),
        Status.REJECTED: (Status.AWAITING_CHECK,),
    }
    FINAL = (Status.PAID, Status.REJECTED, Status.WITHDRAWN, Status.EXPIRED)
    WITH_OFFICERS = (Status.AWAITING_CHECK, Status.AWAITING_REPAIR)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case_number = models.CharField("nomor kasus", max_length=16, unique=True)
    key_sealed = WrappedKeyField(help_text="The key of this claim's personal data; destroying it erases them.")
    caller_phrase = SealedTextField("frasa petugas", help_text="Said by the officer who calls, never by the claimant.")
    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name="program")
    cause = models.ForeignKey(Cause, models.PROTECT, verbose_name="sebab")
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="edisi katalog")
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name="kantor cabang", related_name="claims", db_index=False
    )
    status = models.CharField(max_length=20, choices=Status.choices)
    door = models.CharField("pintu", max_length=10, choices=Door.choices, default=Door.ONLINE)
    answers = models.JSONField("jawaban", default=dict, help_text="Question code to yes, no or unknown.")

    visit_at = models.DateTimeField("jam layanan", null=True, blank=True)
    papers_due_at = models.DateTimeField("batas dokumen", null=True, blank=True)
    place_lost_at = models.DateTimeField("tanpa tempat sejak", null=True, blank=True)
    repair_due_at = models.DateTimeField("batas perbaikan", null=True, blank=True)
    opened_at = models.DateTimeField("dibuka")
    opened_by = models.CharField(max_length=60)
    declared_at = models.DateTimeField("pernyataan kebenaran")
    privacy_notice = models.CharField("versi pemberitahuan privasi", max_length=10)
    submitted_at = models.DateTimeField("diserahkan", null=True, blank=True)
    submitted_by = models.CharField(max_length=60, blank=True)
    completed_late_at = models.DateTimeField("lengkap setelah batas", null=True, blank=True)
    sent_to_dropbox_at = models.DateTimeField("diarahkan ke drop box", null=True, blank=True)
    envelope_at = models.DateTimeField(
        "amplop di sini sejak", null=True, blank=True, help_text="While the papers of an envelope wait to be read."
    )
    complete_at = models.DateTimeField(
        "lengkap sejak", null=True, blank=True, help_text="When the last required paper arrived: the promise's start."
    )
    promised_on = models.DateField("dijanjikan sampai", null=True, blank=True)
    promise_stopped_at = models.DateTimeField("janji berhenti sejak", null=True, blank=True)
    promise_days_left = models.PositiveSmallIntegerField("sisa hari kerja", null=True, blank=True)
    late_because = models.CharField("sebab lewat janji", max_length=12, choices=LateBecause.choices, blank=True)
    turn_on = models.DateField("giliran", null=True, blank=True, help_text="The booked day, or the day handed in.")
    skill = models.CharField("keahlian", max_length=12, choices=Skill.choices, blank=True)
    reserved_for = models.CharField("disimpan untuk", max_length=60, blank=True)
    reserved_until = models.DateTimeField("disimpan sampai", null=True, blank=True)
    rests_until = models.DateTimeField("ditunda sampai", null=True, blank=True)
    taken_at = models.DateTimeField("dipegang sejak", null=True, blank=True)
    taken_by = models.CharField("dipegang oleh", max_length=60, blank=True)
    taken_until = models.DateTimeField(
        "dipegang sampai", null=True, blank=True, help_text="The lease: without a sign of life it goes back then."
    )
    proposed_at = models.DateTimeField("menunggu petugas kedua sejak", null=True, blank=True)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decision_words = models.CharField("alasan keputusan", max_length=500, blank=True, help_text="The rule's own words.")
    forwarded_at = models.DateTimeField(
        "diteruskan sejak", null=True, blank=True, help_text="In a batch whose file may leave: nothing may change."
    )
    paid_at = models.DateTimeField("dibayarkan", null=True, blank=True, help_text="When the bank sent the money.")
    account_wanted_at = models.DateTimeField(
        "rekening ditanyakan sejak", null=True, blank=True, help_text="The money came back, and nobody has answered."
    )
    account_wanted_because = models.CharField("kata bank", max_length=20, choices=BankSaid.choices, blank=True)
    bank_days_before = models.PositiveSmallIntegerField(
        "hari kerja di bank sebelumnya", default=0, help_text="Working days of payments that were not made in the end."
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "klaim"
        verbose_name_plural = "klaim"
        constraints = (
            *(
                models.CheckConstraint(
                    name=f"claim_{fact}_at_and_by",
                    condition=Q(**{f"{fact}_at__isnull": True, f"{fact}_by": ""})
                    | (Q(**{f"{fact}_at__isnull": False}) & ~Q(**{f"{fact}_by": ""})),
                )
                for fact in ("submitted", "taken", "decided")
            ),
            models.CheckConstraint(
                name="claim_awaiting_papers_has_a_due_time",
                condition=~Q(status="awaiting_papers") | Q(papers_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_awaiting_papers_has_a_place_or_lost_it",
                condition=~Q(status="awaiting_papers")
                | Q(visit_at__isnull=False, place_lost_at__isnull=True)
                | Q(visit_at__isnull=True, place_lost_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_awaiting_repair_has_a_due_time",
                condition=~Q(status="awaiting_repair") | Q(repair_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_held_only_while_checked", condition=Q(taken_by="") | Q(status="awaiting_check")
            ),
            models.CheckConstraint(
                name="claim_held_has_a_lease", condition=Q(taken_by="", taken_until=None) | Q(taken_until__isnull=False)
            ),
            models.CheckConstraint(
                name="claim_checked_has_a_turn", condition=~Q(status="awaiting_check") | Q(turn_on__isnull=False)
            ),
            models.CheckConstraint(
                name="claim_promise_stopped_with_its_rest",
                condition=Q(promise_stopped_at=None, promise_days_left=None)
                | Q(promise_stopped_at__isnull=False, promise_days_left__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_forwarded_only_when_verified",
                condition=Q(forwarded_at=None) | Q(status__in=("verified", "paid")),
            ),
            models.CheckConstraint(
                name="claim_paid_after_it_was_forwarded",
                condition=Q(status="paid", forwarded_at__isnull=False, paid_at__isnull=False)
                | (~Q(status="paid") & Q(paid_at=None)),
            ),
            models.CheckConstraint(
                name="claim_account_wanted_because",
                condition=Q(account_wanted_at=None, account_wanted_because="")
                | (Q(account_wanted_at__isnull=False) & ~Q(account_wanted_because="")),
            ),
            models.CheckConstraint(
                name="claim_verified_with_its_account_answered",
                condition=~Q(status__in=("verified", "paid")) | Q(account_wanted_at=None),
            ),
        )
        indexes = [
            models.Index(fields=["papers_due_at"], name="claim_papers_due", condition=Q(status="awaiting_papers")),
            models.Index(fields=["repair_due_at"], name="claim_repair_due", condition=Q(status="awaiting_repair")),
            models.Index(
                fields=["sent_to_dropbox_at"], name="claim_envelope_due", condition=Q(status="sent_to_dropbox")
            ),
            models.Index(fields=TURN, name="claim_next", condition=FREE),
            models.Index(fields=["branch", *TURN], name="claim_next_of_branch", condition=FREE),
            models.Index(fields=["taken_by"], name="claim_in_hand", condition=CHECKED & ~Q(taken_by="")),
            models.Index(fields=["reserved_for"], name="claim_reserved", condition=CHECKED & ~Q(reserved_for="")),
            models.Index(fields=["branch", "promised_on"], name="claim_promised", condition=CHECKED),
            models.Index(fields=["branch", "visit_at"], name="claim_of_the_day", condition=CHECKED),
            models.Index(fields=OWED, name="claim_payable", condition=UNFORWARDED),
            models.Index(fields=["paid_at"], name="claim_paid", condition=Q(status="paid")),
            models.Index(fields=["branch", "promised_on"], name="claim_at_the_bank", condition=Q(status="verified")),
            *_listings(
                claim_by_opening=(), claim_of_branch=("branch",), claim_by_status=("status",),
                claim_of_branch_by_status=("branch", "status"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.case_number

    def get_absolute_url(self) -> str:
        return reverse("claims:home", args=[self.case_number])

    def address_of_paper(self, kind: PaperKind | None) -> str:
        """The page of the paper of this kind; the claim's own where it asks for none such online."""
        key = next((need.key for need in self.needs(checklist.Route.ONLINE) if kind in need.kinds), "")
        return reverse("claims:paper", args=[self.case_number, key]) if key else self.get_absolute_url()

    @cached_property
    def data_key(self) -> vault.DataKey:
        """The key under which this claim's personal data rest."""
        return vault.open_data_key(bytes(self.key_sealed))

    def sealing_key(self) -> vault.DataKey:
        return self.data_key

    def deadline_has_passed(self, now: datetime) -> bool:
        """Whether H-1 is over: the branch's midnight before the visit has passed. False without a place."""
        return self.papers_due_at is not None and self.papers_due_at <= now

    def repair_time_has_passed(self, now: datetime) -> bool:
        """Whether the time to answer a repair is over."""
        return self.repair_due_at is not None and self.repair_due_at <= now

    @property
    def is_final(self) -> bool:
        return self.status in self.FINAL

    @property
    def stays_home(self) -> bool:
        """Whether nobody has to come: an online place, unless the claim was sent to the drop box."""
        return self.door == self.Door.ONLINE and self.status != self.Status.SENT_TO_DROPBOX

    @property
    def takes_papers(self) -> bool:
        """Whether a paper may be added: until the claim is with the officers, and again after being sent to the box."""
        return self.status in (self.Status.AWAITING_PAPERS, self.Status.AWAITING_REPAIR, self.Status.SENT_TO_DROPBOX)

    @property
    def takes_envelopes(self) -> bool:
        """Whether what the branch scans of an envelope may be added: also while the officers check the claim."""
        return self.takes_papers or self.status == self.Status.AWAITING_CHECK

    def is_held_by(self, by: str) -> bool:
        """Whether this officer has the claim in hand: then its papers are theirs to sort and to put in order."""
        return bool(by) and self.taken_by == by

    @property
    def comes(self) -> bool:
        """Whether the claimant comes to the branch at the hour, papers in hand: an on-site place."""
        return self.door == self.Door.ONSITE and self.visit_at is not None

    @property
    def goes_on_without_hour(self) -> bool:
        """Whether an hour may end and nobody needs another one: an online place whose papers the officers have."""
        return self.door == self.Door.ONLINE and self.status in self.WITH_OFFICERS

    @property
    def may_choose_hour(self) -> bool:
        """Whether its claimant may choose another hour: while papers are awaited, also after the drop box was named.

        Whose papers the officers have chooses one only to come to a counter, after the branch closed the hour for it.
        """
        awaited = self.status in (self.Status.AWAITING_PAPERS, self.Status.SENT_TO_DROPBOX)
        lost = self.visit_at is None and self.door == self.Door.ONSITE and self.status in self.WITH_OFFICERS
        return (awaited and self.door != self.Door.GATE) or lost

    @property
    def awaits_envelope(self) -> bool:
        """Whether its claimant is waited for at the drop box: nothing is here that the branch has yet to take."""
        return self.status == self.Status.SENT_TO_DROPBOX and not (self.completed_late_at or self.envelope_at)

    @property
    def may_give_up_place(self) -> bool:
        """Whether its claimant may let the place go and choose another one later."""
        return self.status == self.Status.AWAITING_PAPERS and self.visit_at is not None

    @property
    def papers_wanted_until(self) -> datetime:
        """The exclusive end of the time in which papers are awaited: H-1, a repair's due time, or the envelope's."""
        if self.status == self.Status.SENT_TO_DROPBOX and self.sent_to_dropbox_at:
            return calendar.day_is_over_at(self.branch, self.sent_to_dropbox_at + ENVELOPE_WAIT)
        return self.repair_due_at or self.papers_due_at or self.opened_at + ENVELOPE_WAIT

    @property
    def route(self) -> checklist.Route:
        """The door by which the papers are expected now."""
        if self.status == self.Status.SENT_TO_DROPBOX or self.door == self.Door.GATE:
            return checklist.Route.DROPBOX
        return checklist.Route.ONLINE

    def facts(self) -> checklist.Facts:
        """What the claim itself knows about the conditions of its papers."""
        relation = self.applicant.relation
        born = self.participant.birth_day if relation == Relation.SELF else None
        day = calendar.local_day(self.branch, self.opened_at)
        return checklist.Facts(
            relation=relation,
            age=day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None,
            sent_to_dropbox=self.status == self.Status.SENT_TO_DROPBOX,
            door={self.Door.ONLINE: "web", self.Door.ONSITE: "booth", self.Door.GATE: "dropbox"}[self.Door(self.door)],
        )

    def needs(self, route: checklist.Route | None = None) -> list[checklist.Need]:
        """The papers this claim asks for by `route`, by the catalogue edition it was opened under."""
        return checklist.needs(
            self.cause, self.edition, answers=self.answers, facts=self.facts(), route=route or self.route
        )

    def kinds_asked_for(self) -> list[PaperKind]:
        """The kinds of paper it may be given, whichever road they come by."""
        return checklist.kinds_asked_for(self.cause, self.edition, answers=self.answers, facts=self.facts())

    def missing_papers(self, route: checklist.Route | None = None) -> list[checklist.Need]:
        """The needs for which no paper is here: none sent, refused by the check, or returned and not sent again."""
        return self.unmet_by(self.papers_with_files(), route)

    def unmet_by(self, papers: Iterable["Paper"], route: checklist.Route | None = None) -> list[checklist.Need]:
        """The same of papers that are at hand with their files: a list of claims reads them all at once."""
        papers = list(papers)
        given = {paper.kind.code for paper in papers if paper.is_given}
        asked_again = {paper.kind.code for paper in papers if paper.must_be_sent_again}
        return [
            need
            for need in self.needs(route)
            if (need.state == checklist.State.REQUIRED or need.is_met_by(asked_again)) and not need.is_met_by(given)
        ]

    def papers_with_files(self) -> list["Paper"]:
        return list(self.papers.select_related("kind").prefetch_related("files__pages").order_by("kind__code"))
