"""The desk's own pages. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from verification import arranging_views, branch_views, desk_views, holding_views, mail_views, page_views
from verification.all_claims import views as list_views
from verification.calls import views as call_views
from verification.contacting import views as contact_views
from verification.deciding import payee_views, proposal_views, sample_views, undo_views
from verification.deciding import views as decision_views
from verification.figures import views as figures_views
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
    (CASE + "verifikasi/", decision_views.verification, "verification"),
    (CASE + "penolakan/", decision_views.rejection, "rejection"),
    (CASE + "saldo/", decision_views.balance, "balance"),
    (CASE + "rekening/", payee_views.account_entry, "account_entry"),
    (CASE + "rekening/pembenaran/", payee_views.account_confirmation, "account_confirmation"),
    (CASE + "keputusan/", undo_views.decisions, "decisions"),
    ("usulan/", proposal_views.proposals, "proposals"),
    ("usulan/<int:proposal_id>/", proposal_views.proposal, "proposal"),
    ("usulan/<int:proposal_id>/persetujuan/", proposal_views.confirmation, "seconding"),
    ("usulan/<int:proposal_id>/penolakan/", proposal_views.refusal, "seconding_refusal"),
    ("usulan/<int:proposal_id>/penarikan/", proposal_views.withdrawal, "proposal_withdrawal"),
    ("keputusan/", undo_views.search, "decision_search"),
    ("keputusan/<int:decision_id>/pembatalan/", undo_views.undoing_of, "decision_undoing"),
    ("keputusan/<int:decision_id>/keberatan/", undo_views.objection, "decision_objection"),
    ("mutu/", sample_views.samples, "quality"),
    ("mutu/<int:sample_id>/", sample_views.sample, "quality_sample"),
    (CASE + "halaman/<uuid:file_id>/<int:page>/", page_views.page_image, "page_image"),
    (CASE + "halaman/<uuid:file_id>/<int:page>/tampilan/", page_views.page_showing, "page_showing"),
    (CASE + "kabar/", told_views.told, "told"),
    (CASE + "kabar/<uuid:message_id>/ulangan/", told_views.repetition, "told_again"),
    (CASE + "kabar/<uuid:message_id>/telepon/", told_views.call, "told_by_call"),
    (CASE + "telepon/", call_views.wish, "call_wish"),
    (CASE + "janji/", contact_views.agreement, "contact_agreement"),
    (CASE + "janji/<uuid:contact_id>/jam/", contact_views.moving, "contact_moving"),
    (CASE + "janji/<uuid:contact_id>/pembatalan/", contact_views.cancellation, "contact_cancellation"),
    (CASE + "pertanyaan/", contact_views.question, "contact_question"),
    (CASE + "video/<uuid:contact_id>/", contact_views.video, "video"),
    (CASE + "video/<uuid:contact_id>/kursi/", contact_views.seat, "video_seat"),
    (CASE + "video/<uuid:contact_id>/asli/<uuid:paper_id>/", contact_views.original, "video_original"),
    (CASE + "video/<uuid:contact_id>/hasil/", contact_views.outcome, "video_outcome"),
    ("telepon/", call_views.tasks, "calls"),
    ("telepon/<int:task_id>/", call_views.task, "call"),
    ("telepon/<int:task_id>/pengambilan/", call_views.taking, "call_taking"),
    ("telepon/<int:task_id>/panggilan/", call_views.ring, "call_ring"),
    ("telepon/<int:task_id>/hasil/", call_views.outcome, "call_outcome"),
    ("belum-tahu/", told_views.untold, "untold"),
    ("kiriman/", told_views.sendings, "deliveries"),
    ("angka/", figures_views.figures, "figures"),
    ("angka/saya/", figures_views.own_figures, "own_figures"),
    ("angka/<slug:table>/<slug:kind>/", figures_views.export, "figures_export"),
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
