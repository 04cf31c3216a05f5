"""What a machine notices about declared data. A note for the officer, never a wall: there may be a good explanation."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from branches import provinces
from catalogue.models import Relation
from claims.models import Applicant, Claim, Page, PaperFile, Participant
from queueing.models import Dispute
from verification.names import apart, same_name

NIK_DIGITS = 16
WOMEN_ADD = 40  # to the day of birth inside a NIK
FILE_WARNINGS = {
    "too_small": "Foto kecil: tulisan kecil mungkin tidak terbaca.",
    "too_dark": "Foto gelap.",
    "blurred": "Foto tampak buram.",
    "turned": "Tulisannya mungkin tidak tegak.",
    "nik_found": "Mesin membaca NIK yang sama dengan yang dinyatakan.",
    "nik_differs": "Mesin membaca NIK lain daripada yang dinyatakan. Cocokkan sendiri.",
    "seen_elsewhere": "Gambar yang sama ada di klaim peserta lain. Periksa kemungkinan penipuan.",
    "scanner_heuristic": "Pemindai virus mencurigai bentuk berkas ini tanpa mengenali virus.",
}
"""What a machine noticed on a file or one of its pages, for the officer. Never a verdict."""


def file_warnings(files: Iterable[PaperFile], pages: Iterable[Page]) -> list[str]:
    """The sentences of what a machine noticed on these files and pages, each once."""
    codes = [code for file in files for code in file.noticed] + [code for page in pages for code in page.noticed]
    return [FILE_WARNINGS.get(code, code) for code in dict.fromkeys(codes)]


@dataclass(frozen=True)
class Note:
    """One sentence for the officer. `look` marks what should be looked at; the rest only informs."""

    text: str
    look: bool = True


@dataclass(frozen=True)
class Nik:
    """What a NIK says by its digits: province, birth date (two-digit year), sex."""

    province: str
    day: int
    month: int
    year: int
    is_woman: bool

    def fits(self, born: date) -> bool:
        return (self.day, self.month, self.year) == (born.day, born.month, born.year % 100)


def read_nik(nik: str) -> Nik | None:
    """The parts of a NIK, or None when it is not sixteen digits."""
    if not re.fullmatch(rf"\d{{{NIK_DIGITS}}}", nik):
        return None
    day = int(nik[6:8])
    return Nik(
        province=nik[:2],
        day=day - WOMEN_ADD if day > WOMEN_ADD else day,
        month=int(nik[8:10]),
        year=int(nik[10:12]),
        is_woman=day > WOMEN_ADD,
    )


def about(claim: Claim, now: datetime) -> list[Note]:
    """Every note on what was declared for this claim."""
    participant, applicant = claim.participant, claim.applicant
    return [
        *_about_participant(participant),
        *_about_applicant(participant, applicant),
        *_about_account(claim, applicant, now),
        *_about_contact(claim),
        *_about_disputes(claim),
    ]


def _about_participant(participant: Participant) -> Iterator[Note]:
    if participant.passport:
        yield Note("Peserta memakai paspor: cocokkan nomor dan nama dengan halaman identitas paspornya.")
    if participant.nik:
        yield from _about_nik(participant.nik, participant.birth_day)
    born, died = participant.birth_day, participant.death_day
    if born and died and died < born:
        yield Note("Tanggal meninggal mendahului tanggal lahir.")


def _about_nik(nik: str, born: date | None) -> Iterator[Note]:
    said = read_nik(nik)
    if said is None:
        yield Note("NIK tidak terdiri atas 16 angka.")
        return
    if born and not said.fits(born):
        yield Note(
            f"NIK memuat tanggal lahir {said.day:02}-{said.month:02}-{said.year:02}, "
            f"sedangkan yang dinyatakan {born:%d-%m-%Y}."
        )
    if province := provinces.names().get(said.province):
        yield Note(f"NIK: {'perempuan' if said.is_woman else 'laki-laki'}, diterbitkan di {province}.", look=False)
    else:
        yield Note(f"Dua angka pertama NIK ({said.province}) bukan kode provinsi yang dikenal.")


def _about_applicant(participant: Participant, applicant: Applicant) -> Iterator[Note]:
    if applicant.relation != Relation.SELF:
        if applicant.nik and applicant.nik == participant.nik:
            yield Note("NIK pemohon sama dengan NIK peserta, padahal pemohon bukan peserta sendiri.")
        elif applicant.nik and read_nik(applicant.nik) is None:
            yield Note("NIK pemohon tidak terdiri atas 16 angka.")
    elif not same_name(applicant.name, participant.name):
        differing = apart(applicant.name, participant.name)
        yield Note(f"Nama pemohon berbeda dari nama peserta ({differing}), padahal diajukan sendiri.")


def _about_account(claim: Claim, applicant: Applicant, now: datetime) -> Iterator[Note]:
    if claim.account_wanted_at:
        yield Note(f"Dana kembali: {claim.get_account_wanted_because_display()}. Rekening belum dijawab pemohon.")
    _bank, number, holder = applicant.account(now)
    if not number:
        yield Note("Belum ada rekening.")
    elif not same_name(holder, applicant.name):
        yield Note(f"Nama pemilik rekening berbeda dari nama pemohon: {apart(holder, applicant.name)}.")
    if applicant.pending_account(now):
        yield Note("Ada perubahan rekening yang belum berlaku.")
    elif applicant.account_changes.filter(cancelled_at=None).exists():
        yield Note("Rekening pernah diganti sejak klaim dibuka.")


def _about_contact(claim: Claim) -> Iterator[Note]:
    changes = claim.contact_changes.filter(refused_at=None)
    if changes.exclude(confirmed_at=None).exists():
        yield Note("Kontak pernah diganti di kantor cabang.")
    elif changes.exists():
        yield Note("Ada usulan ganti kontak yang menunggu petugas kedua.")


def _about_disputes(claim: Claim) -> Iterator[Note]:
    if Dispute.objects.standing().with_side(claim).exists():
        yield Note(
            "Peserta ini juga didaftarkan dari kontak lain. Lihat KTP aslinya lewat video, lalu selesaikan sengketanya "
            "sebelum memutuskan."
        )
