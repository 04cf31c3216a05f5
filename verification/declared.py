"""What was declared for a claim, as the workbench shows it: beside each value what it was compared with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import eq

from branches import calendar
from catalogue.models import Relation
from claims.comparing import CARDS
from claims.models import Claim, PaperFile
from notifications.address import masked
from verification.models.check_points import CheckPoint
from verification.names import apart, most_alike, same_name

HIDDEN = "••••"
Beside = CheckPoint.Beside


@dataclass(frozen=True)
class Mark:
    """What a machine found of one value. `agrees` or should be looked at."""

    text: str
    agrees: bool


@dataclass(frozen=True)
class Said:
    """One declared value. `copy` offers a button, for what an officer types into another system; `code` is the name by
    which a check point asks for it."""

    key: str
    value: str
    code: str = ""
    copy: bool = False
    marks: tuple[Mark, ...] = ()


class CardsRead:
    """What a machine read on the cards of a claim: each writing, with the papers it stands on."""

    def __init__(self, files: Iterable[PaperFile]) -> None:
        papers = [(file.paper.kind.code, file) for file in files if file.paper]
        cards = [(code, file.card_read) for code, file in papers if code in CARDS]
        self._cards = sorted(cards, key=lambda card: card[0], reverse=True)  # the KTP before the KK

    def name(self, declared: str) -> tuple[Mark, ...]:
        return _mark(declared, self._read("names"), same=same_name)

    def nik(self, declared: str) -> tuple[Mark, ...]:
        return _mark(declared, self._read("niks"), same=eq)

    def birth(self, declared: date | None) -> tuple[Mark, ...]:
        read = {_day(date.fromisoformat(day)): papers for day, papers in self._read("births").items()}
        return _mark(_day(declared), read, same=eq)

    def _read(self, what: str) -> dict[str, str]:
        """By writing, the codes of the papers."""
        found: dict[str, list[str]] = {}
        for code, read in self._cards:
            for text in read.get(what, ()):
                found.setdefault(text, []).append(code)
        return {text: ", ".join(dict.fromkeys(codes)) for text, codes in found.items()}


def _mark(declared: str, found: Mapping[str, str], *, same: Callable[[str, str], bool]) -> tuple[Mark, ...]:
    """The writing most like the declared one. What is like nothing is another's, or misread: it is left out."""
    text = most_alike(declared, found) if declared else ""
    return (Mark(f"Mesin membaca: {text} ({found[text]})", same(declared, text)),) if text else ()


@dataclass(frozen=True)
class Declared:
    """The declared values of one claim. Who may not read it sees no number in full, and nothing that was read."""

    claim: Claim
    files: Iterable[PaperFile]
    reads: bool
    contacts_shown: bool
    now: datetime

    @cached_property
    def groups(self) -> list[tuple[str, list[Said]]]:
        """The values under their headings."""
        relation = self.claim.applicant.get_relation_display()
        groups = [
            ("Peserta", self._participant()),
            (f"Pemohon: {relation}", self._applicant()),
            ("Rekening", self._account()),
        ]
        return [(title, [said for said in rows if said.value]) for title, rows in groups]

    def beside(self, point: CheckPoint) -> list[Said]:
        """The values a check point wants at its side."""
        return [said for _title, rows in self.groups for said in rows if said.code in point.beside]

    def _participant(self) -> list[Said]:
        person = self.claim.participant
        born, died = person.birth_day, person.death_day
        return [
            Said("Nama", person.name, Beside.NAME, copy=True, marks=self._cards.name(person.name)),
            self._number("NIK", person.nik, Beside.NIK, self._cards.nik(person.nik)),
            self._number("Paspor", person.passport, Beside.PASSPORT),
            *(self._number("KPJ", kpj, Beside.KPJ) for kpj in person.kpj_numbers),
            Said("Lahir", _day(born), Beside.BIRTH_DATE, marks=self._cards.birth(born)),
            Said("Meninggal", _day(died), Beside.DEATH_DATE),
        ]

    def _applicant(self) -> list[Said]:
        person = self.claim.applicant
        is_self = person.relation == Relation.SELF
        name = (
            self._against(person.name, self.claim.participant.name, "peserta")
            if is_self
            else self._cards.name(person.name)
        )
        nik = () if is_self else self._cards.nik(person.nik)
        return [
            Said("Nama", person.name, Beside.APPLICANT_NAME, copy=True, marks=name),
            self._number("NIK", person.nik, Beside.APPLICANT_NIK, nik),
            self._contact("Ponsel", person.phone),
            self._contact("E-mail", person.email),
        ]

    def _account(self) -> list[Said]:
        bank, number, holder = self.claim.applicant.account(self.now)
        marks = self._against(holder, self.claim.applicant.name, "pemohon") if holder else ()
        return [
            Said("Bank", bank, Beside.BANK),
            self._number("Nomor", number, Beside.ACCOUNT_NUMBER),
            Said("Pemilik", holder, Beside.ACCOUNT_HOLDER, marks=marks),
            *self._coming_account(),
        ]

    def _coming_account(self) -> list[Said]:
        """The account that was asked for and is not in force yet: seen, and not compared before it counts."""
        pending = self.claim.applicant.pending_account(self.now)
        if pending is None:
            return []
        since = calendar.say_instant(self.claim.branch, pending.effective_at)
        number = pending.account_number if self.reads else _hide(pending.account_number)
        return [Said(f"Berlaku {since}", f"{pending.bank_name}, {number}, {pending.account_holder}")]

    def _number(self, key: str, value: str, code: str, marks: tuple[Mark, ...] = ()) -> Said:
        return Said(key, value if self.reads else _hide(value), code, copy=self.reads, marks=marks)

    def _contact(self, key: str, value: str) -> Said:
        return Said(key, value if self.contacts_shown else masked(value), copy=self.contacts_shown)

    @staticmethod
    def _against(name: str, other: str, whose: str) -> tuple[Mark, ...]:
        if same_name(name, other):
            return (Mark(f"sama dengan nama {whose}", agrees=True),)
        return (Mark(f"beda dari nama {whose}: {apart(name, other)}", agrees=False),)

    @cached_property
    def _cards(self) -> "CardsRead":
        return CardsRead(self.files if self.reads else ())


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _hide(value: str) -> str:
    return HIDDEN + value[-4:] if value else ""
