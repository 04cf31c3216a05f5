"""What takes too long between verified and paid: not forwarded, not sent, not answered by the bank. And who is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from branches import calendar
from branches.models import Branch
from claims.models import Claim
from notifications import outbox
from notifications.address import Address
from notifications.models import Message
from payments import ledger, making
from payments.models import Batch, Line, ResultFile
from payments.models.lines import LineQuerySet

TOLD_AT = time(8)
"""When the day's alarm leaves, by the clock of who is told."""

SENT_WITHIN = 1
"""Working days, after the day a claim could be forwarded or a batch was closed, in which it leaves the house."""

AN_HOUR = timedelta(hours=1)
"""In which a confirmed file of results is taken."""

EVERYWHERE = "semua cabang"


class NobodyToTell(Exception):
    """Something waits too long, and there is nobody to be told of it."""


@dataclass(frozen=True)
class Overdue:
    """What waits too long, of the claims somebody may see. The lines name their claims."""

    lines: LineQuerySet
    held: LineQuerySet
    unforwarded: QuerySet[Claim]
    unsent: QuerySet[Batch]
    untaken: QuerySet[ResultFile]

    def __str__(self) -> str:
        """Like "2 klaim belum ada hasil bank, 1 kiriman belum dikirim"; empty when nothing waits."""
        counted = (
            (self.lines, "klaim belum ada hasilnya dari bank"),
            (self.held, "klaim masih ditahan"),
            (self.unforwarded, "klaim terverifikasi belum diteruskan"),
            (self.unsent, "kiriman belum dikirim"),
            (self.untaken, "berkas hasil belum dikonfirmasi atau belum dicatat sampai selesai"),
        )
        return ", ".join(f"{number} {words}" for rows, words in counted if (number := rows.count()))


def overdue_for(user: User, *, now: datetime) -> Overdue:
    """What waits too long: everything for who follows payments, for others of the claims of their branches."""
    if user.may_follow_payments:
        return everywhere(now)
    claims = unforwarded(now).filter(pk__in=Claim.objects.visible_to(user))
    lines = (unanswered(now).visible_to(user), held(now).visible_to(user))
    return Overdue(*lines, claims, Batch.objects.none(), ResultFile.objects.none())


def everywhere(now: datetime) -> Overdue:
    """What waits too long in the whole country."""
    return Overdue(unanswered(now), held(now), unforwarded(now), _unsent(now), _untaken(now))


def unanswered(now: datetime) -> LineQuerySet:
    """Lines of batches sent more than PAYMENT_RESULT_DAYS working days ago, of which no bank has said anything."""
    before = _begins(days_ago(settings.PAYMENT_RESULT_DAYS, now))
    late = Line.objects.awaited().filter(batch__status=Batch.Status.SENT, batch__sent_at__lt=before)
    return late.select_related("batch", "claim").order_by("batch__sent_at", "position")


def held(now: datetime) -> LineQuerySet:
    """Lines held back as long ago, and not let go since: what nobody looks into is forgotten."""
    before = _begins(days_ago(settings.PAYMENT_RESULT_DAYS, now))
    return Line.objects.held().filter(result_at__lt=before).select_related("batch", "claim").order_by("result_at")


def unforwarded(now: datetime) -> QuerySet[Claim]:
    """Verified claims that should have been forwarded: decided before the last working day, and waiting for nobody."""
    return making.waiting(now).filter(decided_at__lt=_begins(days_ago(SENT_WITHIN, now)))


def days_ago(number: int, now: datetime) -> date:
    """The latest day after which so many working days of the whole country are over, today not counted. One query."""
    today = calendar.national_day(now)
    back = [today - timedelta(days=step) for step in range(1, 10 * number + 60)]
    closed = calendar.closed_days(None, back[-1], today)
    return [day for day in back if day not in closed][number - 1] - timedelta(days=1)


def tell(now: datetime) -> int:
    """Tell who forwards payments, and the heads of the branches concerned, once a working day; how many were told.

    Raises NobodyToTell when something waits and no payment officer has an address: the sweep is seen to fail.
    """
    told = sum(_tell(user, where, now) for user, where in _told(now))
    if _is_morning(now) and not _payers().exists() and (what := _what(None, now)):
        raise NobodyToTell(f"No payment officer has an e-mail address, and this waits: {what}")
    return told


def _unsent(now: datetime) -> QuerySet[Batch]:
    return Batch.objects.unsent().filter(made_at__lt=_begins(days_ago(SENT_WITHIN, now)))


def _untaken(now: datetime) -> QuerySet[ResultFile]:
    """Files that nobody confirmed within a working day, and confirmed ones that are not taken to their end."""
    unconfirmed = Q(status=ResultFile.Status.READ, uploaded_at__lt=_begins(days_ago(SENT_WITHIN, now)))
    return ResultFile.objects.filter(unconfirmed | Q(status=ResultFile.Status.TAKING, confirmed_at__lt=now - AN_HOUR))


def _begins(day: date) -> datetime:
    """The end of that day by Jakarta's clock."""
    return calendar.day_in_zone(calendar.NATIONAL_ZONE, day)[1]


def _told(now: datetime) -> Iterator[tuple[User, Branch | None]]:
    """Those awake now who are told of such things, each with their first branch; who serves the country has none."""
    if not calendar.is_service_day(None, calendar.national_day(now)):
        return
    if _is_morning(now):
        yield from ((user, None) for user in _payers())
    late = Branch.objects.filter(claims__in=unanswered(now).values("claim")).distinct().order_by("code")
    for branch in late:
        if now >= calendar.at(branch, calendar.local_day(branch, now), TOLD_AT):
            heads = branch.staff.filter(role=User.Role.BRANCH_HEAD, is_active=True).exclude(email="")
            yield from ((head, branch) for head in heads.order_by("pk"))


def _is_morning(now: datetime) -> bool:
    """Whether it is a working day of the whole country, after the hour at which the alarm leaves."""
    today = calendar.national_day(now)
    hour = calendar.at_in_zone(calendar.NATIONAL_ZONE, today, TOLD_AT)
    return now >= hour and calendar.is_service_day(None, today)


def _payers() -> QuerySet[User]:
    """Payment officers who can be written to."""
    return User.objects.filter(role=User.Role.PAYMENTS, is_active=True).exclude(email="").order_by("pk")


@transaction.atomic
def _tell(user: User, branch: Branch | None, now: datetime) -> int:
    today = calendar.national_day(now)
    about = f"payments_overdue:{branch.code if branch else 'ID'}:{today}"
    if Message.objects.filter(about=about, person=user.actor).exists() or not (what := _what(branch, now)):
        return 0
    words = {
        "branch_name": branch.name if branch else EVERYWHERE,
        "what": what,
        "day": calendar.say_day(today),
        "link": settings.PUBLIC_BASE_URL + reverse("admin:payments_overdue"),
    }
    to = Address(person=user.actor, email=user.email, zone=branch.zone if branch else calendar.NATIONAL_ZONE)
    outbox.post("payments_overdue", to=to, about=about, context=words, now=now)
    return 1


def _what(branch: Branch | None, now: datetime) -> str:
    """What somebody is told of a branch, or of the country; empty when all is well."""
    if branch:
        number = unanswered(now).filter(claim__branch=branch).count()
        return f"{number} klaim belum ada hasilnya dari bank" if number else ""
    found = ledger.faults_lately(now)
    books = f"{len(found)} hal di buku pembayaran tidak cocok" if found else ""
    return ", ".join(filter(None, (str(everywhere(now)), books)))
