"""The waiting room's pages: what they say, what they cost, and that they hold when the database does not."""

import gzip
import re
from datetime import timedelta
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation

from lapak_asik import position_pages
from lapak_asik.ready_pages import ReadyPages
from lapak_asik.woven import Woven
from queueing.asker import Asker
from queueing.models import QueueNumber, Rush, Slot, Ticket
from queueing.rush import draw, lines, room, standing
from queueing.rush import views as rush_views
from tests import factories
from tests.journeys import steps

KIND = re.compile(r"<h1>(.*?)</h1>")


@pytest.fixture
def clock():
    return timezone.now()


@pytest.fixture
def slot(house, clock) -> Slot:
    """An hour with fifty places whose day opens in twenty minutes."""
    made = factories.slot(factories.branch(), now=clock, capacity=50)
    made.releases_at = clock + timedelta(minutes=20)
    made.save(update_fields=["releases_at"])
    return made


@pytest.fixture(autouse=True)
def empty_room(monkeypatch):
    """No line is remembered from another test, and no language is left to the next."""
    fresh = room.Room()
    for module in (position_pages, rush_views):
        monkeypatch.setattr(module, "ROOM", fresh)
    position_pages._woven.clear()
    with translation.override("id"):
        yield fresh


def come_to_the_hours(client: Client, slot: Slot, phone: str = "081234567890") -> None:
    """Every page up to the hours, the code answered."""
    client.post("/ajukan/", {"programme": "JHT"})
    client.post("/ajukan/sebab/", {"cause": "RESIGN"})
    client.post("/ajukan/dokumen/")
    asked = client.get("/ajukan/pertanyaan/").content.decode()
    client.post("/ajukan/pertanyaan/", dict.fromkeys(re.findall(r'name="([A-Z0-9_]+)" value="no"', asked), "no"))
    client.post("/ajukan/kontak/", {"phone": phone, "email": ""})
    client.post("/ajukan/kode/", {"code": steps.last_code()})
    client.post("/ajukan/cabang/", {"branch": slot.branch.code})


def others(slot: Slot, number: int, *, now) -> list[QueueNumber]:
    return [
        lines.take_number(slot.releases_at, asker=Asker(f"orang{n}".encode()), seed="benih-contoh", now=now)
        for n in range(number)
    ]


def opens_now(slot: Slot, clock, *, ago: timedelta = timedelta(seconds=1)) -> None:
    """The opening is a moment ago."""
    Slot.objects.filter(releases_at=slot.releases_at).update(releases_at=clock - ago)
    Rush.objects.update(opens_at=clock - ago)


# --- Taking a number, and the turn ------------------------------------------------------------------------------


def test_the_page_of_hours_leads_to_the_room_and_one_button_takes_a_number(client, slot):
    come_to_the_hours(client, slot)

    hours = client.get("/ajukan/waktu/").content.decode()
    offer = client.get("/ajukan/antrean/").content.decode()
    taken = client.post("/ajukan/antrean/")

    assert "Ruang tunggu dibuka" in hours
    assert "/ajukan/antrean/" in hours
    assert "Ambil nomor" in offer
    number = QueueNumber.objects.get()
    assert taken.status_code == 302
    assert taken.url == f"/antrean/{standing.ticket_of(number)}/"
    page = client.get(taken.url).content.decode()
    assert "Anda di ruang tunggu" in page
    assert "WITA" in page


def test_the_public_page_of_the_branch_leads_to_the_room_too(client, slot):
    assert "Ruang tunggu dibuka" in client.get(f"/tempat/{slot.branch.code}/").content.decode()

    Slot.objects.update(releases_at=slot.releases_at + timedelta(hours=2))
    assert "Ruang tunggu" not in client.get(f"/tempat/{slot.branch.code}/").content.decode()


def test_asked_twice_or_come_back_it_is_the_same_number(client, slot):
    come_to_the_hours(client, slot)

    first, second = client.post("/ajukan/antrean/").url, client.post("/ajukan/antrean/").url
    back = client.get("/ajukan/antrean/").url

    assert first == second == back
    assert QueueNumber.objects.count() == 1


