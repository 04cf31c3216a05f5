"""A claim's history and what comes next, in plain words for the claimant."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from branches import calendar
from claims import promise
from claims.models import Claim, ClaimEvent

WORDS = {
    "opened": gettext_lazy("Klaim dibuka dan tempat diambil"),
    "submitted": gettext_lazy("Dokumen lengkap dan diserahkan"),
    "handed_in_at_deadline": gettext_lazy("Dokumen lengkap; diserahkan otomatis pada batas waktu"),
    "repair_answered": gettext_lazy("Perbaikan dikirim"),
    "repair_handed_in_at_deadline": gettext_lazy("Perbaikan diserahkan otomatis pada batas waktu"),
    "sent_to_dropbox": gettext_lazy("Dokumen belum lengkap; diarahkan ke drop box"),
    "completed_late": gettext_lazy("Dokumen lengkap setelah batas waktu; cabang dapat menerimanya secara daring"),
    "incomplete_again": gettext_lazy("Dokumen kembali belum lengkap"),
    "envelope_registered": gettext_lazy("Amplop Anda sudah di tangan kantor cabang"),
    "envelope_lost": gettext_lazy("Amplop Anda belum kami temukan"),
    "contents_complete": gettext_lazy("Isi amplop diperiksa: lengkap, diteruskan ke petugas"),
    "contents_missing": gettext_lazy("Isi amplop diperiksa: masih ada yang kurang"),
    "originals_kept": gettext_lazy("Dokumen asli Anda kami simpan"),
    "originals_ready": gettext_lazy("Dokumen asli Anda siap diambil"),
    "originals_returned": gettext_lazy("Dokumen asli Anda sudah dikembalikan"),
    "contents_added": gettext_lazy("Isi amplop ditambahkan ke klaim Anda"),
    "accepted_online": gettext_lazy("Cabang menerima dokumen secara daring"),
    "repair_wanted": gettext_lazy("Petugas meminta perbaikan dokumen"),
    "file_refused": gettext_lazy("Satu berkas tidak dapat dipakai"),
    "late_explained": gettext_lazy("Petugas menyebutkan mengapa janji terlewat"),
    "verified": gettext_lazy("Klaim terverifikasi dan diteruskan untuk pembayaran"),
    "rejected": gettext_lazy("Klaim ditolak"),
    "payment_forwarded": gettext_lazy("Diteruskan untuk pembayaran"),
    "paid": gettext_lazy("Dibayarkan"),
    "payment_returned": gettext_lazy("Bank mengembalikan uang; rekening perlu diperiksa"),
    "payment_refused": gettext_lazy("Pembayaran belum dapat diproses; petugas memeriksa klaim lagi"),
    "decision_undone": gettext_lazy("Keputusan dibatalkan; petugas memeriksa klaim lagi"),
    "objection_heard": gettext_lazy("Keberatan Anda dicatat; petugas memeriksa klaim lagi"),
    "place_moved": gettext_lazy("Hari atau jam layanan dipindah"),
    "another_day": gettext_lazy("Anda diberi waktu lain untuk datang"),
    "place_lost": gettext_lazy("Tempat dilepas; hari dan jam yang baru belum dipilih"),
    "hour_closed": gettext_lazy("Kantor cabang menutup jam layanan Anda; klaim tetap berjalan"),
    "place_disputed": gettext_lazy("Ada pendaftaran lain dengan NIK yang sama"),
    "reminded": gettext_lazy("Pengingat dikirim"),
    "dispute_settled": gettext_lazy("KTP asli peserta dilihat petugas; tempat ini yang tetap"),
    "withdrawn": gettext_lazy("Klaim dibatalkan"),
    "expired": gettext_lazy("Klaim kedaluwarsa"),
    "contact_changed": gettext_lazy("Kontak diganti"),
    "news_chosen": gettext_lazy("Cara dikabari diubah"),
    "number_reported_wrong": gettext_lazy("Orang lain menjawab di nomor ponsel klaim ini; periksa kontak Anda"),
    "caller_phrase_spoken": gettext_lazy("Petugas menelepon dan mengucapkan frasa klaim; frasa baru dibuat"),
    "call_arranged": gettext_lazy("Petugas menentukan jam untuk menghubungi Anda"),
    "call_moved": gettext_lazy("Jam petugas menghubungi Anda dipindah"),
    "call_cancelled": gettext_lazy("Petugas membatalkan janji menghubungi Anda"),
    "call_held": gettext_lazy("Petugas dan Anda sudah berbicara"),
    "question_asked": gettext_lazy("Petugas mengirim pertanyaan kepada Anda"),
    "question_answered": gettext_lazy("Anda menjawab pertanyaan petugas"),
    "account_change_asked": gettext_lazy("Perubahan rekening diminta"),
    "account_change_cancelled": gettext_lazy("Perubahan rekening dibatalkan"),
    "account_confirmed": gettext_lazy("Rekening dinyatakan sudah benar"),
}
"""The events a claimant reads. The others are between the officers and the machine."""

OPENED_FOR_DROPBOX = gettext_lazy("Klaim dibuka; dokumen diantar ke drop box")
"""How a claim was opened that has no place."""

INTERNAL = frozenset(
    {
        "file_received", "file_ready", "file_removed", "file_replaced", "file_sorted", "file_set_aside", "page_turned",
        "page_moved",
        "mail_answered", "mail_limit_reached",
        "taken", "put_back", "handed_over", "put_off", "paper_accepted", "paper_returned", "answered_for",
        "decision_proposed", "proposal_ended", "quality_checked",
        "contact_change_proposed", "contact_change_refused",
        "came", "missed", "attendance_undone",
        "call_asked", "called", "call_given_up", "told_again",
        "video_missed", "original_shown", "form_printed",
        "payment_held_back",
    }
)  # fmt: skip

PROBLEMS = frozenset(
    {
        "place_lost",
        "place_disputed",
        "sent_to_dropbox",
        "contents_missing",
        "envelope_lost",
        "repair_wanted",
        "rejected",
        "payment_returned",
        "file_refused",
        "expired",
        "number_reported_wrong",
    }
)


def past(claim: Claim) -> Iterator[dict[str, Any]]:
    """What happened, the newest first."""
    for event in claim.events.filter(name__in=WORDS).order_by("-number"):
        yield {
            "title": _words(event),
            "when": calendar.say_instant(claim.branch, event.at),
            "tone": "problem" if event.name in PROBLEMS else "done",
        }


def _words(event: ClaimEvent) -> Promise:
    if event.name == "opened" and event.detail.get("door") == Claim.Door.GATE:
        return OPENED_FOR_DROPBOX
    return WORDS[event.name]


def next_step(claim: Claim, own: str = "") -> dict[str, str]:
    """Who acts next, what they do, and by when: `title`, `text`, `when`. `own` is the zone of who reads."""
    status, until = claim.Status, calendar.say_deadline(claim.branch, claim.papers_wanted_until, own)
    if claim.place_lost_at and claim.status == status.AWAITING_PAPERS:
        return {
            "title": _("Giliran Anda: pilih hari dan jam layanan yang baru"),
            "text": _("Tanpa tempat yang baru, klaim dibatalkan. Dokumen yang sudah dikirim tetap tersimpan."),
            "when": until,
        }
    if claim.status == status.AWAITING_PAPERS and claim.comes:
        return {
            "title": _("Giliran Anda: datang ke kantor cabang"),
            "text": _("Bawa KTP dan semua dokumen asli. Fotonya boleh dikirim lebih dulu di bawah."),
            "when": _say_visit(claim, own),
        }
    if claim.status == status.AWAITING_PAPERS:
        return {
            "title": _("Giliran Anda: kirim dokumen"),
            "text": _("Kirim semua dokumen di bawah. Anda tidak perlu datang."),
            "when": until,
        }
    if claim.status == status.AWAITING_REPAIR:
        return {**_in_repair(claim), "when": until}
    if claim.status == status.SENT_TO_DROPBOX:
        return _at_the_dropbox(claim, own)
    if claim.status == status.AWAITING_CHECK:
        return _with_the_officers(claim, own)
    if claim.status == status.VERIFIED:
        title, text = claim.get_status_display(), str(_ENDS[claim.Status.VERIFIED])
        return {"title": title, "text": text, "when": promise.say(claim)}
    text = f"{claim.decision_words} {_ENDS.get(claim.status, '')}".strip()
    return {"title": claim.get_status_display(), "text": text, "when": ""}


def _in_repair(claim: Claim) -> dict[str, str]:
    if claim.account_wanted_at:
        words = _(
            "Bank mengembalikan uang Anda: %(reason)s. Ganti rekening, atau nyatakan bahwa yang sekarang sudah benar."
            " Hitungan janji kami berhenti sampai Anda menjawab."
        )
        text = words % {"reason": claim.get_account_wanted_because_display()}
        return {"title": _("Giliran Anda: periksa rekening Anda"), "text": text}
    return {
        "title": _("Giliran Anda: perbaiki dokumen"),
        "text": _("Kirim ulang hanya dokumen yang ditandai. Hitungan janji kami berhenti sampai Anda menjawab."),
    }


def _say_visit(claim: Claim, own: str) -> str:
    return calendar.say_instant(claim.branch, claim.visit_at, own) if claim.visit_at else ""


def _with_the_officers(claim: Claim, own: str) -> dict[str, str]:
    if claim.comes:
        words = _("Kami mengabari Anda begitu selesai. Jam Anda di kantor cabang: %(visit)s.")
        text = words % {"visit": _say_visit(claim, own)}
    elif claim.may_choose_hour:
        text = _(
            "Petugas tetap memeriksa. Jam Anda yang lama ditutup kantor cabang: pilih hari dan jam baru untuk datang."
        )
    else:
        text = _("Kami mengabari Anda begitu selesai. Petugas mungkin menelepon; Anda tidak perlu datang.")
    if claim.late_because:
        sorry = _("Maaf, janji kami sudah lewat karena %(reason)s.") % {"reason": claim.get_late_because_display()}
        text = f"{sorry} {text}"
    return {"title": _("Giliran petugas: memeriksa dokumen"), "text": text, "when": promise.say(claim)}


def how_promise_went(claim: Claim) -> list[tuple[str, str]]:
    """Of a decided claim: the promised day, how long our part took and the bank's, and the day it was paid."""
    if claim.status not in (claim.Status.VERIFIED, claim.Status.PAID):
        return []
    ours, banks = promise.our_days(claim), promise.bank_days(claim)
    paid_on = calendar.local_day(claim.branch, claim.paid_at) if claim.paid_at else None
    rows = [
        (_("Dijanjikan sampai"), calendar.say_promise(claim.promised_on) if claim.promised_on else ""),
        (_("Bagian kami"), say_days(ours)),
        (_("Bagian bank"), say_days(banks) if paid_on else _("sedang berjalan")),
        (_("Dibayarkan"), calendar.say_day(paid_on) if paid_on else ""),
    ]
    return [(label, value) for label, value in rows if value]


