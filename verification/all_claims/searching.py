"""Whom an officer looks for in the list of all claims: by NIK, by passport, or by the beginnings of a name.

What was typed stands in no address in the clear: it goes there sealed for the one who asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from branches.models import Branch
from claims import names
from claims.filing import ParticipantDetails
from claims.models import Participant
from privacy import vault
from verification.all_claims.listing import EACH_BY_ITSELF
from workflow import Refused

FOUND = 2000
"""A search that finds more claims is refused: nobody looks through them, and sorting them takes long."""

_NIK = re.compile(r"\d{16}")
_PASSPORT = re.compile(r"(?!LA.{9}$|\d{10})(?=.*\d)[A-Z\d]{5,20}")
"""Letters and digits, or few digits: what is like a case number or a NIK with a letter wrong is none."""


@dataclass(frozen=True)
class Sought:
    """What somebody typed, and what it is: `nik`, `passport` or `name`, as it is put on record."""

    kind: str
    typed: str

    @classmethod
    def read(cls, typed: str) -> "Sought":
        """Tell a number from a name. Refuses what is neither."""
        number = re.sub(r"[\s.-]", "", typed).upper()
        if _NIK.fullmatch(number):
            return cls("nik", number)
        if _PASSPORT.fullmatch(number):
            return cls("passport", number)
        if any(letter.isdigit() for letter in typed):
            raise Refused("Itu bukan nomor kasus, NIK 16 angka, atau nomor paspor. Periksa lagi angkanya.")
        if not names.asked_for(typed):
            raise Refused(f"Tulis sedikitnya {names.SHORTEST} huruf dari salah satu kata namanya.")
        return cls("name", typed)

    def sealed_for(self, user: User) -> str:
        return vault.seal(self.typed.encode(), about=_about(user)).hex()

    @classmethod
    def unsealed(cls, written: str, user: User) -> "Sought | None":
        """What stands in an address, or None when it is none of this person's searches."""
        try:
            return cls.read(vault.unseal(bytes.fromhex(written), about=_about(user)).decode())
        except (ValueError, vault.Unreadable):
            return None

    def claims(self, branches: Sequence[Branch]) -> list[UUID]:
        """The keys of the claims this finds at these branches. Refuses when they are too many."""
        if self.kind == "name" and len(branches) > EACH_BY_ITSELF:
            raise Refused("Pilih dulu satu kantor cabang: nama dicari di sana.")
        people = Participant.objects.filter(self._matches(branches))
        found = list(people.values_list("pk", flat=True)[: FOUND + 1])
        if len(found) > FOUND:
            many = f"{FOUND:,}".replace(",", ".")
            raise Refused(f"Lebih dari {many} klaim cocok. Tambahkan huruf atau kata, atau pilih satu kantor cabang.")
        return found

    def _matches(self, branches: Sequence[Branch]) -> Q:
        if self.kind == "name":
            return names.at(branches, names.asked_for(self.typed))
        nik, passport = (self.typed, "") if self.kind == "nik" else ("", self.typed)
        return Q(person_index=ParticipantDetails(name="", nik=nik, passport=passport).person_index)


def _about(user: User) -> str:
    return f"verification.search:{user.pk}"
