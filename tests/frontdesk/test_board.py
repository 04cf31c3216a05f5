"""What the hall sees and hears: numbers and counters, nothing of whom."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from frontdesk import board, calling
from frontdesk.models import Counter
from tests import factories
from tests.frontdesk import visiting

pytestmark = pytest.mark.django_db
STAFF = "officer:7"


@pytest.fixture
def here(house):
    return factories.branch()


@pytest.fixture
def desk(here) -> Counter:
    return visiting.counter(here, 3)


def call(desk: Counter, *, now) -> None:
    seen = Counter.objects.select_related("visit").get(pk=desk.pk).serving
    calling.call_next(desk.pk, seen=seen and seen.pk, by=STAFF, now=now)


def numbers(here, now) -> list[str]:
    return [row.number for row in board.shown(here, now=now)]


def test_the_newest_call_is_said_and_shown_with_its_counter(here, desk, now):
    visiting.visit(here, 12, now=now)
    call(desk, now=now)

    [row] = board.shown(here, now=now)

    assert (row.number, row.place) == ("A012", "Loket 3")
    assert row.clips == ["bel", "nomor-antrean", "a", "dua", "belas", "silakan-ke", "loket", "tiga"]


def test_the_last_five_are_shown_newest_first_and_only_who_is_awaited_is_said(here, desk, now):
    for number in range(1, 8):
        visiting.visit(here, number, now=now)
        call(desk, now=now)

    rows = board.shown(here, now=now)

    assert [row.number for row in rows] == ["A007", "A006", "A005", "A004", "A003"]
    assert [bool(row.clips) for row in rows] == [True, False, False, False, False]


def test_a_number_called_again_stands_there_once_and_is_said_twice(here, desk, now):
    visit = visiting.visit(here, 1, now=now)
    call(desk, now=now)
    first = board.shown(here, now=now)
    calling.call_again(desk.pk, seen=visit.pk, by=STAFF, now=now)

    [row] = board.shown(here, now=now)

    assert row.clips == first[0].clips + first[0].clips[1:]
    assert row.call != first[0].call


def test_yesterday_and_another_branch_are_not_on_the_board(here, desk, now):
    elsewhere = factories.branch("Asia/Jayapura")
    visiting.visit(elsewhere, 1, now=now)
    call(visiting.counter(elsewhere), now=now)
    visiting.visit(here, 1, now=now - timedelta(days=1))
    call(desk, now=now - timedelta(days=1))

    assert numbers(here, now) == []


def test_the_board_is_one_query(here, desk, now, django_assert_num_queries):
    for number in range(1, 4):
        visiting.visit(here, number, now=now)
        call(desk, now=now)

    with django_assert_num_queries(1):
        assert len(board.shown(here, now=now)) == 3


# --- The page and its feed --------------------------------------------------------------------------------------


@pytest.fixture
def feed(here) -> str:
    return reverse("board:feed", args=[here.code])


@pytest.fixture
def current():
    """The clock the pages look at."""
    return timezone.now()


def test_the_feed_says_what_the_board_shows(client, here, desk, feed, current):
    visiting.visit(here, 1, now=current)
    call(desk, now=current)

    [row] = client.get(feed).json()["calls"]

    assert row.keys() == {"call", "number", "place", "clips"}
    assert (row["number"], row["place"]) == ("A001", "Loket 3")


def test_only_a_changed_feed_is_sent_again(client, here, desk, feed, current, django_assert_num_queries):
    visit = visiting.visit(here, 1, now=current)
    call(desk, now=current)
    etag = client.get(feed)["ETag"]

    with django_assert_num_queries(1):
        same = client.get(feed, headers={"if-none-match": etag})
    calling.call_again(desk.pk, seen=visit.pk, by=STAFF, now=current)
    changed = client.get(feed, headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_the_page_is_the_same_for_everybody_and_names_nobody(client, here, desk, current):
    visit = visiting.visit(here, 1, now=current)
    claim = factories.open_claim(now=current, branch=here)
    visit.claims.add(claim)
    call(desk, now=current)

    response = client.get(reverse("board:page", args=[here.code]), headers={"accept-language": "en"})
    page = response.content.decode()

    assert "A001" in page
    assert "Loket 3" in page
    assert 'lang="id"' in page
    assert claim.case_number not in page
    assert claim.applicant.name not in page
    assert "public" in response["Cache-Control"]
    assert "Set-Cookie" not in response


def test_the_page_knows_where_each_clip_of_its_voice_is(client, here):
    response = client.get(reverse("board:page", args=[here.code]))

    assert json.loads(response.context["clips"])["sebelas"].endswith("voice/sebelas.mp3")


@pytest.mark.parametrize("name", ["page", "feed"])
def test_a_branch_that_is_not_there_has_no_board(client, house, name):
    assert client.get(reverse(f"board:{name}", args=["TIDAK-ADA"])).status_code == 404
