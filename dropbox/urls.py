"""The pages of this room for staff. The admin site takes them in under its names, behind its sign-in."""

from collections.abc import Callable

from django.http import HttpResponse

from branches.addresses import DAY
from dropbox.beginning import views as beginning_views
from dropbox.box import views as box_views
from dropbox.custody import envelope_views
from dropbox.custody import views as bag_views
from dropbox.originals import views as original_views
from dropbox.reconciling import views as report_views
from dropbox.scans import separator_views, tray_views
from dropbox.scans import views as scan_views
from dropbox.slips import staff_views as slip_views

View = Callable[..., HttpResponse]

OF_BOX = "drop-box/<str:code>/"
OF_ROUND = "pengambilan/<uuid:round_id>/"
OF_BAG = "serah-terima/<uuid:hand_over_id>/"
OF_ENVELOPE = "amplop/<str:code>/"
OF_BATCH = "pindaian/<uuid:batch_id>/"
OF_ORIGINALS = "asli/<str:case_number>/"

PAGES: tuple[tuple[str, View, str], ...] = (
    ("drop-box/", box_views.first_box, "boxes"),
    (OF_BOX, box_views.box, "box"),
    (OF_BOX + "pengambilan/", box_views.opening, "box_opening"),
    (OF_BOX + "serah-terima/<slug:way>/", bag_views.packing, "bag_packing"),
    (OF_BOX + f"laporan/<{DAY}:day>/", report_views.report, "box_report"),
    (OF_ROUND, box_views.round_page, "box_round"),
    (OF_ROUND + "segel/", box_views.unsealing, "round_unsealing"),
    (OF_ROUND + "amplop/", box_views.registration, "envelope_registration"),
    (OF_ROUND + "baki/", box_views.setting_aside, "envelope_setting_aside"),
    (OF_ROUND + "disinfeksi/", box_views.disinfection, "round_disinfection"),
    (OF_ROUND + "penutupan/", box_views.closing, "round_closing"),
    (OF_ROUND + "label/", box_views.labels, "round_labels"),
    (OF_BAG, bag_views.bag_page, "bag"),
    (OF_BAG + "daftar/", bag_views.listing, "bag_listing"),
    (OF_BAG + "daftar/semua/", bag_views.listing_of_all, "bag_listing_of_all"),
    (OF_BAG + "daftar/<str:code>/penarikan/", bag_views.unlisting, "bag_unlisting"),
    (OF_BAG + "pengiriman/", bag_views.sending, "bag_sending"),
    (OF_BAG + "segel/", bag_views.unsealing, "bag_unsealing"),
    (OF_BAG + "penerimaan/", bag_views.receipt, "bag_receipt"),
    (OF_BAG + "penutupan/", bag_views.closing, "bag_closing"),
    (OF_BAG + "manifes.pdf", bag_views.manifest_sheet, "bag_manifest"),
    ("amplop/", envelope_views.search, "envelope_search"),
    (OF_ENVELOPE, envelope_views.envelope_page, "envelope"),
    (OF_ENVELOPE + "label/", envelope_views.label, "envelope_label"),
    (OF_ENVELOPE + "pemilik/", envelope_views.owner, "envelope_owner"),
    (OF_ENVELOPE + "arsip/", envelope_views.filing_away, "envelope_filing_away"),
    (OF_ENVELOPE + "arsip/pengambilan/", envelope_views.fetching, "envelope_fetching"),
    (OF_ENVELOPE + "pengembalian/", envelope_views.giving_back, "envelope_giving_back"),
    (OF_ENVELOPE + "penemuan/", envelope_views.finding, "envelope_finding"),
    (OF_ENVELOPE + "kehilangan/", envelope_views.loss, "envelope_loss"),
    (OF_BOX + "pindaian/", scan_views.batches, "scan_batches"),
    (OF_BOX + "pemisah/", separator_views.separators, "separators"),
    (OF_BOX + "pemisah.pdf", separator_views.separator_sheets, "separator_sheets"),
    (OF_BATCH, scan_views.batch, "scan_batch"),
    (OF_BATCH + "isi/<str:case_number>/", scan_views.contents_check, "contents_check"),
    (OF_BATCH + "halaman/<int:leaf_id>/", scan_views.leaf_picture, "leaf_picture"),
    (OF_BATCH + "halaman/<int:leaf_id>/kecil/", scan_views.leaf_thumbnail, "leaf_thumbnail"),
    (OF_BATCH + "halaman/<int:leaf_id>/baki/", tray_views.putting_in, "tray_putting_in"),
    (OF_BATCH + "baki/", tray_views.settling, "tray_settling"),
    (OF_BATCH + "penyisihan/", tray_views.discarding, "tray_discarding"),
    (OF_BOX + "asli/", original_views.shelf, "originals_shelf"),
    (OF_ORIGINALS, original_views.of_claim, "originals"),
    (OF_ORIGINALS + "rak/", original_views.arrival, "original_arrival"),
    (OF_ORIGINALS + "kesiapan/", original_views.readiness, "original_readiness"),
    (OF_ORIGINALS + "pengembalian/", original_views.giving_back, "original_return"),
    (OF_ORIGINALS + "tanda-terima.pdf", original_views.receipt_sheet, "original_receipt"),
    (OF_ORIGINALS + "tanda-tangan/<uuid:original_id>/", original_views.signature, "original_signature"),
    ("klaim-baru/", beginning_views.what, "begin_claim"),
    ("klaim-baru/<uuid:draft_id>/", beginning_views.people, "begin_people"),
    ("klaim-baru/<uuid:draft_id>/program/", beginning_views.cause, "begin_cause"),
    ("klaim-baru/<uuid:draft_id>/pembukaan/", beginning_views.opening, "begin_opening"),
    ("klaim-baru/<uuid:draft_id>/kode/", beginning_views.code_again, "begin_code_again"),
    ("isi-amplop/<uuid:claim_id>/", slip_views.envelope, "claim_envelope"),
    ("isi-amplop/<uuid:claim_id>/berikutnya/", beginning_views.following, "begin_following"),
    ("isi-amplop/<uuid:claim_id>/lembar.pdf", slip_views.slip, "envelope_slip"),
    ("isi-amplop/<uuid:claim_id>/semua-lembar.pdf", slip_views.slips, "envelope_slips"),
    ("isi-amplop/<uuid:claim_id>/formulir/<str:code>.pdf", slip_views.form, "envelope_form"),
)
