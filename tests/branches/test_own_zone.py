"""Two clocks: the branch's, and that of who reads."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from branches import calendar, own_zone
from branches.models import Branch, Zone

JAYAPURA = Branch(zone=Zone.WIT)
NINE_IN_JAYAPURA = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
TEN_IN_JAYAPURA = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def asking(query: str = "", cookie: str = ""):
    request = RequestFactory().get(f"/ajukan/waktu/?{query}")
    request.COOKIES = {own_zone.NAME: cookie} if cookie else {}
    return request


def test_hours_of_another_zone_are_said_by_both_clocks():
    said = calendar.say_hours(JAYAPURA, NINE_IN_JAYAPURA, TEN_IN_JAYAPURA, Zone.WIB)

    assert said == "09.00–10.00 WIT (07.00–08.00 WIB)"


@pytest.mark.parametrize("own", [Zone.WIT, ""])
def test_hours_of_the_same_zone_are_said_once(own):
    said = calendar.say_hours(JAYAPURA, NINE_IN_JAYAPURA, TEN_IN_JAYAPURA, own)

    assert said == "09.00–10.00 WIT"


def test_pontianak_and_jakarta_are_one_clock():
    pontianak = Branch(zone=Zone.WIB_PONTIANAK)

    assert calendar.say_clock(pontianak, NINE_IN_JAYAPURA, Zone.WIB) == "07.00 WIB"


@pytest.mark.parametrize(
    ("zone", "own", "instant", "said"),
    [
        (Zone.WIT, Zone.WIB, "2026-11-23 15:30", "Selasa 24 November 2026, 00.30 WIT (Senin 22.30 WIB)"),
        (Zone.WIT, Zone.WIB, "2026-11-23 17:00", "Selasa 24 November 2026, 02.00 WIT (00.00 WIB)"),
        (Zone.WIT, Zone.WITA, "2026-11-23 15:00", "Selasa 24 November 2026, 00.00 WIT (Senin 23.00 WITA)"),
        (Zone.WIB, Zone.WIT, "2026-11-23 16:59", "Senin 23 November 2026, 23.59 WIB (Selasa 01.59 WIT)"),
    ],
)
def test_another_day_over_there_is_named(zone, own, instant, said):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    assert calendar.say_instant(Branch(zone=zone), at, own) == said


def test_a_deadline_is_said_by_both_clocks():
    midnight = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # in Jayapura

    assert calendar.say_deadline(JAYAPURA, midnight, Zone.WIB) == "Senin 23 November 2026, 23.59 WIT (21.59 WIB)"


@pytest.mark.parametrize(
    ("query", "cookie", "zone"),
    [
        ("", "", Zone.WIB),
        ("", "WITA", Zone.WITA),
        ("zona=WIT", "WITA", Zone.WIT),
        ("zona=Mars", "WITA", Zone.WITA),
        ("zona=", "<script>", Zone.WIB),
    ],
)
def test_the_own_zone_is_what_was_chosen_then_what_is_remembered_then_jakartas(query, cookie, zone):
    assert own_zone.of(asking(query, cookie)) == zone


def test_only_a_zone_that_exists_is_remembered():
    for query, kept in (("zona=WIT", "WIT"), ("zona=Mars", None), ("", None)):
        response = own_zone.remember(asking(query), HttpResponse())

        assert (response.cookies[own_zone.NAME].value if own_zone.NAME in response.cookies else None) == kept


def test_a_choice_keeps_what_else_the_address_says():
    links = {choice["name"]: choice for choice in own_zone.choices(asking("pintu=onsite&zona=WIT"))}

    assert links["WITA"]["href"] == "?pintu=onsite&zona=WITA"
    assert [name for name, choice in links.items() if choice["is_current"]] == ["WIT"]
