"""What came back is taken row by row: each once, whatever dies on the way, and nothing that contradicts."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from claims.models import ClaimEvent
from notifications.models import Message
from payments import ledger, results
from payments.models import Line, ResultFile, ResultRow
from tests.payments import paying_out
from tests.payments.paying_out import MINUTE, A, B, brought, fresh, line_of, row, taken
from tests.queueing.races import all_at_once
from workflow import Refused


@pytest.fixture
def three(batch, claims):
    return [line_of(claim) for claim in claims]


def test_nothing_counts_before_a_person_has_confirmed_it(three, claims, now):
    file = brought(row(three[0], at=now), now=now)

    results.take(file.pk, now=now)

    assert (file.status, ResultRow.objects.get().state) == ("read", "waiting")
    assert fresh(claims[0]).status == "verified"


def test_each_outcome_goes_the_way_its_claim_has(three, claims, now, batch):
    later = now + MINUTE
    file = taken(
        row(three[0], at=later, reference="TRX/1"),
        row(three[1], "dana_kembali", at=later, code="account_closed"),
        row(three[2], "ditolak", at=later, code="npwp_missing", words="NPWP tidak ada"),
        now=later,
    )

    paid, returned, refused = map(fresh, claims)
    assert (paid.status, paid.paid_at, line_of(paid).reference) == ("paid", later, "TRX/1")
    assert (returned.status, returned.account_wanted_because, returned.forwarded_at) == (
        "awaiting_repair", "account_closed", None
    )  # fmt: skip
    assert (refused.status, refused.forwarded_at) == ("awaiting_check", None)
    undone = refused.decisions.latest("at", "pk")
    assert (undone.outcome, undone.because, undone.code, undone.note) == (
        "undone", "core_refused", "npwp_missing", "NPWP tidak ada"
    )  # fmt: skip
    batch.refresh_from_db()
    assert (file.status, file.taken_at) == ("taken", later)
    assert (batch.status, batch.settled_at) == ("settled", later)


def test_a_batch_waits_for_its_last_result(three, batch, now):
    taken(*(row(line, at=now) for line in three[:2]), now=now)
    batch.refresh_from_db()
    assert batch.status == "sent"

    taken(row(three[2], at=now), now=now + MINUTE)

    batch.refresh_from_db()
    assert (batch.status, batch.settled_at) == ("settled", now + MINUTE)


def test_the_claimant_is_told_once_that_the_money_was_sent(three, claims, now):
    taken(row(three[0], at=now), now=now)
    taken(row(three[0], at=now), row(three[1], at=now), now=now)

    told = Message.objects.filter(name="paid", person=f"claimant:{claims[0].pk}").values("about").distinct()
    assert told.count() == 1
    assert ClaimEvent.objects.filter(claim=claims[0], name="paid").count() == 1


# --- The same again


def test_the_same_file_is_one_file_whoever_brings_it_again(three, now):
    first = brought(row(three[0], at=now), now=now)
    second = results.bring(paying_out.written(row(three[0], at=now)), name="lain.csv", by=B, now=now + MINUTE)

    assert first.pk == second.pk
    assert ResultFile.objects.count() == 1


def test_the_same_row_in_another_file_is_known_and_changes_nothing(three, now):
    taken(row(three[0], at=now), now=now)

    again = taken(row(three[0], at=now), row(three[1], at=now), now=now + MINUTE)

    assert list(again.rows.order_by("number").values_list("state", flat=True)) == ["known", "taken"]
    assert Line.objects.get(pk=three[0].pk).result_at == now.replace(microsecond=0)


def test_two_files_confirmed_after_both_were_read_cannot_contradict_each_other(three, claims, now):
    one = brought(row(three[0], at=now), now=now)
    other = brought(row(three[0], "dana_kembali", at=now), row(three[1], at=now), now=now)
    for file in (one, other):
        results.confirm(file.pk, by=B, now=now)

    for file in (one, other):
        results.take(file.pk, now=now)

    other.refresh_from_db()
    assert list(other.rows.order_by("number").values_list("state", flat=True)) == ["contradicts", "taken"]
    assert (other.status, fresh(claims[0]).status) == ("taken", "paid")


def test_a_late_no_of_the_bank_is_kept_holds_nothing_up_and_stands_until_it_is_cleared(three, claims, now):
    taken(row(three[0], at=now), now=now)

    file = taken(row(three[0], "dana_kembali", at=now + MINUTE), row(three[1], at=now), now=now + MINUTE)

    late, other = file.rows.order_by("number")
    assert (late.state, other.state, file.status) == ("contradicts", "taken", "taken")
    assert [fresh(claim).status for claim in claims] == ["paid", "paid", "verified"]
    a_month_on = now + timedelta(days=30)
    assert [fault.names for fault in ledger.faults(a_month_on)] == [(str(claims[0]),)]

    results.clear(late.pk, words=" Dikirim ulang oleh bank ", by=A, now=a_month_on)

    late.refresh_from_db()
    assert (late.cleared_words, late.cleared_by, ledger.faults(a_month_on)) == ("Dikirim ulang oleh bank", A, [])
    with pytest.raises(Refused):
        results.clear(late.pk, words="lagi", by=B, now=a_month_on)
    with pytest.raises(Refused):
        results.clear(other.pk, words="tidak perlu", by=B, now=a_month_on)


def test_what_contradicts_counts_once_its_file_is_confirmed(three, now):
    taken(row(three[0], at=now), now=now)
    file = brought(row(three[0], "dana_kembali", at=now), now=now)

    assert ledger.faults(now) == []
    with pytest.raises(Refused, match="belum dikonfirmasi"):
        results.clear(file.rows.get().pk, words="ya", by=B, now=now)


def test_of_two_answers_in_one_file_neither_is_believed(three, claims, now):
    file = taken(row(three[0], at=now), row(three[0], "dana_kembali", at=now), row(three[1], at=now), now=now)

    assert list(file.rows.order_by("number").values_list("state", flat=True)) == ["contradicts", "contradicts", "taken"]
    assert [fresh(claim).status for claim in claims[:2]] == ["verified", "paid"]
    taken(row(three[0], at=now), now=now + MINUTE)
    assert fresh(claims[0]).status == "paid"


def test_who_brought_a_file_does_not_confirm_it(three, claims, now):
    """Or one person alone could have a paid claim paid again, by an invented "refused"."""
    file = brought(row(three[0], at=now), now=now)

    with pytest.raises(Refused, match="orang lain"):
        results.confirm(file.pk, by=A, now=now)
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        ResultFile.objects.filter(pk=file.pk).update(status="taking", confirmed_at=now, confirmed_by=A)
    assert results.confirm(file.pk, by=B, now=now).status == "taking"


def test_a_file_put_aside_counts_for_nothing_and_may_be_brought_again(three, claims, now):
    aside = brought(row(three[0], at=now), now=now)
    results.drop(aside.pk, by=B, now=now)
    aside.refresh_from_db()
    assert (aside.dropped_at, aside.dropped_by) == (now, B)

    with pytest.raises(Refused):
        results.confirm(aside.pk, by=B, now=now)
    again = brought(row(three[0], at=now), now=now)

    assert again.pk != aside.pk


def test_a_file_that_counts_cannot_be_put_aside(three, now):
    file = taken(row(three[0], at=now), now=now)

    with pytest.raises(Refused):
        results.drop(file.pk, by=A, now=now)


# --- Deaths


def test_a_worker_that_dies_half_way_loses_nothing_and_the_sweep_goes_on(three, claims, now, monkeypatch):
    file = brought(*(row(line, at=now) for line in three), now=now)
    results.confirm(file.pk, by=B, now=now)
    take_row, taken_rows = results._take_row, []

    def dying(row_id, *, now):
        if taken_rows:
            raise SystemExit
        taken_rows.append(row_id)
        take_row(row_id, now=now)

    monkeypatch.setattr(results, "_take_row", dying)
    with pytest.raises(SystemExit):
        results.take(file.pk, now=now)
    monkeypatch.setattr(results, "_take_row", take_row)
    assert [fresh(claim).status for claim in claims] == ["paid", "verified", "verified"]
    assert results.files_to_take() == [file.pk]

    for file_id in results.files_to_take():
        results.take(file_id, now=now + MINUTE)

    assert {fresh(claim).status for claim in claims} == {"paid"}
    assert results.files_to_take() == []
    assert ClaimEvent.objects.filter(name="paid").count() == 3


def test_a_death_within_a_row_leaves_the_claim_and_its_line_as_they_were(three, claims, now, monkeypatch):
    file = brought(row(three[0], at=now), now=now)
    results.confirm(file.pk, by=B, now=now)

    def dying(*_given, **_more):
        raise SystemExit

    monkeypatch.setattr(results.handing_over, "settle", dying)
    with pytest.raises(SystemExit):
        results.take(file.pk, now=now)

    assert fresh(claims[0]).status == "verified"
    assert line_of(claims[0]).is_awaited


def test_what_a_rule_says_against_a_row_is_kept_beside_it_and_it_is_tried_again(three, claims, now, monkeypatch):
    file = brought(row(three[0], at=now), row(three[1], at=now), now=now)
    results.confirm(file.pk, by=B, now=now)
    pay = results.paying.pay

    def refusing(claim, **given):
        if claim.pk == claims[0].pk:
            raise Refused("belum bisa")
        return pay(claim, **given)

    monkeypatch.setattr(results.paying, "pay", refusing)
    results.take(file.pk, now=now)
    first = file.rows.get(number=2)
    assert (first.state, first.trouble, fresh(claims[1]).status) == ("waiting", "belum bisa", "paid")
    assert results.files_to_take() == [file.pk]

    monkeypatch.setattr(results.paying, "pay", pay)
    results.take(file.pk, now=now)

    first.refresh_from_db()
    assert (first.state, first.trouble) == ("taken", "")


# --- Two at once


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_file_and_one_on_another_pay_once(house, now):
    claims = paying_out.verified_claims(2, now=now)
    paying_out.sent_batch(now=now)
    lines = [line_of(claim) for claim in claims]
    files = [brought(row(lines[0], at=now), now=now), brought(*(row(line, at=now) for line in lines), now=now)]
    for file in files:
        results.confirm(file.pk, by=B, now=now)

    came = all_at_once([partial(results.take, file.pk, now=now) for file in (*files, *files)])

    assert came == {"taken": 4}
    assert ClaimEvent.objects.filter(name="paid").count() == 2
    assert ResultRow.objects.filter(state="taken").count() == 2
    assert set(ResultFile.objects.values_list("status", flat=True)) == {"taken"}


def test_one_result_a_line_is_also_the_databases_word(three, now):
    """The negative control of the verbs: who takes a second result without asking is stopped below them."""
    taken(row(three[0], at=now), now=now)
    second = brought(row(three[0], at=now), row(three[1], at=now), now=now)

    with pytest.raises(IntegrityError, match="one_result_taken_per_line"), transaction.atomic():
        second.rows.filter(line=three[0]).update(state="taken")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Line.objects.filter(pk=three[0].pk).update(result="returned", code="other", result_at=now + timedelta(days=1))
