"""What is said of an attachment that is not taken. One sentence each, with what to do instead."""

from django.utils.translation import gettext_lazy as _

from claims.mail.letter import Attachment

ENDINGS_OF_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
TYPES_OF_ARCHIVES = {
    "application/zip", "application/x-zip-compressed", "application/vnd.rar", "application/x-rar-compressed",
    "application/x-7z-compressed", "application/gzip", "application/x-tar",
}  # fmt: skip
_BEGINNINGS_OF_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")

SENTENCES = {
    "archive": _("Berkas arsip (ZIP, RAR, 7z) tidak kami buka. Kirim foto atau PDF-nya langsung, satu per satu."),
    "tnef": _(
        "Program e-mail Anda membungkus lampiran menjadi winmail.dat. Kirim ulang sebagai teks biasa, atau unggah."
    ),
    "nested": _("Ini e-mail di dalam e-mail. Buka dulu, lalu kirim lampirannya langsung."),
    "empty": _("Berkas ini kosong. Kirim lagi berkas aslinya."),
    "too_big": _("Berkas ini terlalu besar. Kirim yang lebih kecil, paling besar %(limit)s MB."),
    "too_many": _(
        "Hari ini sudah 60 berkas kami terima lewat e-mail untuk klaim ini. Kirim sisanya besok, atau unggah."
    ),
}
NOT_ATTACHED = _("Tidak ada lampiran. Alamat ini hanya untuk mengirim dokumen; untuk bertanya, hubungi 175.")


def cause_before_opening(attachment: Attachment, *, largest: int) -> str:
    """Why it is not even decoded, by name, type and size; "" where it may be."""
    name = attachment.name.lower()
    if attachment.is_nested_mail:
        return "nested"
    if name == "winmail.dat" or "ms-tnef" in attachment.declared_type:
        return "tnef"
    if name.endswith(ENDINGS_OF_ARCHIVES) or attachment.declared_type in TYPES_OF_ARCHIVES:
        return "archive"
    return "too_big" if attachment.size > largest else ""


def cause_by_content(content: bytes, *, largest: int) -> str:
    """The same by what it holds. A ZIP by another name may be a document of an office, which the pipeline names."""
    if not content:
        return "empty"
    if len(content) > largest:
        return "too_big"
    return "archive" if content.startswith(_BEGINNINGS_OF_ARCHIVES) else ""


def sentence(cause: str, *, largest: int) -> str:
    return str(SENTENCES[cause]) % {"limit": largest // (1024 * 1024)}
