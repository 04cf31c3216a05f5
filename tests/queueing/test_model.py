"""Any order of holding, taking, moving, giving up, waiting and planning leaves the queue exact.

Hypothesis plays people and branch staff against the real database: every step is a verb, and after every step what
must always be true is read from the tables. Each play is rolled back.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from claims import fresh
from claims.models import Claim
from queueing import booking, places
from queueing.models import Draft, Slot, Ticket, WaitingEntry, WaitingList
from queueing.waiting_list import waiting
from tests import factories
from workflow import Refused

pytestmark = pytest.mark.slow

PEOPLE = st.integers(0, 5)
HOURS = st.integers(0, 3)


PLAYS = settings(
    max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
"""The same plays at every run: a machine that is busy must not find what a quiet one does not."""


class Queue(RuleBasedStateMachine):
    """Two days of two hours with one place each, six people, and a clock that only goes forward."""

    start = None  # the instant the play begins at, set by the test

    def __init__(self) -> None:
        super().__init__()
        self.play = transaction.atomic()
        self.play.__enter__()
        self.now = self.start
        branch = factories.branch()
        Slot.objects.all().delete()
        self.slots = [
            factories.slot(branch, now=self.now, days=days, hour=hour, capacity=1)
            for days in (3, 4)
            for hour in (9, 10)
        ]
        self.people = [(factories.participant(), factories.applicant(self.now)) for _ in range(6)]
        self.drafts: dict[int, Draft] = {}
        self.opened: list = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.play.__exit__(None, None, None)

    # --- What people do ---

    @rule(person=PEOPLE, hour=HOURS)
    def hold(self, person: int, hour: int) -> None:
        draft, asker = self.draft_of(person), booking.asker_of(self.people[person][1])
        self.try_to(lambda: booking.hold_place(draft.pk, slot_id=self.slots[hour].pk, asker=asker, now=self.now))

    @rule(person=PEOPLE)
    def let_go(self, person: int) -> None:
        booking.release_hold(self.draft_of(person).pk, now=self.now)

    @rule(person=PEOPLE, hour=HOURS)
    def take(self, person: int, hour: int) -> None:
        """Confirm what the draft holds, or else ask for an hour straight away."""
        draft = self.draft_of(person)
        held = Ticket.objects.held().filter(draft=draft).select_related("slot__branch").first()
        who, filer = self.people[person]
        slot = held.slot if held else Slot.objects.select_related("branch").get(pk=self.slots[hour].pk)
        taking = replace(factories.taking(slot, now=self.now, participant=who, applicant=filer), waits=True)
        if self.try_to(lambda: self.opened.append(booking.take_place(draft.pk, taking, now=self.now).pk)):
            del self.drafts[person]

    @precondition(lambda self: self.claims())
    @rule(which=st.integers(0, 99), hour=HOURS)
    def move(self, which: int, hour: int) -> None:
        claim = self.pick(which)
        self.try_to(lambda: booking.move_place(claim, slot_id=self.slots[hour].pk, by="claimant:x", now=self.now))

    @precondition(lambda self: self.claims())
    @rule(which=st.integers(0, 99))
    def give_up(self, which: int) -> None:
        self.try_to(lambda: booking.give_up_place(self.pick(which), by="claimant:x", now=self.now))

    @precondition(lambda self: self.claims())
    @rule(which=st.integers(0, 99))
    def withdraw(self, which: int) -> None:
        self.try_to(lambda: booking.withdraw(self.pick(which), by="claimant:x", now=self.now))

    @rule(person=PEOPLE, hour=HOURS)
    def wait_for(self, person: int, hour: int) -> None:
        slot, draft = self.slots[hour], self.draft_of(person)
        asker = booking.asker_of(self.people[person][1])
        joining = waiting.Joining(draft.pk, asker.contact_index, {"email": "x@contoh.example"}, fresh.token())
        self.try_to(lambda: waiting.join(joining, branch=slot.branch, door=slot.door, day=slot.day, now=self.now))

    @precondition(lambda self: WaitingEntry.objects.live().exists())
    @rule(which=st.integers(0, 99))
    def stop_waiting(self, which: int) -> None:
        entries = list(WaitingEntry.objects.live().order_by("pk"))
        waiting.leave(entries[which % len(entries)].pk, now=self.now)

    # --- What the branch and the clock do ---

    @rule(hour=HOURS, wanted=st.integers(0, 2))
    def plan(self, hour: int, wanted: int) -> None:
        places.plan(self.slots[hour].pk, wanted, now=self.now)

    @rule(minutes=st.sampled_from([1, 4, 11, 31, 61]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        places.release_expired([slot.pk for slot in self.slots], now=self.now)

    # --- What is always true ---

    @invariant()
    def places_are_counted_exactly(self) -> None:
        live = Count("tickets", filter=Q(tickets__ended_at=None))
        for slot in Slot.objects.annotate(live=live):
            assert slot.taken == slot.live <= slot.capacity
            assert slot.capacity == max(slot.planned, slot.taken)

    @invariant()
    def one_person_has_one_place(self) -> None:
        confirmed = Ticket.objects.confirmed().filter(is_disputed=False)
        assert not confirmed.values("person_index", "programme").annotate(n=Count("pk")).filter(n__gt=1)
        held = Ticket.objects.held().filter(entry=None)
        assert not held.values("contact_index").annotate(n=Count("pk")).filter(n__gt=1)

    @invariant()
    def nobody_is_stranded(self) -> None:
        for claim in Claim.objects.filter(status=Claim.Status.AWAITING_PAPERS):
            places_of = list(Ticket.objects.confirmed().filter(claim=claim).select_related("slot"))
            if claim.place_lost_at:
                assert places_of == []
            else:
                assert [ticket.slot.starts_at for ticket in places_of] == [claim.visit_at]

    @invariant()
    def nobody_passes_who_waits(self) -> None:
        for line in WaitingList.objects.filter(entries__in=WaitingEntry.objects.in_line()).distinct():
            first = WaitingEntry.objects.in_line().filter(list=line)[0]
            assert not line.entries.filter(offered_at__isnull=False, number__gt=first.number).exists()
            free = Slot.objects.of(line.branch, line.door).bookable(self.now).filter(day=line.day)
            assert not free.filter(taken__lt=F("capacity")).exists()

    @invariant()
    def an_offer_is_a_place_that_is_held(self) -> None:
        for entry in WaitingEntry.objects.live().filter(offered_at__isnull=False):
            assert entry.tickets.held().count() == 1
        assert not Ticket.objects.held().filter(entry__ended_at__isnull=False).exists()

    # --- How it is played ---

    def draft_of(self, person: int) -> Draft:
        if person not in self.drafts:
            self.drafts[person] = Draft.objects.create(made_at=self.now, changed_at=self.now)
        return self.drafts[person]

    def claims(self) -> list:
        still_open = set(Claim.objects.open().values_list("pk", flat=True))
        return [pk for pk in self.opened if pk in still_open]  # in an order of ours, so that every run plays the same

    def pick(self, which: int):
        ours = self.claims()
        return ours[which % len(ours)]

    def try_to(self, verb) -> bool:
        """A refusal is a fair answer, and it leaves nothing behind."""
        try:
            with transaction.atomic():
                verb()
        except Refused:
            return False
        return True


@pytest.mark.django_db
@pytest.mark.usefixtures("house")
def test_no_order_of_verbs_leaves_the_queue_inexact(now):
    Queue.start = now
    run_state_machine_as_test(Queue, settings=PLAYS)


@pytest.mark.django_db
@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("forgets_who_waits", [False, True])
def test_a_place_that_is_freed_without_asking_who_waits_is_found(now, monkeypatch, forgets_who_waits):
    """The negative control: one short play, with the waiting list asked and with it forgotten."""
    if forgets_who_waits:
        monkeypatch.setattr(waiting, "give_out", lambda slot_id, *, now: 0)
    Queue.start = now
    play = Queue()

    for person in (0, 1):
        play.take(person, hour=person)
    play.wait_for(2, hour=0)
    play.withdraw(0)

    with pytest.raises(AssertionError) if forgets_who_waits else nullcontext():
        play.nobody_passes_who_waits()
    play.teardown()
