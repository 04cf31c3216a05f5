"""Who is at a branch today and in which order, what was asked at the gate, and how a branch wants its desk."""

from frontdesk.models.calling import Call, Counter
from frontdesk.models.screenings import DeskSettings, Screening
from frontdesk.models.visits import Visit, VisitClaim, VisitSeries

__all__ = ["Call", "Counter", "DeskSettings", "Screening", "Visit", "VisitClaim", "VisitSeries"]
