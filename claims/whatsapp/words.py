"""What is answered by WhatsApp: one short paragraph, without a name, a paper or a number that identifies."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def _page() -> str:
    return settings.PUBLIC_BASE_URL + reverse("claims:find")


def status(last_letters: str, stage: str, due: str) -> str:
    """How a claim stands, and until when the person has to do something."""
    said = _("Kasus …%(letters)s: %(stage)s.") % {"letters": last_letters, "stage": stage}
    if due:
        said += " " + _("Batas waktu Anda: %(due)s.") % {"due": due}
    return said + " " + _("Selengkapnya, dengan kode: %(page)s") % {"page": _page()}


def which(last_letters: Sequence[str], *, has_photos: bool) -> str:
    """A number with several claims chooses by the last four letters of the case number."""
    named = ", ".join(last_letters)
    asked = _("Nomor ini punya beberapa klaim: %(named)s. Balas dengan empat huruf akhir nomor kasusnya.")
    said = asked % {"named": named}
    return said + " " + _("Foto Anda kami simpan sampai Anda memilih, paling lama 24 jam.") if has_photos else said


def photos(filed: int, refused: str) -> str:
    """What became of photos."""
    if not filed:
        return refused
    said = ngettext(
        "%(n)s berkas kami terima. Pilih dokumennya di halaman klaim Anda: %(page)s",
        "%(n)s berkas kami terima. Pilih dokumennya di halaman klaim Anda: %(page)s",
        filed,
    ) % {"n": filed, "page": _page()}
    return f"{said} {refused}".strip()


def photo_lost() -> str:
    said = _("Foto Anda tidak dapat kami ambil. Kirim lagi, atau lewat halaman klaim Anda: %(page)s")
    return said % {"page": _page()}


def help_(*, has_claim: bool) -> str:
    """What can be asked for here, or, to a number we may tell nothing, where to go."""
    if has_claim:
        return _(
            "Balas STATUS untuk tahap klaim, kirim foto dokumen untuk menambah berkas, BERHENTI untuk tidak menerima "
            "WhatsApp lagi. Layanan ini gratis. Telepon: 175."
        )
    return _(
        "Dari nomor ini kami belum boleh menyampaikan isi klaim. Buka %(page)s dengan nomor kasus Anda; kode dikirim "
        "ke nomor atau e-mail yang terdaftar. Layanan ini gratis. Telepon: 175."
    ) % {"page": _page()}


def stopped() -> str:
    return _(
        "Kami tidak akan mengirim WhatsApp lagi ke nomor ini. Kabar klaim tetap lewat SMS atau e-mail. "
        "Balas MULAI untuk menerimanya lagi."
    )


def started() -> str:
    return _("Kabar klaim dikirim lagi lewat WhatsApp ke nomor ini. Balas BERHENTI untuk menghentikannya.")
