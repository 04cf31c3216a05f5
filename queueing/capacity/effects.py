"""What a change would do to days and people, shown before it is made. Nothing is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from branches.models import Branch
from queueing.capacity.planning import Wish
from queueing.capacity.reseating import holds_too_many, nearest, people_too_many
from queueing.models import Slot, Ticket, WaitingEntry


@dataclass(frozen=True)
class Seat:
    """Who would lose a place, and the hour they would be given; None: they choose themselves, if they need one."""

    ticket: Ticket
    target: Slot | None

    @property
    def must_choose(self) -> bool:
        assert self.ticket.claim  # it is confirmed
        return self.target is None and not self.ticket.claim.goes_on_without_hour


@dataclass(frozen=True)
class Effect:
    """Places per day before and after, the people affected, how many forms being filled in lose their hold.

    `waiting` is how many wait for a day that has no hour left.
    """

    days: dict[date, tuple[int, int]]
    people: list[Seat]
    holds: int
    waiting: int

    @property
    def must_choose(self) -> int:
        return sum(seat.must_choose for seat in self.people)


@dataclass
class _Room:
    """An hour in which people could be seated, and how many more."""

    slot: Slot
    left: int


def effect_of(wishes: Sequence[Wish], branch: Branch, now: datetime) -> Effect:
    """What these wishes would do at this instant. Who books meanwhile may change who goes where."""
    ahead = list(Slot.objects.filter(branch=branch, starts_at__gt=now))
    smaller = [wish.slot for wish in wishes if wish.slot.pk and wish.slot.planned < wish.slot.taken]
    return Effect(
        days=_days(wishes, ahead),
        people=_seats(smaller, _rooms(wishes, ahead, now) if branch.is_active else [], now),
        holds=sum(len(holds_too_many(slot, slot.planned, now)) for slot in smaller),
        waiting=_waiting_in_vain(wishes, branch, ahead),
    )


def _days(wishes: Sequence[Wish], ahead: list[Slot]) -> dict[date, tuple[int, int]]:
    """The days that change: what all their hours together want, and would want."""
    wanted, changed = Counter[date](), Counter[date]()
    for slot in ahead:
        wanted[slot.day] += slot.planned
    for wish in wishes:
        changed[wish.slot.day] += wish.slot.planned - wish.was
    return {day: (wanted[day], wanted[day] + changed[day]) for day in sorted(changed)}


def _rooms(wishes: Sequence[Wish], ahead: list[Slot], now: datetime) -> list[_Room]:
    """The hours with free places. Those that are new go first to who waits for the day."""
    hours = {slot.pk: slot for slot in ahead} | {wish.slot.pk: wish.slot for wish in wishes if wish.slot.pk}
    fresh = [wish.slot for wish in wishes if not wish.slot.pk]
    rooms = [
        _Room(slot, slot.planned - slot.taken)
        for slot in (*hours.values(), *fresh)
        if slot.planned > slot.taken and slot.bookable_until > now
    ]
    wider = {(wish.slot.door, wish.slot.day) for wish in wishes if wish.slot.planned > wish.was}
    for (door, day), waiting in _in_line(rooms, wider).items():
        for room in rooms:
            if (room.slot.door, room.slot.day) == (door, day):
                given = min(room.left, waiting)
                room.left, waiting = room.left - given, waiting - given
    return rooms


def _in_line(rooms: list[_Room], days: set[tuple[str, date]]) -> Counter[tuple[str, date]]:
    """How many wait for each of these days of a door."""
    if not rooms or not days:
        return Counter()
    of_branch = WaitingEntry.objects.in_line().filter(list__branch=rooms[0].slot.branch_id)
    waiting = of_branch.filter(list__day__in={day for _, day in days}).values_list("list__door", "list__day")
    return Counter(key for key in waiting if key in days)


def _waiting_in_vain(wishes: Sequence[Wish], branch: Branch, ahead: list[Slot]) -> int:
    """How many wait by a door for a day on which these wishes leave no hour."""
    wanted = Counter[tuple[str, date]]()
    for slot in ahead:
        wanted[slot.door, slot.day] += slot.planned
    for wish in wishes:
        wanted[wish.slot.door, wish.slot.day] += wish.slot.planned - wish.was
    shut = {(wish.slot.door, wish.slot.day) for wish in wishes} & {key for key in wanted if not wanted[key]}
    waiting = WaitingEntry.objects.live().filter(list__branch=branch, list__day__in={day for _, day in shut})
    return sum(key in shut for key in waiting.values_list("list__door", "list__day")) if shut else 0


def _seats(smaller: list[Slot], rooms: list[_Room], now: datetime) -> list[Seat]:
    """Seat people in the order in which `reseating` would."""
    seats = []
    for slot in sorted(smaller, key=lambda slot: (slot.starts_at, slot.pk)):
        for ticket in people_too_many(slot, slot.planned):
            assert ticket.claim  # they are confirmed
            by_start = {room.slot.starts_at: room for room in rooms if room.left and room.slot.door == slot.door}
            fitting = nearest(ticket, ticket.claim, (room.slot for room in by_start.values()), now)
            target = fitting[0] if fitting else None
            if target:
                by_start[target.starts_at].left -= 1
            seats.append(Seat(ticket, target))
    return seats
