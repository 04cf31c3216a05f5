"""The managers' page of figures: who reads what, what stands on it, what is taken away, and what it costs."""

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests import factories
from tests.verification.figures_history import MONDAY, TUESDAY, write_history
from verification.figures import counting
from verification.models import OfficerDay

pytestmark = pytest.mark.slow

LONG_AFTER = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = {"selama": "2026-03"}


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    """The pages' clock stands on the evening of Tuesday 3 March 2026, by Jakarta's clock."""
    clock = SimpleNamespace(now=lambda: datetime(2026, 3, 3, 13, tzinfo=UTC))
    monkeypatch.setattr("verification.figures.views.timezone", clock)


@pytest.fixture
def history(desk, now):
    """The small history, whose two officers are called Budi and Siti."""
    factories.officer(pk=9001, first_name="Budi", last_name="Contoh")
    factories.officer(pk=9002, first_name="Siti", last_name="Contoh")
    write_history(now)
    counting.count_day(MONDAY, now=LONG_AFTER)
    counting.count_day(TUESDAY, now=LONG_AFTER)


@pytest.fixture
def head(client, history) -> User:
    """The head of the branch in Makassar, signed in."""
    user = factories.officer(role="branch_head", branches=[factories.branch("Asia/Makassar")])
    client.force_login(user)
    return user


@pytest.fixture
def operator(client, history) -> User:
    user = factories.officer(role="operator")
    client.force_login(user)
    return user


def shown(client, name: str = "figures", **asked) -> dict:
    answer = client.get(reverse(f"admin:{name}"), {**MARCH, **asked})
    assert answer.status_code == 200
    return answer.context


def lines(client, table: str, **asked) -> list[list[str]]:
    answer = client.get(reverse("admin:figures_export", args=[table, "csv"]), {**MARCH, **asked})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_head_reads_the_figures_of_their_own_branch(client, head):
    report = shown(client)["report"]

    assert [row.branch.zone for row in report.branches] == ["Asia/Makassar"]
    assert (report.done.all.taken, report.done.all.decided, report.loads.all.handed_in) == (5, 3, 3)
    assert [(row.name, row.numbers.decided) for row in report.officers] == [("Budi Contoh", 2), ("Siti Contoh", 1)]


def test_a_head_cannot_choose_a_branch_of_others(client, head):
    code = factories.branch("Asia/Jakarta").code

    assert client.get(reverse("admin:figures"), {**MARCH, "cabang": code}).status_code == 302
    assert (
        client.get(reverse("admin:figures_export", args=["hari", "csv"]), {**MARCH, "cabang": code}).status_code == 404
    )


def test_an_operator_reads_every_branch_and_may_choose_one(client, operator):
    assert shown(client)["report"].done.all.decided == 4
    assert shown(client, cabang=factories.branch("Asia/Jakarta").code)["report"].done.all.decided == 1


def test_one_officer_can_be_looked_at_within_the_branches_in_sight(client, head):
    context = shown(client, petugas=9001)

    assert (context["officer"], context["report"].done.all.taken) == ("Budi Contoh", 3)  # the fourth was in Jakarta
    assert [day.numbers.decided for day in context["report"].days[-2:]] == [2, 0]


@pytest.mark.parametrize("role", ["verifier", "branch_staff"])
def test_nobody_else_reads_the_figures_of_others(client, history, role):
    client.force_login(factories.officer(role=role))

    assert client.get(reverse("admin:figures"), MARCH).status_code == 403
    assert client.get(reverse("admin:figures_export", args=["petugas", "csv"]), MARCH).status_code == 403


def test_an_officer_reads_their_own_figures_and_no_others(client, history):
    client.force_login(User.objects.get(pk=9002))

    context = shown(client, "own_figures", petugas=9001)

    assert (context["all"].taken, context["all"].rejected) == (2, 1)
    assert context["report"].loads.all.handed_in == 0
    assert client.get(reverse("admin:own_figures")).status_code == 200


def test_a_head_has_no_figures_of_their_own(client, head):
    assert client.get(reverse("admin:own_figures")).status_code == 403


@pytest.mark.parametrize("asked", [{"selama": "setahun"}, {"selama": "2020-01"}, {"petugas": "x"}])
def test_what_nobody_offers_leads_back(client, head, asked):
    assert client.get(reverse("admin:figures"), asked).status_code == 302


@pytest.mark.parametrize(
    ("chosen", "first", "days"), [("7h", "2026-02-25", 7), ("30h", "2026-02-02", 30), ("2026-02", "2026-02-01", 28)]
)
def test_a_period_has_its_days_and_ends_today_at_the_latest(client, head, chosen, first, days):
    report = shown(client, selama=chosen)["report"]

    assert (report.scope.first.isoformat(), len(report.days)) == (first, days)
    assert len(shown(client)["report"].days) == 3  # of March, today is the third


