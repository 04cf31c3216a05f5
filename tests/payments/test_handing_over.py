"""A batch leaves: approved by another person, sent by who did not approve it, and as it was approved."""

import csv
import hashlib
import threading
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.models import AccountChange
from payments import handing_over, making
from payments.models import Approval, Batch, Download, Line
from payments.payment_file import COLUMNS, file_of
from tests.payments import paying_out
from tests.payments.paying_out import MINUTE, A, B, line_of
from tests.queueing.races import all_at_once
from verification.models import PageView
from workflow import Refused

MACHINE = "system:payments_file"


@pytest.fixture
def closed(claims, now):
    return making.make_batch(by=A, now=now)


def frozen_anew(line: Line, **values) -> None:
    """Write what a line never should hold: past the trigger, as a broken tool would."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name, value in values.items():
            setattr(line, name, value)
        line.save(update_fields=list(values))
        cursor.execute("SET LOCAL session_replication_role = origin")


# --- The file


def test_the_file_names_its_batch_its_length_and_its_hash_and_each_payee_once(closed):
    file = file_of(closed)

    head, body = file.content.split(b"\r\n", 1)
    rows = list(csv.reader(StringIO(body.decode(), newline="")))
    assert head.decode().split(",") == [
        "LAPAK-ASIK-PEMBAYARAN", "1", str(closed), "3", hashlib.sha256(body).hexdigest()
    ]  # fmt: skip
    assert tuple(rows[0]) == COLUMNS
    line = closed.lines.select_related("claim").get(position=1)
    assert rows[1] == [
        "1", str(line.claim), "1", "JHT", "Budi Contoh Santosa", line.identity, "12345678901", "Bank Contoh",
        "1234567890", "Budi Contoh Santosa",
    ]  # fmt: skip
    assert len(rows) == 4
    assert file.name == f"{closed}.csv"


def test_the_same_lines_always_give_the_same_bytes(closed):
    assert file_of(closed).content == file_of(Batch.objects.get()).content


def test_commas_and_quotes_of_a_name_survive(claims, now):
    applicant = paying_out.fresh(claims[0]).applicant
    applicant.account_holder = 'Budi "Contoh", S.H.'
    applicant.save(update_fields=["account_holder"])
    batch = making.make_batch(by=A, now=now)

    rows = list(csv.reader(StringIO(file_of(batch).content.decode(), newline="")))

    assert 'Budi "Contoh", S.H.' in {row[-1] for row in rows}


@pytest.mark.parametrize("first", ["=1+1", "+62", "-2", "@SUM(A1)", "Budi;=1+1", "Budi, @SUM(A1)"])
def test_a_value_that_a_spreadsheet_would_run_is_refused_and_its_line_can_be_held_back(closed, now, first):
    line = closed.lines.select_related("claim").get(position=2)
    frozen_anew(line, account_holder=first)

    with pytest.raises(Refused, match=f"{line.claim}: pemilik rekening diawali"):
        handing_over.approve(closed.pk, by=B, on_screen_of=B, now=now)
    handing_over.hold_back(line.pk, because="data", words="", by=A, now=now)

    assert paying_out.approved(closed, now=now).status == "approved"


@pytest.mark.parametrize(
    ("value", "says"), [({"account_number": ""}, "nomor rekening kosong"), ({"name": "A\nB"}, "tidak terlihat")]
)
def test_a_line_nobody_could_be_paid_by_is_refused(closed, now, value, says):
    frozen_anew(closed.lines.select_related("claim").first(), **value)

    with pytest.raises(Refused, match=says):
        handing_over.approve(closed.pk, by=B, on_screen_of=B, now=now)


# --- Approved by another


def test_who_made_a_batch_does_not_approve_it(closed, now):
    with pytest.raises(Refused, match="orang lain"):
        handing_over.approve(closed.pk, by=A, on_screen_of=A, now=now)


def test_who_only_closed_it_does_not_approve_it_either(claims, now):
    Batch.objects.create(year=now.year, number=1, made_at=now, made_by="system:payments")
    batch = making.make_batch(by=B, now=now)

    with pytest.raises(Refused, match="orang lain"):
        handing_over.approve(batch.pk, by=B, on_screen_of=B, now=now)


def test_who_decided_one_of_its_claims_does_not_approve_it(closed, claims, now):
    decider = paying_out.fresh(claims[1]).decided_by

    with pytest.raises(Refused, match="memutuskan salah satu klaimnya"):
        handing_over.approve(closed.pk, by=decider, on_screen_of=decider, now=now)


def test_the_database_too_wants_another_person(closed, now):
    for wrong in ({"approved_by": A}, {"approved_by": B, "sent_by": B, "sent_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            status = "sent" if "sent_by" in wrong else "approved"
            Batch.objects.update(status=status, approved_at=now, sha256="0" * 64, **wrong)


def test_what_is_approved_is_the_file_by_its_hash(closed, now):
    batch = paying_out.approved(closed, now=now)

    assert (batch.approved_by, batch.approved_at, batch.sha256) == (B, now, file_of(batch).sha256)


# --- Handed out


def test_a_batch_nobody_approved_is_not_handed_out(closed, now):
    with pytest.raises(Refused, match="tidak bisa dari"):
        handing_over.hand_out(closed.pk, by=A, now=now)

    assert not Download.objects.exists()


def test_who_approved_it_does_not_send_it(closed, now):
    paying_out.approved(closed, now=now)

    with pytest.raises(Refused, match="orang lain"):
        handing_over.hand_out(closed.pk, by=B, now=now)


def test_a_batch_counts_as_sent_from_its_first_hand_out_and_gives_the_same_again(closed, now):
    paying_out.approved(closed, now=now)

    first = handing_over.hand_out(closed.pk, by=A, now=now)
    again = handing_over.hand_out(closed.pk, by=MACHINE, now=now + MINUTE)

    closed.refresh_from_db()
    assert (closed.status, closed.sent_at, closed.sent_by) == ("sent", now, A)
    assert first == again
    assert list(Download.objects.values_list("by", "at")) == [(A, now), (MACHINE, now + MINUTE)]
    with pytest.raises(Refused, match="orang lain"):
        handing_over.hand_out(closed.pk, by=B, now=now)


def test_whose_data_left_is_on_record_for_each_claim(closed, claims, now):
    paying_out.approved(closed, now=now)

    handing_over.hand_out(closed.pk, by=MACHINE, now=now)

    read = PageView.objects.filter(what="payment", by=MACHINE, code=str(closed))
    assert set(read.values_list("claim_id", flat=True)) == {claim.pk for claim in claims}


def test_a_file_that_is_not_the_one_approved_does_not_leave(closed, now):
    paying_out.approved(closed, now=now)
    frozen_anew(closed.lines.first(), account_number="666")

    with pytest.raises(Refused, match="tidak sama dengan yang disetujui"):
        handing_over.hand_out(closed.pk, by=A, now=now)

    closed.refresh_from_db()
    assert (closed.status, Download.objects.count()) == ("approved", 0)


def test_a_file_does_not_leave_with_an_account_that_changed_since(closed, now):
    """No verb lets it come to this. Should one ever, the money still does not leave."""
    paying_out.approved(closed, now=now)
    claim = closed.lines.first().claim
    AccountChange.objects.create(
        applicant=claim.applicant, bank_name="Bank Lain", account_number="666", account_holder="Orang Lain",
        asked_at=now, asked_by="claimant:x", effective_at=now + timedelta(hours=24),
    )  # fmt: skip

    with pytest.raises(Refused, match=f"Rekening berubah sejak diteruskan: {claim}"):
        handing_over.hand_out(closed.pk, by=A, now=now)


def test_a_settled_batch_is_not_handed_out_again(batch, now):
    lines = batch.lines.select_related("batch", "claim")
    paying_out.taken(*(paying_out.row(line, at=now) for line in lines), now=now)

    with pytest.raises(Refused, match="Selesai"):
        handing_over.hand_out(batch.pk, by=A, now=now)


# --- Held back


def test_a_line_held_back_leaves_the_file_and_its_claim_waits_by_name(closed, claims, now):
    line = line_of(claims[1])

    handing_over.hold_back(line.pk, because="fraud", words=" Menunggu kabar cabang. ", by=A, now=now)

    held, claim = line_of(claims[1]), paying_out.fresh(claims[1])
    assert (held.result, held.code, held.words, held.result_by) == ("held_back", "fraud", "Menunggu kabar cabang.", A)
    assert (claim.status, claim.forwarded_at) == ("verified", None)
    assert file_of(closed).count == 2
    assert list(making.waiting(now)) == []
    event = claim.events.latest("number")
    assert (event.name, event.detail) == ("payment_held_back", {"because": "fraud"})


def test_the_approval_falls_with_a_line_as_the_file_is_another_one(closed, claims, now):
    paying_out.approved(closed, now=now)

    handing_over.hold_back(line_of(claims[0]).pk, because="asked", words="", by=A, now=now)

    closed.refresh_from_db()
    assert (closed.status, closed.approved_by, closed.sha256) == ("closed", "", "")
    assert list(Approval.objects.values_list("by", "on_screen_of", "fell_at")) == [(B, B, now)]


def test_who_approved_what_file_on_whose_screen_is_never_rewritten(closed, now):
    handing_over.approve(closed.pk, by=B, on_screen_of=A, now=now)

    stands = Approval.objects.get()
    assert (stands.by, stands.on_screen_of, stands.sha256, stands.fell_at) == (B, A, file_of(closed).sha256, None)
    for verb in (lambda: Approval.objects.update(on_screen_of=B), Approval.objects.all().delete):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            verb()


def test_nothing_is_held_back_of_a_batch_that_was_sent(batch, claims, now):
    with pytest.raises(Refused, match="tidak bisa ditahan lagi"):
        handing_over.hold_back(line_of(claims[0]).pk, because="fraud", words="", by=A, now=now)

    assert paying_out.fresh(claims[0]).forwarded_at == now


def test_a_line_is_held_back_for_a_named_reason_alone_and_once(closed, claims, now):
    line = line_of(claims[0])

    with pytest.raises(Refused, match="Pilih mengapa"):
        handing_over.hold_back(line.pk, because="", words="", by=A, now=now)
    handing_over.hold_back(line.pk, because="data", words="", by=A, now=now)
    with pytest.raises(Refused, match="ditahan"):
        handing_over.hold_back(line.pk, because="data", words="", by=A, now=now)


def test_a_batch_of_which_everything_is_held_back_is_settled_without_being_sent(closed, now):
    for line in closed.lines.all():
        handing_over.hold_back(line.pk, because="data", words="", by=A, now=now)

    closed.refresh_from_db()
    assert (closed.status, closed.settled_at, closed.sent_at) == ("settled", now, None)


def test_what_was_let_go_is_not_let_go_again(closed, claims, now):
    line = line_of(claims[0])
    handing_over.hold_back(line.pk, because="data", words="", by=A, now=now)
    handing_over.let_go(line.pk, by=B, now=now)

    with pytest.raises(Refused, match="tidak sedang ditahan"):
        handing_over.let_go(line.pk, by=B, now=now)


def test_the_database_writes_a_line_once(batch, now):
    line = batch.lines.first()
    paying_out.taken(paying_out.row(line, at=now), now=now)

    for change in ({"result": "", "result_at": None, "result_by": ""}, {"position": 9}, {"result_at": now + MINUTE}):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            Line.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Line.objects.filter(pk=batch.lines.last().pk).delete()


# --- Two at once


@pytest.fixture
def racing(house, now):
    """A batch that is approved, and the two who are about to act: one holds a line back, the other sends."""
    claims = paying_out.verified_claims(2, now=now)
    batch = paying_out.approved(making.make_batch(by=A, now=now), now=now)
    line = line_of(claims[0])
    return batch, [
        partial(handing_over.hold_back, line.pk, because="fraud", words="", by=B, now=now),
        partial(handing_over.hand_out, batch.pk, by=A, now=now),
    ]


def left_and_held(batch: Batch) -> bool:
    """The one thing that must not be: a file was handed out while one of its lines was held back."""
    return Download.objects.exists() and batch.lines.filter(result="held_back").exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_is_held_back_or_its_file_leaves_and_never_both(racing):
    batch, two = racing

    came = all_at_once(two)

    assert came == {"taken": 1, "Refused": 1}
    assert not left_and_held(batch)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_batch_both_would_be(racing, monkeypatch):
    """The negative control."""
    batch, two = racing
    both_looked, file_made = threading.Barrier(2), threading.Barrier(2)

    def only_looked(batch_id):
        found = Batch.objects.get(pk=batch_id)
        both_looked.wait(timeout=30)
        return found

    def made_meanwhile(found):
        file = file_of(found)
        file_made.wait(timeout=30)
        return file

    monkeypatch.setattr(handing_over, "locked", only_looked)
    monkeypatch.setattr(handing_over, "file_of", made_meanwhile)
    monkeypatch.setattr(handing_over, "_without_approval", lambda _batch, *, now: file_made.wait(timeout=30))
    monkeypatch.setattr(handing_over, "settle", lambda _batch, *, now: None)

    assert all_at_once(two) == {"taken": 2}
    assert left_and_held(batch)
