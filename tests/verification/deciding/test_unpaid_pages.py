"""What claimant and officer see of a claim that was decided: on its way, paid, or come back unpaid."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from claims import envelopes
from claims.models import Claim
from tests import factories
from tests.claims.doors import open_by_code, open_by_link, private_link_of
from tests.verification.at_the_desk import forwarded, paid, verified_claim
from verification import desk
from verification.deciding import undoing

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

NEW_ACCOUNT = {"bank_name": "Bank Lain", "account_number": "9876543210", "account_holder": "Budi Contoh Santosa"}
BY = {"by": "system:payments"}


@pytest.fixture
def now() -> datetime:
    """These tests go through pages, which read the clock themselves."""
    return datetime.now(UTC) - timedelta(minutes=10)


@pytest.fixture
def verified(officer, now) -> Claim:
    return verified_claim(officer, now=now)


@pytest.fixture
def sent_back(verified, now) -> Claim:
    forwarded(verified.pk, now=now)
    undoing.payment_returned(verified.pk, code="account_closed", now=now, **BY)
    return Claim.objects.with_people().get(pk=verified.pk)


@pytest.fixture
def unanswered(sent_back, officer, now) -> Claim:
    """In its officer's hands with the passbook, the account still in question."""
    factories.complete_papers(sent_back, now=now)
    claim = envelopes.contents_checked(sent_back.pk, by="officer:9", now=now)
    assert desk.take_next(officer, now=datetime.now(UTC)).pk == claim.pk
    return claim


def read(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def at(name: str, claim: Claim) -> str:
    return reverse(f"admin:{name}", args=[claim.case_number])


# --- The claimant ---


def test_verified_the_promised_day_and_our_part_are_told_and_that_the_banks_runs(verified, client):
    page = read(open_by_link(client, verified), verified.get_absolute_url())

    assert "Bagian kami 0 hari kerja" in page
    assert "Bagian bank sedang berjalan" in page
    assert "Dijanjikan sampai" in page


def test_paid_the_home_says_when_and_how_long_each_part_took_and_the_link_still_opens_it(verified, client, now):
    paid(verified.pk, now=now)

    page = read(open_by_link(client, verified), verified.get_absolute_url())

    assert "Uang sudah dikirim ke rekening Anda." in page
    assert "Bagian bank 0 hari kerja Dibayarkan" in page
    assert "Diteruskan untuk pembayaran" in page
    assert client.get(private_link_of(verified)).status_code == 200


def test_sent_back_the_account_is_the_first_task_and_nothing_can_be_handed_in_before_it(sent_back, client, now):
    factories.complete_papers(sent_back, now=now)

    page = read(open_by_link(client, sent_back), sent_back.get_absolute_url())

    assert "Giliran Anda: periksa rekening Anda" in page
    assert "Periksa rekening Anda Kata bank: rekening ini sudah ditutup. Jawab" in page
    assert "Serahkan dokumen" not in page
    assert "setelah Anda menjawab soal rekening" in page


def test_the_account_page_says_what_the_bank_said_and_takes_yes_for_an_answer(sent_back, client):
    open_by_code(client, sent_back)
    address = f"{sent_back.get_absolute_url()}rekening/"
    assert "Bank mengembalikan uang Anda Kata bank: rekening ini sudah ditutup." in read(client, address)

    client.post(f"{address}pembenaran/")
    again = client.post(f"{address}pembenaran/", follow=True)

    assert Claim.objects.get().account_wanted_at is None
    assert "tidak sedang ditanyakan" in again.content.decode()


def test_another_account_leads_back_to_what_is_still_to_do(sent_back, client):
    open_by_code(client, sent_back)

    answer = client.post(f"{sent_back.get_absolute_url()}rekening/", NEW_ACCOUNT)

    assert answer.headers["Location"] == sent_back.get_absolute_url()
    assert Claim.objects.get().account_wanted_at is None


def test_only_who_knows_the_code_answers_for_the_account(sent_back, client):
    open_by_link(client, sent_back)

    client.post(f"{sent_back.get_absolute_url()}rekening/pembenaran/")

    assert Claim.objects.get().account_wanted_at


# --- The officer ---


def test_a_forwarded_claim_shows_its_parts_and_offers_no_undoing(verified, client, now):
    forwarded(verified.pk, now=now)
    client.force_login(factories.officer())

    bench, decisions = read(client, at("workbench", verified)), read(client, at("decisions", verified))

    assert "Bagian kami 0 hari kerja" in bench
    assert "Sudah diteruskan untuk pembayaran" in bench
    assert "tunggu hasilnya" in decisions
    assert "Batalkan keputusan ini" not in decisions


def test_without_a_batch_another_officer_is_offered_to_undo_it(verified, client):
    client.force_login(factories.officer())

    assert "Batalkan keputusan ini" in read(client, at("decisions", verified))


def test_the_officer_reads_what_the_bank_said_and_enters_the_account_for_the_person(unanswered, client):
    page = read(client, at("workbench", unanswered))
    assert "Dana kembali. Kata bank: rekening ini sudah ditutup." in page
    assert "Dibatalkan karena dana dikembalikan bank (rekening ini sudah ditutup)" in page

    client.post(at("account_entry", unanswered), NEW_ACCOUNT)

    page = read(client, at("workbench", unanswered))
    assert "Isi rekening untuk pemohon" not in page
    assert "Bank Lain, 9876543210, Budi Contoh Santosa" in page


def test_what_was_mistyped_stays_on_the_page_with_a_sentence(unanswered, client):
    answer = client.post(at("account_entry", unanswered), {**NEW_ACCOUNT, "account_number": "12"})

    assert answer.status_code == 422
    assert "Bank Lain" in answer.content.decode()
    assert Claim.objects.get().account_wanted_at


def test_the_officer_writes_down_that_the_account_is_right(unanswered, client):
    client.post(at("account_confirmation", unanswered))

    assert Claim.objects.get().account_wanted_at is None


def test_who_does_not_hold_the_claim_answers_for_nobody(unanswered, client):
    client.force_login(factories.officer())

    assert client.post(at("account_confirmation", unanswered)).status_code == 409
    assert Claim.objects.get().account_wanted_at


def test_the_core_systems_reason_stands_on_the_workbench(verified, officer, client, now):
    forwarded(verified.pk, now=now)
    undoing.core_refused(verified.pk, code="E42", words="Saldo sudah dibayarkan.", now=now, **BY)
    desk.take_next(officer, now=datetime.now(UTC))

    page = read(client, at("workbench", verified))

    assert "Dibatalkan karena pembayaran ditolak sistem inti (E42): “Saldo sudah dibayarkan.”" in page
