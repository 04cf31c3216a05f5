"""What a role may do in tables of the rooms below, which do not know of roles and ask for Django's own permissions."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.admin_rights import runs_the_house
from accounts.models import User

OPERATORS_MAY = {
    "branches": ("view", "add", "change", "delete"),
    "catalogue": ("view", "add", "change", "delete", "publish"),
    "notifications": ("view", "approve", "hold"),
}
"""By room. A table may allow less: a branch is never deleted, a published edition is only read."""


class RightsByRole(BaseBackend):
    """Answers questions of permission; it signs nobody in."""

    def has_perm(self, user: Any, permission: str, obj: Any = None) -> bool:
        room, _, right = permission.partition(".")
        return right.partition("_")[0] in _rights(user, room)

    def has_module_perms(self, user: Any, room: str) -> bool:
        return bool(_rights(user, room))


def _rights(user: Any, room: str) -> tuple[str, ...]:
    return OPERATORS_MAY.get(room, ()) if isinstance(user, User) and runs_the_house(user) else ()
