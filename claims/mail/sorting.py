"""Which paper an attachment is, by what people call it. A guess is made only where the words name exactly one paper."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from catalogue.models import PaperKind

CALLED: dict[str, tuple[str, ...]] = {
    "KPJ": ("kpj", "kartu peserta", "kartu bpjs", "kartu bpjamsostek", "kartu bpjs ketenagakerjaan", "kartu jamsostek"),
    "KTP": ("ktp", "e ktp", "ektp", "kartu tanda penduduk", "ktp el"),
    "KK": ("kk", "kartu keluarga"),
    "REK": ("buku rekening", "buku tabungan", "rekening", "tabungan", "norek", "no rekening", "nomor rekening"),
    "FOTO": ("foto diri", "pas foto", "pasfoto", "selfie", "swafoto", "foto wajah"),
    "F5": ("formulir 5", "form 5", "formulir jht", "formulir f5", "form f5", "formulir pengajuan jht"),
    "F4": ("formulir 4", "form 4", "formulir jkm", "formulir f4", "form f4", "formulir pengajuan jkm"),
    "F7": ("formulir 7", "form 7", "formulir jp", "formulir f7", "form f7"),
    "NPWP": ("npwp", "nomor pokok wajib pajak"),
    "PENSIUN": ("surat pensiun", "keterangan pensiun", "sk pensiun"),
    "RESIGN": ("surat resign", "surat pengunduran diri", "pengunduran diri", "keterangan resign"),
    "PAKLARING": ("paklaring", "parklaring", "surat pengalaman kerja", "verklaring", "surat keterangan kerja"),
    "PHK_PB": ("perjanjian bersama",),
    "PHK_PHI": ("putusan phi", "penetapan phi", "pengadilan hubungan industrial"),
    "PHK_LAP": ("laporan phk",),
    "PHK_TT": ("tanda terima laporan phk", "tanda terima phk"),
    "PHK_NOT": ("pemberitahuan phk", "pernyataan tidak menolak"),
    "BUKTI_PHK": ("bukti phk", "surat phk"),
    "PKWT": ("pkwt", "kontrak kerja", "habis kontrak"),
    "PASPOR": ("paspor", "passport"),
    "MATI": ("akta kematian", "surat kematian", "keterangan kematian", "akte kematian"),
    "WARIS": ("keterangan ahli waris", "surat ahli waris", "skaw"),
    "KTP_AW": ("ktp ahli waris", "paspor ahli waris"),
    "KTP_ALM": ("ktp almarhum", "ktp almarhumah", "ktp alm", "ktp peserta"),
    "KTP_WALI": ("ktp wali",),
    "NIKAH": ("buku nikah", "akta nikah", "akta perkawinan", "surat nikah"),
    "AKTA_ANAK": ("akta kelahiran", "akte kelahiran", "akta lahir", "akta anak"),
    "WALI": ("keterangan wali", "surat wali"),
    "KUASA_AW": ("surat kuasa",),
    "WASIAT": ("surat wasiat", "wasiat"),
    "DOKTER_CT": ("keterangan cacat", "cacat total tetap"),
    "POLISI": ("laporan polisi", "surat polisi", "jasa raharja"),
    "ABSENSI": ("absensi", "absen", "daftar hadir"),
    "KRONO": ("kronologi", "kronologis"),
    "SLIP": ("slip gaji",),
    "KWIT": ("kuitansi", "kwitansi"),
    "REK_PT": ("rekening perusahaan",),
    "KRED_REK": ("rekening kredit",),
    "PPJB": ("ppjb", "ajb"),
    "KAPK": ("kapk",),
}
"""What people call each paper, beside its name in the catalogue. Sources: the catalogue's own notes, the lists of
Kompas and Tribun of 2020 and 2021, and how these papers are called at a counter (general knowledge)."""


def named_in(text: str, kinds: Collection[PaperKind]) -> set[str]:
    """The codes of the papers this text names, of those the claim may ask for.

    The longest words are looked for first and taken away: "KTP ahli waris" does not name a KTP.
    """
    left = f" {_plain(text)} "
    found = set()
    for words, code in _longest_first(tuple((kind.code, kind.name) for kind in kinds)):
        if f" {words} " in left:
            left = left.replace(f" {words} ", " | ")
            found.add(code)
    return found & {kind.code for kind in kinds}


def kind_of(name: str, hints: Iterable[str], kinds: Collection[PaperKind]) -> PaperKind | None:
    """The paper an attachment is: by its own name, else by the first of the hints that says anything.

    None where two papers are named in one place, or none in any.
    """
    for text in (name, *hints):
        if codes := named_in(text, kinds):
            return next(kind for kind in kinds if kind.code in codes) if len(codes) == 1 else None
    return None


@lru_cache(maxsize=64)
def _longest_first(kinds: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Everything papers are called; `kinds` are codes and names out of the catalogue."""
    called = [(words, code) for code, several in CALLED.items() for words in several]
    called += [(_plain(name), code) for code, name in kinds]
    return sorted(called, key=lambda each: -len(each[0]))


def _plain(text: str) -> str:
    """Small letters and figures of ASCII, parted by single spaces; "scanKTP2" is three words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    ascii_only = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z]+|\d+", ascii_only))
