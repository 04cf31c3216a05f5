"""Whatever happens in whatever order, nobody is paid twice, nothing verified is forgotten, and no money leaves for an
account nobody checked.

Hypothesis plays officers, payment officers, claimants, the bank, the core system and a machine that dies, against the
real database: every step is a verb. Beside it a bank of its own keeps what it was really told to pay, and after every
step the books are compared with it. Each play is rolled back.
"""

import csv
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from accounts.models import User
from claims import contacts, filing
from claims.models import Claim
from payments import handing_over, ledger, making, results
from payments.models import Batch, Line, ResultFile
from payments.reading import Unread
from tests import factories
from tests.payments import paying_out
from tests.payments.paying_out import A, B, fresh, row, written
from tests.verification import at_the_desk
from verification.deciding import deciding, proposing, undoing
from verification.models import Proposal
from workflow import Refused

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SAID = ("dibayarkan", "dibayarkan", "dana_kembali", "ditolak")
STEPS = 6
"""Of each rule. Hypothesis likes short plays; a payment that comes back and is paid in the end takes a dozen steps."""

PLAYS = settings(
    max_examples=16, stateful_step_count=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip
"""The same plays at every run: a machine that is busy must not find what a quiet one does not."""


class Died(BaseException):
    """The machine stopped in the midst of it: nothing catches that."""


class Drawn:
    """What is left to chance in one step; each step takes of it what it asks for."""

    def __init__(self, chance: random.Random) -> None:
        self.which, self.size = chance.randrange(100), chance.randint(1, 4)
        self.by, self.other = chance.choice([A, B]), chance.random() < 0.5
        self.outcomes = [chance.choice(SAID) for _ in range(4)]
        self.dies_after = chance.choice([0, 1, 9, 9])


class Payments(RuleBasedStateMachine):
    """A few days of a handful of claims that were found good."""

    start = None  # the instant the play begins at, set by the test
    claims: list[Claim] = []
    officers: list[User] = []
    seen: Counter[str] = Counter()  # what the plays came to

    def __init__(self) -> None:
        super().__init__()
        self.play = transaction.savepoint()  # no block of its own: looking at a file wants to be the outermost one
        self.now = self.start
        self.sent: dict[tuple[str, str], tuple[str, ...]] = {}  # the bank's own books: what it was told to pay
        self.moved: Counter[str] = Counter()  # whose money it moved, and kept
        self.said: dict[tuple[str, str], list[str]] = {}  # its one answer to each
        self.accounts = {claim.pk: [claim.applicant.account(self.now)] for claim in self.claims}

    def teardown(self) -> None:
        self.seen.update(Line.objects.exclude(result="").values_list("result", flat=True))
        self.seen["again"] += Line.objects.filter(result="paid", attempt__gt=1).count()
        transaction.savepoint_rollback(self.play)

    @rule(chance=st.integers(0, 2**32))
    def some_hours_pass(self, chance: int) -> None:
        """Several steps of whoever comes. What is always true is asked after each of them."""
        drawing = random.Random(chance)
        for _ in range(STEPS):
            self.now += timedelta(minutes=1)
            drawing.choice(self.steps())(Drawn(drawing))
            for holds in self.always():
                holds()

    def steps(self) -> list[Callable[[Drawn], None]]:
        return [
            self.a_batch_is_made, self.a_maker_dies_half_way, self.one_is_approved, self.one_is_approved,
            self.a_file_goes_to_the_bank, self.a_file_goes_to_the_bank, self.a_line_is_held_back,
            self.a_held_line_is_let_go, self.a_file_of_results_comes, self.a_file_of_results_comes,
            self.the_sweep_goes_on, self.the_bank_contradicts_itself, self.the_bank_speaks_of_what_it_never_got,
            self.an_officer_undoes_a_decision, self.a_claimant_asks_for_another_account, self.what_came_back_is_mended,
        ]  # fmt: skip

    def always(self) -> list[Callable[[], None]]:
        return [
            self.nobody_is_paid_twice, self.what_the_house_calls_paid_the_bank_paid, self.nothing_verified_is_forgotten,
            self.no_money_leaves_for_an_account_nobody_checked, self.the_numbers_have_no_gap,
        ]  # fmt: skip

    # --- The house

    def a_batch_is_made(self, drawn: Drawn) -> None:
        with override_settings(PAYMENT_BATCH_LINES=drawn.size):
            making.make_batch(by=drawn.by, now=self.now)

    def a_maker_dies_half_way(self, drawn: Drawn) -> None:
        with self.dying(making.paying, "forward", drawn.dies_after):
            making.make_batch(by=drawn.by, now=self.now)

    def one_is_approved(self, drawn: Drawn) -> None:
        for batch_id in self.keys(Batch.objects.filter(status="closed")):
            self.perhaps(
                lambda batch_id=batch_id: handing_over.approve(batch_id, by=drawn.by, on_screen_of=A, now=self.now)
            )

    def a_file_goes_to_the_bank(self, drawn: Drawn) -> None:
        """Fetched once or again: what the bank is told of a line of a batch stays what it was first told."""
        for batch in Batch.objects.exclude(status="open"):
            with suppress(Refused), transaction.atomic():
                file = handing_over.hand_out(batch.pk, by=drawn.by, now=self.now)
                for line in list(csv.reader(StringIO(file.content.decode(), newline="")))[2:]:
                    self.sent.setdefault((str(batch), line[1]), tuple(line[-3:]))

    def a_line_is_held_back(self, drawn: Drawn) -> None:
        if line_id := self.pick(Line.objects.all(), drawn):
            self.perhaps(lambda: handing_over.hold_back(line_id, because="data", words="", by=A, now=self.now))

    def a_held_line_is_let_go(self, drawn: Drawn) -> None:
        for line_id in self.keys(Line.objects.held()):
            handing_over.let_go(line_id, by=drawn.by, now=self.now)

    # --- The bank and the core system

    def a_file_of_results_comes(self, drawn: Drawn) -> None:
        """Of what was sent, in any order; twice at times; its worker may die."""
        keys = sorted(self.sent)[drawn.which % (len(self.sent) or 1) :]
        rows = [self.answer(key, outcome) for key, outcome in zip(keys, drawn.outcomes, strict=False)]
        for _time in range(bool(rows) + drawn.other * bool(rows)):
            file = results.bring(written(*rows), name="hasil.csv", by=A, now=self.now)
            self.perhaps(lambda file=file: results.confirm(file.pk, by=B, now=self.now))
            with self.dying(results.handing_over, "settle", drawn.dies_after):
                results.take(file.pk, now=self.now)

    def the_sweep_goes_on(self, _drawn: Drawn) -> None:
        for file_id in results.files_to_take():
            results.take(file_id, now=self.now)

    def the_bank_contradicts_itself(self, drawn: Drawn) -> None:
        """Something else than what it said before, once that was taken: kept, never believed, and cleared in time."""
        for key, answer in self.said.items():
            line, outcome = self.line(key), drawn.outcomes[0]
            if line.result and answer[2] != outcome:
                file = results.bring(written(row(line, outcome, at=self.now)), name="lain.csv", by=A, now=self.now)
                self.perhaps(lambda file=file: results.confirm(file.pk, by=B, now=self.now))
                results.take(file.pk, now=self.now)
                assert file.rows.get().state == "contradicts"
                self.perhaps(lambda file=file: results.clear(file.rows.get().pk, words="ya", by=A, now=self.now))

    def the_bank_speaks_of_what_it_never_got(self, drawn: Drawn) -> None:
        for line in Line.objects.select_related("batch", "claim"):
            if (str(line.batch), str(line.claim)) not in self.sent:
                with pytest.raises(Unread):
                    results.bring(written(row(line, at=self.now)), name="salah.csv", by=A, now=self.now)

    # --- Officers and claimants

    def an_officer_undoes_a_decision(self, drawn: Drawn) -> None:
        decision = self.claim(drawn).decisions.latest("at", "pk")
        given = {"because": "misjudged", "note": "keliru", "link_token": "t" * 32, "by": "officer:909"}
        self.perhaps(lambda: undoing.undo(decision.pk, **given, now=self.now))

    def a_claimant_asks_for_another_account(self, drawn: Drawn) -> None:
        claim = self.claim(drawn)
        given = {**account(drawn.which), "by": f"claimant:{claim.pk}", "now": self.now}
        self.perhaps(lambda: contacts.change_account(claim.pk, **given))

    def what_came_back_is_mended(self, drawn: Drawn) -> None:
        """The claimant of each answers, the day of a new account passes, the officers agree."""
        for claim in map(fresh, self.claims):
            if claim.account_wanted_at:
                self.answer_the_bank(claim, drawn)
        self.now += timedelta(hours=25)
        for claim in map(fresh, self.claims):
            if claim.status == Claim.Status.AWAITING_CHECK:
                self.perhaps(lambda claim=claim: self.find_good(claim, *self.officers))

    # --- What is always true

    def nobody_is_paid_twice(self) -> None:
        assert max(self.moved.values(), default=0) <= 1, self.moved
        paid = Line.objects.filter(result="paid").values_list("claim__case_number", flat=True)
        assert max(Counter(paid).values(), default=0) <= 1

    def what_the_house_calls_paid_the_bank_paid(self) -> None:
        called = set(Claim.objects.filter(status="paid").values_list("case_number", flat=True))
        waiting = set(
            ResultFile.objects.filter(status="taking").values_list("rows__line__claim__case_number", flat=True)
        )
        assert called <= set(self.moved)
        assert set(self.moved) <= called | waiting

    def nothing_verified_is_forgotten(self) -> None:
        assert ledger.faults(self.now) == []

    def no_money_leaves_for_an_account_nobody_checked(self) -> None:
        for (_batch, case_number), account in self.sent.items():
            claim = next(each for each in self.claims if each.case_number == case_number)
            assert account in self.accounts[claim.pk], (case_number, account)

    def the_numbers_have_no_gap(self) -> None:
        numbers = list(Batch.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))

    # --- Short ways

    def perhaps(self, verb) -> None:
        """Do it where the rules let it."""
        with suppress(Refused), transaction.atomic():
            verb()

    def keys(self, rows) -> list:
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def pick(self, rows, drawn: Drawn):
        keys = self.keys(rows)
        return keys[drawn.which % len(keys)] if keys else None

    def claim(self, drawn: Drawn) -> Claim:
        return self.claims[drawn.which % len(self.claims)]

    def dying(self, module, name: str, after: int):
        """The module's function works so many times and then the machine stops; what was not committed is gone."""
        patched = pytest.MonkeyPatch()
        whole, left = getattr(module, name), iter(range(after))

        def mortal(*given, **more):
            if next(left, None) is None:
                raise Died
            return whole(*given, **more)

        patched.setattr(module, name, mortal)
        return _Until(Died, patched.undo)

    def answer(self, key: tuple[str, str], outcome: str) -> list[str]:
        """What the bank says of a line: the same ever after. Only where it says paid, the money moved."""
        if key not in self.said:
            self.said[key] = row(self.line(key), outcome, at=self.now)
            self.moved[key[1]] += outcome == "dibayarkan"
            self.moved += Counter()  # without those it moved nothing for
        return self.said[key]

    def line(self, key: tuple[str, str]) -> Line:
        _, year, number = key[0].split("-")
        lines = Line.objects.select_related("batch", "claim")
        return lines.get(batch__year=year, batch__number=number, claim__case_number=key[1])

    def answer_the_bank(self, claim: Claim, drawn: Drawn) -> None:
        given = {"by": f"claimant:{claim.pk}", "now": self.now}
        if drawn.other:
            contacts.change_account(claim.pk, **account(drawn.which), **given)
        else:
            contacts.confirm_account(claim.pk, **given)
        factories.complete_papers(claim, now=self.now)
        filing.submit(claim.pk, **given)

    def find_good(self, claim: Claim, officer: User, second: User) -> None:
        self.put_in_hand(claim, officer)
        at_the_desk.accept_all(claim, officer, now=self.now)
        found = deciding.verify(claim.pk, by=officer.actor, now=self.now)
        if isinstance(found, Proposal):
            proposing.confirm(found.pk, by=second.actor, now=self.now)
        self.accounts[claim.pk].append(fresh(claim).applicant.account(self.now))

    def put_in_hand(self, claim: Claim, officer: User) -> None:
        """Whose turn it is, is no matter here: the queue is another play's."""
        lease = self.now + timedelta(hours=8)
        Claim.objects.filter(pk=claim.pk).update(taken_at=self.now, taken_by=officer.actor, taken_until=lease)


