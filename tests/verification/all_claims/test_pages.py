"""The pages of the list of all claims: whom they show, how they are narrowed and searched, what is put on record."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlparse
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import checking
from claims.models import Claim
from tests import factories
from verification.all_claims import listing, searching
from verification.models import PageView, SavedFilter
from verification.models.saved_filters import FILTERS_KEPT

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]

LIST = "/petugas/semua-klaim/"
HERE, THERE = "Asia/Makassar", "Asia/Jayapura"


@pytest.fixture
def claim(now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def elsewhere(now) -> Claim:
    """A claim on the same name at another branch."""
    return factories.open_claim(now=now - timedelta(days=3), branch=factories.branch(THERE))


@pytest.fixture
def officer_here(client):
    user = factories.officer(branches=[factories.branch(HERE)])
    client.force_login(user)
    return user


def shown(client, **asked) -> set[str]:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return set(re.findall(r"LA-\w{4}-\w{4}-\w", answer.content.decode()))


def searched(client, typed: str, narrowed: str = ""):
    return client.post(LIST + "pencarian/", {"dicari": typed, "saringan": narrowed})


def found(client, typed: str, narrowed: str = "") -> set[str]:
    answer = client.get(searched(client, typed, narrowed).headers["Location"])
    return set(re.findall(r"LA-\w{4}-\w{4}-\w", answer.content.decode()))


def said(answer) -> str:
    return " ".join(map(str, get_messages(answer.wsgi_request)))


# --- Whom the list shows ---


def test_the_list_shows_the_claims_of_ones_own_branches(client, officer_here, claim, elsewhere):
    assert shown(client) == {claim.case_number}


def test_who_serves_every_branch_sees_them_all(client, officer, claim, elsewhere):
    assert shown(client) == {claim.case_number, elsewhere.case_number}


def test_a_branch_that_is_not_ones_own_cannot_be_chosen(client, officer_here, claim, elsewhere):
    """The choice is refused beside its field and narrows nothing, so that one's own stay to be seen."""
    assert shown(client, cabang=elsewhere.branch.code) == {claim.case_number}


def test_the_admins_own_table_leads_to_the_list(client, officer):
    assert client.get(reverse("admin:claims_claim_changelist")).headers["Location"] == LIST


@pytest.mark.parametrize(
    ("role", "leads_to"), [("verifier", "admin:workbench"), ("branch_head", "admin:claims_claim_change")]
)
def test_a_row_leads_where_its_reader_may_go(client, claim, role, leads_to):
    client.force_login(factories.officer(role=role))

    page = client.get(LIST).content.decode()

    address = reverse(leads_to, args=[claim.case_number if role == "verifier" else claim.pk])
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client, claim):
    assert "masuk" in client.get(LIST).headers["Location"] or "login" in client.get(LIST).headers["Location"]


# --- What it is narrowed by ---


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "awaiting_papers"},
        {"status": "terbuka"},
        {"pintu": "online"},
        {"dipegang": "belum"},
        {"status": "tidak-ada"},
        {"dari": "kemarin"},
    ],
)
def test_filters_keep_what_fits_and_ignore_what_cannot_be_read(client, officer, claim, asked):
    assert shown(client, **asked) == {claim.case_number}


@pytest.mark.parametrize(
    "asked", [{"status": "paid"}, {"pintu": "gate"}, {"dipegang": "saya"}, {"dipegang": "siapa-pun"}]
)
def test_filters_leave_out_what_does_not_fit(client, officer, claim, asked):
    assert shown(client, **asked) == set()


def test_claims_of_a_programme_and_of_a_branch(client, officer, claim, elsewhere):
    programme, other = claim.programme.pk, factories.cause("JKM").programme.pk

    assert shown(client, program=programme, cabang=claim.branch.code) == {claim.case_number}
    assert shown(client, program=other) == set()


def test_days_are_those_of_the_readers_clock_and_both_count(client, officer_here, claim):
    """A day in Makassar begins an hour before Jakarta's."""
    day = claim.opened_at.astimezone().date()
    Claim.objects.filter(pk=claim.pk).update(opened_at=f"{day}T16:30:00Z")  # half past midnight in Makassar

    assert shown(client, dari=day, sampai=day) == set()
    assert shown(client, dari=day + timedelta(days=1), sampai=day + timedelta(days=1)) == {claim.case_number}


