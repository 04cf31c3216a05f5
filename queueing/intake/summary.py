"""Every answer once more, before a claim is opened: rows with a name, a value, and the page on which it is changed."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as say
from django.utils.translation import gettext as _

from branches import calendar
from catalogue.models import Relation
from claims.models import Claim
from queueing import slots
from queueing.availability import picking
from queueing.intake.steps import Intake


def sections(intake: Intake, own: str) -> list[dict[str, Any]]:
    """The answers as lists of rows, each with the page on which it is changed."""
    return [
        {"heading": _("Klaim"), "rows": _claim_rows(intake, own)},
        {"heading": _("Peserta"), "rows": _participant_rows(intake)},
        {"heading": _("Kontak dan rekening"), "rows": _contact_rows(intake)},
    ]


def _row(key: str, value: Any, step_name: str) -> dict[str, Any]:
    return {"key": key, "value": value, "href": reverse(f"intake:{step_name}")}


def _claim_rows(intake: Intake, own: str) -> list[dict[str, Any]]:
    branch = intake.branch
    return [
        _row(_("Program"), intake.programme.label, "programme"),
        _row(_("Alasan klaim"), intake.cause.label, "cause"),
        _row(_("Kantor cabang"), f"{branch.name}, {branch.city}", "branch"),
        *(_envelope_rows() if intake.by_envelope else _hour_rows(intake, own)),
    ]


def _hour_rows(intake: Intake, own: str) -> list[dict[str, Any]]:
    slot, branch = intake.slot, intake.branch
    comes = slot.door == Claim.Door.ONSITE
    due = calendar.say_deadline(branch, slot.due_for(intake.now), own)
    deadline = {"key": _("Batas kirim dokumen"), "value": due}
    return [
        _row(_("Cara dilayani"), picking.DOORS[Claim.Door(slot.door)], "time"),
        _row(_("Hari dan jam layanan"), f"{calendar.say_day(slot.day)}, {slots.say_hour(branch, slot, own)}", "time"),
        {"key": _("Dokumen"), "value": _("Bawa aslinya pada jam itu")} if comes else deadline,
    ]


def _envelope_rows() -> list[dict[str, Any]]:
    return [
        {"key": _("Cara dilayani"), "value": _("Amplop ke drop box, tanpa memesan jam")},
        {"key": _("Dokumen"), "value": _("Dalam amplop, paling lambat 30 hari setelah klaim dibuka")},
    ]


def _participant_rows(intake: Intake) -> list[dict[str, Any]]:
    given = intake.opening("id").participant
    rows = [
        _row(_("Nama"), given.name, "participant"),
        _row(_("NIK"), given.nik, "participant") if given.nik else _row(_("Paspor"), given.passport, "participant"),
        _row(_("Tanggal lahir"), _say_date(given.birth_date), "participant"),
        _row(_("Nomor KPJ"), ", ".join(given.kpj_numbers), "participant"),
    ]
    if given.death_date:
        rows.append(_row(_("Tanggal meninggal"), _say_date(given.death_date), "participant"))
    return rows


def _say_date(day: date | None) -> str:
    return say(day, "j F Y") if day else ""


def _contact_rows(intake: Intake) -> list[dict[str, Any]]:
    filer = intake.opening("id").applicant
    rows = []
    if filer.relation != Relation.SELF:
        rows += [
            _row(_("Pemohon"), f"{filer.name} ({Relation(filer.relation).label})", "applicant"),
            _row(_("NIK pemohon"), filer.nik, "applicant"),
        ]
    for label, value, confirmed in (
        (_("Nomor ponsel"), filer.phone, filer.phone_confirmed_at),
        (_("E-mail"), filer.email, filer.email_confirmed_at),
    ):
        if value:
            waiting = "" if confirmed else _(" (belum dikonfirmasi)")
            rows.append(_row(label, value + waiting, "contact"))
    account = f"{filer.bank_name}, {filer.account_number}, {filer.account_holder}"
    return [*rows, _row(_("Rekening"), account, "account")]
