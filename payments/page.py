"""What stands on the pages of payments. None of them but that of one line says to whom anything is paid."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.admin_rights import officer_of
from accounts.models import User
from accounts.naming import names_of
from accounts.staff_pages import desk_page
from claims.models import Claim
from payments import ledger, making
from payments.forms import CaseForm, ClearingForm, HoldForm, PayerSignature, ResultForm
from payments.models import Batch, Line, Result, ResultFile, ResultRow
from payments.overdue import overdue_for

BATCHES_SHOWN, FILES_SHOWN, LINES_SHOWN = 30, 10, 50

TABS = (("", "semua"), ("awaited", "belum ada hasil"), *((result.value, result.label.lower()) for result in Result))
"""The parts of a batch's lines that are looked at alone, by the word in the address."""


def show_payments(request: HttpRequest, *, now: datetime, status: int = 200, **said: Any) -> HttpResponse:
    """What waits, what is held, every batch, what came back. `said` are forms with what is wrong in them."""
    waiting = making.waiting(now)
    held = Line.objects.held().select_related("claim", "batch").order_by("result_at")
    context = {
        "waiting": waiting.count(),
        "oldest": waiting.order_by("decided_at").values_list("decided_at", flat=True).first(),
        "not_yet": Claim.objects.filter(status=Claim.Status.VERIFIED, forwarded_at=None)
        .exclude(pk__in=Claim.objects.payable(now).values("pk"))
        .count(),
        "held": held[:LINES_SHOWN],
        "held_number": held.count(),
        "batches": Batch.objects.with_counts().filter(pk__in=_first(Batch.objects.all(), BATCHES_SHOWN)),
        "files": ResultFile.objects.with_counts().filter(pk__in=_first(ResultFile.objects.standing(), FILES_SHOWN)),
        "to_clear": ResultRow.objects.to_clear().select_related("file", "line__claim").order_by("at")[:LINES_SHOWN],
        "overdue": str(overdue_for(officer_of(request), now=now)),
        "faults": ledger.faults_lately(now),
        "case_form": CaseForm(),
        "result_form": ResultForm(auto_id="hasil-%s"),
        "now": now,
        "title": "Pembayaran",
        **said,
    }
    return desk_page(request, "payments/payments.html", context, status=status)


def show_batch(request: HttpRequest, batch: Batch, *, status: int = 200, **said: Any) -> HttpResponse:
    """One batch: how far it has come, who had a part in it, its lines."""
    user, tab = officer_of(request), request.GET.get("hasil", "")
    lines = batch.lines.select_related("claim").order_by("position")
    wanted = {"awaited": lines.awaited(), **{result.value: lines.filter(result=result) for result in Result}}
    context = {
        "batch": batch,
        "lines": wanted.get(tab, lines),
        "tab": tab if tab in wanted else "",
        "tabs": TABS,
        "steps": _steps(batch),
        "downloads": _downloads(batch),
        "approvals": _approvals(batch),
        "approval_form": _approval(request, user, batch),
        "sends": user.may_forward_payments and user.actor != batch.approved_by,
        "title": f"Kiriman {batch}",
        **said,
    }
    return desk_page(request, "payments/batch.html", context, status=status)


def show_line(request: HttpRequest, line: Line, *, status: int = 200, **said: Any) -> HttpResponse:
    """One line: to whom it is paid, as it was frozen, and what came of it. Who reads it is on record by now."""
    context = {
        "line": line,
        "batch": line.batch,
        "branch": line.claim.branch,
        "others": _lines_of(line.claim).exclude(pk=line.pk),
        "result_by": _name(line.result_by),
        "released_by": _name(line.released_by),
        "hold_form": HoldForm(),
        "title": f"{line.claim} di {line.batch}",
        **said,
    }
    return desk_page(request, "payments/line.html", context, status=status)


def show_file(request: HttpRequest, file: ResultFile, *, status: int = 200, **said: Any) -> HttpResponse:
    """What a file of results says, before it counts and afterwards."""
    user = officer_of(request)
    rows = list(file.rows.select_related("line__claim", "line__batch").order_by("number"))
    names = names_of({file.uploaded_by, file.confirmed_by, file.dropped_by, *(row.cleared_by for row in rows)} - {""})
    context = {
        "file": file,
        "rows": [(row, names.get(row.cleared_by, "")) for row in rows],
        "uploaded_by": names[file.uploaded_by],
        "confirmed_by": names.get(file.confirmed_by, ""),
        "dropped_by": names.get(file.dropped_by, ""),
        "signature": _second(request, user, file.uploaded_by) if file.status == ResultFile.Status.READ else None,
        "clearing_form": ClearingForm(auto_id=False),
        "title": f"Berkas hasil {file}",
        **said,
    }
    return desk_page(request, "payments/result_file.html", context, status=status)


def show_case(request: HttpRequest, form: CaseForm, claim: Claim | None, *, status: int = 200) -> HttpResponse:
    """Every line one claim has had."""
    lines = _lines_of(claim) if claim else Line.objects.none()
    context = {"case_form": form, "claim": claim, "lines": lines, "title": "Cari pembayaran"}
    return desk_page(request, "payments/case.html", context, status=status)


def _first(rows: QuerySet[Any], number: int) -> list[Any]:
    """The keys of the first so many: only their lines are counted, and not those of every year."""
    return list(rows.values_list("pk", flat=True)[:number])


def _lines_of(claim: Claim) -> Any:
    return Line.objects.filter(claim=claim).select_related("batch", "claim").order_by("attempt")


def _name(actor: str) -> str:
    return names_of([actor])[actor] if actor else ""


def _steps(batch: Batch) -> list[tuple[str, datetime | None, str]]:
    """How far it has come: what was done, when, by whom. What did not happen yet has no time."""
    done = (
        ("Dibuat", batch.made_at, batch.made_by), ("Ditutup", batch.closed_at, batch.closed_by),
        ("Disetujui", batch.approved_at, batch.approved_by), ("Dikirim", batch.sent_at, batch.sent_by),
        ("Selesai", batch.settled_at, ""),
    )  # fmt: skip
    names = names_of(by for _what, _at, by in done if by)
    return [(what, at, names.get(by, "")) for what, at, by in done]


def _downloads(batch: Batch) -> list[tuple[datetime, str]]:
    """When its file was handed out, and to whom."""
    handed_out = list(batch.downloads.all())
    names = names_of(each.by for each in handed_out)
    return [(each.at, names[each.by]) for each in handed_out]


def _approvals(batch: Batch) -> list[tuple[datetime, str, str, datetime | None]]:
    """When it was approved and by whom; on whose screen, where that was another's; and when that fell."""
    given = list(batch.approvals.all())
    names = names_of({each.by for each in given} | {each.on_screen_of for each in given})
    return [
        (each.at, names[each.by], names[each.on_screen_of] if each.on_screen_of != each.by else "", each.fell_at)
        for each in given
    ]


def _approval(request: HttpRequest, user: User, batch: Batch) -> PayerSignature | None:
    return _second(request, user, batch.made_by, batch.closed_by) if batch.status == Batch.Status.CLOSED else None


def _second(request: HttpRequest, user: User, *first: str) -> PayerSignature | None:
    """The form a second payment officer signs, with their name in it where it is theirs to sign."""
    if not user.may_forward_payments:
        return None
    return PayerSignature(request, initial={} if user.actor in first else {"username": user.username})
