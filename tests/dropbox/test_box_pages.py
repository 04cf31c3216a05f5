"""The pages of the box and its rounds: who may open them, what a scan answers, what a second person signs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches import calendar
from claims import fresh
from dropbox.models import Envelope, Round
from tests import factories
from tests.dropbox import at_the_box


@pytest.fixture
def now():
    """The clock the pages look at."""
    return datetime.now(UTC)


@pytest.fixture
def me(client, branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.fixture
def colleague(branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    user.set_password("sandi-rekan-contoh")
    user.save()
    return user


@pytest.fixture
def this(branch, now) -> Round:
    return at_the_box.opened(branch, now=now, counted=2)


def two(colleague, **more):
    return {"counted": 2, "seal": "s 0042", "username": colleague.username, "password": "sandi-rekan-contoh", **more}


def scan(client, this, text, **more):
    return client.post(reverse("admin:envelope_registration", args=[this.pk]), {"scanned": text, **more})


def words(answer) -> str:
    return answer.content.decode()


def test_the_second_person_signs_on_the_same_page(client, me, colleague, branch):
    answer = client.post(reverse("admin:box_opening", args=[branch.code]), two(colleague))

    this = Round.objects.get()
    assert (answer.status_code, answer.url) == (302, this.get_absolute_url())
    assert (this.opened_by, this.witnessed_by) == (me.actor, colleague.actor)
    assert (this.seal, this.counted) == ("S0042", 2)
    assert client.get(reverse("admin:box", args=[branch.code])).wsgi_request.user == me


def test_nobody_signs_with_a_wrong_password_twice_themselves_or_from_elsewhere(client, me, colleague, branch):
    me.set_password("sandi-sendiri-contoh")
    me.save()
    client.force_login(me, backend="django.contrib.auth.backends.ModelBackend")
    stranger = factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jayapura")])
    stranger.set_password("sandi-rekan-contoh")
    stranger.save()
    address = reverse("admin:box_opening", args=[branch.code])

    wrong = client.post(address, two(colleague, password="salah"))
    myself = client.post(address, two(me, password="sandi-sendiri-contoh"))
    elsewhere = client.post(address, two(stranger))

    assert [each.status_code for each in (wrong, myself, elsewhere)] == [422] * 3
    assert "tidak cocok" in words(wrong)
    assert "bukan Anda sendiri" in words(myself)
    assert "tidak bertugas" in words(elsewhere)
    assert "salah" not in words(wrong)
    assert not Round.objects.exists()


def test_a_password_somebody_else_chose_signs_nothing(client, me, colleague, branch):
    colleague.must_change_password = True
    colleague.save()

    answer = client.post(reverse("admin:box_opening", args=[branch.code]), two(colleague))

    assert answer.status_code == 422
    assert "buatan orang lain" in words(answer)


def test_wrong_passwords_of_the_second_person_are_counted(client, me, colleague, branch):
    address = reverse("admin:box_opening", args=[branch.code])
    for _ in range(5):
        client.post(address, two(colleague, password="salah"))

    answer = client.post(address, two(colleague))

    assert answer.status_code in (403, 429)
    assert not Round.objects.exists()


def test_a_scan_is_put_on_record_and_the_page_is_ready_for_the_next(client, me, this, now):
    claim = at_the_box.claim_at(this.branch, now=now)

    answer = client.post(
        reverse("admin:envelope_registration", args=[this.pk]), {"scanned": claim.case_number.lower()}, follow=True
    )

    assert f"{claim} terdaftar." in words(answer)
    assert "1 dari 2" in words(answer)
    assert "autofocus" in words(answer)


def test_a_second_scan_of_one_number_offers_a_second_envelope(client, me, this, now):
    claim = at_the_box.claim_at(this.branch, now=now)
    scan(client, this, claim.case_number)

    again = scan(client, this, claim.case_number)
    second = scan(client, this, claim.case_number, second="True")

    assert (again.status_code, second.status_code) == (409, 302)
    assert "Daftarkan sebagai amplop kedua" in words(again)
    assert f'type="hidden" name="scanned" value="{claim.case_number}"' in words(again)
    assert this.envelopes.count() == 2


def test_what_cannot_be_read_opens_the_way_to_the_trays(client, me, this):
    answer = scan(client, this, "%%%")
    kept = client.post(reverse("admin:envelope_setting_aside", args=[this.pk]), {"tray": "damaged", "note": "basah"})

    assert answer.status_code == 409
    assert "<details open>" in words(answer)
    assert kept.status_code == 302
    assert Envelope.objects.get().tray == "damaged"


def test_a_label_on_record_leads_to_its_envelope(client, me, this, now):
    envelope = at_the_box.nameless(this, now=now)

    answer = scan(client, this, envelope.code)

    assert answer.status_code == 409
    assert envelope.get_absolute_url() in words(answer)


def test_an_empty_scan_and_an_empty_tray_are_named(client, me, this):
    assert scan(client, this, "").status_code == 422
    assert client.post(reverse("admin:envelope_setting_aside", args=[this.pk]), {}).status_code == 422
    assert client.post(reverse("admin:box_opening", args=[this.branch.code]), {}).status_code == 422


def test_a_round_is_disinfected_and_finished(client, me, this, now):
    at_the_box.registered(this, at_the_box.claim_at(this.branch, now=now), now=now)

    client.post(reverse("admin:round_disinfection", args=[this.pk]))
    short = client.post(reverse("admin:round_closing", args=[this.pk]))
    done = client.post(reverse("admin:round_closing", args=[this.pk]), {"recounted": "on"})

    this.refresh_from_db()
    assert (short.status_code, done.status_code) == (409, 302)
    assert "Dihitung 2 amplop, terdaftar 1" in words(short)
    assert this.closed_by == me.actor
    assert Envelope.objects.get().disinfected_by == me.actor


def test_a_long_round_shows_the_latest_and_all_where_that_is_asked(client, me, this, now):
    envelopes = [at_the_box.nameless(this, now=now + timedelta(seconds=n)) for n in range(21)]

    lately = words(client.get(this.get_absolute_url()))
    everything = words(client.get(this.get_absolute_url() + "?semua"))

    assert envelopes[0].code not in lately
    assert envelopes[-1].code in lately
    assert "21 dari 2" in lately
    assert all(each.code in everything for each in envelopes)


def test_labels_are_printed_for_all_of_a_round(client, me, this, now):
    envelope = at_the_box.nameless(this, now=now)

    shown = words(client.get(reverse("admin:round_labels", args=[this.pk])))

    assert envelope.code in shown
    assert "<svg" in shown


def test_another_branchs_box_is_not_found(client, this, branch):
    client.force_login(
        factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jayapura")]),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    assert client.get(reverse("admin:box", args=[branch.code])).status_code == 404
    assert client.get(this.get_absolute_url()).status_code == 404
    assert scan(client, this, fresh.case_number()).status_code == 404


def test_the_back_office_looks_and_does_not_register(client, this, branch):
    client.force_login(factories.officer(branches=[branch]), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(this.get_absolute_url()).status_code == 200
    assert scan(client, this, fresh.case_number()).status_code == 403


def test_the_first_box_is_that_of_ones_branch(client, me, branch):
    assert client.get(reverse("admin:boxes")).url == reverse("admin:box", args=[branch.code])


@pytest.mark.parametrize("name", ["box", "round"])
def test_a_page_asks_no_more_for_more_envelopes(client, me, this, now, name):
    address = reverse("admin:box", args=[this.branch.code]) if name == "box" else this.get_absolute_url()

    def ask() -> int:
        at_the_box.nameless(this, now=now)
        at_the_box.registered(this, at_the_box.claim_at(this.branch, now=now), now=now)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    assert ask() == ask()


def test_the_report_of_a_day_names_each_kind_with_its_words(client, me, branch, now):
    this = at_the_box.opened(branch, now=now, counted=3)
    envelope = at_the_box.nameless(this, now=now)
    at_the_box.closed(this, now=now)

    shown = words(client.get(reverse("admin:box_report", args=[branch.code, calendar.local_day(branch, now)])))

    assert "Jumlah tidak cocok" in shown
    assert "Amplop tanpa klaim" in shown
    assert envelope.code in shown
    assert str(this) in shown
