"""What is measured and seen of everybody who comes in. Kept sealed until its date, shown to nobody, then erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from branches import calendar
from frontdesk.models import DeskSettings, Screening, Visit
from workflow import Refused


@dataclass(frozen=True)
class Answers:
    """Of one person, or of the warmest and least careful of those who came together."""

    temperature: Decimal | None
    mask: bool
    hands: bool

    def lacking(self, hottest: Decimal) -> list[str]:
        """What keeps them out, in words for who asked; nothing when they may come in."""
        said = [
            (self.temperature is None, "suhunya belum diukur"),
            (self.temperature is not None and self.temperature > hottest, f"suhunya di atas {say(hottest)} °C"),
            (not self.mask, "belum bermasker"),
            (not self.hands, "belum membersihkan tangan"),
        ]
        return [words for is_so, words in said if is_so]


def say(temperature: Decimal) -> str:
    """As it is written in Indonesian: 37,3."""
    return f"{temperature:.1f}".replace(".", ",")


def refuse_unless_passed(answers: Answers | None, desk: DeskSettings) -> None:
    """A branch that screens lets in who passes. The sentence is for the screen of who asked, and is kept nowhere."""
    if not desk.screens:
        return
    if answers is None:
        raise Refused("Periksa dulu suhu, masker dan tangan.")
    if lacking := answers.lacking(desk.hottest):
        raise Refused(f"Belum boleh masuk: {', '.join(lacking)}. Periksa lagi, atau beri waktu lain.")


def keep(visit: Visit, answers: Answers | None, desk: DeskSettings) -> None:
    """Keep the answers of a visit, where any were asked for, as many days as the branch says."""
    if not desk.screens or answers is None:
        return
    told = {
        "temperature": str(answers.temperature or ""),
        "mask": answers.mask,
        "hands": answers.hands,
        "passed": not answers.lacking(desk.hottest),
    }
    expires_on = visit.day + timedelta(days=desk.screenings_kept_days)
    Screening.objects.create(visit=visit, answers=told, expires_on=expires_on)


@transaction.atomic
def forget_due(now: datetime) -> int:
    """Erase the screenings whose date has come, by the clock of each branch; how many.

    A visit that ended at the gate goes with its screening: that it ended there would say the same.
    """
    forgotten = 0
    for zone, today in calendar.days_by_zone(now).items():
        due = Screening.objects.filter(visit__branch__zone=zone, expires_on__lte=today)
        forgotten += due.count()
        Visit.objects.filter(status=Visit.Status.REFUSED, screening__in=due).delete()
        due.delete()
    return forgotten
