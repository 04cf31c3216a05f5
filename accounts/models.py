from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from branches import calendar
from branches.models import Branch, Zone
from catalogue.models import Programme


class Skill(models.TextChoices):
    """What only some officers have learnt. A claim asks for one at most."""

    HEIRS = "heirs", "Ahli waris"
    FOREIGNERS = "foreigners", "Warga negara asing"


class StaffManager(UserManager["User"]):
    """Django's own, and who works where."""

    def verifiers_of(self, branch: Branch, *, but: str = "") -> models.QuerySet["User"]:
        """Who judges the claims of this branch, without the actor `but`."""
        there = models.Q(serves_all_branches=True) | models.Q(branches=branch)
        officers = self.filter(there, role=User.Role.VERIFIER, is_active=True).distinct().order_by("username")
        return officers.exclude(pk=int(but.removeprefix(User.ACTOR))) if but.startswith(User.ACTOR) else officers


class User(AbstractUser):
    """A person of the agency who signs in to the desk."""

    ACTOR = "officer:"

    class Role(models.TextChoices):
        VERIFIER = "verifier", "Petugas verifikasi"
        BRANCH_STAFF = "branch_staff", "Petugas cabang"
        BRANCH_HEAD = "branch_head", "Kepala cabang"
        PAYMENTS = "payments", "Petugas pembayaran"
        OPERATOR = "operator", "Pengelola sistem"

    role = models.CharField("peran", max_length=20, choices=Role.choices, default=Role.VERIFIER)
    branches = models.ManyToManyField(Branch, verbose_name="kantor cabang", blank=True, related_name="staff")
    serves_all_branches = models.BooleanField("melayani semua cabang", default=False)

    programmes = models.ManyToManyField(
        Programme, verbose_name="program", blank=True, related_name="+", help_text="Kosong: semua program."
    )
    skills = ArrayField(
        models.CharField(max_length=12, choices=Skill.choices),
        verbose_name="keahlian",
        default=list,
        blank=True,
        help_text="Klaim yang meminta keahlian hanya diberikan kepada yang memilikinya. Kosong: semua klaim.",
    )

    must_change_password = models.BooleanField(
        "harus mengganti kata sandi", default=False, help_text="Kata sandinya dibuatkan orang lain."
    )
    is_demonstration = models.BooleanField("akun contoh", default=False, editable=False)

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        verbose_name = "petugas"
        verbose_name_plural = "petugas"

    @property
    def actor(self) -> str:
        """How this person is named in a claim's history: an opaque number, never a name."""
        return f"{self.ACTOR}{self.pk}"

    @property
    def may_verify(self) -> bool:
        """Whether this person judges papers and decides claims."""
        return self.is_active and self.role == self.Role.VERIFIER

    @property
    def may_serve_branch(self) -> bool:
        """Whether this person serves people at a branch: changes a contact, takes a late claim online."""
        return self.is_active and self.role in (self.Role.BRANCH_STAFF, self.Role.BRANCH_HEAD)

    @property
    def may_read_days(self) -> bool:
        """Whether this person reads the days of branches: who serves there, and who runs the house."""
        return self.may_serve_branch or (self.is_active and (self.is_superuser or self.role == self.Role.OPERATOR))

    @property
    def may_settle_disputes(self) -> bool:
        """Whether this person may see a participant's KTP, by video or at the counter, and say whose place stays."""
        return self.may_verify or self.may_serve_branch

    @property
    def may_second(self) -> bool:
        """Whether this person looks at a colleague's decision: answers a proposal, undoes it, checks its quality."""
        return self.may_verify or (self.is_active and self.role == self.Role.BRANCH_HEAD)

    @property
    def may_hear_objections(self) -> bool:
        """Whether this person writes down what a claimant says against a refusal."""
        return self.may_verify or self.may_serve_branch

    @property
    def may_sort_mail(self) -> bool:
        """Whether this person may read a mail no machine could file, and say whose it is."""
        return self.may_verify or self.may_serve_branch

    @property
    def may_telephone(self) -> bool:
        """Whether this person calls claimants, and sends a message again that did not reach one."""
        return self.may_verify or self.may_serve_branch

    @property
    def may_follow_news(self) -> bool:
        """Whether this person reads who was told of what, and who was not."""
        return self.may_telephone or (self.is_active and (self.is_superuser or self.role == self.Role.OPERATOR))

    @property
    def may_read_deliveries(self) -> bool:
        """Whether this person reads how the whole house's messages fare: counts and times, of nobody in particular."""
        manages = self.role in (self.Role.BRANCH_HEAD, self.Role.OPERATOR)
        return self.is_active and (self.is_superuser or manages)

    @property
    def may_read_figures(self) -> bool:
        """Whether this person reads how the work of others fares: heads, of their branches, and who runs the house."""
        return self.may_read_deliveries

    @property
    def may_forward_payments(self) -> bool:
        """Whether this person sends verified claims to the bank: of the whole country, and without their papers."""
        return self.is_active and self.role == self.Role.PAYMENTS

    @property
    def reads_claims(self) -> bool:
        """Whether claims and their papers are within this person's sight at all, in whichever branches are theirs."""
        return self.role != self.Role.PAYMENTS

    @property
    def may_follow_payments(self) -> bool:
        """Whether this person reads what has become of batches: counts and case numbers, of nobody's account."""
        return self.may_forward_payments or (self.is_active and (self.is_superuser or self.role == self.Role.OPERATOR))

    @property
    def may_read_late_payments(self) -> bool:
        """Whether this person is told what waits too long for the bank: heads, of their branches."""
        return self.may_follow_payments or (self.is_active and self.role == self.Role.BRANCH_HEAD)

    @property
    def zone(self) -> Zone:
        """By whose clocks this person reads a time of no branch: those of their own first branch. One query."""
        first = self.branches.order_by("code").values_list("zone", flat=True).first()
        return Zone(first) if first else calendar.NATIONAL_ZONE

    @cached_property
    def branch_keys(self) -> tuple[int, ...]:
        """The branches this person serves, asked for once: of a list PostgreSQL reads claims by an index."""
        return tuple(self.branches.order_by("pk").values_list("pk", flat=True)) if self.reads_claims else ()

    def branches_in_sight(self) -> models.QuerySet[Branch]:
        """The branches whose days this person may read."""
        if not self.reads_claims:
            return Branch.objects.none()
        return Branch.objects.all() if self.sees_every_branch or self.is_superuser else self.branches.all()

    @property
    def sees_every_branch(self) -> bool:
        """Operators see the whole house; others only when they were given every branch."""
        return self.reads_claims and (self.serves_all_branches or self.role == self.Role.OPERATOR)
