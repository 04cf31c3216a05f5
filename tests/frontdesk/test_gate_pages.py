"""The gate's pages: whom a scan finds, what is asked of them, who may ask, and what no page shows."""

import logging
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from claims.models import Claim
from frontdesk import gate, gate_page
from frontdesk.models import DeskSettings, Screening, Visit
from tests import factories
from tests.frontdesk.arriving import BY, check_in, place, sent_to_the_box, turn_away

WELL = {"temperature": "36,5", "mask": "on", "hands": "on"}


@pytest.fixture(autouse=True)
def at_eleven(monkeypatch, now):
    """The pages look at the same clock as the tests."""
    for views in ("gate_views", "ticket_views"):
        monkeypatch.setattr(f"frontdesk.{views}.timezone", SimpleNamespace(now=lambda: now))


@pytest.fixture
def staff(client, branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user)
    return user


@pytest.fixture
def ticket(branch, now):
    return place(branch, now=now)


def scan(client, branch, typed: str, *, follow: bool = True):
    return client.post(reverse("admin:gate_search", args=[branch.code]), {"scanned": typed}, follow=follow)


def arrive(client, branch, ticket, **given):
    claim = ticket.claim
    posted = {"claims": [claim.pk], "series": "A", "people": "1", "saw_ktp": "on", "do": "nomor", **WELL, **given}
    address = reverse("admin:gate_arrival", args=[branch.code, claim.case_number])
    return client.post(address, {name: value for name, value in posted.items() if value is not None}, follow=True)


def words(answer) -> str:
    return answer.content.decode()


# --- Scanning ---


def test_a_case_number_opens_the_days_list_at_the_person(client, staff, branch, ticket):
    answer = scan(client, branch, ticket.claim.case_number.lower())

    assert answer.redirect_chain[-1][0].endswith(f"/klaim/{ticket.claim.case_number}/")
    assert 'aria-current="true"' in words(answer)
    assert "Budi C. S." in words(answer)


def test_a_nik_finds_the_person_and_stands_in_no_address_and_no_log(client, staff, branch, now, caplog):
    nik = "3171011708851234"
    ticket = place(branch, now=now, participant=factories.participant(nik=nik))

    with caplog.at_level(logging.DEBUG):
        answer = scan(client, branch, nik)

    assert ticket.claim.case_number in answer.redirect_chain[-1][0]
    assert nik not in words(answer)
    assert nik not in "".join(each[0] for each in answer.redirect_chain)
    assert nik not in caplog.text


def test_of_a_nik_with_several_claims_the_one_awaited_here_today_comes_first(client, staff, branch, now):
    who = factories.participant()
    today = place(branch, now=now, participant=who)
    later = {"participant": who, "cause": factories.cause("JP")}
    place(branch, now=now, days=3, **later)

    assert today.claim.case_number in scan(client, branch, who.nik).redirect_chain[-1][0]


def test_a_nik_finds_nobody_of_another_branch(client, staff, branch, now):
    who = factories.participant()
    place(factories.branch("Asia/Jayapura"), now=now, participant=who)

    assert scan(client, branch, who.nik).status_code == 404


def test_a_claim_of_another_branch_is_found_by_its_number_and_names_nobody(client, staff, branch, now):
    elsewhere = place(factories.branch("Asia/Jayapura"), now=now)

    page = words(scan(client, branch, elsewhere.claim.case_number))

    assert "milik cabang lain" in page
    assert "Budi" not in page


def test_a_ticket_and_a_number_of_the_day_lead_to_the_visit(client, staff, branch, now):
    visit = check_in(branch, now=now)

    for typed in (str(visit.pk), f"https://lapak.example/kunjungan/{visit.pk}/", "A001", "a1"):
        assert scan(client, branch, typed).redirect_chain[-1][0] == reverse("admin:visit", args=[visit.pk])


def test_who_has_a_number_is_shown_it_when_their_case_is_scanned_again(client, staff, branch, ticket, now):
    visit = check_in(branch, ticket.claim, now=now)

    answer = scan(client, branch, ticket.claim.case_number)

    assert answer.redirect_chain[-1][0] == reverse("admin:visit", args=[visit.pk])


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Pindai kode"),
        ("xyz", 422, "Kode tidak terbaca"),
        ("LA-2222-2222-2", 404, "Tidak ada klaim"),
        ("5d4bbf62-445b-4a4d-9c13-60eaeacd58c7", 404, "Tidak ada klaim"),
        ("A999", 404, "Tidak ada klaim"),
        ("3171011708859999", 404, "Tidak ada klaim"),
    ],
)
def test_what_is_unknown_gets_a_sentence(client, staff, branch, typed, status, said):
    answer = scan(client, branch, typed)

    assert answer.status_code == status
    assert said in words(answer)


