"""The pages of this room. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from payments import result_views, views

View = Callable[..., HttpResponse]

OF_BATCH = "pembayaran/kiriman/<uuid:batch_id>/"
OF_LINE = OF_BATCH + "baris/<int:position>/"
OF_FILE = "pembayaran/hasil/<uuid:file_id>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("pembayaran/", views.payments, "payments"),
    ("pembayaran/kiriman/", views.batch_making, "payment_batch_making"),
    (OF_BATCH, views.batch, "payment_batch"),
    (OF_BATCH + "persetujuan/", views.approval, "payment_approval"),
    (OF_BATCH + "berkas/", views.payment_file, "payment_file"),
    (OF_LINE, views.line, "payment_line"),
    (OF_LINE + "penahanan/", views.holding, "payment_holding"),
    (OF_LINE + "pelepasan/", views.release, "payment_release"),
    ("pembayaran/klaim/", views.case, "payment_case"),
    ("pembayaran/tertunda/", views.overdue, "payments_overdue"),
    ("pembayaran/hasil/", result_views.bringing, "payment_results"),
    (OF_FILE, result_views.result_file, "payment_result_file"),
    (OF_FILE + "pencatatan/", result_views.confirmation, "payment_result_confirmation"),
    (OF_FILE + "baris/<int:number>/penyelesaian/", result_views.clearing, "payment_result_clearing"),
    (OF_FILE + "penyisihan/", result_views.dropping, "payment_result_dropping"),
)
