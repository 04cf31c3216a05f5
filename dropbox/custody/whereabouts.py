"""Where is it now: one field for a label, a case number, a round, a hand-over or a seal."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from dropbox import scanning
from dropbox.models import Envelope, HandOver, Round

SHOWN = 50


@dataclass(frozen=True)
class Found:
    """Everything in this person's sight that what was typed can mean."""

    envelopes: list[Envelope]
    rounds: list[Round]
    bags: list[HandOver]

    @property
    def only(self) -> Envelope | Round | HandOver | None:
        """The one thing that was found, when it is one."""
        everything: list[Envelope | Round | HandOver] = [*self.envelopes, *self.rounds, *self.bags]
        return everything[0] if len(everything) == 1 else None


def search(text: str, user: User) -> Found:
    """Look by what was typed or scanned."""
    if scanned := scanning.read(text):
        return Found(_envelopes(scanned, user), [], [])
    typed = "".join(text.upper().split())
    rounds = Round.objects.visible_to(user).filter(_numbered(typed, "P") | Q(seal=typed) | Q(seal_read=typed))
    bags = HandOver.objects.visible_to(user).filter(_numbered(typed, "ST") | Q(seal=typed) | Q(seal_read=typed))
    return Found([], list(rounds.select_related("branch")[:SHOWN]), list(bags.select_related("branch")[:SHOWN]))


def _envelopes(scanned: scanning.Scanned, user: User) -> list[Envelope]:
    seen = Envelope.objects.visible_to(user).select_related("branch", "claim", "bag")
    wanted = Q(code=scanned.envelope_code) if scanned.envelope_code else Q(claim__case_number=scanned.case_number)
    return list(seen.filter(wanted).order_by("-registered_at")[:SHOWN])


def _numbered(typed: str, letters: str) -> Q:
    """What is written P-2026-0007 or ST-2026-0007; nothing, where this is no such number."""
    kind, _, rest = typed.partition("-")
    year, _, number = rest.partition("-")
    if kind != letters or not (year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) < 8):
        return Q(pk__in=[])
    return Q(year=int(year), number=int(number))