def say_days(days: int | None) -> str:
    """So many working days, in words; "" where nothing was promised."""
    if days is None:
        return ""
    return ngettext("%(n)s hari kerja", "%(n)s hari kerja", days) % {"n": days}


def _at_the_dropbox(claim: Claim, own: str) -> dict[str, str]:
    until = calendar.say_deadline(claim.branch, claim.papers_wanted_until, own)
    if claim.completed_late_at:
        return {
            "title": _("Giliran kantor cabang: menerima dokumen Anda"),
            "text": _("Dokumen sudah lengkap setelah batas waktu. Cabang dapat menerimanya tanpa amplop."),
            "when": "",
        }
    if claim.envelope_at:
        return {
            "title": _("Giliran kantor cabang: memeriksa isi amplop Anda"),
            "text": _("Amplop Anda sudah kami terima. Setelah isinya diperiksa, kami kabari apakah ada yang kurang."),
            "when": "",
        }
    where = f"{claim.branch.name}, {claim.branch.address or claim.branch.city}"
    return {
        "title": _("Giliran Anda: bawa dokumen ke drop box"),
        "text": _("Masukkan dokumen ke amplop, tulis nomor kasus, dan taruh di drop box %(where)s.") % {"where": where},
        "when": until,
    }


_ENDS: dict[str, Promise] = {
    Claim.Status.VERIFIED: gettext_lazy(
        "Klaim Anda disetujui petugas dan diteruskan untuk pembayaran ke rekening Anda."
    ),
    Claim.Status.PAID: gettext_lazy("Uang sudah dikirim ke rekening Anda."),
    Claim.Status.REJECTED: gettext_lazy("Tidak setuju? Hubungi 175 atau kantor cabang mana pun."),
    Claim.Status.WITHDRAWN: gettext_lazy("Klaim ini dibatalkan. Anda boleh mengajukan klaim baru."),
    Claim.Status.EXPIRED: gettext_lazy("Amplop tidak kami terima. Anda boleh mengajukan klaim baru."),
}
