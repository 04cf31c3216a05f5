"""The desk's own pages. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from verification import arranging_views, branch_views, desk_views, holding_views, mail_views, page_views
from verification.all_claims import views as list_views
from verification.calls import views as call_views
from verification.told import views as told_views

View = Callable[..., HttpResponse]
CASE = "meja/<str:case_number>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("meja/", desk_views.desk, "desk"),
    ("meja/klaim-berikutnya/", desk_views.next_claim, "next_claim"),
    (CASE, desk_views.workbench, "workbench"),
    (CASE + "pengembalian/", holding_views.put_back, "put_back"),
    (CASE + "rekan/", holding_views.hand_over, "hand_over"),
    (CASE + "penundaan/", holding_views.put_off, "put_off"),
    (CASE + "pengambilan/", holding_views.taking, "taking"),
    (CASE + "tanda-hadir/", holding_views.sign_of_life, "sign_of_life"),
    (CASE + "sebab-lewat-janji/", holding_views.lateness_reason, "lateness_reason"),
    ("lewat-janji/", holding_views.late, "late"),
    (CASE + "kontak/", desk_views.contacts, "workbench_contacts"),
    (CASE + "frasa/", desk_views.phrase, "workbench_phrase"),
    (CASE + "frasa/pengucapan/", desk_views.phrase_saying, "phrase_saying"),
    (CASE + "dokumen/<str:kind>/penerimaan/", desk_views.acceptance, "acceptance"),
    (CASE + "dokumen/<str:kind>/permintaan/", desk_views.paper_return, "paper_return"),
    (CASE + "perbaikan/", desk_views.repair, "repair"),
    (CASE + "verifikasi/", desk_views.verification, "verification"),
    (CASE + "penolakan/", desk_views.rejection, "rejection"),
    (CASE + "halaman/<uuid:file_id>/<int:page>/", page_views.page_image, "page_image"),
    (CASE + "kabar/", told_views.told, "told"),
    (CASE + "kabar/<uuid:message_id>/ulangan/", told_views.repetition, "told_again"),
    (CASE + "kabar/<uuid:message_id>/telepon/", told_views.call, "told_by_call"),
    (CASE + "telepon/", call_views.wish, "call_wish"),
    ("telepon/", call_views.tasks, "calls"),
    ("telepon/<int:task_id>/", call_views.task, "call"),
    ("telepon/<int:task_id>/pengambilan/", call_views.taking, "call_taking"),
    ("telepon/<int:task_id>/panggilan/", call_views.ring, "call_ring"),
    ("telepon/<int:task_id>/hasil/", call_views.outcome, "call_outcome"),
    ("belum-tahu/", told_views.untold, "untold"),
    ("kiriman/", told_views.sendings, "deliveries"),
    (CASE + "halaman/<uuid:file_id>/<int:page>/putaran/", arranging_views.page_turn, "page_turn"),
    (CASE + "halaman/<uuid:file_id>/<int:page>/urutan/", arranging_views.page_place, "page_place"),
    (CASE + "berkas/<uuid:file_id>/jenis/", arranging_views.sorting, "file_sorting"),
    (CASE + "berkas/<uuid:file_id>/penyisihan/", arranging_views.setting_aside, "file_setting_aside"),
    ("cabang/", branch_views.branch_desk, "branch_desk"),
    ("cabang/penerimaan/<str:case_number>/", branch_views.online_acceptance, "online_acceptance"),
    ("cabang/kontak/<str:case_number>/", branch_views.contact_proposal, "contact_proposal"),
    ("cabang/usulan/<int:change_id>/persetujuan/", branch_views.proposal_consent, "proposal_consent"),
    ("cabang/usulan/<int:change_id>/penolakan/", branch_views.proposal_refusal, "proposal_refusal"),
    ("semua-klaim/", list_views.all_claims, "all_claims"),
    ("semua-klaim/pencarian/", list_views.search, "claim_search"),
    ("semua-klaim/saringan/", list_views.keeping, "saved_filters"),
    ("semua-klaim/saringan/<int:saved_id>/penghapusan/", list_views.forgetting, "saved_filter_removal"),
    ("surat/", mail_views.tray, "mail_tray"),
    ("surat/<uuid:mail_id>/", mail_views.mail, "mail"),
    ("surat/<uuid:mail_id>/klaim/", mail_views.assignment, "mail_assignment"),
    ("surat/<uuid:mail_id>/penyisihan/", mail_views.setting_aside, "mail_setting_aside"),
)


def guarded_by(guard: Callable[[View], View]) -> list[URLPattern]:
    """The pages, each behind `guard`."""
    return [path(route, guard(view), name=name) for route, view, name in PAGES]
