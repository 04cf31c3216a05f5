"""A demonstration day: branches open, places released, one account per role, and a few claims in every state.

Development only. Every person is invented, every paper is drawn and marked CONTOH. Statuses are reached by the rooms'
own verbs, as of instants in the last day, so that deadlines and promises look as they would.
"""

from datetime import datetime
from pathlib import Path

from accounts.models import User
from claims.models import Claim
from lapak_asik.demonstration import house, stories
from queueing import slots
from queueing.models import Slot
from verification.figures import counting


def set_up(data_dir: Path, now: datetime) -> str:
    """Make what is not there yet; a second run adds only the days that opened since. Says what there is."""
    house.decree_the_days_ahead(now)
    house.plan_the_week()
    slots.open_days(now)
    house.open_accounts(data_dir)
    house.furnish()
    if not Claim.objects.exists():
        stories.tell(now)
    counting.sweep(now)
    return f"{Slot.objects.count()} jam layanan, {User.objects.count()} akun, {Claim.objects.count()} klaim contoh."
