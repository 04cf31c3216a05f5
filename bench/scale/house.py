"""The house whose archive is filled: three hundred branches, two thousand officers, and a thousand sample persons.

Sealing takes a hundred times as long as writing a row. So each sample person is sealed once, under a key of their own,
and their claims share the sealed values and the wrapped key. What stands unsealed is each claim's own: its number, its
person's index, its times. Nobody of these exists.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.models import User
from branches import calendar
from branches.models import Branch
from catalogue import checklist
from catalogue.models import Cause, PaperKind
from claims.models import Applicant, Claim, PaperFile, Participant
from payments.models import Line
from privacy import vault
from privacy.fields import SealedField
from queueing import slots
from queueing.models import Slot

BRANCHES, OFFICERS = 300, 2000
FIRST = ("Muhammad", "Siti", "Budi", "Sri", "Ahmad", "Dewi", "Agus", "Nur", "Eko", "Ratna", "Yohanes", "Made", "Joko",
         "Fitri", "Rizki", "Indah", "Bambang", "Maria", "Andi", "Wahyu")  # fmt: skip
LAST = ("Contoh", "Santosa", "Wijaya", "Lestari", "Hidayat", "Rahayu", "Nugroho", "Saputra", "Siregar", "Pratama")
MIDDLE = ("", "Adi", "Putri", "Kurnia", "Setia")
SOUGHT = "Zainab Langka"
HOURS = 40  # slots of each branch, over which the tickets of the archive are spread
NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX
CAUSES = (("JHT", "RESIGN", 75), ("JKM", "DEATH", 10), ("JP", "OLD_AGE", 15))


@dataclass(frozen=True)
class Person:
    """A sample person as they rest: values by column, as COPY reads them, of the tables that hold something sealed."""

    name: str
    claim: dict[str, str]
    participant: dict[str, str]
    applicant: dict[str, str]
    file: dict[str, str]
    line: dict[str, str]


@dataclass(frozen=True)
class At:
    """A branch as the loader needs it: keys of rows, and how much comes to it."""

    pk: int
    code: str
    zone: str
    slots: tuple[str, ...]
    officers: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class House:
    """What the processes that fill the archive are given."""

    now: datetime
    branches: tuple[At, ...]
    causes: tuple[tuple[int, int, int, int], ...]
    """Programme, cause, days of its promise or 0, and weight."""
    edition: int
    kinds: tuple[int, ...]
    people: tuple[Person, ...]
    sought: Person
    """Whose name is looked for: it is borne by some of the youngest ten thousand claims and by no other."""


def furnish(now: datetime) -> House:
    """Make the house in the database, and say what it holds."""
    branches = _branches()
    officers = _officers(branches)
    hours = _hours(branches, now)
    causes = [(*_cause(programme, code), weight) for programme, code, weight in CAUSES]
    edition = checklist.current_edition(calendar.national_day(now))
    kinds = PaperKind.objects.filter(code__in=["KTP", "KK"]).order_by("-code").values_list("pk", flat=True)
    return House(
        now=now,
        branches=tuple(
            At(branch.pk, branch.code, branch.zone, hours[branch.pk], officers[branch.pk], 1 / (rank + 8))
            for rank, branch in enumerate(branches)
        ),
        causes=tuple(causes),
        edition=edition.pk,
        kinds=tuple(kinds),
        people=tuple(_person(name, number) for number, name in enumerate(_names(), start=1)),
        sought=_person(SOUGHT, 0),
    )


def staff(username: str, role: str, **facts: bool) -> User:
    """Somebody who works at all of this by name, made when first asked for."""
    made = {"password": NO_PASSWORD, "role": role, "is_staff": True, **facts}
    return User.objects.get_or_create(username=username, defaults=made)[0]


def _names() -> list[str]:
    return [" ".join(filter(None, words)) for words in product(FIRST, MIDDLE, LAST)]


def _branches() -> list[Branch]:
    """The carried ones and as many invented as are missing, each a copy of a carried one."""
    carried = list(Branch.objects.filter(is_active=True).order_by("code"))
    invented = [_like(carried[number % len(carried)], number) for number in range(BRANCHES - len(carried))]
    return carried + Branch.objects.bulk_create(invented)


def _like(branch: Branch, number: int) -> Branch:
    names = (field.attname for field in Branch._meta.concrete_fields if not field.primary_key)
    copied = {name: getattr(branch, name) for name in names}
    return Branch(**copied | {"code": f"X{number:03}", "name": f"Kantor Contoh {number}"})


def _officers(branches: list[Branch]) -> dict[int, tuple[str, ...]]:
    """Verifiers without a password, dealt to the branches in turn."""
    made = User.objects.bulk_create(
        User(username=f"contoh{number}", password=NO_PASSWORD, role=User.Role.VERIFIER, is_staff=True)
        for number in range(OFFICERS)
    )
    serves = User.branches.through
    serves.objects.bulk_create(
        serves(user_id=user.pk, branch_id=branches[number % BRANCHES].pk) for number, user in enumerate(made)
    )
    return {branch.pk: tuple(user.actor for user in made[rank::BRANCHES]) for rank, branch in enumerate(branches)}


def _hours(branches: list[Branch], now: datetime) -> dict[int, tuple[str, ...]]:
    """Past hours of each branch, closed and full of whom the archive holds."""
    made = {}
    for branch in branches:
        day = calendar.local_day(branch, now)
        hours = [slots.hour_of(branch, calendar.at(branch, day - timedelta(days=1 + n), time(9)), places=0)
                 for n in range(HOURS)]  # fmt: skip
        made[branch.pk] = tuple(str(slot.pk) for slot in Slot.objects.bulk_create(hours))
    return made


def _cause(programme: str, code: str) -> tuple[int, int, int]:
    causes = Cause.objects.select_related("programme").filter(programme__code=programme).order_by("code")
    cause = causes.filter(code=code).first() or causes[0]
    return cause.programme_id, cause.pk, cause.programme.sla_working_days or 0


def _person(name: str, number: int) -> Person:
    claim = Claim(key_sealed=vault.fresh_data_key(), caller_phrase="biru kuda hujan")
    nik = f"9999{number:012}"
    participant = Participant(claim=claim, name=name, nik=nik, birth_date="1985-08-17", kpj_numbers=[f"1{number:010}"])
    applicant = Applicant(
        claim=claim, name=name, nik=nik, phone=f"+62812{number:08}", email=f"orang{number}@contoh.example",
        bank_name="Bank Contoh", account_number="1234567890", account_holder=name,
    )  # fmt: skip
    file = PaperFile(claim=claim, file_name="ktp.jpg")
    line = Line(
        claim=claim, name=name, identity=nik, kpj=f"1{number:010}", bank_name="Bank Contoh",
        account_number="1234567890", account_holder=name,
    )  # fmt: skip
    return Person(name, *(_at_rest(row) for row in (claim, participant, applicant, file, line)))


def _at_rest(row: Any) -> dict[str, str]:
    """The sealed columns of an unsaved row, as COPY reads them."""
    sealed = [field for field in row._meta.concrete_fields if isinstance(field, SealedField)]
    written = [field for field in sealed if getattr(row, field.attname)]
    resting = {field.column: field.pre_save(row, add=True).at_rest for field in written}
    if isinstance(row, Claim):
        resting["key_sealed"] = bytes(row.key_sealed)
    return {column: "\\\\x" + value.hex() for column, value in resting.items()}
