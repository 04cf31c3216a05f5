"""The pages of payments: who opens which, what they do, and what they never show."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from payments import making
from payments.models import Batch, Download, Line, ResultFile
from tests import factories
from tests.payments import paying_out
from tests.payments.paying_out import A, fresh, line_of, row, written
from verification.models import PageView

HOME = "/petugas/pembayaran/"
OWN = {"payments", "payment_case", "payments_overdue", "index", "logout", "password_change", "password_change_done"}


def password_of(user) -> str:
    return user.username.replace("petugas", "kata-sandi-contoh-")


def upload(client, content: bytes):
    return client.post(f"{HOME}hasil/", {"results": SimpleUploadedFile("hasil.csv", content, "text/csv")})


@pytest.fixture
def closed(claims, payer, now):
    return making.make_batch(by=A, now=now)


def sign(client, what: Batch | ResultFile, user, password=""):
    given = {"username": user.username, "password": password or password_of(user)}
    verb = "persetujuan" if isinstance(what, Batch) else "pencatatan"
    return client.post(f"{what.get_absolute_url()}{verb}/", given)


# --- Who


@pytest.mark.parametrize(
    ("role", "answers"),
    [("verifier", 403), ("branch_staff", 403), ("branch_head", 403), ("operator", 200), ("payments", 200)],
)
def test_who_reads_the_batches(closed, client, role, answers):
    client.force_login(factories.officer(role=role))

    assert client.get(HOME).status_code == answers
    assert client.get(closed.get_absolute_url()).status_code == answers


@pytest.mark.parametrize("role", ["verifier", "branch_head", "operator"])
def test_nobody_else_makes_approves_sends_or_reads_to_whom(closed, client, role):
    user = factories.officer(role=role)
    client.force_login(user)
    address = closed.get_absolute_url()

    answers = [client.post(f"{HOME}kiriman/"), sign(client, closed, user), client.post(f"{address}berkas/")]
    answers += [client.get(f"{address}baris/1/"), client.post(f"{address}baris/1/penahanan/")]
    answers += [client.get(f"{HOME}klaim/"), upload(client, b"x")]

    assert {answer.status_code for answer in answers} == {403}
    assert Batch.objects.get().status == "closed"


def test_who_forwards_payments_opens_no_other_page_of_the_house(desk, payer, client):
    """Every page without a number in its address, Django's tables too."""
    names = {pattern.name for pattern in admin.site.get_urls() if getattr(pattern, "name", None)}
    opened = set()
    for name in names - OWN:
        try:
            address = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue
        if client.get(address).status_code == 200:
            opened.add(name)

    assert opened <= {"jsi18n", "autocomplete"}


def test_signing_in_leads_to_the_payments(desk, payer, client):
    assert client.get("/petugas/").headers["Location"] == HOME


# --- The day


def test_a_batch_is_made_by_a_button_and_its_page_names_nobody(claims, payer, client):
    answer = client.post(f"{HOME}kiriman/", follow=True)

    shown = answer.content.decode()
    batch = Batch.objects.get()
    assert answer.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert str(claims[0]) in shown
    assert "Budi Contoh" not in shown
    assert "1234567890" not in shown


def test_the_button_with_nothing_to_forward_says_so(desk, payer, client):
    answer = client.post(f"{HOME}kiriman/", follow=True)

    assert "Tidak ada klaim yang menunggu" in answer.content.decode()


def test_a_colleague_signs_on_the_page_with_their_own_password(closed, payer, client):
    second = factories.officer(role="payments")

    assert sign(client, closed, second).status_code == 302

    closed.refresh_from_db()
    assert (closed.status, closed.approved_by) == ("approved", second.actor)
    assert (
        f"oleh {second.username}, di layar {payer.username}" in client.get(closed.get_absolute_url()).content.decode()
    )
    client.post(f"{closed.get_absolute_url()}baris/1/penahanan/", {"because": "data"})
    assert "Gugur " in client.get(closed.get_absolute_url()).content.decode()


