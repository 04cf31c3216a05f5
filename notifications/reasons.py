"""Why a rung stands where it stands, in words an officer reads: one table for what we name ourselves.

What a provider's code means stands in `actions`; the code itself is kept behind the words, for who has to look it up.
"""

from notifications import actions
from notifications.models import FactKind

WORDS: dict[str, str] = {
    # It never had to leave
    "told": "Orangnya sudah tahu lewat saluran lain",
    "opened": "Orangnya sudah membuka halaman klaim",
    "taken_back": "Ditarik kembali: keadaannya sudah berubah",
    "too_late": "Isinya tidak berlaku lagi ketika gilirannya tiba",
    "over": "Klaimnya selesai",
    # It came to nothing
    "no_address": "Tidak ada alamat yang bisa dipakai",
    "no_claim": "Klaimnya tidak ditemukan",
    "gave_up": "Sudah dicoba berulang kali sampai waktunya habis",
    "never_known": "Tidak pernah diketahui apakah terkirim",
    "void": "Tidak pasti terkirim; kodenya dibatalkan",
    "unfilled": "Ada isian pesan yang kosong",
    "unreadable": "Alamat atau isinya tidak bisa dibuka lagi",
    "mail_bounced": "E-mail kembali tanpa sebab yang disebut servernya",
    "mail_rejected": "Penyedia e-mail tidak mau mengirimnya",
    "mail_failed": "Penyedia e-mail tidak dapat mengirimnya",
    # It waits
    "quiet_hours": "Menunggu pagi di kantor cabang",
    # By telephone
    "call_task": "Menunggu petugas menelepon",
    "call_no_answer": "Tiga kali ditelepon, tidak diangkat",
    "call_wrong_number": "Orang lain yang menjawab: nomornya salah",
    "call_too_late": "Batas waktunya lewat sebelum orangnya bisa ditelepon",
    # Budgets
    "budget all": "Jatah pesan hari ini habis",
    "budget case": "Jatah pesan untuk klaim ini hari ini habis",
    "budget prefix": "Jatah pesan ke awalan nomor ini hari ini habis",
}

SILENCE = "Penyedia tidak menjawab"
TROUBLE = "Penyedia sedang terganggu"
MAIL = {"4": "Server e-mail penerima menunda", "5": "Server e-mail penerima menolak"}


def say(reason: str) -> str:
    """The reason in a sentence; what nobody has words for is said with its code, never by the code alone."""
    if not reason or reason in WORDS:
        return WORDS.get(reason, "")
    if reason in FactKind.values:
        return str(FactKind(reason).label)
    source, _, code = reason.partition(" ")
    if source == "twilio":
        return f"{_of_twilio(code)} ({reason})"
    if source == "smtp":
        return f"{MAIL.get(code[:1], SILENCE)} ({reason})"
    return f"Sebab lain ({reason})"


def _of_twilio(code: str) -> str:
    if not code.isdigit():
        return SILENCE
    return TROUBLE if len(code) == 3 and code.startswith("5") else actions.of(code).words