def test_late_is_whose_promised_day_is_over_at_their_branch(client, officer, now):
    late, in_time = (factories.submitted_claim(now=now) for _ in range(2))
    today = datetime.now(ZoneInfo(HERE)).date()  # the page reads the clock itself
    Claim.objects.filter(pk=late.pk).update(promised_on=today - timedelta(days=1))
    Claim.objects.filter(pk=in_time.pk).update(promised_on=today)

    assert shown(client, terlambat="on") == {late.case_number}


def test_claims_in_a_colleagues_hands(client, officer_here, now):
    colleague = factories.officer(branches=[factories.branch(HERE)])
    held = factories.submitted_claim(now=now)
    checking.take(held, by=colleague.actor, now=now)

    assert shown(client, dipegang=colleague.actor) == {held.case_number}
    assert shown(client, dipegang="siapa-pun") == {held.case_number}
    assert shown(client, dipegang="saya") == set()


def test_who_holds_a_claim_is_named(client, officer_here, now):
    colleague = factories.officer(branches=[factories.branch(HERE)], first_name="Vera", last_name="Contoh")
    for holder in (colleague, officer_here):
        checking.take(factories.submitted_claim(now=now), by=holder.actor, now=now)
    factories.submitted_claim(now=now)

    page = client.get(LIST)

    assert sorted(holder for _claim, holder in page.context["rows"]) == ["", "Anda", "Vera Contoh"]
    assert "<td>officer:" not in page.text


# --- Searching ---


@pytest.mark.parametrize("typed", ["{}", "  {} ", "lower"])
def test_a_case_number_leads_to_its_claim(client, officer, claim, typed):
    typed = claim.case_number.lower().replace("-", "") if typed == "lower" else typed.format(claim.case_number)

    assert searched(client, typed).headers["Location"] == reverse("admin:workbench", args=[claim.case_number])


def test_a_case_number_of_another_branch_is_not_there(client, officer_here, elsewhere):
    answer = searched(client, elsewhere.case_number)

    assert answer.headers["Location"] == LIST
    assert f"Tidak ada klaim {elsewhere.case_number}" in said(answer)


def test_a_nik_finds_the_claims_of_its_person(client, officer, claim, elsewhere):
    nik = Claim.objects.with_people().get(pk=claim.pk).participant.nik

    assert found(client, f"{nik[:4]} {nik[4:8]} {nik[8:]}") == {claim.case_number}


def test_a_passport_finds_its_person(client, officer, now):
    claim = factories.open_claim(now=now, participant=factories.participant(nik="", passport="C1234567"))

    assert found(client, "c 1234567") == {claim.case_number}


def test_the_beginning_of_a_name_finds_within_ones_branches_and_filters(client, officer_here, claim, elsewhere):
    assert found(client, "budi san") == {claim.case_number}
    assert found(client, "budi san", "status=paid") == set()


def test_who_serves_every_branch_says_where_a_name_is_looked_for(client, officer, claim, elsewhere):
    everywhere = client.get(searched(client, "santosa").headers["Location"]).content.decode()

    assert "Pilih dulu satu kantor cabang" in everywhere
    assert claim.case_number not in everywhere
    assert found(client, "santosa", f"cabang={claim.branch.code}") == {claim.case_number}


def test_who_was_found_is_named_and_nobody_else_is(client, officer_here, claim):
    found_by_name = client.get(searched(client, "santosa").headers["Location"]).content.decode()

    assert "Budi Contoh Santosa" in found_by_name
    assert "Budi Contoh Santosa" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("typed", ["bu", "317101170885000", "", "LA-2222-2222-3", "123"])
def test_what_cannot_be_looked_for_is_refused_in_a_sentence(client, officer, typed):
    answer = searched(client, typed)

    assert answer.headers["Location"].startswith(LIST)
    assert said(answer)
    assert not PageView.objects.exists()


def test_a_name_that_finds_too_many_asks_for_more_of_it(client, officer_here, claim, monkeypatch):
    monkeypatch.setattr(searching, "FOUND", 0)

    answer = client.get(searched(client, "santosa").headers["Location"])

    assert "Tambahkan huruf atau kata" in answer.content.decode()
    assert claim.case_number not in answer.content.decode()


