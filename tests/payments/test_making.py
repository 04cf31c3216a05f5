"""Batches: numbered without gaps, filled with what waits and nothing else, each claim in one of them."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from branches.models import Holiday
from claims import contacts
from claims.models import Claim
from payments import handing_over, making
from payments.models import Batch, Line
from tests.payments import paying_out
from tests.payments.paying_out import A, B
from tests.queueing.races import all_at_once
from verification.deciding import undoing
from workflow import Refused

ACCOUNT = {"bank_name": "Bank Lain", "account_number": "999", "account_holder": "Budi"}


def test_a_batch_takes_what_waits_and_freezes_to_whom_it_is_paid(claims, now):
    batch = making.make_batch(by=A, now=now)

    lines = list(batch.lines.order_by("position"))
    assert (batch.status, batch.count, str(batch)) == ("closed", 3, f"BYR-{now.year}-00001")
    assert [line.position for line in lines] == [1, 2, 3]
    assert {line.claim_id for line in lines} == {claim.pk for claim in claims}
    accounts = {(line.bank_name, line.account_number, line.account_holder) for line in lines}
    assert accounts == {("Bank Contoh", "1234567890", "Budi Contoh Santosa")}
    assert {(line.name, line.kpj, line.programme, line.attempt) for line in lines} == {
        ("Budi Contoh Santosa", "12345678901", "JHT", 1)
    }
    assert {line.identity for line in lines} == {paying_out.fresh(claim).participant.nik for claim in claims}


def test_each_of_its_claims_is_forwarded_and_its_history_says_so(claims, now):
    batch = making.make_batch(by=A, now=now)

    for claim in map(paying_out.fresh, claims):
        event = claim.events.latest("number")
        assert claim.forwarded_at == now
        assert (event.name, event.by, event.detail) == ("payment_forwarded", A, {"batch": str(batch)})


def test_the_oldest_promise_goes_first(claims, now, settings):
    settings.PAYMENT_BATCH_LINES = 1
    last = claims[2]
    Claim.objects.filter(pk=last.pk).update(promised_on=last.promised_on - timedelta(days=1))

    first = making.make_batch(by=A, now=now)

    assert first.lines.get().claim_id == last.pk


def test_nothing_that_waits_is_no_batch_and_takes_no_number(desk, now):
    assert making.make_batch(by=A, now=now) is None
    assert not Batch.objects.exists()


def test_a_batch_that_would_stay_empty_takes_no_number(claims, now, monkeypatch):
    def refuse(*_given, **_more):
        raise Refused("tidak jadi")

    monkeypatch.setattr(making.paying, "forward", refuse)

    assert making.make_batch(by=A, now=now) is None
    assert not Batch.objects.exists()


def test_what_is_left_of_a_full_batch_goes_with_the_next_number(claims, now, settings):
    settings.PAYMENT_BATCH_LINES = 2

    first, second = making.make_batch(by=A, now=now), making.make_batch(by=A, now=now)

    assert [(batch.number, batch.count) for batch in (first, second)] == [(1, 2), (2, 1)]
    assert making.make_batch(by=A, now=now) is None


def test_numbers_begin_anew_with_the_year_of_jakarta(claims, now, settings):
    settings.PAYMENT_BATCH_LINES = 1
    last_minute = datetime(now.year, 12, 31, 16, 59, tzinfo=UTC)

    batches = [making.make_batch(by=A, now=last_minute + timedelta(minutes=step)) for step in (0, 1)]

    assert [str(batch) for batch in batches] == [f"BYR-{now.year}-00001", f"BYR-{now.year + 1}-00001"]


def test_a_claim_whose_account_is_to_change_waits_until_the_change_holds_or_is_cancelled(claims, now, monkeypatch):
    claim = claims[0]
    change = claim.applicant.account_changes.create(
        **ACCOUNT, asked_at=now, asked_by="claimant:x", effective_at=now + timedelta(hours=24)
    )

    making.make_batch(by=A, now=now)
    assert not Line.objects.filter(claim=claim).exists()
    change.cancelled_at = now
    change.save(update_fields=["cancelled_at"])
    making.make_batch(by=A, now=now)

    assert Line.objects.get(claim=claim).account_number == "1234567890"


def test_a_claim_that_is_forwarded_can_neither_be_undone_nor_paid_elsewhere(claims, now):
    making.make_batch(by=A, now=now)
    claim = paying_out.fresh(claims[0])
    decision = claim.decisions.latest("at")

    with pytest.raises(Refused, match="diteruskan"):
        undoing.undo(decision.pk, because="misjudged", note="keliru", link_token="t" * 32, by=B, now=now)
    with pytest.raises(Refused, match="diteruskan"):
        contacts.change_account(claim.pk, **ACCOUNT, by="claimant:x", now=now)


def test_a_claim_that_turned_unpayable_under_the_lock_is_stepped_over(claims, now, monkeypatch):
    forward = making.paying.forward

    def all_but_one(claim, **given):
        if claim.pk == claims[1].pk:
            raise Refused("sudah tidak bisa")
        return forward(claim, **given)

    monkeypatch.setattr(making.paying, "forward", all_but_one)

    batch = making.make_batch(by=A, now=now)

    assert (batch.status, batch.count) == ("closed", 2)
    assert [line.position for line in batch.lines.order_by("position")] == [1, 2]


def test_a_maker_that_died_left_whole_lines_and_the_next_goes_on(claims, now, monkeypatch):
    monkeypatch.setattr(making, "AT_ONCE", 1)
    fill, left = making._fill, [None, None]

    def dying(*given, **more):
        if not left:
            raise MemoryError
        left.pop()
        return fill(*given, **more)

    monkeypatch.setattr(making, "_fill", dying)
    with pytest.raises(MemoryError):
        making.make_batch(by=A, now=now)
    monkeypatch.setattr(making, "_fill", fill)
    died = Batch.objects.get()
    assert (died.status, died.lines.count()) == ("open", 2)
    assert Claim.objects.filter(forwarded_at__isnull=False).count() == 2

    done = making.make_batch(by=B, now=now)

    assert (done.pk, done.status, done.count) == (died.pk, "closed", 3)


# --- The day's hour


def wib(day, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 7, minute, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "made"), [(14, 0), (15, 1), (20, 1)])
def test_the_days_batch_is_made_from_three_in_jakarta_on(claims, now, hour, made):
    assert making.sweep(wib(now, hour)) == made
    assert Batch.objects.filter(made_by="system:payments").count() == made


def test_it_is_made_once_a_day(claims, now):
    making.sweep(wib(now, 15))
    paying_out.verified_claims(1, now=now)

    assert making.sweep(wib(now, 16)) == 0
    assert making.sweep(wib(now + timedelta(days=7), 15)) == 1


@pytest.mark.parametrize("why", ["weekend", "holiday"])
def test_no_batch_is_made_on_a_day_without_banks(claims, now, why):
    day = now + timedelta(days=5 - now.weekday()) if why == "weekend" else now
    if why == "holiday":
        Holiday.objects.create(day=now.date(), name="Libur Contoh")

    assert making.sweep(wib(day, 16)) == 0


def test_a_full_day_makes_as_many_batches_as_it_needs(claims, now, settings):
    settings.PAYMENT_BATCH_LINES = 2

    assert making.sweep(wib(now, 15)) == 2
    assert making.waiting(now).count() == 0


def test_a_batch_left_open_is_ended_at_any_hour(claims, now):
    Batch.objects.create(year=now.year, number=1, made_at=now, made_by=A)

    assert making.sweep(wib(now, 9)) == 1
    assert Batch.objects.get().status == "closed"


# --- Two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_make_batches_at_once_put_no_claim_into_two(house, now, monkeypatch):
    paying_out.verified_claims(6, now=now)
    monkeypatch.setattr(making, "AT_ONCE", 1)

    came = all_at_once([partial(making.make_batch, by=actor, now=now) for actor in (A, B, A, B)])

    assert came == {"taken": 4}
    assert Line.objects.count() == 6 == Line.objects.values("claim").distinct().count()
    assert [batch.number for batch in Batch.objects.order_by("number")] == list(range(1, Batch.objects.count() + 1))
    assert set(Batch.objects.values_list("status", flat=True)) == {"closed"}


@pytest.mark.django_db(transaction=True)
def test_without_its_locks_a_claim_would_be_in_two(house, now, monkeypatch):
    """The negative control: who looks before locking, and forwards whatever they saw, forwards it twice."""
    [claim] = paying_out.verified_claims(1, now=now)
    batch = Batch.objects.create(year=now.year, number=1, made_at=now, made_by=A)
    all_here = threading.Barrier(2)

    def careless(position):
        with transaction.atomic():
            seen = list(making.waiting(now))
            all_here.wait(timeout=30)
            Line.objects.bulk_create(making._lines(batch, seen, after=position, now=now))

    came = all_at_once([partial(careless, position) for position in (0, 1)])

    assert came == {"taken": 1, "IntegrityError": 1}  # both saw it: the database alone kept it from being paid twice
    assert Line.objects.filter(claim=claim).count() == 1


def test_a_second_line_of_a_claim_that_stands_is_refused_by_the_database(claims, now):
    first = making.make_batch(by=A, now=now)
    again = making._lines(first, [paying_out.fresh(claims[0])], after=3, now=now)

    with pytest.raises(IntegrityError, match="payment_line"):
        Line.objects.bulk_create(again)


def test_a_held_line_keeps_its_claim_out_of_the_next_batch_until_it_is_let_go(claims, now):
    making.make_batch(by=A, now=now)
    line = paying_out.line_of(claims[0])
    handing_over.hold_back(line.pk, because="account", words="", by=A, now=now)
    assert making.make_batch(by=A, now=now) is None

    handing_over.let_go(line.pk, by=A, now=now)
    again = making.make_batch(by=A, now=now)

    assert (again.count, paying_out.line_of(claims[0]).attempt) == (1, 2)
