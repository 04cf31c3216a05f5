"""The books: each way in which they could disagree is found by its name, and the rows agree where verbs wrote them."""

import pytest
from django.db import connection

from claims.models import AccountChange, Claim
from claims.models.questions_of_claims import ClaimQuerySet
from payments import handing_over, ledger, making, results
from payments.ledger import BooksDisagree, Kind
from payments.models import Batch
from tests.payments import paying_out
from tests.payments.paying_out import MINUTE, A, B, brought, line_of, row, taken

pytestmark = pytest.mark.django_db


def found(now) -> dict[Kind, tuple[str, ...]]:
    return {fault.kind: fault.names for fault in ledger.faults(now)}


def bare(statement: str, *values) -> None:
    """What no verb does: straight into the tables, past triggers and foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def three(batch, claims):
    return [line_of(claim) for claim in claims]


def test_a_day_of_verbs_agrees_at_every_step(claims, now):
    assert found(now) == {}
    batch = making.make_batch(by=A, now=now)
    assert found(now) == {}
    lines = [line_of(claim) for claim in claims]
    handing_over.hold_back(lines[0].pk, because="data", words="", by=A, now=now)
    assert found(now) == {}
    paying_out.approved(batch, now=now)
    handing_over.hand_out(batch.pk, by=A, now=now)
    assert found(now) == {}
    taken(row(lines[1], at=now), row(lines[2], "dana_kembali", at=now), now=now)

    assert found(now) == {}
    assert ledger.raise_faults(now) == 0


def test_a_claim_forwarded_into_nothing_is_named(claims, now):
    Claim.objects.filter(pk=claims[0].pk).update(forwarded_at=now)

    assert found(now) == {Kind.FORWARDED_NOWHERE: (str(claims[0]),)}


def test_a_line_whose_claim_goes_another_way_is_named(three, claims, now):
    Claim.objects.filter(pk=claims[0].pk).update(forwarded_at=None, status="rejected")

    assert found(now) == {Kind.LINE_OF_ANOTHER: (str(claims[0]),)}


def test_a_verified_claim_that_no_batch_would_take_is_named(claims, now, monkeypatch):
    payable = ClaimQuerySet.payable
    monkeypatch.setattr(ClaimQuerySet, "payable", lambda asked, at: payable(asked, at).exclude(pk=claims[0].pk))

    assert found(now) == {Kind.WAITS_FOR_NOTHING: (str(claims[0]),)}


def test_a_claim_paid_by_no_line_is_named(three, claims, now):
    taken(*(row(line, at=now) for line in three[1:]), now=now)
    Claim.objects.filter(pk=claims[0].pk).update(status="paid", paid_at=now)

    assert found(now) == {
        Kind.LINE_OF_ANOTHER: (str(claims[0]),),
        Kind.PAID_WITHOUT_LINE: (str(claims[0]),),
    }


def test_a_line_paid_without_its_claim_is_named(three, claims, now):
    bare("UPDATE payments_line SET result = 'paid', result_at = %s, result_by = 'x' WHERE id = %s", now, three[0].pk)

    assert found(now)[Kind.LINE_WITHOUT_PAYMENT] == (str(claims[0]),)


def test_a_claim_paid_twice_is_named(three, claims, now):
    taken(*(row(line, at=now) for line in three), now=now)
    paying_out.without("one_standing_payment_line_per_claim")
    second = Batch.objects.create(year=now.year, number=2, made_at=now, made_by=A)
    [again] = making._lines(second, [paying_out.fresh(claims[0])], after=0, now=now)
    again.result, again.result_at, again.result_by = "paid", now, A
    again.save()

    assert found(now) == {Kind.PAID_TWICE: (str(claims[0]),)}


def test_an_account_that_changed_on_the_way_is_named(three, claims, now):
    AccountChange.objects.create(
        applicant=paying_out.fresh(claims[0]).applicant, bank_name="Bank Lain", account_number="666",
        account_holder="Orang Lain", asked_at=now, asked_by="claimant:x", effective_at=now + MINUTE,
    )  # fmt: skip

    assert found(now) == {Kind.ACCOUNT_CHANGED: (str(claims[0]),)}


def test_a_contradicted_result_is_named_until_it_is_cleared(three, claims, now):
    one, other = brought(row(three[0], at=now), now=now), brought(row(three[0], "ditolak", at=now), now=now)
    for file in (one, other):
        results.confirm(file.pk, by=B, now=now)
        results.take(file.pk, now=now)

    assert found(now) == {Kind.CONTRADICTED: (str(claims[0]),)}
    assert found(now + 9 * ledger.LATELY) == {Kind.CONTRADICTED: (str(claims[0]),)}
    results.clear(other.rows.get().pk, words="Bank membenarkan yang pertama", by=A, now=now)
    assert found(now) == {}


def test_a_number_left_out_and_a_batch_settled_too_early_are_named(batch, now):
    Batch.objects.update(status="settled", settled_at=now)
    Batch.objects.create(
        year=now.year, number=3, made_at=now, made_by=A, closed_at=now, closed_by=A, status="closed"
    )  # fmt: skip

    assert found(now) == {Kind.NUMBER_MISSING: (str(now.year),), Kind.NOT_SETTLED: ("1",)}


def test_paid_claims_of_long_ago_are_looked_at_by_night_alone(three, claims, now):
    Claim.objects.filter(pk=claims[0].pk).update(status="paid", paid_at=now - 2 * ledger.LATELY)

    kinds = {fault.kind for fault in ledger.faults_lately(now)}

    assert Kind.PAID_WITHOUT_LINE not in kinds
    with pytest.raises(BooksDisagree, match="tanpa baris pembayaran"):
        ledger.raise_faults(now)


def test_many_are_counted_and_the_first_are_named(claims, now, monkeypatch):
    monkeypatch.setattr(ledger, "NAMED", 1)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(forwarded_at=now)

    [fault] = ledger.faults(now)

    assert (fault.number, len(fault.names)) == (3, 1)
    assert str(fault).endswith("dan 2 lainnya")