def test_a_search_is_put_on_record_without_whom_it_was_for(client, officer_here, claim):
    found(client, "santosa")

    [record] = PageView.objects.all()
    assert (record.what, record.code, record.claim, record.by) == ("search", "name", None, officer_here.actor)


def test_looking_at_the_list_is_no_search(client, officer, claim):
    shown(client)

    assert not PageView.objects.exists()


def test_whom_somebody_searched_for_stands_in_no_address(client, officer, claim):
    address = searched(client, "santosa").headers["Location"]

    assert "santosa" not in address.lower()
    assert b"santosa".hex() not in address


def test_the_address_of_a_search_opens_for_nobody_else(client, officer, claim, elsewhere):
    address = searched(client, "tidak ada").headers["Location"]
    client.force_login(factories.officer())

    sealed = parse_qs(urlparse(address).query)["cari"][0]

    assert "Budi Contoh" not in client.get(LIST, {"cari": sealed}).content.decode()
    assert shown(client, cari=sealed) == {claim.case_number, elsewhere.case_number}
    assert not PageView.objects.filter(by=officer.actor).exists()


# --- Walking ---


def test_the_ways_onward_keep_the_filters_and_the_search(client, officer_here, claim, elsewhere, monkeypatch):
    monkeypatch.setattr(listing, "SHOWN", 1)
    officer_here.branches.add(elsewhere.branch)
    first = client.get(searched(client, "santosa", "status=awaiting_papers").headers["Location"])

    older = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    second = client.get(LIST + older)
    newer = re.search(r'rel="prev" href="([^"]+)"', second.content.decode())[1].replace("&amp;", "&")

    assert elsewhere.case_number in second.content.decode()
    assert 'rel="next"' not in second.content.decode()
    assert "status=awaiting_papers" in newer
    assert claim.case_number in client.get(LIST + newer).content.decode()


def test_a_page_asks_the_same_however_many_claims_there_are(client, officer_here, now, claim):
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(4):
        factories.open_claim(now=now - timedelta(hours=number))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(few) == len(many)


# --- Kept filters ---


def test_a_filter_is_kept_listed_and_let_go(client, officer):
    client.post(LIST + "saringan/", {"name": "Yang dibayar", "saringan": "status=paid&cari=00&lain=x"})

    [kept] = SavedFilter.objects.all()
    assert (kept.user, kept.name, kept.query) == (officer, "Yang dibayar", "status=paid")
    assert '<a href="?status=paid">Yang dibayar</a>' in client.get(LIST).content.decode()

    client.post(f"{LIST}saringan/{kept.pk}/penghapusan/")
    assert not SavedFilter.objects.exists()


def test_a_name_is_kept_once_and_the_newer_counts(client, officer):
    for status in ("paid", "rejected"):
        client.post(LIST + "saringan/", {"name": "Selesai", "saringan": f"status={status}"})

    assert SavedFilter.objects.get().query == "status=rejected"


def test_nobody_sees_or_removes_anothers_filter(client, officer):
    other = factories.officer()
    kept = SavedFilter.objects.create(user=other, name="Milik rekan", query="status=paid")

    client.post(f"{LIST}saringan/{kept.pk}/penghapusan/")

    assert "Milik rekan" not in client.get(LIST).content.decode()
    assert SavedFilter.objects.filter(pk=kept.pk).exists()


def test_there_is_an_end_to_what_one_keeps(client, officer):
    for number in range(FILTERS_KEPT):
        SavedFilter.objects.create(user=officer, name=f"Ke-{number}", query="status=paid")

    answer = client.post(LIST + "saringan/", {"name": "Satu lagi", "saringan": "status=paid"})

    assert "Hapus salah satunya" in said(answer)
    assert SavedFilter.objects.count() == FILTERS_KEPT


@pytest.mark.parametrize("name", ["", "x" * 41])
def test_a_filter_needs_a_name_that_fits(client, officer, name):
    answer = client.post(LIST + "saringan/", {"name": name, "saringan": "status=paid"})

    assert said(answer)
    assert not SavedFilter.objects.exists()
