from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from branches import calendar
from branches.models import Branch, DecreeYear, Holiday, Zone

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
ZONES = [(Zone.WIB, "WIB", 7), (Zone.WITA, "WITA", 8), (Zone.WIT, "WIT", 9)]


def branch(zone: str = Zone.WIB, code: str = "X1") -> Branch:
    return Branch.objects.create(
        code=code, name="Cabang Contoh", city="Contoh", province="Contoh", province_code="31", zone=zone, kanwil="K"
    )


def next_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


MONDAY = next_weekday(NOW.date(), 0)


@pytest.mark.parametrize(("zone", "name", "hours"), ZONES)
def test_h_minus_1_ends_at_the_branchs_midnight_while_the_process_runs_in_utc(zone, name, hours):
    office = branch(zone)
    visit_at = calendar.at(office, MONDAY, time(10))

    due = calendar.papers_due_at(office, visit_at)

    midnight = datetime.combine(MONDAY, time.min, tzinfo=UTC) - timedelta(hours=hours)
    assert due == midnight
    assert due.tzinfo is UTC
    assert calendar.local_day(office, due - timedelta(seconds=1)) == MONDAY - timedelta(days=1)
    assert calendar.local_day(office, due) == MONDAY


@pytest.mark.parametrize(("zone", "name", "hours"), ZONES)
def test_the_first_and_the_last_second_of_a_day_belong_to_the_branchs_day(zone, name, hours):
    office = branch(zone)

    last_second = calendar.at(office, MONDAY, time(23, 59, 59))
    next_second = last_second + timedelta(seconds=1)

    assert calendar.local_day(office, last_second) == MONDAY
    assert calendar.local_day(office, next_second) == MONDAY + timedelta(days=1)
    assert next_second == calendar.at(office, MONDAY + timedelta(days=1), time.min)


def test_a_visit_in_jayapura_is_due_two_hours_before_the_same_visit_in_jakarta():
    jakarta, jayapura = branch(Zone.WIB, "A"), branch(Zone.WIT, "B")

    dues = [calendar.papers_due_at(office, calendar.at(office, MONDAY, time(9))) for office in (jakarta, jayapura)]

    assert dues[0] - dues[1] == timedelta(hours=2)


def test_a_morning_visit_in_the_east_is_due_on_the_branchs_day_not_on_utcs():
    office = branch(Zone.WIT)
    visit_at = calendar.at(office, MONDAY, time(8))  # 23.00 UTC on Sunday

    assert visit_at.date() == MONDAY - timedelta(days=1)
    assert calendar.papers_due_at(office, visit_at) == calendar.at(office, MONDAY, time.min)


def test_weekends_and_holidays_are_no_service_days():
    office = branch()
    Holiday.objects.create(day=MONDAY, name="Hari Contoh", kind=Holiday.Kind.NATIONAL)

    assert not calendar.is_service_day(office, MONDAY)
    assert not calendar.is_service_day(office, MONDAY + timedelta(days=5))
    assert not calendar.is_service_day(office, MONDAY + timedelta(days=6))
    assert calendar.is_service_day(office, MONDAY + timedelta(days=1))


def test_a_closure_of_one_branch_leaves_the_others_open():
    closed, open_ = branch(code="A"), branch(code="B")
    Holiday.objects.create(day=MONDAY, name="Banjir", kind=Holiday.Kind.CLOSURE, branch=closed)

    assert not calendar.is_service_day(closed, MONDAY)
    assert calendar.is_service_day(open_, MONDAY)


def test_working_days_are_counted_after_the_day_itself():
    office = branch()

    assert calendar.add_working_days(office, MONDAY, 0) == MONDAY
    assert calendar.add_working_days(office, MONDAY, 1) == MONDAY + timedelta(days=1)
    assert calendar.add_working_days(office, MONDAY, 5) == MONDAY + timedelta(days=7)
    assert calendar.add_working_days(office, MONDAY + timedelta(days=5), 1) == MONDAY + timedelta(days=7)


def test_working_days_step_over_holidays_and_the_branchs_own_closures():
    office = branch()
    Holiday.objects.create(day=MONDAY + timedelta(days=1), name="Cuti", kind=Holiday.Kind.CUTI_BERSAMA)
    Holiday.objects.create(day=MONDAY + timedelta(days=2), name="Pindahan", kind=Holiday.Kind.CLOSURE, branch=office)

    assert calendar.add_working_days(office, MONDAY, 1) == MONDAY + timedelta(days=3)
    assert calendar.add_working_days(office, MONDAY, 3) == MONDAY + timedelta(days=7)


def test_working_days_step_over_the_end_of_a_year_and_a_long_closure():
    office = branch()
    friday = next_weekday(date(NOW.year + 1, 12, 24), 4)
    newyear = date(friday.year + (friday.month == 12), 1, 1)
    closed = [friday + timedelta(days=step) for step in range(1, 41)]
    Holiday.objects.bulk_create([Holiday(day=day, name="Tutup", kind=Holiday.Kind.NATIONAL) for day in closed])

    answer = calendar.add_working_days(office, friday, 3)

    assert answer > newyear
    assert answer == calendar.add_working_days(office, closed[-1], 3)


