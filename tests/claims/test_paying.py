"""A verified claim on its way to the bank, and what comes back. Nobody is paid twice, and nothing is forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from branches import calendar
from claims import checking, contacts, deadlines, envelopes, filing, paying
from claims.models import Claim, Paper
from claims.models.people import ACCOUNT_WAIT
from notifications.models import Message
from tests import factories
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]

HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
NEW_ACCOUNT = {"bank_name": "Bank Lain", "account_number": "9876543210", "account_holder": "Budi Contoh Santosa"}
BY = {"by": "system:payments"}


@pytest.fixture
def verified(now):
    claim = factories.submitted_claim(now=now - HOUR)
    for paper in claim.papers.select_related("kind"):
        paper.claim = claim
        checking.accept_paper(paper, by="officer:1", now=now)
    return do(checking.take, claim, by="officer:1", now=now) and do(checking.verify, claim, by="officer:1", now=now)


@transaction.atomic
def do(verb, claim: Claim, **arguments) -> Claim:
    locked = filing.locked(claim.pk)
    verb(locked, **arguments)
    return again(claim)


def again(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def forward(claim: Claim, now) -> Claim:
    return do(paying.forward, claim, batch="BYR-2031-00001", now=now, **BY)


def returned(claim: Claim, now, said: Claim.BankSaid = Claim.BankSaid.ACCOUNT_CLOSED) -> Claim:
    return do(paying.ask_for_account, forward(claim, now), said=said, officer="officer:1", now=now, **BY)


def last_event(claim: Claim):
    return claim.events.latest("number")


def told(claim: Claim, name: str) -> list[Message]:
    return list(Message.objects.filter(name=name, about__in=[event.key for event in claim.events.all()]))


def ask_for_another_account(claim: Claim, now):
    return contacts.change_account(claim.pk, by="claimant:x", now=now, **NEW_ACCOUNT)


# --- Forwarded ---


def test_a_verified_claim_is_forwarded_under_the_number_of_its_batch(verified, now):
    claim = forward(verified, now)

    assert (claim.status, claim.forwarded_at) == (Claim.Status.VERIFIED, now)
    assert (last_event(claim).name, last_event(claim).detail) == ("payment_forwarded", {"batch": "BYR-2031-00001"})


def test_what_lies_in_a_batch_is_not_forwarded_again(verified, now):
    forward(verified, now)

    with pytest.raises(Refused, match="sudah diteruskan"):
        forward(verified, now + HOUR)


def test_what_is_not_verified_is_not_forwarded(now):
    with pytest.raises(Refused, match="Menunggu verifikasi"):
        forward(factories.submitted_claim(now=now), now)


def test_what_is_paid_is_never_forwarded_again(verified, now):
    do(paying.pay, forward(verified, now), paid_at=now, now=now, **BY)

    with pytest.raises(Refused, match="Dibayarkan"):
        forward(verified, now + HOUR)


def test_the_account_of_a_verified_claim_does_not_change_whether_forwarded_or_not(verified, now):
    for claim in (verified, forward(verified, now)):
        with pytest.raises(Refused, match="sudah diteruskan"):
            ask_for_another_account(claim, now)


def test_held_back_it_may_be_forwarded_again(verified, now):
    held = do(paying.hold_back, forward(verified, now), because="wrong_name", now=now, **BY)
    assert (held.forwarded_at, last_event(held).detail) == (None, {"because": "wrong_name"})

    assert forward(held, now + HOUR).forwarded_at == now + HOUR


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (paying.hold_back, {"because": "wrong_name"}),
        (paying.pay, {"paid_at": None}),
        (paying.ask_for_account, {"said": Claim.BankSaid.OTHER, "officer": "officer:1"}),
        (paying.check_again, {"code": "17", "officer": "officer:1"}),
    ],
)
def test_nothing_comes_back_of_what_was_not_forwarded(verified, now, verb, given):
    given = {**given, "paid_at": now} if "paid_at" in given else given

    with pytest.raises(Refused, match="tidak sedang diteruskan"):
        do(verb, verified, now=now, **given, **BY)

    assert again(verified).status == Claim.Status.VERIFIED


# --- Payable ---


def payable(now) -> list[Claim]:
    return list(Claim.objects.payable(now))


def test_payable_is_what_is_verified_and_lies_in_no_batch(verified, now):
    factories.submitted_claim(now=now)
    assert payable(now) == [verified]

    forward(verified, now)

    assert payable(now) == []


def test_the_oldest_promise_is_payable_first_and_what_was_not_promised_last(verified, now):
    first, none = (
        do(checking.verify, do(checking.take, factories.submitted_claim(now=now), by="officer:1", now=now),
           by="officer:1", now=now)
        for _ in range(2)
    )  # fmt: skip
    Claim.objects.filter(pk=first.pk).update(promised_on=verified.promised_on - A_DAY)
    Claim.objects.filter(pk=none.pk).update(promised_on=None)

    assert payable(now) == [first, verified, none]


def with_a_change_that_waits(claim: Claim, now) -> None:
    """As it cannot come to be by the verbs: nobody verifies before the account is in force."""
    claim.applicant.account_changes.create(
        asked_at=now, asked_by="claimant:x", effective_at=now + ACCOUNT_WAIT, **NEW_ACCOUNT
    )


def test_nothing_is_payable_or_forwarded_before_its_account_is_in_force(verified, now):
    with_a_change_that_waits(verified, now)
    assert payable(now) == []
    with pytest.raises(Refused, match="belum berlaku"):
        forward(verified, now)

    later = now + ACCOUNT_WAIT

    assert payable(later) == [verified]
    assert forward(verified, later).forwarded_at == later


def test_a_change_that_was_cancelled_or_has_long_counted_keeps_nothing_back(verified, now):
    for cancelled_at in (now, None):
        verified.applicant.account_changes.create(
            asked_at=now - A_DAY, asked_by="claimant:x", cancelled_at=cancelled_at,
            effective_at=now + A_DAY if cancelled_at else now, **NEW_ACCOUNT,
        )  # fmt: skip

    assert payable(now) == [verified]


# --- Paid ---


def test_paid_it_is_over_and_the_claimant_is_told_without_account_or_amount(verified, now):
    sent_at = now + 2 * HOUR

    claim = do(paying.pay, forward(verified, now), paid_at=sent_at, now=now + A_DAY, **BY)

    assert (claim.status, claim.paid_at) == (Claim.Status.PAID, sent_at)
    [message] = {message.about: message for message in told(claim, "paid")}.values()
    assert message.context["paid_on"] == calendar.say_day(calendar.local_day(claim.branch, sent_at))
    assert "1234567890" not in str(message.context)
    assert "7890" not in str(message.context)
    assert claim.private_links.filter(ended_at=None).exists()


def test_paid_twice_it_is_refused_and_stays_as_it_was(verified, now):
    claim = do(paying.pay, forward(verified, now), paid_at=now, now=now, **BY)

    with pytest.raises(Refused, match="Dibayarkan"):
        do(paying.pay, claim, paid_at=now + HOUR, now=now + A_DAY, **BY)

    assert again(claim).paid_at == now
    assert claim.events.filter(name="paid").count() == 1


def test_no_payment_lies_ahead(verified, now):
    with pytest.raises(Refused, match="masih di depan"):
        do(paying.pay, forward(verified, now), paid_at=now + HOUR, now=now, **BY)


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "paid"},
        {"status": "paid", "paid_at": True},
        {"paid_at": True, "forwarded_at": True},
        {"status": "awaiting_check", "forwarded_at": True},
        {"account_wanted_at": True, "account_wanted_because": "other"},
        {"status": "awaiting_check", "account_wanted_at": True},
    ],
)
def test_the_database_itself_refuses_what_must_never_be(verified, now, columns):
    columns = {name: now if value is True else value for name, value in columns.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=verified.pk).update(**columns)


# --- Sent back by the bank ---


def test_sent_back_only_the_account_and_its_passbook_are_asked_for(verified, now):
    claim = returned(verified, now)

    assert claim.status == Claim.Status.AWAITING_REPAIR
    assert (claim.forwarded_at, claim.decided_at, claim.decided_by) == (None, None, "")
    assert (claim.account_wanted_at, claim.account_wanted_because) == (now, "account_closed")
    assert [need.key for need in claim.missing_papers()] == ["REK"]
    assert Paper.objects.filter(claim=claim, returned_at=now).values_list("kind__code", flat=True).get() == "REK"
    assert claim.repair_due_at == checking.repair_due_at(claim, now)
    assert claim.reserved_for == "officer:1"
    assert claim.promise_stopped_at == now


def test_sent_back_the_claimant_is_told_what_the_bank_said_and_until_when(verified, now):
    claim = returned(verified, now, Claim.BankSaid.HOLDER_DIFFERS)

    context = told(claim, "payment_returned")[0].context
    assert context["bank_said"] == "nama pemilik rekening tidak sama"
    assert context["until"] == calendar.say_deadline(claim.branch, claim.repair_due_at)
    assert last_event(claim).detail == {"code": "holder_differs"}


def test_it_is_handed_in_when_both_the_account_and_the_passbook_are_answered(verified, now):
    claim = returned(verified, now)
    answered = {"by": f"claimant:{claim.pk}", "now": now + HOUR}

    with pytest.raises(Refused, match="Lengkapi dulu"):
        filing.submit(claim.pk, **answered)
    factories.complete_papers(claim, now=now + HOUR)
    with pytest.raises(Refused, match="Periksa dulu rekening"):
        filing.submit(claim.pk, **answered)
    contacts.confirm_account(claim.pk, **answered)
    handed_in = filing.submit(claim.pk, **answered)

    assert handed_in.status == Claim.Status.AWAITING_CHECK
    assert (handed_in.reserved_for, handed_in.promise_stopped_at) == ("officer:1", None)
    assert again(claim).account_wanted_at is None


def test_another_account_answers_and_the_officer_is_handed_the_claim_once_it_counts(verified, now):
    claim = returned(verified, now)
    change = ask_for_another_account(claim, now + HOUR)
    factories.complete_papers(claim, now=now + 2 * HOUR)

    handed_in = filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now + 2 * HOUR)

    at_once, then = now + 3 * HOUR, change.effective_at
    assert not Claim.objects.free_for("officer:1", at_once).exists()
    assert Claim.objects.free_for("officer:1", then).get() == handed_in
    assert not Claim.objects.free_for("officer:2", then + A_DAY - HOUR).exists()
    assert Claim.objects.free_for("officer:2", then + A_DAY).exists()


def test_a_change_that_is_cancelled_lets_the_claim_rest_no_more(verified, now):
    claim = returned(verified, now)
    ask_for_another_account(claim, now)

    factories.complete_papers(claim, now=now)
    filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now)
    contacts.cancel_account_change(claim.pk, by="claimant:x", now=now + HOUR)

    assert Claim.objects.free_for("officer:1", now + HOUR).get() == claim


def test_a_claim_an_officer_put_off_rests_on_when_a_change_is_cancelled(verified, now):
    claim = do(paying.check_again, forward(verified, now), code="17", officer="officer:1", now=now, **BY)
    ask_for_another_account(claim, now)
    do(checking.take, claim, by="officer:1", now=now)
    do(checking.put_off, claim, until=now + 3 * A_DAY, because="answer", by="officer:1", now=now)

    contacts.cancel_account_change(claim.pk, by="claimant:x", now=now + HOUR)

    assert again(claim).rests_until == now + 3 * A_DAY


def test_an_account_nobody_asked_about_is_not_confirmed(verified, now):
    with pytest.raises(Refused, match="tidak sedang ditanyakan"):
        contacts.confirm_account(verified.pk, by="claimant:x", now=now)


def test_unanswered_it_goes_to_the_drop_box_and_the_envelope_does_not_answer_the_account(verified, now):
    claim = returned(verified, now)

    deadlines.close_repair(claim.pk, by="system:repairs_due", now=claim.repair_due_at)

    assert again(claim).status == Claim.Status.SENT_TO_DROPBOX
    assert told(claim, "sent_to_dropbox")[0].context["bring"] == ["Buku tabungan", "Formulir 5: pengajuan JHT"]
    for need in again(claim).missing_papers():
        factories.send_paper(claim, need.kinds[0], now=claim.repair_due_at)
    scanned = envelopes.contents_checked(claim.pk, by="officer:9", now=claim.repair_due_at)
    assert (scanned.status, scanned.account_wanted_at) == (Claim.Status.AWAITING_CHECK, now)


def test_no_claim_is_verified_while_the_account_is_wanted_whoever_tries(verified, now):
    claim = returned(verified, now)
    factories.complete_papers(claim, now=now + HOUR)
    handed_in = envelopes.contents_checked(claim.pk, by="officer:9", now=now + HOUR)

    with pytest.raises(IntegrityError), transaction.atomic():
        do(checking.verify, handed_in, by="officer:1", now=now + HOUR)


# --- Refused by the core system ---


def test_refused_it_is_checked_again_first_by_who_decided_and_the_claimant_told(verified, now):
    claim = do(paying.check_again, forward(verified, now), code="17", officer="officer:1", now=now + HOUR, **BY)

    assert (claim.status, claim.forwarded_at, claim.decided_at) == (Claim.Status.AWAITING_CHECK, None, None)
    assert not Claim.objects.free_for("officer:2", now + 2 * HOUR).exists()
    assert Claim.objects.free_for("officer:1", now + 2 * HOUR).get() == claim
    assert told(claim, "checked_again")[0].context["why"] == "Pembayaran klaim Anda belum dapat diproses."
    assert (last_event(claim).name, last_event(claim).detail) == ("payment_refused", {"code": "17"})
    assert claim.promised_on == verified.promised_on