@pytest.mark.parametrize("wrong", ["password", "role", "must_change", "no_staff", "maker"])
def test_what_is_no_signature_approves_nothing(closed, payer, client, wrong):
    second = factories.officer(
        role="verifier" if wrong == "role" else "payments",
        must_change_password=wrong == "must_change",
    )
    if wrong == "no_staff":
        type(second).objects.filter(pk=second.pk).update(is_staff=False)
    if wrong == "maker":
        Batch.objects.update(made_by=second.actor)

    answer = sign(client, closed, second, "salah" if wrong == "password" else "")

    assert answer.status_code == (409 if wrong == "maker" else 422)
    assert Batch.objects.get().status == "closed"


def test_the_file_is_fetched_by_a_post_and_counts_as_sent(closed, payer, client, now):
    paying_out.approved(closed, now=now)
    address = f"{closed.get_absolute_url()}berkas/"
    assert client.get(address).status_code == 405

    answer = client.post(address)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{closed}.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"LAPAK-ASIK-PEMBAYARAN,1,BYR-")
    assert Batch.objects.get().status == "sent"
    assert Download.objects.get().by == payer.actor


def test_a_file_that_may_not_leave_is_refused_in_a_sentence(closed, payer, client):
    answer = client.post(f"{closed.get_absolute_url()}berkas/")

    assert answer.status_code == 409
    assert "tidak bisa dari" in answer.content.decode()


def test_to_whom_a_line_is_paid_is_read_on_record(closed, payer, client):
    line = Line.objects.select_related("claim").get(position=1)

    shown = client.get(f"{closed.get_absolute_url()}baris/1/").content.decode()

    assert "1234567890" in shown
    read = PageView.objects.get(what="payment")
    assert (read.claim_id, read.by, read.code) == (line.claim_id, payer.actor, str(closed))


def test_a_line_is_held_back_and_let_go(closed, payer, client):
    address = f"{closed.get_absolute_url()}baris/1/"
    assert client.post(f"{address}penahanan/", {"because": ""}).status_code == 422

    client.post(f"{address}penahanan/", {"because": "data", "words": "periksa nama"})
    assert "Ditahan" in client.get(HOME).content.decode()
    client.post(f"{address}pelepasan/")

    line = Line.objects.get(position=1)
    assert (line.result, line.words, bool(line.released_at)) == ("held_back", "periksa nama", True)


def test_holding_a_line_that_was_sent_is_refused_in_a_sentence(batch, payer, client):
    answer = client.post(f"{batch.get_absolute_url()}baris/1/penahanan/", {"because": "data"})

    assert answer.status_code == 409
    assert "tidak bisa ditahan lagi" in answer.content.decode()


def test_the_lines_without_a_result_are_looked_at_alone(batch, claims, payer, client, now):
    paying_out.taken(row(line_of(claims[0]), at=now), now=now)

    shown = client.get(f"{batch.get_absolute_url()}?hasil=awaited").content.decode()

    assert str(claims[0]) not in shown
    assert str(claims[1]) in shown


def test_a_page_asks_as_much_for_many_lines_as_for_one(claims, payer, client, now, settings, django_assert_num_queries):
    settings.PAYMENT_BATCH_LINES = 1
    one = making.make_batch(by=A, now=now)
    settings.PAYMENT_BATCH_LINES = 1000
    paying_out.verified_claims(3, now=now)
    many = making.make_batch(by=A, now=now)

    with CaptureQueriesContext(connection) as of_one:
        client.get(one.get_absolute_url())
    with django_assert_num_queries(len(of_one)):
        client.get(many.get_absolute_url())
    with CaptureQueriesContext(connection) as at_home:
        client.get(HOME)

    assert len(at_home) < 40


# --- What comes back


