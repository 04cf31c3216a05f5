"""What a machine does goes through the same verbs."""

import hashlib
import io
import stat

import pytest
from django.core.management import CommandError, call_command

from payments import making
from payments.models import Batch, ResultFile
from tests.payments import paying_out
from tests.payments.paying_out import A, fresh, line_of, row, written


def run(*given, **options) -> str:
    said = io.StringIO()
    call_command(*given, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def approved(claims, now):
    return paying_out.approved(making.make_batch(by=A, now=now), now=now)


def test_the_file_of_an_approved_batch_is_written_for_its_owner_alone(approved, tmp_path):
    to = tmp_path / "bayar.csv"

    said = run("payments_file", str(approved), to=to)

    approved.refresh_from_db()
    assert (approved.status, approved.sent_by) == ("sent", "system:payments_file")
    assert hashlib.sha256(to.read_bytes().split(b"\r\n", 1)[1]).hexdigest() == approved.sha256
    assert approved.sha256 in said
    assert stat.S_IMODE(to.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_written_over_and_the_batch_not_sent(approved, tmp_path):
    to = tmp_path / "bayar.csv"
    to.write_text("lain")

    with pytest.raises(CommandError, match="there already"):
        run("payments_file", str(approved), to=to)

    assert (Batch.objects.get().status, to.read_text()) == ("approved", "lain")


def test_a_batch_is_not_sent_where_its_file_could_not_be_written(approved, tmp_path):
    with pytest.raises(FileNotFoundError):
        run("payments_file", str(approved), to=tmp_path / "tidak-ada" / "bayar.csv")

    assert Batch.objects.get().status == "approved"


def test_a_file_that_was_refused_leaves_nothing_behind(claims, now, tmp_path):
    batch = making.make_batch(by=A, now=now)

    with pytest.raises(CommandError):
        run("payments_file", str(batch), to=tmp_path / "bayar.csv")

    assert list(tmp_path.glob("*bayar*")) + list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("number", ["BYR-2019-00001", "17", "BYR-2026-1"])
def test_a_number_of_no_batch_is_said(desk, tmp_path, number):
    with pytest.raises(CommandError, match="no batch"):
        run("payments_file", number, to=tmp_path / "bayar.csv")


def test_a_rule_that_says_no_is_said_to_the_machine(claims, now, tmp_path):
    batch = making.make_batch(by=A, now=now)

    with pytest.raises(CommandError, match="tidak bisa dari"):
        run("payments_file", str(batch), to=tmp_path / "bayar.csv")


def test_a_file_of_results_is_taken_and_again_changes_nothing(batch, claims, now, tmp_path):
    came = tmp_path / "hasil.csv"
    came.write_bytes(written(*(row(line_of(claim), at=now) for claim in claims)))

    first, second = run("payment_results", came), run("payment_results", came)

    assert "3 taken" in first
    assert first == second
    assert {fresh(claim).status for claim in claims} == {"paid"}
    assert ResultFile.objects.count() == 1


def test_a_wrong_file_of_results_is_refused_with_all_that_is_wrong(batch, claims, now, tmp_path):
    came = tmp_path / "hasil.csv"
    came.write_bytes(written(["x"] * 7, row(line_of(claims[0]), at=now), ["y"] * 7))

    with pytest.raises(CommandError, match=r"Baris 2: .*\nBaris 4: "):
        run("payment_results", came)

    assert fresh(claims[0]).status == "verified"


def test_what_could_not_be_taken_makes_the_machine_fail(batch, claims, now, tmp_path, monkeypatch):
    from payments import results
    from workflow import Refused

    def refuse(*_given, **_more):
        raise Refused("belum")

    came = tmp_path / "hasil.csv"
    came.write_bytes(written(row(line_of(claims[0]), at=now)))
    monkeypatch.setattr(results.paying, "pay", refuse)

    with pytest.raises(CommandError, match="Not every row"):
        run("payment_results", came)