def test_a_visit_of_another_branch_is_not_found(client, staff, branch, now):
    visit = check_in(factories.branch("Asia/Jayapura"), now=now)

    assert scan(client, branch, str(visit.pk)).status_code == 404


# --- The person ---


def test_an_heir_sees_all_claims_they_may_have_come_for_and_only_those(client, staff, branch, ticket, now):
    who = factories.participant()
    first = place(branch, now=now, participant=who)
    second = place(branch, now=now, participant=who, cause=factories.cause("JP"))

    page = words(client.get(reverse("admin:gate_person", args=[branch.code, first.claim.case_number])))
    panel = page[page.index('id="siapa"') : page.index("</section>", page.index('id="siapa"'))]

    assert len(re.findall(r'name="claims"[^>]* checked', panel)) == 2
    assert second.claim.case_number in panel
    assert ticket.claim.case_number not in panel


def test_a_company_officer_sees_the_workers_filed_from_the_same_telephone(client, staff, branch, now):
    officer = factories.applicant(now, relation="company")
    tickets = [
        place(branch, now=now, applicant=officer, cause=factories.cause("JKK"), participant=factories.participant())
        for _ in range(2)
    ]

    page = words(client.get(reverse("admin:gate_person", args=[branch.code, tickets[0].claim.case_number])))

    assert f'value="{tickets[1].claim_id}" checked' in page


def test_who_stays_home_is_said_to_and_may_be_served_all_the_same(client, staff, branch, now):
    online = place(branch, now=now, days=2, door="online")

    page = words(client.get(reverse("admin:gate_person", args=[branch.code, online.claim.case_number])))

    assert "tidak perlu datang" in page
    assert arrive(client, branch, online).status_code == 200
    assert Visit.objects.get().label == "A001"


def test_an_envelope_is_offered_the_box(client, staff, branch, now):
    ticket = sent_to_the_box(branch, now=now)

    page = words(client.get(reverse("admin:gate_person", args=[branch.code, ticket.claim.case_number])))

    checked = page[page.index('value="B" ') :].split(">", 1)[0]
    assert "checked" in checked


def test_a_disputed_nik_is_marked(client, staff, branch, now):
    who = factories.participant()
    first, _second = (place(branch, now=now, participant=who) for _ in range(2))

    page = words(client.get(reverse("admin:gate_person", args=[branch.code, first.claim.case_number])))

    assert "sengketa NIK" in page


# --- Checking in ---


def test_the_person_is_checked_in_and_their_ticket_is_one_step_away(client, staff, branch, ticket):
    answer = arrive(client, branch, ticket)

    visit = Visit.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:visit", args=[visit.pk])
    assert reverse("admin:visit_ticket", args=[visit.pk]) in words(answer)
    assert (visit.arrived_by, visit.saw_ktp) == (staff.actor, True)


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"saw_ktp": None}, 422, "Lihat dulu KTP aslinya"),
        ({"claims": None}, 422, "Pilih klaim"),
        ({"people": "0"}, 422, "1"),
        ({"temperature": "365"}, 422, "Tulis suhu"),
        ({"temperature": "panas"}, 422, "Tulis suhu"),
        ({"temperature": "37,4"}, 409, "suhunya di atas 37,3"),
        ({"temperature": ""}, 409, "belum diukur"),
        ({"mask": None}, 409, "belum bermasker"),
    ],
)
def test_what_lacks_is_said_and_what_was_given_is_kept(client, staff, branch, ticket, given, status, said):
    answer = arrive(client, branch, ticket, **given)

    assert answer.status_code == status
    assert said in words(answer)
    assert not Visit.objects.exists()


def test_nobody_slips_anothers_claim_in(client, staff, branch, ticket, now):
    stranger = place(branch, now=now)

    answer = arrive(client, branch, ticket, claims=[ticket.claim_id, stranger.claim_id])

    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_a_branch_that_does_not_screen_does_not_ask(client, staff, branch, ticket):
    DeskSettings.objects.create(branch=branch, screens=False)
    page = words(client.get(reverse("admin:gate_person", args=[branch.code, ticket.claim.case_number])))

    arrive(client, branch, ticket, temperature=None, mask=None, hands=None)

    assert "Suhu" not in page
    assert Visit.objects.get().label == "A001"


def test_another_day_is_given_by_a_button_of_its_own_and_said(client, staff, branch, ticket):
    answer = arrive(client, branch, ticket, do="waktu-lain", temperature="38,2")

    assert Visit.objects.get().status == Visit.Status.REFUSED
    claim = Claim.objects.get(pk=ticket.claim_id)
    assert claim.visit_at > ticket.slot.starts_at
    assert "Diberi waktu lain" in words(answer)


