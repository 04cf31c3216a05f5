"""The figures as tables to take away: the same numbers as on the page, times in whole minutes."""

from collections.abc import Callable, Iterator

from queueing.day.spreadsheets import Line, Sheet
from verification.figures.paid import Paid
from verification.figures.reading import Numbers, Spread
from verification.figures.report import WEEKDAYS, Report

DONE = (
    "Diambil", "Dikembalikan ke antrean", "Terverifikasi", "Ditolak", "Diputus tanpa perbaikan", "Perbaikan diminta",
    "Dokumen dikembalikan", "Diputus lewat janji",
)  # fmt: skip
PAID = (
    "Dibayarkan", "Dibayarkan lewat janji", "Bagian kami, median (hari kerja)", "Bagian kami, 9 dari 10 (hari kerja)",
    "Bagian bank, median (hari kerja)", "Bagian bank, 9 dari 10 (hari kerja)",
)  # fmt: skip
STEPS = (
    "Menunggu diambil, median (menit)", "Menunggu diambil, 9 dari 10 (menit)",
    "Diperiksa, median (menit)", "Diperiksa, 9 dari 10 (menit)",
    "Diserahkan sampai selesai, median (menit)", "Diserahkan sampai selesai, 9 dari 10 (menit)",
)  # fmt: skip


def officers(report: Report) -> Sheet:
    lines = [(row.number, row.name, *_done(row.numbers), *_steps(row.numbers)) for row in report.officers]
    return Sheet("Petugas", ("Nomor petugas", "Petugas", *DONE, *STEPS), lines)


def branches(report: Report) -> Sheet:
    now = (
        "Menunggu sekarang",
        "Dipegang atau menunggu petugas kedua sekarang",
        "Dalam perbaikan sekarang",
        "Lewat janji sekarang",
    )
    lines = [
        (
            row.branch.code,
            row.branch.name,
            row.load.handed_in,
            *_done(row.numbers),
            *_steps(row.numbers),
            *(row.standing.waiting, row.standing.held, row.standing.in_repair, row.standing.late),
        )
        for row in report.branches
    ]
    return Sheet("Cabang", ("Kode cabang", "Kantor cabang", "Diserahkan", *DONE, *STEPS, *now), lines)


def days(report: Report) -> Sheet:
    lines = [
        (row.day.isoformat(), row.load.handed_in, *_done(row.numbers), row.paid.paid, row.paid.late)
        for row in report.days
    ]
    return Sheet("Hari", ("Tanggal", "Diserahkan", *DONE, *PAID[:2]), lines)


def payments(report: Report) -> Sheet:
    """How long our part and the bank's took, of the claims that were paid."""
    lines = [(row.branch.code, row.branch.name, *_paid(row.paid)) for row in report.paying_branches]
    return Sheet("Pembayaran", ("Kode cabang", "Kantor cabang", *PAID), lines)


def reasons(report: Report) -> Sheet:
    return Sheet("Alasan", ("Alasan pengembalian", "Dokumen"), report.reasons)


def lateness(report: Report) -> Sheet:
    return Sheet("Lewat janji", ("Sebab lewat janji", "Klaim diputus"), report.late_because)


def hours(report: Report) -> Sheet:
    return Sheet("Jam", ("Hari", "Jam mulai", "Diserahkan", "Selesai diperiksa"), list(_hours(report)))


TABLES: dict[str, Callable[[Report], Sheet]] = {
    "petugas": officers,
    "cabang": branches,
    "hari": days,
    "pembayaran": payments,
    "alasan": reasons,
    "lewat-janji": lateness,
    "jam": hours,
}


def _hours(report: Report) -> Iterator[Line]:
    for (weekday, hour), load in sorted(report.loads.by_hour.items()):
        yield WEEKDAYS[weekday - 1], hour, load.handed_in, load.ended


def _done(numbers: Numbers) -> Line:
    return (
        *(numbers.taken, numbers.put_back, numbers.verified, numbers.rejected),
        *(numbers.at_first, numbers.repairs, numbers.papers_returned, numbers.late),
    )


def _paid(paid: Paid) -> Line:
    took = (paid.ours.median, paid.ours.slow, paid.banks.median, paid.banks.slow)
    return (paid.paid, paid.late, *("" if days is None else days for days in took))


def _steps(numbers: Numbers) -> Line:
    return (*_minutes(numbers.wait), *_minutes(numbers.work), *_minutes(numbers.whole))


def _minutes(spread: Spread) -> Line:
    """Half a minute counts as one; nothing where nothing was timed."""
    return ["" if took is None else int(took.total_seconds() / 60 + 0.5) for took in (spread.median, spread.slow)]
