"""Ways to look at the list that a person keeps under a name."""

from django.db import transaction

from accounts.models import User
from verification.models import SavedFilter
from verification.models.saved_filters import FILTERS_KEPT
from workflow import Refused


@transaction.atomic
def keep(user: User, *, name: str, query: str) -> SavedFilter:
    """Keep these filters under a name; what stood under it before is replaced."""
    User.objects.select_for_update().get(pk=user.pk)
    others = user.saved_filters.exclude(name=name)
    if others.count() >= FILTERS_KEPT:
        raise Refused(f"Anda sudah menyimpan {FILTERS_KEPT} saringan. Hapus salah satunya dulu.")
    return SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})[0]


def forget(user: User, saved_id: int) -> None:
    """Let go of one. Posted twice it is gone, and nothing happens."""
    user.saved_filters.filter(pk=saved_id).delete()
