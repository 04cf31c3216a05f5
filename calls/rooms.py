"""Opening and ending rooms. Whoever opens one names it by a key of their own and asks for it by that key."""

from datetime import datetime

from calls.models import Room


def reserve(about: str, *, opens_at: datetime, closes_at: datetime) -> Room:
    """The room of this key, open during these hours. Reserved again, it has moved."""
    room, _made = Room.objects.update_or_create(about=about, defaults={"opens_at": opens_at, "closes_at": closes_at})
    return room


def end(about: str, *, now: datetime) -> None:
    """Nobody sits down there any more, and who sits there hears nothing more."""
    Room.objects.filter(about=about, ended_at=None).update(ended_at=now)
