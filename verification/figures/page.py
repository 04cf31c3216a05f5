"""What stands on the pages of figures."""

from datetime import datetime
from typing import Any

from branches.calendar import NATIONAL_ZONE, say_clock_of, say_day_of
from verification.figures import charts
from verification.figures.forms import FiguresForm
from verification.figures.report import Report


def of_manager(report: Report, form: FiguresForm, *, now: datetime) -> dict[str, Any]:
    """One officer's figures have neither what came nor what lies open: those are nobody's yet."""
    longest_first = sorted(report.branches, key=lambda row: -row.standing.open)
    return {
        **_of_anyone(report, form),
        "now": now,
        "officer": _officer(report),
        "chosen": form.address(),
        "standing": charts.bars(longest_first, _open),
        "came": charts.week(report.loads.by_hour, "handed_in"),
        "went": charts.week(report.loads.by_hour, "ended"),
        "title": "Angka",
    }


def of_officer(report: Report, form: FiguresForm) -> dict[str, Any]:
    return {**_of_anyone(report, form), "title": "Angka saya"}


def _of_anyone(report: Report, form: FiguresForm) -> dict[str, Any]:
    return {
        "report": report,
        "counted": _say_counted(report.counted_at),
        "all": report.done.all,
        "form": form,
        "days": charts.by_day(report.days),
        "parts": charts.PARTS,
        **charts.PATTERNS,
        "reasons": charts.bars(report.reasons, lambda row: {"returned": row[1]}),
        "late_because": charts.bars(report.late_because, lambda row: {"late": row[1]}),
    }


def _say_counted(at: datetime | None) -> str:
    return f"{say_day_of(NATIONAL_ZONE, at)}, {say_clock_of(NATIONAL_ZONE, at)}" if at else ""


def _open(row: Any) -> dict[str, int]:
    return {"waiting": row.standing.waiting, "held": row.standing.held, "in_repair": row.standing.in_repair}


def _officer(report: Report) -> str:
    """Whose figures these are, by name, where one officer was asked for."""
    if not report.scope.by:
        return ""
    return report.officers[0].name if report.officers else "Petugas ini"