def test_days_that_were_not_counted_yet_are_said(client, head):
    assert "1 hari belum dihitung" in client.get(reverse("admin:figures"), MARCH).content.decode()


def test_the_page_says_the_numbers_in_tables_beside_its_charts(client, head):
    page = client.get(reverse("admin:figures"), MARCH).content.decode()

    assert '<tr><th scope="row">Buram / tidak terbaca</th><td>1</td>' in page
    assert "Senin 2/3: terverifikasi 2, ditolak 0, perbaikan diminta 1" in page
    assert " style=" not in page.partition('class="fig-head"')[2]


def test_what_lies_open_now_stands_there_with_the_age_of_the_oldest(client, head):
    factories.submitted_claim(now=datetime(2026, 3, 1, 13, tzinfo=UTC), branch=factories.branch("Asia/Makassar"))

    page = client.get(reverse("admin:figures"), MARCH).content.decode()

    assert "<td>1</td><td>0</td><td>0</td><td>0</td>\n<td>2\xa0hari</td>" in page


def test_officers_are_taken_away_as_csv(client, head):
    [headings, budi, siti] = lines(client, "petugas")

    assert headings[:5] == ["Nomor petugas", "Petugas", "Diambil", "Dikembalikan ke antrean", "Terverifikasi"]
    # waits of Budi: 15, 60 and 1440 minutes; works: 10, 20 and 75
    done, times = ["3", "0", "2", "0", "2", "1", "1", "0"], ["60", "1164", "20", "64", "90", "1178"]
    assert budi == ["9001", "Budi Contoh", *done, *times]
    assert siti == ["9002", "Siti Contoh", "2", "1", "0", "1", "0", "0", "0", "1", "60", "60", "30", "30", "90", "90"]


def test_days_reasons_and_hours_are_taken_away_as_csv(client, head):
    assert lines(client, "hari")[1:] == [
        ["2026-03-01", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"],
        ["2026-03-02", "2", "4", "1", "2", "0", "2", "1", "1", "0", "0", "0"],
        ["2026-03-03", "1", "1", "0", "0", "1", "0", "0", "0", "1", "0", "0"],
    ]
    assert lines(client, "alasan")[1:] == [["Buram / tidak terbaca", "1"], ["Gelap / silau", "1"]]
    assert lines(client, "lewat-janji")[1:] == [["Jumlah klaim jauh melebihi petugas yang ada", "1"]]
    assert lines(client, "jam")[1:3] == [["Senin", "7", "1", "0"], ["Senin", "8", "0", "1"]]


def test_all_tables_are_taken_away_as_one_workbook(client, operator):
    answer = client.get(reverse("admin:figures_export", args=["semua", "xlsx"]), MARCH)

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Petugas", "Cabang", "Hari", "Pembayaran", "Alasan", "Lewat janji", "Jam"]
    assert [cell.value for cell in book["Cabang"][2]][2:7] == [1, 1, 0, 1, 0]  # Jakarta stands first
    assert [cell.value for cell in book["Cabang"][3]][2:7] == [3, 5, 1, 2, 1]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="angka-semua-2026-03-01-2026-03-03.xlsx"'


@pytest.mark.parametrize(("table", "kind"), [("semua", "csv"), ("petugas", "pdf"), ("gaji", "csv")])
def test_tables_there_are_not_are_not_found(client, head, table, kind):
    assert client.get(reverse("admin:figures_export", args=[table, kind]), MARCH).status_code == 404


def test_who_took_which_table_is_put_on_record(client, head, caplog):
    with caplog.at_level("INFO", logger="verification.figures.views"):
        client.get(reverse("admin:figures_export", args=["hari", "csv"]), MARCH)

    assert f"exported figures hari.csv of 2026-03-01 to 2026-03-03, by {head.actor}" in caplog.text


def test_more_officers_branches_and_days_cost_no_more_statements(client, operator):
    few = statements(client)
    for n, branch in enumerate(factories.Branch.objects.all()[:12]):
        of_day = {"taken": 1, "put_back": 0, "verified": 1, "rejected": 0, "at_first": 1, "repairs": 0}
        officer = factories.officer(branches=[branch])
        for back in range(5):
            OfficerDay.objects.create(
                day=TUESDAY - timedelta(days=back), branch=branch, by=officer.actor, **of_day, papers_returned=0,
                late=0, waits=[n], works=[n],
            )  # fmt: skip

    assert statements(client) == few <= 15


def statements(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        shown(client)
    return len(asked)