def test_results_are_shown_first_and_taken_when_confirmed(batch, claims, payer, client, now):
    content = written(row(line_of(claims[0]), at=now), row(line_of(claims[1]), "dana_kembali", at=now))

    answer = upload(client, content)

    file = ResultFile.objects.get()
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "<strong>1</strong> dibayarkan <strong>1</strong> dana kembali" in shown
    assert fresh(claims[0]).status == "verified"
    assert sign(client, file, payer).status_code == 409
    second = factories.officer(role="payments")
    assert sign(client, file, second, "salah").status_code == 422
    assert sign(client, file, second).status_code == 302
    file.refresh_from_db()
    assert (file.status, file.confirmed_by) == ("taking", second.actor)


def test_a_contradicting_answer_is_shown_and_cleared_in_words(batch, claims, payer, client, now):
    line = line_of(claims[0])
    paying_out.taken(row(line, at=now), now=now)
    file = paying_out.taken(row(line, "dana_kembali", at=now), now=now)
    address = f"{file.get_absolute_url()}baris/2/penyelesaian/"
    assert "1 baris bertentangan" in client.get(file.get_absolute_url()).content.decode()
    home = client.get(HOME).content.decode()
    assert f'<a href="{file.get_absolute_url()}">hasil.csv, baris 2</a>' in home

    assert client.post(address, {"words": " "}).status_code == 422
    assert client.post(address.replace("/2/", "/3/"), {"words": "x"}).status_code == 404
    shown = client.post(address, {"words": "Bank mengirim ulang"}, follow=True).content.decode()

    assert "Bank mengirim ulang" in shown
    assert client.post(address, {"words": "lagi"}).status_code == 409
    home = client.get(HOME).content.decode()
    assert "Buku tidak cocok" not in home
    assert "baris 2</a>" not in home


def test_all_that_is_wrong_in_a_file_is_listed_by_row(batch, claims, payer, client, now):
    answer = upload(client, written(["x"] * 7, row(line_of(claims[0]), at=now + timedelta(days=9))))

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Baris 2: " in shown
    assert "Baris 3: waktunya masih di depan." in shown
    assert not ResultFile.objects.exists()


def test_no_file_and_one_that_is_too_large_are_refused(desk, payer, client):
    assert client.post(f"{HOME}hasil/").status_code == 422
    answer = upload(client, b"x" * (2 * 1024 * 1024 + 1))

    assert answer.status_code == 422
    assert "lebih dari 2 MB" in answer.content.decode()


def test_a_file_brought_by_mistake_is_put_aside(batch, claims, payer, client, now):
    upload(client, written(row(line_of(claims[0]), at=now)))
    file = ResultFile.objects.get()

    client.post(f"{file.get_absolute_url()}penyisihan/")

    assert ResultFile.objects.get().status == "dropped"
    assert sign(client, file, factories.officer(role="payments")).status_code == 409


# --- Looked for


def test_a_claims_lines_are_found_by_its_number_however_it_is_typed(batch, claims, payer, client):
    typed = str(claims[0]).lower().replace("-", " ")

    assert str(batch) in client.get(f"{HOME}klaim/", {"q": typed}).content.decode()
    assert "Tidak ada pembayaran" in client.get(f"{HOME}klaim/", {"q": "LA-2222"}).content.decode()


def test_a_head_reads_what_waits_of_their_branch_and_opens_nothing_else(batch, claims, client):
    Batch.objects.update(sent_at=batch.sent_at - timedelta(days=30), made_at=batch.made_at - timedelta(days=30))
    here = claims[0].branch
    client.force_login(factories.officer(role="branch_head", branches=[here]))
    assert str(claims[0]) in client.get(f"{HOME}tertunda/").content.decode()

    other = type(here).objects.exclude(pk=here.pk).first()
    client.force_login(factories.officer(role="branch_head", branches=[other]))

    assert str(claims[0]) not in client.get(f"{HOME}tertunda/").content.decode()


def test_books_that_disagree_stand_above_everything(claims, payer, client, now):
    type(claims[0]).objects.filter(pk=claims[0].pk).update(forwarded_at=now)

    assert "Buku tidak cocok" in client.get(HOME).content.decode()
