"""What lies open now: waiting, in an officer's hands, or back with the claimant."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from claims.models import Claim
from claims.models.questions_of_claims import late
from verification.figures.reading import Scope

WAITING = Q(status=Claim.Status.AWAITING_CHECK, taken_by="", proposed_at=None)
HELD = Q(status=Claim.Status.AWAITING_CHECK) & (~Q(taken_by="") | Q(proposed_at__isnull=False))
IN_REPAIR = Q(status=Claim.Status.AWAITING_REPAIR)


@dataclass(frozen=True)
class Standing:
    """One branch, or several together. Who waits for a second officer is as good as held."""

    waiting: int = 0
    held: int = 0
    in_repair: int = 0
    late: int = 0
    oldest_at: datetime | None = None

    @property
    def open(self) -> int:
        return self.waiting + self.held + self.in_repair

    def __add__(self, other: "Standing") -> "Standing":
        oldest = min(filter(None, (self.oldest_at, other.oldest_at)), default=None)
        return Standing(
            self.waiting + other.waiting,
            self.held + other.held,
            self.in_repair + other.in_repair,
            self.late + other.late,
            oldest,
        )


def standing(scope: Scope, *, now: datetime) -> dict[int, Standing]:
    """By branch, as of now: the days of the scope do not matter. One statement.

    Each status is named by itself: so the database finds either by its own small index, and does not walk all claims.
    """
    claims = Claim.objects.filter(WAITING | HELD | IN_REPAIR).order_by()
    if scope.branches is not None:
        claims = claims.filter(branch__in=scope.branches)
    counted = claims.values("branch").annotate(
        waiting=Count("pk", filter=WAITING),
        held=Count("pk", filter=HELD),
        in_repair=Count("pk", filter=IN_REPAIR),
        late=Count("pk", filter=late(now)),
        oldest_at=Min("submitted_at", filter=WAITING),
    )
    rows = counted.values_list("branch", "waiting", "held", "in_repair", "late", "oldest_at")
    return {
        branch: Standing(waiting, held, in_repair, late, oldest)
        for branch, waiting, held, in_repair, late, oldest in rows
    }
