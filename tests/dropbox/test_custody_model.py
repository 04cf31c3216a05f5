"""Any order of scans, losses, doubles and mis-scans leaves every envelope in exactly one place, and every discrepancy
that was brought about stands in the day's report under its kind, and no other.

Hypothesis plays the staff of a branch and of its back office against the real database: every step is a verb. What the
play knows of the paper itself is kept beside it, and after every step both are compared. Each play is rolled back.
"""

from contextlib import suppress
from datetime import time, timedelta
from itertools import cycle

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from branches import calendar
from branches.models import Branch
from claims import fresh
from claims.models import Claim
from dropbox.box import registering, rounds
from dropbox.box.registering import Twice, Unread
from dropbox.custody import bags, keeping, receiving
from dropbox.models import PLACES, Envelope, HandOver, Line, Round
from dropbox.reconciling import findings
from dropbox.reconciling.kinds import Kind
from frontdesk.models import Visit, VisitClaim
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import OFFICE, ONE, OTHER
from workflow import Refused

pytestmark = pytest.mark.slow

WHICH = st.integers(0, 99)
MISCOUNT = st.sampled_from([0, 0, 1, -1])
HOW = st.sampled_from(["well", "well", "well", "twice", "unreadable", "lost"])
DIFFERS = st.sampled_from([False, False, True])

