"""What the person reads about a file: why it cannot be used, why it waits, and what a machine noticed on it."""

from django.utils.translation import gettext_lazy as _

from workflow import Refused

SENTENCES = {
    "empty": _("Berkas ini kosong. Foto ulang dokumennya, atau pilih berkas lain."),
    "too_big": _(
        "Berkas ini %(megabytes)s MB, sedangkan batasnya 6 MB. Kirim foto biasa, atau bagi menjadi beberapa berkas."
    ),
    "wrong_kind": _(
        "Berkas ini bukan foto JPEG atau PNG dan bukan PDF. Kirim dokumen sebagai salah satu dari ketiganya."
    ),
    "heic": _(
        "Foto ini berformat HEIC, yang belum bisa kami baca. "
        "Di pengaturan kamera pilih “Paling Kompatibel”, foto ulang, atau kirim tangkapan layarnya."
    ),
    "picture_mislabelled": _(
        "Isi berkas ini foto, tetapi namanya bukan nama foto. Simpan ulang sebagai .jpg, lalu kirim lagi."
    ),
    "pdf_mislabelled": _(
        "Isi berkas ini PDF, tetapi namanya bukan nama PDF. Simpan ulang sebagai .pdf, lalu kirim lagi."
    ),
    "virus": _(
        "Pemindai menemukan virus di berkas ini, jadi tidak kami simpan sebagai dokumen. "
        "Foto dokumennya dengan kamera, lalu kirim fotonya."
    ),
    "picture_unreadable": _(
        "Foto ini rusak atau terpotong, jadi tidak bisa dibuka. Foto ulang, atau kirim lagi berkasnya."
    ),
    "too_many_pixels": _(
        "Gambar ini terlalu besar: lebih dari 50 megapiksel. Kecilkan ukurannya di pengaturan kamera, lalu foto ulang."
    ),
    "picture_too_heavy": _(
        "Foto ini terlalu berat untuk kami buka. Foto ulang dengan ukuran lebih kecil, atau kirim tangkapan layarnya."
    ),
    "pdf_unreadable": _(
        "PDF ini rusak atau terpotong, jadi tidak bisa dibuka. Simpan ulang, atau kirim foto tiap halamannya."
    ),
    "pdf_locked": _("PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, atau kirim foto tiap halamannya."),
    "pdf_empty": _("PDF ini tidak berisi halaman. Periksa berkasnya, atau kirim foto tiap halamannya."),
    "pdf_too_heavy": _("PDF ini terlalu rumit untuk kami buka. Kirim foto tiap halamannya."),
    "too_many_pages": _("PDF ini berisi %(pages)s halaman, sedangkan batasnya 20. Kirim hanya halaman yang diminta."),
    "scan_too_long": _("Pindaian ini berisi %(pages)s halaman, sedangkan batasnya 300. Bagi menjadi beberapa berkas."),
}
"""Every cause for which a file is refused, and the words for it."""

BUSY = _("Kami sedang memeriksa banyak berkas. Tunggu beberapa menit, lalu buka lagi halaman ini.")
SCANNER_DOWN = _(
    "Berkas ini sudah kami terima, tetapi pemindai virus sedang tidak menjawab. "
    "Kami periksa begitu pemindai menjawab lagi; Anda tidak perlu mengirim ulang."
)

WARNINGS = {
    "too_small": _("Gambar ini kecil, jadi tulisannya mungkin tidak terbaca. Bila bisa, foto ulang lebih dekat."),
    "too_dark": _("Gambar ini gelap, jadi tulisannya mungkin tidak terbaca. Bila bisa, foto ulang di tempat terang."),
    "blurred": _("Gambar ini tampak buram. Bila tulisannya tidak terbaca, foto ulang dengan tangan diam."),
    "turned": _("Halaman ini mungkin miring atau terbalik. Putar bila tulisannya tidak tegak."),
}
"""What a machine noticed on a page, for the person who sent it and for the officer."""

OFFICER_NOTES = {
    "scanner_heuristic": "Pemindai virus mencurigai bentuk berkas ini tanpa mengenali virus. Periksa isinya.",
}
"""What it noticed about a file, for the officer alone."""


class FileRefused(Refused):
    """The file cannot be used. `cause` is one of SENTENCES, for the ledger and for counting."""

    def __init__(self, cause: str, **facts: object) -> None:
        super().__init__(str(SENTENCES[cause]) % facts if facts else str(SENTENCES[cause]))
        self.cause = cause


class Waits(Refused):
    """Nothing was said about the file: it waits, and is looked at again later."""


class Busy(Waits):
    """Too many files are being looked at, or the machine has no room for one more."""

    def __init__(self) -> None:
        super().__init__(str(BUSY))


class ScannerDown(Waits):
    """The virus scanner is configured and does not answer. No file passes it unscanned."""

    def __init__(self) -> None:
        super().__init__(str(SCANNER_DOWN))