def test_who_has_no_claim_gets_a_number_too(client, staff, branch):
    posted = {
        "tamu-series": "B",
        "tamu-people": "2",
        "do": "nomor",
        **{f"tamu-{name}": each for name, each in WELL.items()},
    }

    client.post(reverse("admin:gate_newcomer", args=[branch.code]), posted)

    visit = Visit.objects.get()
    assert (visit.label, visit.people, visit.claims.count()) == ("B001", 2, 0)


# --- What is done with a visit ---


def test_a_visit_is_let_in_let_go_and_dropped_off(client, staff, branch, now):
    DeskSettings.objects.create(branch=branch, people_inside=1)
    first, second, box = (check_in(branch, series=series, now=now) for series in "AAB")

    def press(name: str, visit: Visit) -> int:
        return client.post(reverse(f"admin:{name}", args=[visit.pk])).status_code

    assert press("visit_admission", second) == 409
    assert press("visit_departure", first) == 302
    assert press("visit_coming_back", first) == 302
    assert press("visit_departure", first) == 302
    assert press("visit_admission", second) == 302
    assert press("visit_drop_off", box) == 302

    statuses = dict(Visit.objects.values_list("number", "status").filter(series="A"))
    assert statuses == {1: "left", 2: "waiting"}
    assert Visit.objects.get(series="B").status == "served"
    assert Visit.objects.get(pk=second.pk).admitted_by == staff.actor


def test_who_stands_far_back_outside_is_counted_and_let_in_by_their_ticket(client, staff, branch, now, monkeypatch):
    monkeypatch.setattr(gate_page, "NEXT_IN", 2)
    DeskSettings.objects.create(branch=branch, people_inside=1)
    _inside, *outside = [check_in(branch, now=now) for _ in range(5)]

    shown = words(client.get(reverse("admin:gate", args=[branch.code])))

    assert "<span>4</span>" in shown
    assert "2 nomor berikutnya" in shown
    buttons = [reverse("admin:visit_admission", args=[visit.pk]) in shown for visit in outside]
    assert buttons == [True, True, False, False]
    assert reverse("admin:visit_admission", args=[outside[3].pk]) in words(scan(client, branch, outside[3].label))


# --- Who may see ---


@pytest.mark.parametrize("name", ["gate", "gate_person", "visit", "visit_ticket"])
def test_the_gate_of_another_branch_is_not_found(client, branch, ticket, now, name):
    visit = check_in(branch, ticket.claim, now=now)
    client.force_login(factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jayapura")]))
    keys = {"gate": [branch.code], "gate_person": [branch.code, ticket.claim.case_number]}.get(name, [visit.pk])

    assert client.get(reverse(f"admin:{name}", args=keys)).status_code == 404


@pytest.mark.parametrize("role", ["verifier", "operator"])
def test_who_has_another_job_is_turned_away(client, branch, role):
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:gate", args=[branch.code])).status_code == 403


def test_the_entry_leads_to_the_first_branch_of_this_person(client, staff, branch):
    answer = client.get(reverse("admin:gate_entry"))

    assert answer.headers["Location"] == reverse("admin:gate", args=[branch.code])


# --- What no page shows ---


def test_what_was_measured_is_on_no_page_afterwards(client, staff, branch, ticket, now):
    turn_away(branch, ticket.claim, now=now)
    visit = check_in(branch, now=now)
    assert Screening.objects.count() == 2
    pages = [
        reverse("admin:gate", args=[branch.code]),
        reverse("admin:gate_person", args=[branch.code, ticket.claim.case_number]),
        reverse("admin:visit", args=[visit.pk]),
        reverse("admin:visit_ticket", args=[visit.pk]),
        reverse("admin:day", args=[branch.code, now.date()]),
        reverse("admin:claims_claim_change", args=[ticket.claim_id]),
        reverse("frontdesk:visit", args=[visit.pk]),
    ]

    for page in pages:
        shown = words(client.get(page, follow=True))
        assert "38.2" not in shown and "38,2" not in shown and "36,5" not in shown and "36.5" not in shown, page


# --- How much, and by whom ---


def test_the_list_of_a_day_costs_the_same_however_many_come(client, staff, branch, now, django_assert_max_num_queries):
    for _ in range(6):
        check_in(branch, place(branch, now=now, places=20).claim, now=now)
        place(branch, now=now, places=20)
    address = reverse("admin:gate", args=[branch.code])
    client.get(address)

    with django_assert_max_num_queries(16):
        assert client.get(address).status_code == 200


def test_leaving_is_noted_with_who_saw_it(client, staff, branch, now):
    visit = check_in(branch, now=now)

    client.post(reverse("admin:visit_departure", args=[visit.pk]))

    visit.refresh_from_db()
    assert visit.left_by == staff.actor != BY
    assert gate.leave(visit.pk, by=BY, now=now + timedelta(hours=1)).left_by == staff.actor