def account(number: int) -> dict[str, str]:
    return {"bank_name": "Bank Lain", "account_number": str(number), "account_holder": "Budi Contoh Santosa"}


class _Until:
    """A block that may end by this exception and nothing else."""

    def __init__(self, death: type[BaseException], undo) -> None:
        self.death, self.undo = death, undo

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, *_rest) -> bool:
        self.undo()
        return kind is not None and issubclass(kind, self.death)


@pytest.fixture
def play(desk, now):
    Payments.start = now
    Payments.claims = paying_out.verified_claims(4, now=now)
    Payments.officers = [factories.officer(), factories.officer()]


def test_in_any_order_each_is_paid_once_and_none_forgotten(play):
    Payments.seen = Counter()

    run_state_machine_as_test(Payments, settings=PLAYS)

    assert set(Payments.seen) == {"paid", "returned", "refused", "held_back", "again"}  # it went everywhere


def test_a_house_that_forwards_again_what_it_sent_is_found_out(play, monkeypatch):
    """The negative control: where nothing keeps a claim that was sent from being forwarded again, the play sees that
    somebody is paid twice. The books, which would name it earlier, are shut."""
    paying_out.without("one_standing_payment_line_per_claim")
    monkeypatch.setattr(ledger, "faults", lambda _now: [])
    forward = making.paying.forward

    def forward_again(claim, **given):
        claim.forwarded_at = None
        return forward(claim, **given)

    def whatever_was_sent(_now):
        return Claim.objects.filter(status="verified").exclude(payment_lines__batch__status="open").order_by("pk")

    monkeypatch.setattr(making.paying, "forward", forward_again)
    monkeypatch.setattr(making, "waiting", whatever_was_sent)

    with pytest.raises(AssertionError, match="Counter"):
        run_state_machine_as_test(Payments, settings=PLAYS)
