"""The pages on which a head of branch keeps its capacity: what they show, what they change, and for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from branches import calendar
from branches.models import Branch, Holiday
from claims.models import ClaimEvent
from notifications.models import Message
from queueing import slots
from queueing.capacity import adjusting
from queueing.models import OpeningPlan, Slot
from tests import factories
from tests.queueing.capacity.weeks import HEAD, a_day_ahead, as_asked, book, hours, numbers, place_of, plan

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def head(client, branch):
    user = factories.officer(role="branch_head", branches=[branch])
    client.force_login(user)
    return user


def week_page(branch: Branch, door: str = "online") -> str:
    return reverse("admin:capacity", args=[branch.code, door])


def day_page(branch: Branch, day: date) -> str:
    return reverse("admin:plan_day", args=[branch.code, day])


def closure_page(branch: Branch, day: date) -> str:
    return reverse("admin:plan_closure", args=[branch.code, day])


def typed(*rows: dict, do: str = "lihat", **given) -> dict[str, str]:
    """The posted formset: rows of three places from eight to ten on a Monday, unless said otherwise."""
    posted = {"sesi-TOTAL_FORMS": str(len(rows)), "sesi-INITIAL_FORMS": "0", "do": do, **given}
    for number, row in enumerate(rows):
        usual = {"weekday": "0", "starts": "08:00", "ends": "10:00", "places_per_hour": "3"}
        posted |= {f"sesi-{number}-{name}": value for name, value in (usual | row).items()}
    return posted


def all_week(**row) -> list[dict]:
    return [{"weekday": str(weekday), **row} for weekday in range(5)]


# --- The week ----------------------------------------------------------------------------------------------------


def test_the_week_and_its_month_are_shown(client, head, branch, day):
    book(hours(branch, day)[0], datetime.now(UTC), 2)

    shown = client.get(week_page(branch), {"bulan": f"{day:%Y-%m}"}).content.decode()

    assert shown.count('value="08.00"') == 5
    assert "<strong>6</strong> tempat" in shown
    assert "2 terisi" in shown
    assert "Akhir pekan" in shown


def test_a_holiday_and_the_hour_of_release_are_in_the_month(client, head, branch, day, now):
    Holiday.objects.create(day=day, name="Hari Contoh", kind="national")
    later = a_day_ahead(branch, now + timedelta(days=14))

    shown = client.get(week_page(branch), {"bulan": f"{day:%Y-%m}"}).content.decode()
    of_later = client.get(day_page(branch, later)).content.decode()

    assert "Libur nasional: Hari Contoh" in shown
    opens_at = slots.released_at(branch, later)
    assert f"Dibuka untuk umum {calendar.say_instant(branch, opens_at)}" in of_later
    assert "07.00 WITA" in shown


def test_looking_at_the_effect_writes_nothing(client, head, branch, day, now):
    [claim] = book(hours(branch, day)[0], now, 1)
    events = ClaimEvent.objects.count()

    answer = client.post(week_page(branch), typed(*all_week(starts="09:00")))

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert claim.case_number in shown
    assert calendar.say_instant(branch, hours(branch, day)[1].starts_at) in shown
    assert f'<th scope="row">{calendar.say_day(day)}</th><td>6</td><td>3</td>' in shown
    assert numbers(branch, day) == [3, 3]
    assert set(branch.opening_plans.values_list("starts__hour", flat=True)) == {8}
    assert ClaimEvent.objects.count() == events
    assert not LogEntry.objects.exists()


def test_saving_what_touches_nobody_is_done_at_once_and_noted(client, head, branch, day):
    answer = client.post(week_page(branch), typed(*all_week(places_per_hour="7"), do="simpan"))

    assert answer.headers["Location"] == week_page(branch)
    assert numbers(branch, day) == [7, 7]
    assert LogEntry.objects.get().user == head


def test_saving_what_touches_people_shows_them_first_and_then_saves(client, head, branch, day, now):
    [claim] = book(hours(branch, day)[0], now, 1)
    given = typed(*all_week(starts="09:00"), do="simpan")

    first = client.post(week_page(branch), given)
    still = place_of(claim)
    second = client.post(week_page(branch), given | {"terdampak": "1"}, follow=True)

    assert (first.status_code, still) == (409, hours(branch, day)[0])
    assert "Belum disimpan: 1 orang terdampak" in first.content.decode()
    assert "1 orang dipindahkan dan dikabari." in second.content.decode()
    assert place_of(claim) == hours(branch, day)[1]


def test_who_was_moved_stays_listed_with_their_new_hour(client, head, branch, day, now):
    early, late = hours(branch, day)
    [claim] = book(early, now, 1)
    adjusting.set_hours(branch.pk, places={early.pk: 0}, by=HEAD, now=now)

    for page in (week_page(branch), day_page(branch, day)):
        shown = client.get(page).content.decode()

        assert claim.case_number in shown
        assert calendar.say_instant(branch, late.starts_at) in shown


def test_who_must_choose_is_listed_with_the_last_day_to_do_so(client, head, branch, day, now):
    [claim] = book(hours(branch, day)[0], now, 1)
    plan(branch, [], now)

    shown = client.get(week_page(branch)).content.decode()

    claim.refresh_from_db()
    assert "memilih sendiri" in shown
    assert calendar.say_deadline(branch, claim.papers_wanted_until) in shown


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"starts": "07:00"}, "Kantor baru buka pukul 08.00"),
        ({"ends": "16:00"}, "Kantor tutup pukul 15.00"),
        ({"ends": "08:00"}, "Jam selesai harus setelah jam mulai"),
        ({"starts": "pagi"}, "Tulis jam seperti 08.00"),
        ({"weekday": "9"}, "Pilih hari dari daftar"),
        ({"weekday": "5"}, "Pilih hari dari daftar"),
        ({"places_per_hour": "-1"}, "Paling sedikit 1"),
        ({"places_per_hour": "99999"}, "Paling banyak 500"),
        ({"places_per_hour": ""}, "Isi petugas dan menit per berkas, atau isi tempat per jam"),
        ({"places_per_hour": "", "staff": "2"}, "Isi petugas dan menit per berkas, atau isi tempat per jam"),
        ({"staff": "2", "minutes_per_file": "15"}, "jangan keduanya"),
        ({"places_per_hour": "", "staff": "200", "minutes_per_file": "1"}, "lebih dari 500 tempat per jam"),
    ],
)
def test_what_cannot_be_a_session_gets_a_sentence_and_nothing_typed_is_lost(client, head, branch, day, row, sentence):
    answer = client.post(week_page(branch), typed({"weekday": "4", "ends": "11:11"}, row, do="simpan"))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert 'value="11:11"' in shown
    assert branch.opening_plans.count() == 5


def test_two_sessions_at_once_get_a_sentence_at_the_later_one(client, head, branch, day):
    answer = client.post(week_page(branch), typed({}, {"starts": "09:00"}, do="simpan"))

    assert answer.status_code == 422
    assert "bertumpuk dengan sesi Senin 08.00–10.00" in answer.content.decode()


def test_a_row_that_is_taken_out_and_an_empty_row_are_no_sessions(client, head, branch, day):
    empty = {"weekday": "", "starts": "", "ends": "", "places_per_hour": ""}

    client.post(week_page(branch), typed({}, {"weekday": "1", "DELETE": "on"}, empty, do="simpan"))

    assert list(branch.opening_plans.values_list("weekday", "door")) == [(0, "online")]


def test_a_form_without_its_count_of_rows_is_refused_and_not_an_error(client, head, branch, day):
    answer = client.post(week_page(branch), {"do": "simpan"})

    assert answer.status_code == 422
    assert branch.opening_plans.count() == 5


def test_a_month_no_calendar_has_is_this_month(client, head, branch, day):
    for asked in ("2026-13", "x", "9999-12", "0001-01", ""):
        assert client.get(week_page(branch), {"bulan": asked}).status_code == 200


# --- One day -----------------------------------------------------------------------------------------------------


def test_an_hour_is_changed_for_its_day_alone(client, head, branch, day):
    early, late = hours(branch, day)

    client.post(day_page(branch, day), {f"tempat_{early.pk}": 1, f"tempat_{late.pk}": 3, "do": "simpan"})

    assert numbers(branch, day) == [1, 3]
    assert set(branch.opening_plans.values_list("places_per_hour", flat=True)) == {3}
    assert "khusus tanggal ini" in client.get(day_page(branch, day)).content.decode()


def test_the_effect_of_a_smaller_hour_is_shown_before_it_is_saved(client, head, branch, day, now):
    early, late = hours(branch, day)
    [claim] = book(early, now, 1)

    answer = client.post(day_page(branch, day), {f"tempat_{early.pk}": 0, f"tempat_{late.pk}": 3, "do": "lihat"})

    assert claim.case_number in answer.content.decode()
    assert numbers(branch, day) == [3, 3]


def test_a_number_that_is_none_gets_a_sentence(client, head, branch, day):
    early, late = hours(branch, day)

    answer = client.post(
        day_page(branch, day), {f"tempat_{early.pk}": "banyak", f"tempat_{late.pk}": 2, "do": "simpan"}
    )

    assert answer.status_code == 422
    assert "angka bulat" in answer.content.decode()
    assert numbers(branch, day) == [3, 3]


def test_a_day_is_closed_for_a_reason_after_its_people_were_shown(client, head, branch, day, now):
    [claim] = book(hours(branch, day)[0], now, 1)
    given = {"reason": "Listrik padam", "do": "simpan"}

    first = client.post(closure_page(branch, day), given)
    before = Holiday.objects.exists()
    second = client.post(closure_page(branch, day), given | {"terdampak": "1"}, follow=True)

    assert (first.status_code, before) == (409, False)
    assert claim.case_number in first.content.decode()
    assert "Listrik padam" in second.content.decode()
    assert place_of(claim).day > day
    assert Message.objects.filter(name="place_moved_by_branch").exists()


def test_people_who_are_not_moved_at_once_are_spoken_of(client, head, branch, day, now, monkeypatch):
    monkeypatch.setattr(adjusting, "SEATED_AT_ONCE", 1)
    book(hours(branch, day)[0], now, 3)

    answer = client.post(closure_page(branch, day), {"reason": "Banjir", "do": "simpan", "terdampak": "3"}, follow=True)

    shown = answer.content.decode()
    assert "1 orang dipindahkan dan dikabari. 2 orang lagi dipindahkan dalam beberapa menit." in shown


def test_who_is_with_the_officers_is_shown_and_spoken_of_apart(client, head, branch, day, now):
    others = Slot.objects.filter(branch=branch).exclude(day=day)
    adjusting.set_hours(branch.pk, places=dict.fromkeys(others.values_list("pk", flat=True), 0), by=HEAD, now=now)
    book(hours(branch, day)[0], now, 1)
    factories.submitted_claim(now=now, at=as_asked(hours(branch, day)[1]))

    preview = client.post(closure_page(branch, day), {"reason": "Banjir", "do": "lihat"}).content.decode()
    answer = client.post(closure_page(branch, day), {"reason": "Banjir", "do": "simpan", "terdampak": "2"}, follow=True)

    shown = answer.content.decode()
    assert "2 orang terdampak, 1 di antaranya diminta memilih sendiri" in preview
    assert "tanpa jam; berkasnya tetap dikerjakan petugas" in preview
    assert "1 orang diminta memilih sendiri. 1 orang dikabari bahwa jamnya tidak berlaku" in shown


def test_a_day_is_not_closed_without_a_reason(client, head, branch, day):
    answer = client.post(closure_page(branch, day), {"reason": " ", "do": "simpan"})

    assert answer.status_code == 422
    assert "Tulis alasannya" in answer.content.decode()
    assert not Holiday.objects.exists()


def test_a_closed_day_is_opened_again(client, head, branch, day, now):
    adjusting.close_day(branch.pk, day=day, reason="Banjir", by=HEAD, now=now)
    closed = client.get(day_page(branch, day)).content.decode()

    client.post(reverse("admin:plan_reopening", args=[branch.code, day]))

    assert "Kantor tutup: Banjir" in closed
    assert numbers(branch, day) == [3, 3]


def test_a_weekend_cannot_be_closed_and_says_why(client, head, branch, day):
    sunday = day + timedelta(days=6 - day.weekday())

    answer = client.post(closure_page(branch, sunday), {"reason": "Banjir", "do": "simpan"})

    assert answer.status_code == 409
    assert "memang tidak melayani" in answer.content.decode()


# --- For whom ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["branch_staff", "branch_head", "operator"])
def test_who_serves_the_branch_reads_its_capacity(client, branch, day, role):
    client.force_login(factories.officer(role=role, branches=[branch]))

    assert client.get(week_page(branch)).status_code == 200
    assert client.get(day_page(branch, day)).status_code == 200


def test_branch_staff_may_read_and_not_change(client, branch, day):
    client.force_login(factories.officer(role="branch_staff", branches=[branch]))

    posts = [(week_page(branch), typed(do="simpan")), (day_page(branch, day), {"do": "simpan"}),
             (closure_page(branch, day), {"reason": "x", "do": "simpan"}),
             (reverse("admin:plan_reopening", args=[branch.code, day]), {})]  # fmt: skip

    assert [client.post(page, given).status_code for page, given in posts] == [403] * 4
    assert 'value="simpan"' not in client.get(week_page(branch)).content.decode()
    assert 'value="simpan"' not in client.get(day_page(branch, day)).content.decode()
    assert OpeningPlan.objects.filter(branch=branch).count() == 5


def test_another_branch_is_not_there(client, head, branch, day):
    other = factories.branch("Asia/Jayapura")

    assert client.get(week_page(other)).status_code == 404
    assert client.post(week_page(other), typed(do="simpan")).status_code == 404
    assert client.get(day_page(other, day)).status_code == 404
    assert client.post(closure_page(other, day), {"reason": "x", "do": "simpan"}).status_code == 404


def test_a_verifier_has_no_business_with_capacity(client, branch, day):
    client.force_login(factories.officer())

    assert client.get(week_page(branch)).status_code == 403
    assert client.get(reverse("admin:queueing_openingplan_changelist")).status_code == 403


def test_a_door_nobody_books_by_has_no_page(client, head, branch, day):
    assert client.get(week_page(branch, "gate")).status_code == 404


def test_a_head_of_one_branch_is_led_to_it_and_an_operator_chooses(client, head, branch, day):
    table = reverse("admin:queueing_openingplan_changelist")

    led = client.get(table)
    client.force_login(factories.officer(role="operator"))
    listed = client.get(table).content.decode()

    assert led.headers["Location"] == week_page(branch)
    assert week_page(factories.branch("Asia/Jayapura")) in listed


def test_rows_of_the_plan_are_not_written_past_the_verbs(client, branch, day):
    client.force_login(factories.officer(role="operator"))
    row = OpeningPlan.objects.filter(branch=branch).first()

    assert client.get(reverse("admin:queueing_openingplan_add")).status_code == 403
    assert client.post(reverse("admin:queueing_openingplan_change", args=[row.pk]), {}).status_code == 403
    assert client.post(reverse("admin:queueing_openingplan_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_a_page_costs_the_same_however_many_days_have_people(
    client, head, branch, day, now, django_assert_max_num_queries
):
    for slot in Slot.objects.filter(branch=branch, bookable_until__gt=now)[:6]:
        book(slot, now, 2)

    with django_assert_max_num_queries(30):
        client.get(week_page(branch))
