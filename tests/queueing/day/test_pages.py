"""A branch's day and month as its staff read them: who may, what stands there, and how it is marked."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches import calendar
from claims import filing
from claims.fresh import check_letter
from claims.models import Claim
from queueing.day import attendance, by_hour
from queueing.models import HOLD_FOR, Dispute, Ticket
from tests import factories
from tests.queueing.day import counter

pytestmark = pytest.mark.usefixtures("house")

A_DAY = timedelta(days=1)


@pytest.fixture
def now(now) -> datetime:
    """Eleven in the morning at the branch, on a day it serves."""
    return counter.on_a_working_day(now)


@pytest.fixture(autouse=True)
def the_clock(monkeypatch, house, now):
    """The pages read the clock themselves; here it is that hour."""
    counter.without_holidays()
    for views in ("views", "attendance_views", "month_views"):
        monkeypatch.setattr(f"queueing.day.{views}.timezone", SimpleNamespace(now=lambda: now))


@pytest.fixture
def today(here, now):
    return calendar.local_day(here, now)


@pytest.fixture
def address(here, today) -> str:
    return reverse("admin:day", args=[here.code, today])


@pytest.fixture
def onsite(here, now) -> Ticket:
    """A place at the counter in the hour that begins now."""
    return counter.place_in(counter.hour(here, now=now, local=11), now=now)


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("branch_staff", 200), ("branch_head", 200), ("operator", 200), ("verifier", 403)]
)
def test_the_day_is_for_who_serves_the_branch_and_who_runs_the_house(client, here, address, role, status):
    client.force_login(factories.officer(role=role, branches=[here]))

    assert client.get(address).status_code == status


def test_nobody_reads_it_without_signing_in(client, address):
    assert client.get(address).headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", ["day", "month"])
def test_another_branch_is_not_there(client, staff, today, page):
    elsewhere = factories.branch("Asia/Jayapura")

    assert client.get(reverse(f"admin:{page}", args=[elsewhere.code, today])).status_code == 404


@pytest.mark.parametrize("page", ["day_export", "month_export"])
def test_another_branch_is_not_taken_away(client, staff, today, page):
    elsewhere = factories.branch("Asia/Jayapura")

    assert client.get(reverse(f"admin:{page}", args=[elsewhere.code, today, "csv"])).status_code == 404


@pytest.mark.parametrize("verb", ["arrival", "no_show", "mark_removal"])
def test_a_place_of_another_branch_is_not_marked(client, staff, now, verb):
    elsewhere = counter.place_in(counter.hour(factories.branch("Asia/Jayapura"), now=now, local=12), now=now)

    assert client.post(reverse(f"admin:{verb}", args=[elsewhere.pk])).status_code == 404


def test_an_operator_reads_and_does_not_mark(client, here, onsite, address):
    client.force_login(factories.officer(role="operator"))

    page = shown(client, address)

    assert onsite.claim.case_number in page
    assert "Budi C. S." not in page
    assert reverse("admin:arrival", args=[onsite.pk]) not in page
    assert client.post(reverse("admin:arrival", args=[onsite.pk])).status_code == 403


@pytest.mark.parametrize("far", ["1999-12-31", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_of_ours_has_is_not_there(client, staff, here, far):
    assert client.get(f"/petugas/hari/{here.code}/{far}/").status_code == 404
    assert client.get(f"/petugas/hari/?cabang={here.code}&tanggal={far}").status_code == 302


# --- Where it leads ---------------------------------------------------------------------------------------------


def test_today_is_the_branchs_own_day_when_it_is_still_yesterday_in_utc(client, staff, here, now, monkeypatch):
    late = now.replace(hour=20)
    monkeypatch.setattr("queueing.day.views.timezone", SimpleNamespace(now=lambda: late))

    led_to = client.get(reverse("admin:today")).headers["Location"]

    assert led_to == reverse("admin:day", args=[here.code, late.date() + A_DAY])


def test_another_day_and_branch_are_chosen_by_name(client, here, today):
    second = factories.branch("Asia/Jayapura")
    client.force_login(factories.officer(role="branch_head", branches=[here, second]))

    asked = client.get(reverse("admin:today"), {"cabang": second.code, "tanggal": str(today + A_DAY)})

    assert asked.headers["Location"] == reverse("admin:day", args=[second.code, today + A_DAY])


def test_who_has_no_branch_is_told_so(client):
    client.force_login(factories.officer(role="branch_staff", branches=[]))

    assert "belum ditugaskan" in client.get(reverse("admin:today"), follow=True).content.decode()


def test_a_place_is_found_by_its_number_as_people_type_it(client, staff, here, onsite, today):
    other_day = reverse("admin:day", args=[here.code, today - A_DAY])
    typed = onsite.claim.case_number.lower().replace("-", " ")

    found = client.get(other_day, {"case_number": typed}).headers["Location"]

    assert found == reverse("admin:day", args=[here.code, today]) + f"#tempat-{onsite.pk}"


def test_a_claim_without_a_place_is_found_as_a_claim(client, staff, address, onsite):
    Ticket.objects.filter(pk=onsite.pk).update(ended_at=onsite.taken_at, ended_because="given_up")

    found = client.get(address, {"case_number": onsite.claim.case_number}).headers["Location"]

    assert found == reverse("admin:claims_claim_change", args=[onsite.claim_id])


def test_a_number_of_another_branch_is_not_found(client, staff, address, now):
    other = factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))

    answer = client.get(address, {"case_number": other.case_number})

    assert answer.status_code == 404
    assert "Tidak ada klaim" in answer.content.decode()


def test_a_number_nobody_can_read_is_said_so(client, staff, address):
    answer = client.get(address, {"case_number": "LA-1"})

    assert answer.status_code == 422
    assert "tidak terbaca" in answer.content.decode()


# --- What stands there ------------------------------------------------------------------------------------------


def test_a_place_stands_in_its_hour_with_what_a_counter_needs_and_no_more(client, staff, address, onsite):
    page = shown(client, address)

    assert "11.00–12.00 WITA" in page
    for seen in (onsite.claim.case_number, "Budi C. S.", "JHT", "Di kantor cabang", "kurang", "Tidak hadir"):
        assert seen in page
    claim = counter.claim_of(onsite)
    for hidden in (claim.participant.nik, claim.applicant.name, claim.applicant.phone, claim.applicant.email):
        assert hidden not in page


def test_a_place_that_is_being_filled_in_is_nobodys_yet(client, staff, address, here, now):
    slot = counter.hour(here, now=now, local=14)
    asker = factories.taking(slot, now=now).asker
    Ticket.objects.create(slot=slot, taken_at=now, held_until=now + HOLD_FOR, contact_index=asker.contact_index)

    assert "sedang diisi" in shown(client, address)


def test_a_hold_that_is_over_is_not_shown(client, staff, address, here, now):
    slot = counter.hour(here, now=now, local=14)
    asker = factories.taking(slot, now=now).asker
    Ticket.objects.create(slot=slot, taken_at=now, held_until=now, contact_index=asker.contact_index)

    assert "sedang diisi" not in shown(client, address)


def test_a_place_that_was_moved_is_not_shown_and_one_that_was_served_is(here, now, onsite, today):
    served = counter.place_in(counter.hour(here, now=now, local=9), now=now)
    Ticket.objects.filter(pk=onsite.pk).update(ended_at=now, ended_because="moved")
    Ticket.objects.filter(pk=served.pk).update(ended_at=now, ended_because="verified")

    day = by_hour.day_of(here, today, now=now)

    assert [row.ticket.pk for row in day.rows] == [served.pk]


def test_who_was_missed_stays_in_the_list_of_that_day_when_moved_to_another(here, now, onsite, today):
    attendance.mark_missed(onsite.pk, by="officer:1", now=now)
    Ticket.objects.filter(pk=onsite.pk).update(ended_at=now, ended_because="moved")

    assert by_hour.day_of(here, today, now=now).missed == 1


def test_both_sides_of_a_dispute_are_marked(here, now, onsite, today):
    second = counter.place_in(onsite.slot, now=now)
    Dispute.objects.create(first=onsite.claim, second=second.claim, opened_at=now)

    assert [row.is_disputed for row in by_hour.day_of(here, today, now=now).rows] == [True, True]


def test_the_papers_are_said_in_a_word(here, now, today):
    slot = counter.hour(here, now=now, local=14, places=4)
    waiting, complete = (counter.place_in(slot, now=now).claim for _ in range(2))
    factories.complete_papers(complete, now=now)
    online = counter.place_in(counter.hour(here, now=now, local=9, door="online"), now=now)
    factories.complete_papers(online.claim, now=online.taken_at)
    submitted = Claim.objects.get(pk=online.claim_id)
    filing.submit(submitted.pk, by="claimant:1", now=online.taken_at)
    boxed = counter.sent_to_dropbox(
        counter.place_in(counter.hour(here, now=now, local=10, door="online"), now=now)
    ).claim

    said = {row.claim.pk: row.papers.words for row in by_hour.day_of(here, today, now=now).rows}

    lacking = len(Claim.objects.with_people().get(pk=waiting.pk).missing_papers())
    assert said == {
        waiting.pk: f"kurang {lacking}",
        complete.pk: "lengkap",
        submitted.pk: "di petugas",
        boxed.pk: "drop box",
    }


def test_who_stays_at_home_has_no_attendance(client, staff, address, here, now):
    counter.place_in(counter.hour(here, now=now, local=9, door="online"), now=now)

    page = shown(client, address)

    assert "tidak perlu datang" in page
    assert "Tidak hadir" not in page


def test_the_number_of_queries_does_not_grow_with_the_places(
    here, now, staff, client, address, django_assert_num_queries
):
    slot = counter.hour(here, now=now, local=14, places=8)
    factories.complete_papers(counter.place_in(slot, now=now).claim, now=now)
    client.get(address)  # reads the rules of the edition into the process
    with CaptureQueriesContext(connection) as of_one:
        client.get(address)
    for _ in range(5):
        factories.complete_papers(counter.place_in(slot, now=now).claim, now=now)

    with django_assert_num_queries(len(of_one)):
        assert shown(client, address).count("data-row") == 6

    assert len(of_one) <= 13


def test_called_is_the_first_name_and_letters():
    assert by_hour.called("Budi Contoh Santosa") == "Budi C. S."
    assert by_hour.called("Budi") == "Budi"
    assert by_hour.called("") == ""


# --- Marking ----------------------------------------------------------------------------------------------------


def test_a_mark_leads_back_to_its_row(client, staff, address, onsite):
    answer = client.post(reverse("admin:arrival", args=[onsite.pk]))

    onsite.refresh_from_db()
    assert (onsite.came_by, answer.headers["Location"]) == (staff.actor, f"{address}#tempat-{onsite.pk}")


def test_a_mark_that_is_refused_is_said_on_the_same_page(client, staff, here, now):
    later = counter.place_in(counter.hour(here, now=now, local=14), now=now)

    answer = client.post(reverse("admin:no_show", args=[later.pk]))

    assert answer.status_code == 409
    assert "belum mulai" in answer.content.decode()


def test_a_mark_is_taken_back(client, staff, onsite):
    client.post(reverse("admin:no_show", args=[onsite.pk]))

    client.post(reverse("admin:mark_removal", args=[onsite.pk]))

    onsite.refresh_from_db()
    assert onsite.missed_at is None


@pytest.mark.parametrize("verb", ["arrival", "no_show", "mark_removal"])
def test_a_mark_is_never_made_by_a_link(client, staff, onsite, verb):
    assert client.get(reverse(f"admin:{verb}", args=[onsite.pk])).status_code == 405


# --- Walking in -------------------------------------------------------------------------------------------------


def walk_in(client, address: str, case_number: str, **overrides):
    return client.post(f"{address}kedatangan/", {"case_number": case_number, "ktp_seen": "on", **overrides})


def test_a_person_of_another_branch_walks_in(client, staff, address, here, now):
    claim = factories.open_claim(now=now, branch=factories.branch("Asia/Jayapura"))

    answer = walk_in(client, address, claim.case_number.lower())

    ticket = Ticket.objects.confirmed().get(claim=claim)
    assert answer.headers["Location"] == f"{address}#tempat-{ticket.pk}"
    assert (ticket.slot.branch, ticket.is_walk_in, ticket.came_by) == (here, True, staff.actor)


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"ktp_seen": ""}, 422, "setelah KTP aslinya dilihat"),
        ({"case_number": "LA-1"}, 422, "tidak terbaca"),
        ({"case_number": f"LA-2222-2222-{check_letter('22222222')}"}, 409, "Tidak ada klaim"),
    ],
)
def test_what_lacks_something_adds_nobody(client, staff, address, now, wrong, status, sentence):
    claim = factories.open_claim(now=now)

    answer = walk_in(client, address, **{"case_number": claim.case_number, **wrong})

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not Ticket.objects.filter(is_walk_in=True).exists()


def test_the_page_of_another_day_adds_nobody_and_offers_a_new_claim_only_today(client, staff, here, today, address):
    assert reverse("intake:programme") in shown(client, address)
    assert "Datang langsung" not in shown(client, reverse("admin:day", args=[here.code, today + A_DAY]))