PLAYS = settings(
    max_examples=25, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
"""The same plays at every run: a machine that is busy must not find what a quiet one does not."""


class Custody(RuleBasedStateMachine):
    """A day of one branch: five people's envelopes, two who open the box and send, one who receives."""

    start = None  # the instant the play begins at, set by the test
    claims: list[Claim] = []

    def __init__(self) -> None:
        super().__init__()
        self.play = transaction.atomic()
        self.play.__enter__()
        self.now = self.start
        self.branch: Branch = self.claims[0].branch
        self.in_box: list[Claim] = []  # the paper: who put one in and nobody took it out yet
        self.at_gate: list[tuple[Claim, object]] = []  # who came for the drop box, and when
        self.places: dict[str, str] = {}  # by label, where the paper is
        self.on_record: dict[str, tuple[Claim | None, object]] = {}
        self.injected: set[tuple[str, str]] = set()
        self.emptied_at = self.start
        self.bag: HandOver | None = None  # on its way
        self.in_box = self.claims[:4]
        self.the_box_is_emptied(miscount=0, differs=False, hows=["well"])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.play.__exit__(None, None, None)

    # --- What people do with paper ---

    @rule(bring=st.lists(st.tuples(WHICH, st.booleans()), min_size=1, max_size=3))
    def people_bring_envelopes(self, bring: list[tuple[int, bool]]) -> None:
        """Each of somebody, who was seen at the gate or was not."""
        for which, seen in bring:
            claim = self.claims[which % len(self.claims)]
            self.in_box.append(claim)
            if seen:
                self.come_through_the_gate(claim)

    @rule(miscount=MISCOUNT, differs=DIFFERS, hows=st.lists(HOW, min_size=8, max_size=8))
    def the_box_is_emptied(self, miscount: int, differs: bool, hows: list[str]) -> None:
        """A whole round, each envelope scanned well, twice, unreadably, or lost on the desk."""
        self.tick()
        counted, seal = max(0, len(self.in_box) + miscount), at_the_box.seal()
        given = {"seal": seal, "counted": counted, "by": ONE, "witnessed_by": OTHER}
        this = rounds.open_round(self.branch, **given, now=self.now)
        rounds.unseal(this.pk, seal_read="LAIN" if differs else seal, by=ONE, now=self.now)
        registered = [self.scan(this, claim, how) for claim, how in zip(self.in_box, cycle(hows), strict=False)]
        rounds.close(this.pk, recounted=True, by=ONE, now=self.now)
        if differs:
            self.injected.add((Kind.SEAL_MISMATCH, str(this)))
        if sum(registered) != counted:
            self.injected.add((Kind.COUNT_MISMATCH, str(this)))
        self.in_box, self.emptied_at = [], self.now

    def scan(self, this: Round, claim: Claim, how: str) -> bool:
        """Whether it came on record."""
        if how == "lost":
            return False
        if how == "unreadable":
            self.refused(Unread, lambda: self.register(this, claim.case_number[:-1] + "?"))
            self.set_aside(this)
            return True
        if lies_here := self.lies_here(claim):
            self.refused(Twice, lambda: self.register(this, claim.case_number))
        self.register(this, claim.case_number, second=lies_here)
        if how == "twice":
            self.refused(Twice, lambda: self.register(this, claim.case_number))
        return True

    @precondition(lambda self: self.places)
    @rule(which=WHICH)
    def its_owner_is_found(self, which: int) -> None:
        code = self.pick(which)
        claim = self.claims[which % len(self.claims)]
        with suppress(Refused):
            registering.tie(self.key(code), scanned=claim.case_number, by=ONE, now=self.now)
            self.on_record[code] = (claim, self.on_record[code][1])
            self.injected.discard((Kind.ENVELOPE_WITHOUT_CLAIM, code))

    # --- From hand to hand ---

    @precondition(lambda self: self.places and self.bag is None)
    @rule(which=st.lists(WHICH, min_size=1, max_size=4), back=st.booleans(), miscount=MISCOUNT)
    def a_bag_is_sent(self, which: list[int], back: bool, miscount: int) -> None:
        self.tick()
        bag = bags.pack(self.branch, way="to_branch" if back else "to_office", by=ONE, now=self.now)
        for each in which:
            with suppress(Refused):
                bags.put_in(bag.pk, scanned=self.pick(each), by=ONE, now=self.now)
        listed = [line.envelope.code for line in bag.lines.select_related("envelope")]
        sealed = {"seal": at_the_box.seal(), "counted": max(1, len(listed) + miscount)}
        if not listed:
            self.refused(Refused, lambda: bags.send(bag.pk, **sealed, by=ONE, countersigned_by=OTHER, now=self.now))
            return
        self.bag = bags.send(bag.pk, **sealed, by=ONE, countersigned_by=OTHER, now=self.now)
        self.places |= dict.fromkeys(listed, "bag")
        if sealed["counted"] != len(listed):
            self.injected.add((Kind.COUNT_MISMATCH, str(bag)))

    @precondition(lambda self: self.bag is not None and not self.bag.unsealed_at)
    @rule(differs=DIFFERS)
    def the_bag_is_opened(self, differs: bool) -> None:
        seal_read = "LAIN" if differs else self.bag.seal
        self.bag = receiving.unseal(self.bag.pk, seal_read=seal_read, by=OFFICE, now=self.now)
        if differs:
            self.injected.add((Kind.SEAL_MISMATCH, str(self.bag)))

    @precondition(lambda self: self.bag is not None and self.bag.unsealed_at)
    @rule(which=WHICH, out_of_the_list=st.booleans())
    def one_is_taken_out(self, which: int, out_of_the_list: bool) -> None:
        """Any envelope, listed or not, may turn out to be in the bag."""
        listed = list(self.bag.lines.filter(is_listed=True).values_list("envelope__code", flat=True))
        code = listed[which % len(listed)] if out_of_the_list else self.pick(which)
        ticked_off = self.bag.lines.filter(envelope__code=code, received_at__isnull=False).exists()
        with suppress(Refused):
            receiving.receive(self.bag.pk, scanned=code, by=OFFICE, now=self.now)
            if ticked_off or (code in listed and self.places[code] != "bag"):
                return  # it was found elsewhere meanwhile: only its line is ticked off
            self.places[code] = "office" if self.bag.way == "to_office" else "branch"
            if code not in listed:
                self.injected.add((Kind.RECEIVED_NOT_SENT, code))

    @precondition(lambda self: self.bag is not None and self.bag.unsealed_at)
    @rule()
    def the_bag_is_closed(self) -> None:
        missing = Line.objects.filter(hand_over=self.bag, is_listed=True, received_at=None)
        codes = list(missing.values_list("envelope__code", flat=True))
        receiving.close(self.bag.pk, without_missing=True, by=OFFICE, now=self.now)
        self.injected |= {(Kind.SENT_NOT_RECEIVED, code) for code in codes}
        self.bag = None

    @precondition(lambda self: self.places)
    @rule(which=WHICH, what=st.sampled_from(["lost", "branch", "office", "given back", "scanned", "filed", "fetched"]))
    def something_becomes_of_one(self, which: int, what: str) -> None:
        code = self.pick(which)
        key, signed = self.key(code), {"by": ONE, "now": self.now}
        verbs = {
            "lost": (lambda: keeping.declare_lost(key, countersigned_by=OTHER, **signed), "unknown"),
            "branch": (lambda: keeping.find(key, place="branch", **signed), "branch"),
            "office": (lambda: keeping.find(key, place="office", **signed), "office"),
            "given back": (lambda: keeping.give_back(key, **signed), "owner"),
            "scanned": (lambda: keeping.note_scanned(key, **signed), self.places[code]),
            "filed": (lambda: keeping.archive(key, shelf="A1", **signed), "archive"),
            "fetched": (lambda: keeping.fetch(key, **signed), "office"),
        }
        verb, place = verbs[what]
        with suppress(Refused):
            verb()
            self.places[code] = place

    # --- What is always true ---

    @invariant()
    def every_envelope_is_in_the_one_place_where_its_paper_is(self) -> None:
        rows = {each.code: each for each in Envelope.objects.all()}
        assert {code: row.place for code, row in rows.items()} == self.places
        for row in rows.values():
            assert row.place in PLACES[row.status]
            assert (row.bag_id is not None) == (row.place == "bag")

    @invariant()
    def every_history_leads_from_the_box_to_that_place(self) -> None:
        for envelope in Envelope.objects.prefetch_related("moves"):
            moves = list(envelope.moves.all())
            assert [each.number for each in moves] == list(range(1, len(moves) + 1))
            assert [each.from_place for each in moves] == ["", *(each.to_place for each in moves[:-1])]
            assert moves[-1].to_place == envelope.place

    @invariant()
    def the_report_names_what_was_brought_about_and_nothing_else(self) -> None:
        found = findings.findings_of(self.branch, self.today, now=self.now)
        said = sorted((each.kind, each.words.split()[0].rstrip(":")) for each in found)

        expected = {*self.injected, *((Kind.CLAIM_WITHOUT_ENVELOPE, number) for number in self.without_envelope())}
        assert sorted(set(said)) == sorted(expected)

    # --- Short ways ---

    @property
    def today(self):
        return calendar.local_day(self.branch, self.now)

    def tick(self) -> None:
        self.now += timedelta(minutes=1)

    def pick(self, which: int) -> str:
        codes = list(self.places)
        return codes[which % len(codes)]

    def key(self, code: str):
        return Envelope.objects.values_list("pk", flat=True).get(code=code)

    def lies_here(self, claim: Claim) -> bool:
        """Whether the paper of an envelope of this claim lies unread at the branch."""
        unread = set(Envelope.objects.filter(scanned_at=None).values_list("code", flat=True))
        ours = {code for code, (owner, _) in self.on_record.items() if owner == claim}
        return any(self.places[code] == "branch" for code in ours & unread)

    def without_envelope(self) -> set[str]:
        """Who came before a finished round was opened, and has had no envelope put on record since they came."""
        missed = [(claim, at) for claim, at in self.at_gate if at < self.emptied_at]
        return {claim.case_number for claim, at in missed if not self.came_on_record(claim, since=at)}

    def came_on_record(self, claim: Claim, *, since: object) -> bool:
        return any(owner == claim and at >= since for owner, at in self.on_record.values())

    def come_through_the_gate(self, claim: Claim) -> None:
        self.tick()
        facts = {"branch": self.branch, "day": self.today, "series": "B", "number": len(self.at_gate) + 1}
        visit = Visit.objects.create(**facts, arrived_by=ONE, arrived_at=self.now)
        VisitClaim.objects.create(visit=visit, claim=claim)
        self.at_gate.append((claim, self.now))

    def register(self, this: Round, scanned: str, *, second: bool = False) -> None:
        code = fresh.envelope_code()
        done = registering.register(this.pk, scanned=scanned, code=code, second=second, by=ONE, now=self.now)
        self.places[code], self.on_record[code] = "branch", (done.envelope.claim, self.now)

    def set_aside(self, this: Round) -> None:
        code = fresh.envelope_code()
        registering.set_aside(this.pk, tray="damaged", note="", code=code, by=ONE, now=self.now)
        self.places[code], self.on_record[code] = "branch", (None, self.now)
        self.injected.add((Kind.ENVELOPE_WITHOUT_CLAIM, code))

    def refused(self, kind, verb) -> None:
        with pytest.raises(kind):
            verb()


@pytest.fixture
def day(branch, now):
    """Nine in the morning at a branch whose hours nobody watches, and five people of it."""
    at_the_box.box(branch, rounds_at=[], forwards_at=[], travel_hours=240)
    Custody.start = calendar.at(branch, calendar.local_day(branch, now), time(9))
    slot = factories.slot(branch, now=now, capacity=50)
    Custody.claims = [factories.open_claim(now=Custody.start - timedelta(hours=9), at=slot) for _ in range(5)]


def test_any_order_of_a_day_keeps_every_envelope_and_names_every_discrepancy(day):
    run_state_machine_as_test(Custody, settings=PLAYS)


def test_a_report_that_keeps_silent_of_one_kind_is_found_out(day, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(findings, "_envelopes_without", lambda *_: ())

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Custody, settings=PLAYS)
