from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from claims.models import Mail
from queueing import booking
from tests import factories
from tests.claims.mail import post
from verification.models import PageView

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def claim(here, now):
    return post.open_claim(now=now, branch=here)


@pytest.fixture
def mail(claim, now):
    """A mail of which nobody knows whose it is."""
    wild = post.letter(claim, post.photo("KTP <script>.jpg"), Subject="Untuk <b>siapa</b>", From="orang@lain.example")
    return post.bring(None, wild, now=now)


def page(mail: Mail) -> str:
    return reverse("admin:mail", args=[mail.pk])


def assign(client, mail: Mail, number: str):
    return client.post(reverse("admin:mail_assignment", args=[mail.pk]), {"case_number": number})


def test_the_tray_lists_what_waits_and_nothing_of_what_it_says(client, staff, mail):
    shown = client.get(reverse("admin:mail_tray")).content.decode()

    assert "Tidak cocok dengan klaim mana pun" in shown
    assert "siapa" not in shown
    assert not PageView.objects.exists()


@pytest.mark.parametrize(
    ("zone", "said"), [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
)
def test_when_it_came_is_told_by_the_readers_clock(client, staff, here, mail, zone, said):
    type(here).objects.filter(pk=here.pk).update(zone=zone)
    came = mail.received_at.astimezone(ZoneInfo(zone))

    for address in (reverse("admin:mail_tray"), page(mail)):
        shown = client.get(address).content.decode()
        assert f"Diterima ({said})" in shown
        assert f"{came:%H.%M}" in shown


def test_an_opened_mail_shows_its_words_as_text_and_is_on_record(client, staff, mail):
    shown = client.get(page(mail)).content.decode()

    assert "Untuk &lt;b&gt;siapa&lt;/b&gt;" in shown
    assert "KTP &lt;script&gt;.jpg" in shown
    assert "orang@lain.example" in shown
    view = PageView.objects.get()
    assert (view.what, view.code, view.by, view.claim) == (PageView.What.MAIL, str(mail.pk), staff.actor, None)


def test_a_mail_said_to_be_a_claims_is_read_again_and_stays_unsorted(client, staff, claim, mail, now):
    assert assign(client, mail, claim.case_number.lower()).status_code == 302

    again = post.read(mail.pk, now=now)
    [file] = post.files(claim)
    assert again.status == Mail.Status.FILED
    assert (again.claim_id, again.assigned_by) == (claim.pk, staff.actor)
    assert file.paper is None


@pytest.mark.parametrize("number", ["", "LA-2222-2222-2", "bukan nomor"])
def test_a_number_of_no_claim_here_changes_nothing(client, staff, mail, number):
    answer = assign(client, mail, number)

    assert answer.status_code == 422
    mail.refresh_from_db()
    assert mail.status == Mail.Status.WAITING


def test_a_claim_of_another_branch_is_not_found(client, staff, mail, now):
    elsewhere = post.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))

    assert assign(client, mail, elsewhere.case_number).status_code == 422


def test_a_claim_that_ended_is_refused(client, staff, claim, mail, now):
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    answer = assign(client, mail, claim.case_number)

    assert answer.status_code == 409
    assert "sudah selesai" in answer.content.decode()


def test_a_mail_is_set_aside_with_a_reason_once(client, staff, mail):
    where = reverse("admin:mail_setting_aside", args=[mail.pk])

    assert client.post(where, {"because": ""}).status_code == 422
    assert client.post(where, {"because": "spam"}).status_code == 302
    assert client.post(where, {"because": "spam"}).status_code == 409

    mail.refresh_from_db()
    assert (mail.status, mail.because, mail.settled_by) == (Mail.Status.SET_ASIDE, Mail.Because.SPAM, staff.actor)


def test_mail_of_another_branchs_claim_is_not_to_be_seen(client, staff, now):
    elsewhere = post.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))
    theirs = post.bring(elsewhere, b"X: y\r\n" * 2000 + b"\r\n", now=now)
    assert theirs.status == Mail.Status.WAITING

    assert client.get(page(theirs)).status_code == 404
    assert str(theirs.pk) not in client.get(reverse("admin:mail_tray")).content.decode()


@pytest.mark.parametrize("role", ["operator"])
def test_who_has_another_job_is_turned_away(client, mail, role):
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:mail_tray")).status_code == 403
    assert client.get(page(mail)).status_code == 403


def test_verifiers_may_sort_mail_too(client, mail):
    client.force_login(factories.officer())

    assert client.get(page(mail)).status_code == 200


def test_nobody_sees_it_without_signing_in(client, mail):
    assert client.get(page(mail)).status_code == 302


def test_opening_a_mail_needs_a_get_and_changing_it_a_post(client, staff, mail):
    assert client.post(page(mail)).status_code == 405
    assert client.get(reverse("admin:mail_assignment", args=[mail.pk])).status_code == 405
