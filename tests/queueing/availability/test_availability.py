"""Where there are places, for anybody: counted in few queries, with its age, and never a bare "Penuh"."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from branches.models import Branch, Holiday
from claims import fresh
from queueing.availability import full, nearby, places_left
from queueing.availability.nearby import Distance
from queueing.intake.forms import BranchForm
from queueing.models import Draft, Slot, Ticket
from queueing.waiting_list import waiting
from tests import factories

pytestmark = pytest.mark.usefixtures("house")

COUNTRY = "/tempat/"


@pytest.fixture
def today():
    """The pages read the clock: their hours are made ahead of it."""
    return timezone.now()


def fill(slot: Slot) -> Slot:
    Slot.objects.filter(pk=slot.pk).update(taken=slot.capacity)
    return slot


def someone_waits(slot: Slot, now) -> None:
    draft = Draft.objects.create(made_at=now, changed_at=now)
    joining = waiting.Joining(draft.pk, fresh.token().encode()[:32], {"phone": "+6281311111111"}, token=fresh.token())
    waiting.join(joining, branch=slot.branch, door=slot.door, day=slot.day, now=now)


# --- Counting ---


def test_days_are_counted_over_their_hours_with_who_waits(now):
    branch = factories.branch()
    factories.slot(branch, now=now, hour=9, capacity=3)
    fill(factories.slot(branch, now=now, hour=10, capacity=4))
    someone_waits(fill(factories.slot(branch, now=now, days=3)), now)

    [first, second] = places_left.days(now)[branch.pk]

    assert (first.places, first.left, first.waiting, first.is_full) == (7, 3, 0, False)
    assert (second.left, second.waiting, second.is_full) == (0, 1, True)


def test_what_is_not_open_and_who_does_not_serve_is_not_counted(now):
    branch = factories.branch()
    unreleased = factories.slot(branch, now=now)
    Slot.objects.filter(pk=unreleased.pk).update(releases_at=now + timedelta(seconds=1))
    resting = factories.slot(Branch.objects.exclude(pk=branch.pk).first(), now=now)
    Branch.objects.filter(pk=resting.branch_id).update(is_active=False)

    assert places_left.days(now) == {}


def test_the_whole_country_is_three_queries(now):
    for branch in Branch.objects.all()[:9]:
        factories.slot(branch, now=now)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        provinces = places_left.by_province(now)

    assert len(asked) == 3
    assert sum(len(province.branches) for province in provinces) == Branch.objects.filter(is_active=True).count()
    assert [province.name for province in provinces] == sorted(province.name for province in provinces)


# --- Nearby ---


@pytest.mark.parametrize(
    ("same", "far"),
    [
        (("city", "province", "kanwil", "zone"), Distance.CITY),
        (("province", "kanwil", "zone"), Distance.PROVINCE),
        (("kanwil", "zone"), Distance.REGION),
        (("zone",), Distance.ZONE),
        ((), Distance.COUNTRY),
    ],
)
def test_distance_is_what_addresses_have_in_common(same, far):
    one = Branch(city="Makassar", province="Sulawesi Selatan", kanwil="Sulama", zone="Asia/Makassar")
    other = Branch(city="x", province="x", kanwil="x", zone="x")
    for field in same:
        setattr(other, field, getattr(one, field))

    assert nearby.distance(one, other) == far


def test_the_nearest_branches_with_places_come_first_and_full_ones_not_at_all(now):
    jakarta = Branch.objects.get(code="D3101")
    same_city, full_one = Branch.objects.get(code="D3102"), Branch.objects.get(code="D3103")
    papua = factories.branch("Asia/Jayapura")
    for branch in (papua, same_city):
        factories.slot(branch, now=now)
    fill(factories.slot(full_one, now=now))

    near = nearby.with_places(jakarta, now)

    assert [(each.branch, each.how_far) for each in near] == [(same_city, "kota yang sama"), (papua, papua.province)]


# --- Full ---


def test_a_full_day_says_how_many_are_held_and_until_when(now):
    branch = factories.branch()
    slot = factories.slot(branch, now=now, capacity=1)
    fill(slot)
    Ticket.objects.create(slot=slot, taken_at=now, held_until=now + timedelta(minutes=7), contact_index=b"x" * 32)
    free = factories.slot(branch, now=now, days=3)

    picture = full.picture(branch, now)

    [day] = picture.days
    assert (day.places, day.held, day.held_until) == (1, 1, now + timedelta(minutes=7))
    assert day.first_hold_ends == "11.07 WITA"
    assert [each.day for each in picture.free_days] == [free.day]


def test_the_next_opening_names_the_day_that_opens(now):
    branch = factories.branch()
    slot = factories.slot(branch, now=now, days=6)
    Slot.objects.filter(pk=slot.pk).update(releases_at=now + timedelta(hours=20))

    said = full.opens(branch, now)

    assert "07.00 WITA (untuk " in said


def test_without_a_prepared_day_the_announced_hour_is_said(now):
    assert full.opens(factories.branch(), now).endswith("07.00 WITA")


# --- The pages ---


def test_the_country_page_says_which_branches_have_places_and_how_old_it_is(client, today):
    slot = factories.slot(factories.branch(), now=today, capacity=4)
    someone_waits(fill(factories.slot(factories.branch("Asia/Jayapura"), now=today)), today)

    response = client.get(COUNTRY)

    page = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=5"
    assert slot.branch.name in page
    assert "4 tempat" in page
    assert "penuh, 1 menunggu" in page
    assert "Keadaan pukul" in page and "WIB</strong>" in page
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_country_page_asks_the_database_little(client, today):
    for branch in Branch.objects.all()[:9]:
        factories.slot(branch, now=today)
    client.get(COUNTRY)

    with CaptureQueriesContext(connection) as asked:
        client.get(COUNTRY)

    assert len(asked) == 3


def test_a_branch_page_says_why_when_and_where_else(client, today):
    branch = factories.branch("Asia/Jayapura")
    full_slot = fill(factories.slot(branch, now=today, days=2, capacity=2))
    holiday = factories.calendar.local_day(branch, today) + timedelta(days=3)
    Holiday.objects.create(day=holiday, name="Hari Contoh", kind="closure", branch=branch)
    elsewhere = factories.slot(factories.branch(), now=today)

    page = client.get(reverse("availability:branch", args=[branch.code])).content.decode()

    assert "Semua 2 tempat hari itu sudah diambil." in page
    assert factories.calendar.say_day(full_slot.day) in page
    assert "tutup: Hari Contoh" in page
    assert elsewhere.branch.name in page
    assert "dibuka <strong>" in page
    assert "WIT (" in page and "WIB)" in page


def test_a_branch_page_shows_the_places_of_each_hour(client, today):
    branch = factories.branch()
    factories.slot(branch, now=today, hour=9, capacity=3)
    fill(factories.slot(branch, now=today, hour=10))

    page = client.get(reverse("availability:branch", args=[branch.code])).content.decode()

    assert "09.00–10.00 WITA <b>3 tempat</b>" in page
    assert "10.00–11.00 WITA <b>Penuh</b>" in page


def test_a_hold_that_is_over_is_free_again_on_the_page(client, today):
    slot = factories.slot(factories.branch(), now=today, capacity=1)
    fill(slot)
    Ticket.objects.create(slot=slot, taken_at=today, held_until=today, contact_index=b"x" * 32)

    page = client.get(reverse("availability:branch", args=[slot.branch.code])).content.decode()

    assert "<b>1 tempat</b>" in page


def test_an_unknown_branch_is_a_404_that_is_not_kept(client):
    response = client.get("/tempat/X9999/")

    assert response.status_code == 404
    assert "Cache-Control" not in response


@pytest.mark.parametrize("address", [COUNTRY, "/tempat/D3101/"])
def test_the_pages_carry_no_csrf_word_and_offer_the_other_language(client, address):
    page = client.get(address).content.decode()

    assert "csrfmiddlewaretoken" not in page
    assert f'name="next" value="{address}"' in page
    assert client.post(reverse("set_language"), {"language": "en", "next": address})["Location"] == address
    assert '<html lang="en">' in client.get(address).content.decode()


# --- Picking a branch ---


def test_the_list_of_branches_says_who_has_places_and_puts_the_near_ones_first(now):
    jakarta, makassar = Branch.objects.get(code="D3101"), factories.branch()
    factories.slot(makassar, now=now, capacity=3)
    factories.slot(makassar, now=now, capacity=2, door="onsite", hour=10)
    rows = nearby.first(Branch.objects.filter(is_active=True), jakarta)

    form = BranchForm(branches=rows, left=places_left.by_branch(now))

    groups = dict(form.fields["branch"].choices[1:])
    assert next(iter(groups)) == "DKI Jakarta"
    assert (jakarta.code, f"{jakarta.name}, Jakarta Selatan – belum dibuka") in groups["DKI Jakarta"]
    assert (makassar.code, f"{makassar.name}, {makassar.city} – 5 tempat") in groups[makassar.province]


def test_without_a_branch_in_mind_the_list_follows_the_alphabet():
    rows = nearby.first(Branch.objects.all(), None)

    assert [row.province for row in rows] == sorted(row.province for row in rows)


def test_a_day_its_branch_closed_is_not_called_full(now):
    """People who still sit there are being moved; nobody is told to wait for their places."""
    slot = factories.slot(factories.branch(), now=now, capacity=1)
    factories.open_claim(now=now, at=slot)
    Slot.objects.filter(pk=slot.pk).update(planned=0)

    assert full.picture(slot.branch, now).days == []
