"""The people of a claim: the participant whose rights are claimed, and the applicant who files."""

from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from catalogue.models import Relation
from claims.models.claim import Claim
from notifications.address import Address
from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField

ACCOUNT_WAIT = timedelta(hours=24)
"""A changed account takes effect this long after it was asked, so that who is robbed of a claim has a day to say so."""


class OfAClaim(models.Model):
    """A row whose personal data rest under the key of its claim."""

    claim: Claim

    class Meta:
        abstract = True

    def sealing_key(self) -> vault.DataKey:
        return self.claim.data_key


class Participant(OfAClaim):
    """The worker whose social security is claimed. Uniqueness and fraud keys belong to this person."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="participant")
    name = SealedTextField("nama lengkap")
    nik = SealedTextField("NIK")
    passport = SealedTextField("nomor paspor")
    birth_date = SealedTextField("tanggal lahir", help_text="ISO date")
    death_date = SealedTextField("tanggal meninggal", help_text="ISO date, or empty")
    kpj_numbers = SealedJSONField("nomor KPJ", default=list)
    person_index = models.BinaryField("indeks NIK atau paspor", max_length=32, db_index=True)
    name_keys = ArrayField(
        models.IntegerField(),
        verbose_name="indeks awal nama",
        default=list,
        help_text="Beginnings of the names of the participant and of who files; see claims.names.",
    )

    class Meta:
        verbose_name = "peserta"
        verbose_name_plural = "peserta"
        # New keys gather in a list and are put in their places a few hundred bookings at a time; the list stays short,
        # because every search reads it and one booking has to empty it.
        indexes = [GinIndex(fields=["name_keys"], name="participant_by_name", gin_pending_list_limit=512)]

    def __str__(self) -> str:
        return f"peserta {self.claim_id}"

    @property
    def birth_day(self) -> date | None:
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    @property
    def death_day(self) -> date | None:
        return date.fromisoformat(self.death_date) if self.death_date else None


class Applicant(OfAClaim):
    """Who files, is told and is paid: the participant, or somebody for them. Contact, code and account belong here."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="applicant")
    relation = models.CharField("hubungan", max_length=12, choices=Relation)
    name = SealedTextField("nama lengkap")
    nik = SealedTextField("NIK")
    phone = SealedTextField("nomor ponsel", help_text="E.164")
    email = SealedTextField("e-mail")
    phone_index = models.BinaryField(max_length=32, db_index=True)
    email_index = models.BinaryField(max_length=32, db_index=True)
    phone_confirmed_at = models.DateTimeField("ponsel dikonfirmasi", null=True, blank=True)
    email_confirmed_at = models.DateTimeField("e-mail dikonfirmasi", null=True, blank=True)
    whatsapp_agreed_at = models.DateTimeField("setuju WhatsApp", null=True, blank=True)
    whatsapp_wording = models.CharField("kata persetujuan WhatsApp", max_length=10, blank=True)
    whatsapp_source = models.CharField("tempat persetujuan WhatsApp", max_length=12, blank=True)
    first_channel = models.CharField("dikabari pertama lewat", max_length=10, blank=True)
    bank_name = SealedTextField("bank")
    account_number = SealedTextField("nomor rekening")
    account_holder = SealedTextField("nama pemilik rekening")
    language = models.CharField("bahasa", max_length=5, default="id")

    class Meta:
        verbose_name = "pemohon"
        verbose_name_plural = "pemohon"
        constraints = [
            models.CheckConstraint(
                name="applicant_has_a_confirmed_contact",
                condition=Q(phone_confirmed_at__isnull=False) | Q(email_confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"pemohon {self.claim_id}"

    def address(self) -> Address:
        """Where the applicant is told: the contacts that were confirmed, on the channels they agreed to."""
        return Address(
            person=f"claimant:{self.claim_id}",
            email=self.email if self.email_confirmed_at else "",
            phone=self.phone if self.phone_confirmed_at else "",
            whatsapp=bool(self.whatsapp_agreed_at),
            zone=self.claim.branch.zone,
            language=self.language,
            order=(self.first_channel,) if self.first_channel else (),
        )

    def confirmed_contacts(self) -> list[tuple[str, str]]:
        """`(channel, value)` of each confirmed contact, the phone first."""
        contacts = []
        if self.phone and self.phone_confirmed_at:
            contacts.append(("phone", self.phone))
        if self.email and self.email_confirmed_at:
            contacts.append(("email", self.email))
        return contacts

    def account(self, now: datetime) -> tuple[str, str, str]:
        """`(bank, number, holder)` in force at `now`: the newest change whose waiting time is over, else the first."""
        change = self.account_changes.filter(cancelled_at=None, effective_at__lte=now).order_by("-asked_at").first()
        source = change or self
        return source.bank_name, source.account_number, source.account_holder

    def pending_account(self, now: datetime) -> "AccountChange | None":
        """A change of account that is still waiting."""
        return self.account_changes.filter(cancelled_at=None, effective_at__gt=now).order_by("-asked_at").first()


class AccountChange(models.Model):
    """A wish to be paid elsewhere. It waits a day, and both contacts are told, before it counts."""

    applicant = models.ForeignKey(Applicant, models.CASCADE, related_name="account_changes")
    bank_name = SealedTextField("bank")
    account_number = SealedTextField("nomor rekening")
    account_holder = SealedTextField("nama pemilik rekening")
    asked_at = models.DateTimeField("diminta")
    asked_by = models.CharField(max_length=60)
    effective_at = models.DateTimeField("berlaku")
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    cancelled_by = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "perubahan rekening"
        verbose_name_plural = "perubahan rekening"

    def __str__(self) -> str:
        return f"perubahan rekening {self.pk}"

    def sealing_key(self) -> vault.DataKey:
        return self.applicant.sealing_key()
