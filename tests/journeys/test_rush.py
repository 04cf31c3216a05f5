"""The morning of an opening in a real browser without script: a number, the draw, the line, the turn, a place."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from queueing.asker import Asker
from queueing.models import QueueNumber, Rush, Slot, Ticket
from queueing.rush import lines, standing
from tests.journeys import steps
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_accessibility import Looking
from tests.journeys.walk import click_hour, come_to_the_hours, go_on

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def code(channel: str) -> str:
    return steps.last_code()


def let_it_open(seconds_ago: int = 1) -> None:
    opened = timezone.now() - timedelta(seconds=seconds_ago)
    opening = Rush.objects.get()
    Slot.objects.filter(releases_at=opening.opens_at).update(releases_at=opened)
    Rush.objects.update(opens_at=opened)


def test_from_a_number_to_a_place_without_script(open_page, hour, settings):
    settings.RUSH_ADMITS_PER_SECOND = 1
    opens_at = timezone.now() + timedelta(minutes=30)
    Slot.objects.filter(branch=hour.branch).update(releases_at=opens_at)
    page = open_page(javascript=False)

    come_to_the_hours(page, hour, code)
    expect(page.get_by_role("heading", name="Ruang tunggu dibuka")).to_be_visible()
    page.get_by_role("link", name="Ke ruang tunggu").click()
    page.get_by_role("button", name="Ambil nomor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda di ruang tunggu")
    ticket = page.url
    for n in range(3):
        lines.take_number(opens_at, asker=Asker(f"orang{n}".encode()), seed="lain", now=timezone.now())

    let_it_open()
    page.wait_for_timeout(1_100)  # a process asks how the line stands once a second
    page.get_by_role("link", name="Perbarui sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Anda dalam antrean|Giliran Anda"))
    expect(page.get_by_role("link", name="Masuk")).to_be_visible(timeout=60_000)  # the page asks again by itself
    assert page.url == ticket
    page.get_by_role("link", name="Masuk").click()
    click_hour(page, hour)
    go_on(page)
    expect(page.get_by_text("Tempat Anda ditahan sampai")).to_be_visible()

    assert Ticket.objects.held().count() == 1


def test_the_draw_can_be_checked_by_who_was_in_it(open_page, hour):
    opens_at = timezone.now() + timedelta(minutes=30)
    Slot.objects.filter(branch=hour.branch).update(releases_at=opens_at)
    for n in range(5):
        lines.take_number(opens_at, asker=Asker(f"orang{n}".encode()), seed="benih-contoh", now=timezone.now())
    page = open_page(javascript=False)

    page.goto("/antrean/cara-undian/")
    expect(page.get_by_text("tampil sesudah dibuka")).to_be_visible()
    let_it_open()
    opening = lines.move_on(Rush.objects.get().pk, now=timezone.now()).rush
    page.goto("/antrean/cara-undian/")
    expect(page.get_by_text("benih-contoh")).to_be_visible()
    page.get_by_label("Nomor undi").fill("3")
    page.get_by_role("button", name="Lihat urutannya").click()

    expect(page.get_by_text(f"Nomor undi 3 masuk pada urutan {opening.place_of(3)}.")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_of_the_waiting_room_has_a_barrier(open_page, hour, viewport):
    opens_at = timezone.now() + timedelta(minutes=30)
    Slot.objects.filter(branch=hour.branch).update(releases_at=opens_at)
    page, look = open_page(viewport=viewport), Looking("rush-phone" if viewport is PHONE else "rush-desk")
    come_to_the_hours(page, hour, code)
    look(page)
    page.goto("/ajukan/antrean/")
    look(page)
    numbers = [
        lines.take_number(opens_at, asker=Asker(f"orang{n}".encode()), seed="benih-contoh", now=timezone.now())
        for n in range(9)
    ]

    def look_at(number: QueueNumber, heading: str) -> None:
        page.wait_for_timeout(1_100)
        page.goto(f"/antrean/{standing.ticket_of(number)}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        look(page)

    look_at(numbers[4], "Anda di ruang tunggu")
    let_it_open()
    later = timezone.now() + timedelta(hours=1)  # nobody is called meanwhile
    Rush.objects.update(last_serial=4300, drawn_before=4300, admitted=0, admitted_at=later)
    first, *_between, last = sorted(numbers, key=lambda number: Rush.objects.get().place_of(number.serial))
    look_at(last, "Anda dalam antrean")
    Rush.objects.update(admitted=Rush.objects.get().place_of(first.serial))
    look_at(first, "Giliran Anda")
    Slot.objects.filter(branch=hour.branch).update(capacity=0, planned=0)
    look_at(last, "Semua tempat sudah terisi")
    Rush.objects.update(opens_at=timezone.now() - timedelta(hours=4))
    look_at(last, "Ruang tunggu sudah ditutup")
    page.goto("/antrean/cara-undian/?number=banyak")
    look(page)