def test_the_same_contact_on_another_telephone_has_the_same_number(client, slot):
    come_to_the_hours(client, slot)
    first = client.post("/ajukan/antrean/").url
    other = Client()
    come_to_the_hours(other, slot)

    assert other.get("/ajukan/antrean/").url == first


def test_no_number_without_an_answered_code(client, slot):
    client.post("/ajukan/", {"programme": "JHT"})

    assert client.post("/ajukan/antrean/").url == "/ajukan/sebab/"
    assert QueueNumber.objects.count() == 0


def test_far_from_an_opening_there_is_no_room(client, slot):
    Slot.objects.update(releases_at=slot.releases_at + timedelta(hours=2))
    come_to_the_hours(client, slot)

    assert "Ruang tunggu" not in client.get("/ajukan/waktu/").content.decode()
    assert client.post("/ajukan/antrean/").url == "/ajukan/waktu/"


def test_who_is_not_called_is_led_to_their_number_and_who_is_called_to_a_place(client, slot, clock, settings):
    settings.RUSH_ADMITS_PER_SECOND = 1
    others(slot, 3, now=clock)
    come_to_the_hours(client, slot)
    ticket = client.post("/ajukan/antrean/").url
    opens_now(slot, clock)

    too_early = client.post("/ajukan/waktu/", {"slot": slot.pk})
    in_line = client.get(ticket).content.decode()
    Rush.objects.update(admitted=4, last_serial=5)
    QueueNumber.objects.update(called_at=clock)
    room.Room().line(Rush.objects.get().pk, now=clock)
    position_pages.ROOM.asked_at.clear()
    called = client.get(ticket).content.decode()
    held = client.post("/ajukan/waktu/", {"slot": slot.pk})

    assert too_early.url == "/ajukan/antrean/"
    assert "Anda dalam antrean" in in_line or "Giliran Anda" in in_line
    assert "Giliran Anda" in called
    assert 'href="/ajukan/waktu/"' in called
    assert held.status_code == 302
    assert Ticket.objects.held().count() == 1


# --- What the position page says --------------------------------------------------------------------------------


def line_of(slot: Slot, *, number: int, now, **facts) -> lines.Line:
    others(slot, number, now=now)
    opening = Rush.objects.get()
    Rush.objects.filter(pk=opening.pk).update(**facts)
    opening.refresh_from_db()
    return lines.Line(opening, places=50, left=facts.get("left", 50), as_of=now)


def opened(slot: Slot, clock, *, left: int, admitted: int, seconds: int) -> lines.Line:
    """A line of 4,000, of whom some were called in the seconds since the opening."""
    others(slot, 1, now=clock)
    Rush.objects.update(opens_at=clock - timedelta(seconds=seconds), last_serial=4000, drawn_before=4000,
                        admitted=admitted)  # fmt: skip
    return lines.Line(Rush.objects.get(), places=500, left=left, as_of=clock)


def serial_at(line: lines.Line, place: int) -> int:
    return next(each for each in range(1, 4001) if line.rush.place_of(each) == place)


def test_the_time_is_reckoned_from_how_fast_the_line_has_moved(slot, clock):
    line = opened(slot, clock, left=2000, admitted=600, seconds=100)  # six a second, whatever is set

    shown = standing.stand(line, serial_at(line, 2400))

    words = shown.words("id")
    assert shown.kind == "waiting"
    assert (words["before"], words["place"], words["per_minute"]) == ("1.799", "2.400", "360")
    assert words["minutes"] == "5"


def test_the_next_to_be_called_have_nobody_before_them(slot, clock):
    line = opened(slot, clock, left=200, admitted=600, seconds=100)

    kinds = {place: standing.stand(line, serial_at(line, place)) for place in (600, 601, 602)}

    assert [kinds[600].kind, kinds[601].kind] == ["turn", "soon"]
    assert (kinds[601].before, kinds[602].before) == (0, 1)


