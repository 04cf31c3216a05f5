"""The counters' pages: who may open them, and what a press of a button comes to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches import calendar
from frontdesk import calling
from frontdesk.models import Call, Counter, Visit
from tests import factories
from tests.frontdesk import visiting

pytestmark = pytest.mark.django_db
PRESSES = ("call", "call_again", "finish", "park", "skip", "bring_back")


@pytest.fixture
def here(house):
    return factories.branch()


@pytest.fixture
def desk(here) -> Counter:
    return visiting.counter(here, 3)


@pytest.fixture
def current():
    """The clock the pages look at."""
    return timezone.now()


def press(client, desk: Counter, what: str, **sent):
    return client.post(reverse(f"admin:counter_{what}", args=[desk.pk]), sent, follow=True)


def page(client, desk: Counter) -> str:
    return client.get(reverse("admin:counter", args=[desk.pk])).content.decode()


# --- Who may ----------------------------------------------------------------------------------------------------


def test_a_counter_of_another_branch_is_not_there(client, desk):
    client.force_login(factories.officer(role="branch_staff", branches=[factories.branch("Asia/Jayapura")]))

    assert client.get(reverse("admin:counter", args=[desk.pk])).status_code == 404
    assert press(client, desk, "call").status_code == 404
    assert "Loket 3" not in client.get(reverse("admin:counters")).content.decode()


def test_calling_is_not_a_verifiers_job(client, desk):
    client.force_login(factories.officer())

    assert client.get(reverse("admin:counters")).status_code == 403
    assert [press(client, desk, what).status_code for what in PRESSES] == [403] * len(PRESSES)


def test_nothing_is_called_by_a_link(client, desk, staff):
    assert [client.get(reverse(f"admin:counter_{what}", args=[desk.pk])).status_code for what in PRESSES] == [405] * 6


# --- What is pressed --------------------------------------------------------------------------------------------


def test_the_open_counters_of_ones_branches_are_listed_with_their_board(client, here, desk, staff):
    visiting.counter(here, 4, is_open=False)

    listed = client.get(reverse("admin:counters")).content.decode()

    assert "Loket 3" in listed
    assert "Loket 4" not in listed
    assert reverse("board:page", args=[here.code]) in listed


def test_the_next_person_is_called_with_one_button(client, here, desk, staff, current):
    visit = visiting.visit(here, 12, now=current)
    visit.claims.add(claim := factories.open_claim(now=current, branch=here))

    shown = press(client, desk, "call", seen="").content.decode()

    assert "A012 dipanggil." in shown
    assert claim.case_number in shown
    assert claim.applicant.name not in shown
    assert Call.objects.get().by == staff.actor


def test_a_claim_of_another_branch_is_named_and_no_way_leads_to_it(client, here, desk, staff, current):
    visit = visiting.visit(here, 1, now=current)
    elsewhere = factories.branch("Asia/Jayapura")
    mine, theirs = (factories.open_claim(now=current, branch=branch) for branch in (here, elsewhere))
    visit.claims.add(mine, theirs)

    shown = press(client, desk, "call", seen="").content.decode()

    ways = [reverse("admin:claims_claim_change", args=[claim.pk]) in shown for claim in (mine, theirs)]
    assert theirs.case_number in shown
    assert ways == [True, False]


def test_somebody_left_from_yesterday_is_shown_as_of_that_day(client, here, desk, staff, current):
    visit = visiting.visit(here, 1, now=current - timedelta(days=1), status="called", called_at=current)
    Counter.objects.update(visit=visit)

    assert f"nomor {calendar.say_day(visit.day)}" in page(client, desk)


def test_with_nobody_waiting_the_page_says_so(client, desk, staff):
    assert "Belum ada yang menunggu." in press(client, desk, "call", seen="").content.decode()


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("call_again", "called", "A001 dipanggil ulang."),
        ("finish", "served", "A001 selesai dilayani."),
        ("park", "parked", "A001 ditunda."),
        ("skip", "skipped", "A001 dilewati."),
    ],
)
def test_each_button_does_what_it_says(client, here, desk, staff, current, what, status, said):
    visit = visiting.visit(here, 1, now=current)
    press(client, desk, "call", seen="")

    answer = press(client, desk, what, seen=visit.pk)

    assert said in answer.content.decode()
    assert Visit.objects.get().status == status


def test_who_was_skipped_is_called_back_from_the_list(client, here, desk, staff, current):
    visit = visiting.visit(here, 1, now=current)
    press(client, desk, "call", seen="")
    press(client, desk, "skip", seen=visit.pk)
    assert "Panggil kembali" in page(client, desk)

    press(client, desk, "bring_back", seen="", visit=visit.pk)

    assert Visit.objects.get().status == "called"


def test_a_page_that_is_no_longer_true_is_told_so(client, here, desk, staff, current):
    visiting.visit(here, 1, now=current)
    press(client, desk, "call", seen="")

    answer = press(client, desk, "call", seen="")

    assert "Loket 3 sekarang melayani A001; halaman Anda belum tahu." in answer.content.decode()
    assert Call.objects.count() == 1


@pytest.mark.parametrize("sent", [{"seen": "bukan"}, {"series": "Z"}, {"visit": "1"}])
def test_what_no_button_sends_is_refused(client, desk, staff, sent):
    assert press(client, desk, "call", **sent).status_code == 400


def test_a_series_of_several_is_called_by_its_own_button(client, here, staff, current):
    desk = visiting.counter(here, 5, series="AB")
    visiting.visit(here, 1, now=current)
    visiting.visit(here, 1, series="B", now=current)
    assert "Panggil B001" in page(client, desk)

    press(client, desk, "call", seen="", series="B")

    assert Visit.objects.get(series="B").status == "called"


# --- The page that keeps itself true ----------------------------------------------------------------------------


def state_of(shown: str) -> str:
    return shown.partition('data-live="')[2].partition('"')[0]


def test_the_page_says_whether_anything_on_it_has_changed(client, here, desk, staff, current):
    visit = visiting.visit(here, 1, now=current)
    states = [state_of(page(client, desk)), state_of(page(client, desk))]
    calling.call_next(desk.pk, seen=None, by=staff.actor, now=current)
    states.append(state_of(page(client, desk)))
    calling.park(desk.pk, seen=visit.pk, by=staff.actor, now=current)
    states.append(state_of(page(client, desk)))
    visiting.visit(here, 2, now=current)
    states.append(state_of(page(client, desk)))

    assert states[0] == states[1]
    assert len(set(states)) == 4


# --- Keeping the counters ---------------------------------------------------------------------------------------


def test_a_head_adds_a_counter_to_their_own_branch_and_to_no_other(client, here):
    elsewhere = factories.branch("Asia/Jayapura")
    client.force_login(factories.officer(role="branch_head", branches=[here]))
    given = {"kind": "bilik", "number": 2, "series": ["C"], "is_open": "on"}

    client.post(reverse("admin:frontdesk_counter_add"), {**given, "branch": here.pk})
    client.post(reverse("admin:frontdesk_counter_add"), {**given, "branch": elsewhere.pk})

    made = Counter.objects.get()
    assert (made.branch, str(made), made.series) == (here, "Bilik 2", ["C"])


def test_the_staff_of_a_branch_do_not_change_its_counters(client, desk, staff):
    assert client.get(reverse("admin:frontdesk_counter_change", args=[desk.pk])).status_code == 403


def test_a_number_that_cannot_be_said_is_refused_with_a_sentence(client, here):
    client.force_login(factories.officer(role="branch_head", branches=[here]))
    given = {"branch": here.pk, "kind": "loket", "number": 100, "series": ["A"], "is_open": "on"}

    answer = client.post(reverse("admin:frontdesk_counter_add"), given)

    assert answer.status_code == 200
    assert not Counter.objects.exists()
