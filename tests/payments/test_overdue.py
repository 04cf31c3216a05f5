"""What takes too long is found, named, and told once a working day to who can do something about it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from branches.models import Holiday
from notifications.models import Message
from payments import handing_over, making, overdue, results
from payments.overdue import NobodyToTell
from tests import factories
from tests.payments import paying_out
from tests.payments.paying_out import A, B, brought, line_of, row, taken
from workflow import Refused

MONDAY = date(2026, 11, 23)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "ago"),
    [
        (MONDAY, date(2026, 11, 17)),  # Wednesday, Thursday and Friday are over
        (MONDAY + timedelta(days=3), MONDAY - timedelta(days=1)),
        (MONDAY + timedelta(days=4), MONDAY),
        (MONDAY + timedelta(days=5), MONDAY + timedelta(days=1)),
        (MONDAY + timedelta(days=6), MONDAY + timedelta(days=1)),
    ],
)
def test_working_days_that_are_over_are_counted_backwards(desk, today, ago):
    assert overdue.days_ago(3, noon(today)) == ago


def test_a_holiday_of_the_whole_country_is_no_day_for_a_bank_and_a_branchs_own_is(desk):
    Holiday.objects.create(day=MONDAY + timedelta(days=2), name="Libur Contoh")
    Holiday.objects.create(
        day=MONDAY + timedelta(days=1), name="Ulang tahun kota", kind="closure", branch=factories.branch()
    )

    assert overdue.days_ago(3, noon(MONDAY + timedelta(days=4))) == MONDAY - timedelta(days=1)


def test_a_line_without_a_result_after_three_working_days_is_overdue(batch, claims, now, settings):
    settings.PAYMENT_RESULT_DAYS = 3
    taken(row(line_of(claims[0]), at=now), now=now)

    assert list(overdue.unanswered(now + timedelta(days=1))) == []
    late = {line.claim_id for line in overdue.unanswered(now + timedelta(days=7))}
    assert late == {claim.pk for claim in claims[1:]}


def test_a_claim_that_waits_and_is_not_forwarded_is_overdue(claims, now):
    assert list(overdue.unforwarded(now)) == []
    assert overdue.unforwarded(now + timedelta(days=7)).count() == 3


def test_a_batch_that_stays_in_the_house_and_a_file_nobody_finished_are_overdue(batch, claims, now):
    paying_out.verified_claims(1, now=now)
    making.make_batch(by=A, now=now)
    results.confirm(brought(row(line_of(claims[0]), at=now), now=now).pk, by=B, now=now)
    payer = factories.officer(role="payments")

    said = str(overdue.overdue_for(payer, now=now + timedelta(days=7)))

    assert said == (
        "3 klaim belum ada hasilnya dari bank, 1 kiriman belum dikirim, "
        "1 berkas hasil belum dikonfirmasi atau belum dicatat sampai selesai"
    )


def test_a_file_that_nobody_confirms_is_overdue(batch, claims, now):
    file = brought(row(line_of(claims[0]), at=now), now=now)

    assert list(overdue.everywhere(now + timedelta(hours=2)).untaken) == []
    assert list(overdue.everywhere(now + timedelta(days=7)).untaken) == [file]
    results.drop(file.pk, by=A, now=now)
    assert list(overdue.everywhere(now + timedelta(days=7)).untaken) == []


def test_a_line_that_stays_held_is_overdue_until_it_is_let_go(claims, now):
    making.make_batch(by=A, now=now)
    line = line_of(claims[0])
    handing_over.hold_back(line.pk, because="fraud", words="", by=A, now=now)

    assert list(overdue.held(now + timedelta(days=1))) == []
    assert list(overdue.held(now + timedelta(days=7))) == [line]
    with pytest.raises(Refused, match="orang lain yang melepasnya"):
        handing_over.let_go(line.pk, by=A, now=now)
    handing_over.let_go(line.pk, by=B, now=now)
    assert list(overdue.held(now + timedelta(days=7))) == []


def test_a_head_sees_the_claims_of_their_branch_alone(batch, claims, now):
    here = claims[0].branch
    heads = [
        factories.officer(role="branch_head", branches=[branch])
        for branch in (here, type(here).objects.exclude(pk=here.pk).first())
    ]

    seen = [overdue.overdue_for(head, now=now + timedelta(days=7)) for head in heads]

    assert [each.lines.count() for each in seen] == [3, 0]
    assert str(seen[1]) == ""


# --- Told


@pytest.fixture
def told(batch, claims):
    """A payment officer, the head of the claims' branch, and one of another."""
    here = claims[0].branch
    other = type(here).objects.exclude(pk=here.pk).first()
    return [
        factories.officer(role="payments", email="bayar@lapakasik.example"),
        factories.officer(role="branch_head", branches=[here], email="kepala@lapakasik.example"),
        factories.officer(role="branch_head", branches=[other], email="lain@lapakasik.example"),
    ]


def mornings(now: datetime) -> datetime:
    """Nine in Jakarta, a week later."""
    return (now + timedelta(days=7)).replace(hour=2)


def test_who_forwards_payments_and_the_heads_concerned_are_told_once_a_day(told, now):
    morning = mornings(now)

    for _ in range(2):
        overdue.tell(morning)

    messages = Message.objects.filter(name="payments_overdue").order_by("person")
    assert {message.person for message in messages} == {user.actor for user in told[:2]}
    assert messages.count() == 2
    assert "3 klaim belum ada hasilnya dari bank" in {message.context["what"] for message in messages}


def test_nobody_is_told_before_the_morning_or_on_a_day_without_banks(told, now):
    assert overdue.tell(mornings(now) - timedelta(hours=3)) == 0
    assert overdue.tell(mornings(now) + timedelta(days=5 - now.weekday())) == 0


def test_nobody_is_told_when_nothing_waits(told, batch, now):
    lines = batch.lines.select_related("batch", "claim")
    taken(*(row(line, at=now) for line in lines), now=now)

    assert overdue.tell(mornings(now)) == 0


def test_an_alarm_for_nobody_is_seen_to_fail(batch, claims, now):
    payer = factories.officer(role="payments", email="")

    with pytest.raises(NobodyToTell, match="3 klaim belum ada hasilnya"):
        overdue.tell(mornings(now))

    assert overdue.tell(mornings(now) - timedelta(hours=3)) == 0
    type(payer).objects.update(email="bayar@lapakasik.example")
    assert overdue.tell(mornings(now)) == 1


def test_who_was_told_today_is_not_asked_about_again(told, now, monkeypatch):
    overdue.tell(mornings(now))
    monkeypatch.setattr(overdue, "_what", lambda *_given: pytest.fail("the books were read for nothing"))

    assert overdue.tell(mornings(now) + timedelta(minutes=15)) == 0


def test_books_that_disagree_are_told_too(claims, now):
    factories.officer(role="payments", email="bayar@lapakasik.example")
    type(claims[0]).objects.filter(pk=claims[0].pk).update(forwarded_at=now)

    assert overdue.tell(now.replace(hour=3)) == 1

    assert "1 hal di buku pembayaran tidak cocok" in Message.objects.get(name="payments_overdue").context["what"]