def test_who_stands_behind_more_people_than_places_is_told_so(slot, clock):
    line = opened(slot, clock, left=200, admitted=600, seconds=100)

    last_with_one, first_without = (standing.stand(line, serial_at(line, place)) for place in (800, 801))

    assert (last_with_one.before, last_with_one.kind) == (199, "soon")
    assert (first_without.before, first_without.kind) == (200, "unlikely")


def test_when_all_is_taken_who_waits_is_told_so_and_who_was_called_still_enters(slot, clock):
    line = opened(slot, clock, left=0, admitted=600, seconds=100)

    assert standing.stand(line, serial_at(line, 2400)).kind == "full"
    assert standing.stand(line, serial_at(line, 600)).kind == "turn"


def test_pages_do_not_all_come_back_in_the_second_of_the_opening(slot, clock):
    others(slot, 1, now=clock)
    line = lines.Line(Rush.objects.get(), places=50, left=50, as_of=Rush.objects.get().opens_at - timedelta(seconds=30))

    rests = [standing.stand(line, serial).refresh for serial in range(1, 200)]

    assert min(rests) == 31
    assert len(set(rests)) == standing.SPREAD


CHANGES = {
    "one sign": lambda ticket: ticket[:-1] + ("0" if ticket[-1] != "0" else "1"),
    "another number": lambda ticket: ticket.replace("-1-", "-2-"),
    "nothing": lambda ticket: "",
    "no signature": lambda ticket: "-".join(ticket.split("-")[:2]),
    "no numbers": lambda ticket: "x-y-" + ticket.split("-")[2],
    "longer": lambda ticket: ticket + "a" * 10_000,
    "digits of another script": lambda ticket: "\uff11" + ticket[1:],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_ticket_that_was_changed_is_no_ticket(slot, clock, change):
    ticket = standing.ticket_of(others(slot, 1, now=clock)[0])

    assert standing.read_ticket(ticket)
    assert standing.read_ticket(change(ticket)) is None


def test_a_made_up_address_is_not_found(client, house):
    assert client.get("/antrean/1-1-0123456789abcdef0123456789abcdef/").status_code == 404


# --- In front of Django -----------------------------------------------------------------------------------------


def ask(application, path: str, **environ) -> tuple[str, dict[str, str], bytes]:
    begun = {}
    request = {"PATH_INFO": path, "HTTP_HOST": "testserver", "REQUEST_METHOD": "GET", "QUERY_STRING": "", **environ}
    setup_testing_defaults(request)

    def start(status, headers, exc_info=None):
        begun.update(status=status, headers=dict(headers))
        return lambda part: None

    body = b"".join(application(request, start))
    return begun["status"], begun["headers"], body


@pytest.fixture
def portal():
    return ReadyPages(get_wsgi_application(), ready=(position_pages.position_page,))


@pytest.mark.parametrize("state", ["before", "in line", "behind too many", "called", "full", "over"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_in_front_of_django_the_page_is_the_one_django_makes(client, portal, slot, clock, settings, state, language):
    settings.RUSH_ADMITS_PER_SECOND = 2
    numbers = others(slot, 12, now=clock)
    if state != "before":
        opens_now(slot, clock, ago=timedelta(hours=4) if state == "over" else timedelta(seconds=1))
        Rush.objects.update(drawn_before=12, admitted=12 if state == "called" else 2, admitted_at=clock)
    if state == "behind too many":
        Slot.objects.update(capacity=1, planned=1)
    if state == "full":
        Slot.objects.update(capacity=0, planned=0)
    path = f"/antrean/{standing.ticket_of(numbers[-1])}/"
    with translation.override(language):
        by_django = client.get(path, headers={"accept-language": language})

    status, headers, body = ask(portal, path, HTTP_ACCEPT_LANGUAGE=language)

    assert status == "200 OK"
    same = re.compile(rb"\d\d[.:]\d\d[.:]\d\d")  # the second at which either was asked
    assert same.sub(b"", body) == same.sub(b"", by_django.content)
    assert headers["Cache-Control"] == by_django["Cache-Control"] == "no-store"
    assert headers.get("Refresh") == by_django.get("Refresh")
    assert headers["Content-Security-Policy"] == by_django["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_a_browser_that_asks_for_gzip_reads_the_same_page(portal, slot, clock):
    path = f"/antrean/{standing.ticket_of(others(slot, 1, now=clock)[0])}/"
    _status, _headers, plain = ask(portal, path)

    _status, headers, packed = ask(portal, path, HTTP_ACCEPT_ENCODING="gzip, br")

    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Length"] == str(len(packed))
    assert re.sub(rb"\d\d\.\d\d\.\d\d", b"", gzip.decompress(packed)) == re.sub(rb"\d\d\.\d\d\.\d\d", b"", plain)
    assert len(packed) < 0.6 * len(plain)


@pytest.mark.parametrize("word", ["", "12", "<b>", "é" * 1000, "x" * 65535])
def test_words_are_woven_in_as_they_are(word):
    woven = Woven(b"satu [[kata]] dua [[kata]] tiga [[lain]]" * 50)

    plain = woven.plain({"kata": word, "lain": "-"})

    assert plain == f"satu {word} dua {word} tiga -".encode() * 50
    assert gzip.decompress(woven.gzipped({"kata": word, "lain": "-"})) == plain


def test_a_second_of_a_thousand_visits_asks_the_database_once(portal, slot, clock, django_assert_max_num_queries):
    paths = [f"/antrean/{standing.ticket_of(number)}/" for number in others(slot, 5, now=clock)]
    ask(portal, paths[0])  # the page's frame is made by Django once
    position_pages.ROOM.asked_at.clear()

    with django_assert_max_num_queries(4):
        for path in paths * 10:
            assert ask(portal, path)[0] == "200 OK"


@pytest.mark.django_db(transaction=True)  # connections are closed and opened as a server does
def test_the_position_is_said_on_while_the_database_is_away(portal, slot, clock, monkeypatch):
    path = f"/antrean/{standing.ticket_of(others(slot, 3, now=clock)[2])}/"
    _status, _headers, before = ask(portal, path)
    as_of = re.search(rb"Keadaan pukul ([\d.]+)", before).group(1)
    position_pages.ROOM.asked_at.clear()

    def away(rush_id, *, now):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(lines, "move_on", away)
    status, _headers, during = ask(portal, path)

    assert status == "200 OK"
    assert re.search(rb"Keadaan pukul ([\d.]+)", during).group(1) == as_of  # and says how old it is
    assert QueueNumber.objects.count() == 3


# --- The draw, laid open ----------------------------------------------------------------------------------------


def test_before_the_opening_the_seal_is_shown_and_the_seed_is_not(client, slot, clock):
    others(slot, 3, now=clock)

    page = client.get("/antrean/cara-undian/").content.decode()

    assert draw.seal_of("benih-contoh") in page
    assert "benih-contoh" not in page


def test_after_the_opening_the_seed_is_shown_and_any_number_can_be_checked(client, slot, clock):
    numbers = others(slot, 20, now=clock)
    opens_now(slot, clock)
    opening = lines.move_on(Rush.objects.get().pk, now=clock).rush

    page = client.get("/antrean/cara-undian/").content.decode()
    checked = client.get("/antrean/cara-undian/", {"opening": opening.pk, "number": 7}).content.decode()
    unknown = client.get("/antrean/cara-undian/", {"opening": opening.pk, "number": 21}).content.decode()

    assert "benih-contoh" in page
    assert f"urutan <strong>{opening.place_of(numbers[6].serial)}</strong>" in checked
    assert "Nomor 21 tidak ada" in unknown


def test_the_program_on_the_page_gives_the_order_that_was_used():
    names = {}
    exec(draw.recipe(), names)  # noqa: S102 - it is ours

    order = [names["place_of"](number, drawn_before=100, seed="benih") for number in range(1, 101)]

    assert order == [draw.place_of(number, drawn_before=100, seed="benih") for number in range(1, 101)]
    assert names["seal_of"]("benih") == draw.seal_of("benih")


def test_the_page_about_the_draw_is_there_before_any_opening(client, house):
    assert "Belum ada pembukaan" in client.get("/antrean/cara-undian/").content.decode()
