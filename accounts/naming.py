"""Who stands behind the opaque actors of histories, for the pages of the staff."""

from collections.abc import Iterable

from accounts.models import User


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """By actor, the officer's name. A machine, and who has no account any more, keep their opaque one."""
    wanted = set(actors)
    known = User.objects.in_bulk([number_of(actor) for actor in wanted if actor.startswith(User.ACTOR)])
    said = {user.actor: user.get_full_name() or user.username for user in known.values()}
    return {actor: said.get(actor, actor) for actor in wanted}


def number_of(actor: str) -> int:
    """The key of the officer an actor such as `officer:17` stands for."""
    return int(actor.removeprefix(User.ACTOR))
