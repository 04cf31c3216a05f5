"""Where the strokes of the charts go."""

from datetime import date, timedelta

import pytest

from verification.figures import charts
from verification.figures.paid import Paid
from verification.figures.reading import Load, Numbers
from verification.figures.report import OfDay

MONDAY = date(2026, 3, 2)


def days(*numbers: Numbers) -> list[OfDay]:
    return [OfDay(MONDAY + timedelta(days=n), each, Load(), Paid()) for n, each in enumerate(numbers)]


@pytest.mark.parametrize(
    ("most", "rulers"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (40, [0, 10, 20, 30, 40]),
        (41, [0, 20, 40, 60]),
        (1234, [0, 500, 1000, 1500]),
    ],
)
def test_rulers_are_few_round_numbers_that_reach_the_highest_column(most, rulers):
    chart = charts.by_day(days(Numbers(verified=most)))

    assert [value for value, _y in chart.rulers] == rulers


def test_a_columns_parts_stand_on_one_another_and_on_the_ground():
    [column, nothing] = charts.by_day(days(Numbers(verified=20, rejected=10, repairs=10), Numbers())).columns

    ground, plot = charts.TOP + charts.PLOT, charts.PLOT
    assert [(part.kind, part.height) for part in column.parts] == [
        ("verified", plot // 2), ("rejected", plot // 4), ("repairs", plot // 4),
    ]  # fmt: skip
    assert [part.y + part.height for part in column.parts] == [ground, ground - plot // 2, column.parts[1].y]
    assert (column.total, column.label) == (40, "2/3")
    assert column.says == "Senin 2/3: terverifikasi 20, ditolak 10, perbaikan diminta 10"
    assert [part.height for part in nothing.parts] == [0, 0, 0]


def test_columns_lie_beside_one_another_within_the_chart_and_every_third_of_many_has_its_name():
    chart = charts.by_day(days(*[Numbers(verified=1)] * 31))

    ends = [column.x + column.width for column in chart.columns]
    assert all(end <= column.x for end, column in zip(ends, chart.columns[1:], strict=False))
    assert chart.columns[0].x >= charts.LEFT
    assert ends[-1] <= charts.WIDTH
    assert [column.label for column in chart.columns[:4]] == ["2/3", "", "", "5/3"]
    assert not chart.shows_totals


def test_bars_are_hundredths_of_the_longest_and_their_parts_follow_one_another():
    first, second = charts.bars([(2, 2), (1, 0)], lambda row: {"waiting": row[0], "held": row[1]})

    assert first.parts == [("waiting", 0, 50), ("held", 50, 50)]
    assert second.parts == [("waiting", 0, 25), ("held", 25, 0)]
    assert charts.bars([(0, 0)], lambda row: {"waiting": row[0]})[0].parts == [("waiting", 0, 0)]


def test_a_week_has_the_hours_in_which_anything_happened_and_its_shades_follow_the_numbers():
    week = charts.week({(1, 8): Load(handed_in=4), (3, 10): Load(handed_in=1, ended=7)}, "handed_in")

    assert list(week.hours) == [8, 9, 10]
    monday, wednesday = week.rows[0], week.rows[2]
    assert (monday[0], [(cell.value, cell.shade) for cell in monday[1]]) == ("Senin", [(4, 4), (0, 0), (0, 0)])
    assert [(cell.value, cell.shade) for cell in wednesday[1]] == [(0, 0), (0, 0), (1, 1)]
    assert charts.week({}, "ended").hours == range(0)