def test_a_year_without_its_decree_is_provisional_and_its_dates_are_estimates():
    office = branch()
    DecreeYear.objects.all().delete()
    DecreeYear.objects.create(year=MONDAY.year, decree="SKB contoh")
    beyond = next_weekday(date(MONDAY.year + 1, 3, 1), 0)

    assert not calendar.is_provisional(MONDAY)
    assert calendar.is_provisional(beyond)
    assert calendar.add_working_days(office, beyond, 5) == beyond + timedelta(days=7)
    assert calendar.say_promise(MONDAY) == calendar.say_day(MONDAY)
    assert calendar.say_promise(beyond) == f"{calendar.say_day(beyond)} (perkiraan)"


def test_the_operator_is_warned_from_1_october_by_jakartas_clock():
    year = NOW.year
    DecreeYear.objects.all().delete()
    DecreeYear.objects.create(year=year, decree="SKB contoh")
    october = datetime(year, 9, 30, 17, 0, tzinfo=UTC)  # midnight in Jakarta

    assert calendar.decree_warning(october - timedelta(seconds=1)) is None
    assert str(year + 1) in calendar.decree_warning(october)

    DecreeYear.objects.create(year=year + 1, decree="SKB contoh")

    assert calendar.decree_warning(october) is None
    assert str(year + 2) in calendar.decree_warning(datetime(year + 2, 2, 1, tzinfo=UTC))


def test_days_and_instants_are_said_in_indonesian():
    office = branch(Zone.WITA)
    day = date(2026, 11, 24)

    with translation.override("id"):
        assert calendar.say_day(day) == "Selasa 24 November 2026"
        assert calendar.say_instant(office, calendar.at(office, day, time(10))) == "Selasa 24 November 2026, 10.00 WITA"
        due = calendar.papers_due_at(office, calendar.at(office, day, time(10)))
        assert calendar.say_deadline(office, due) == "Senin 23 November 2026, 23.59 WITA"


def test_days_are_said_in_english_where_the_page_is_english():
    with translation.override("en"):
        assert calendar.say_day(date(2026, 11, 24)) == "Tuesday 24 November 2026"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=3, minutes=5), "2 hari 3 jam lagi"),
        (timedelta(days=1), "1 hari lagi"),
        (timedelta(hours=5, minutes=20), "5 jam 20 menit lagi"),
        (timedelta(minutes=20, seconds=59), "20 menit lagi"),
        (timedelta(seconds=40), "kurang dari 1 menit lagi"),
        (timedelta(0), "sudah lewat"),
        (timedelta(days=-3), "sudah lewat"),
    ],
)
def test_what_is_left_is_said_in_its_two_largest_units(left, words):
    with translation.override("id"):
        assert calendar.say_left(NOW + left, NOW) == words


def test_templates_say_the_same_words():
    office = branch(Zone.WIT)
    visit_at = calendar.at(office, date(2026, 11, 24), time(8))
    page = Template(
        "{% load tanggal %}{{ day|hari }}; {{ visit|saat:office }}; {{ due|tenggat:office }}; {{ due|sisa:now }}; "
        "{{ office.opens_at|jam:office }}; {{ nothing|saat:office }}"
    )
    due = calendar.papers_due_at(office, visit_at)
    facts = {"day": date(2026, 11, 24), "visit": visit_at, "due": due, "office": office}

    with translation.override("id"):
        said = page.render(Context({**facts, "now": due - timedelta(hours=30), "nothing": None}))

    assert said == (
        "Selasa 24 November 2026; Selasa 24 November 2026, 08.00 WIT; Senin 23 November 2026, 23.59 WIT; "
        "1 hari 6 jam lagi; 08.00 WIT; "
    )


# --- What is done once for the whole country


def test_an_hour_of_the_nation_is_one_of_jakarta():
    assert calendar.at_in_zone(calendar.NATIONAL_ZONE, date(2026, 11, 24), time(15)) == datetime(
        2026, 11, 24, 8, tzinfo=UTC
    )


def test_without_a_branch_only_the_holidays_of_all_are_days_off():
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    Holiday.objects.filter(day__range=(MONDAY, wednesday)).delete()
    Holiday.objects.create(day=tuesday, name="Libur Contoh", kind=Holiday.Kind.NATIONAL)
    Holiday.objects.create(day=wednesday, name="Kantor tutup", kind=Holiday.Kind.CLOSURE, branch=branch())

    assert calendar.closed_days(None, MONDAY, wednesday) == {tuesday}
    assert [calendar.is_service_day(None, day) for day in (tuesday, wednesday)] == [False, True]
    assert calendar.add_working_days(None, MONDAY, 1) == wednesday


def test_a_moment_of_no_branch_is_said_by_the_clock_of_its_zone():
    at = datetime(2026, 11, 24, 3, 42, tzinfo=UTC)

    assert calendar.say_moment_of(Zone.WIT, at) == "24 Nov 12.42 WIT"
