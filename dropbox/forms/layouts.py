"""What each form asks, line by line: by which known fact a line is filled, or that it is left to write on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a form. `known` names a fact of `known.facts_of`; without one, or unknown, it is written by hand."""

    label: str
    known: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Layout:
    """One form, by the code of its kind of paper in the catalogue."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    statement: str
    signed_by: tuple[str, ...]


PARTICIPANT = (
    Line("Nama lengkap", "participant_name"),
    Line("NIK atau nomor paspor", "participant_identity"),
    Line("Tanggal lahir", "birth_date"),
    Line("Nomor KPJ", "kpj"),
)
DECEASED = Section(
    "Peserta yang meninggal",
    (*PARTICIPANT, Line("Tanggal meninggal", "death_date"), Line("Tempat dan sebab meninggal")),
)
APPLICANT = Section(
    "Yang mengajukan",
    (
        Line("Nama lengkap", "applicant_name"),
        Line("NIK", "applicant_nik"),
        Line("Hubungan dengan peserta", "relation"),
        Line("Alamat sekarang"),
        Line("Nomor ponsel", "phone"),
        Line("E-mail", "email"),
    ),
)
EMPLOYER = Section(
    "Perusahaan",
    (Line("Nama perusahaan"), Line("NPP"), Line("Alamat dan telepon")),
)
ACCOUNT = Section(
    "Pembayaran",
    (
        Line("Bank", "bank_name"),
        Line("Nomor rekening", "account_number"),
        Line("Nama pemilik rekening", "account_holder"),
        Line("NPWP, bila ada"),
    ),
)
WORKER = Section("Pekerja", (*PARTICIPANT, Line("Pekerjaan atau jabatan"), Line("Upah sebulan (Rp)")))
TRUE = "Isian ini benar dan lengkap. Bila ternyata tidak benar, saya bersedia mengembalikan yang sudah dibayarkan."

JHT = Layout(
    "Formulir 5: pengajuan Jaminan Hari Tua (JHT)",
    "Lengkapi yang masih kosong, lalu tanda tangani.",
    (
        Section("Peserta", (*PARTICIPANT, Line("Sebab klaim", "cause"))),
        Section(
            "Pekerjaan terakhir",
            (Line("Nama perusahaan"), Line("Mulai bekerja"), Line("Berhenti bekerja")),
        ),
        APPLICANT,
        ACCOUNT,
    ),
    TRUE,
    ("Yang mengajukan", "Petugas penerima"),
)
JKM = Layout(
    "Formulir 4: pengajuan Jaminan Kematian (JKM)",
    "Diisi oleh ahli waris. Lengkapi yang masih kosong, lalu tanda tangani.",
    (
        DECEASED,
        Section("Perusahaan terakhir, bila peserta bekerja pada perusahaan", EMPLOYER.lines),
        APPLICANT,
        Section(
            "Ahli waris lain (nama, hubungan, tanggal lahir)",
            (Line("1"), Line("2"), Line("3"), Line("4")),
        ),
        ACCOUNT,
    ),
    TRUE,
    ("Ahli waris", "Perusahaan, bila ada", "Petugas penerima"),
)
JP = Layout(
    "Formulir 7: pengajuan Jaminan Pensiun (JP)",
    "Lengkapi yang masih kosong, lalu tanda tangani.",
    (
        Section(
            "Peserta",
            (*PARTICIPANT, Line("Tanggal meninggal, bila peserta meninggal", "death_date")),
        ),
        Section(
            "Manfaat",
            (Line("Manfaat yang diajukan", "cause"), Line("Berhenti bekerja pada"), Line("Perusahaan terakhir")),
        ),
        APPLICANT,
        ACCOUNT,
    ),
    TRUE,
    ("Yang mengajukan", "Petugas penerima"),
)
ACCIDENT_FIRST = Layout(
    "Formulir 3 (KK1): laporan kecelakaan kerja tahap I",
    "Diisi oleh perusahaan, paling lambat 2 x 24 jam setelah kecelakaan.",
    (
        EMPLOYER,
        WORKER,
        Section(
            "Kecelakaan",
            (
                Line("Tanggal dan jam"),
                Line("Tempat kejadian"),
                Line("Lalu lintas di jalan", "answer.ROAD_ACCIDENT"),
                Line("Saat lembur, sif, atau tugas luar", "answer.OVERTIME_OR_DUTY"),
                Line("Di luar tempat kerja", "answer.OUTSIDE_WORKPLACE"),
                Line("Uraian kejadian"),
                Line(""),
                Line(""),
                Line("Bagian tubuh yang luka"),
                Line("Akibat", options=("dirawat jalan", "dirawat inap", "meninggal")),
                Line("Rumah sakit atau klinik"),
                Line("Saksi 1 (nama, telepon)"),
                Line("Saksi 2 (nama, telepon)"),
            ),
        ),
        Section("Yang mengajukan", APPLICANT.lines[:3]),
    ),
    "Laporan ini dibuat dengan sebenarnya.",
    ("Pimpinan perusahaan dan stempel", "Petugas penerima"),
)
ACCIDENT_SECOND = Layout(
    "Formulir 3a (KK2): laporan kecelakaan kerja tahap II",
    "Diisi oleh perusahaan setelah pengobatan selesai.",
    (
        EMPLOYER,
        WORKER,
        Section(
            "Akibat kecelakaan",
            (
                Line("Tanggal kecelakaan"),
                Line("Keadaan akhir", options=("sembuh", "cacat", "meninggal")),
                Line("Meninggal pada", "death_date"),
                Line("Tidak mampu bekerja dari"),
                Line("sampai"),
                Line("Upah tetap dibayar perusahaan", "answer.WAGE_KEPT_PAID"),
            ),
        ),
        Section(
            "Biaya yang diminta kembali (Rp)",
            (Line("Angkutan"), Line("Pengobatan dan perawatan"), Line("Rehabilitasi")),
        ),
        Section("Pembayaran", (Line("Dibayarkan kepada perusahaan", "answer.PAID_TO_EMPLOYER"), *ACCOUNT.lines[:3])),
    ),
    "Laporan ini dibuat dengan sebenarnya.",
    ("Pimpinan perusahaan dan stempel", "Petugas penerima"),
)
ACCIDENT_DOCTOR = Layout(
    "Formulir 3b (KK3): keterangan dokter",
    "Diisi oleh dokter yang merawat.",
    (
        Section("Pekerja", PARTICIPANT),
        Section(
            "Pemeriksaan",
            (
                Line("Diperiksa pertama kali pada"),
                Line("Diagnosis"),
                Line("Tindakan"),
                Line("Istirahat dari"),
                Line("sampai"),
                Line("Keadaan", options=("sembuh", "masih dirawat", "cacat", "meninggal")),
                Line("Bagian tubuh dan persentase cacat"),
            ),
        ),
        Section(
            "Dokter",
            (Line("Nama dokter"), Line("Nomor izin praktik"), Line("Rumah sakit atau klinik")),
        ),
    ),
    "Keterangan ini saya buat menurut pemeriksaan saya.",
    ("Dokter pemeriksa dan stempel",),
)

LAYOUTS = {
    "F3KK1": ACCIDENT_FIRST,
    "F3KK2": ACCIDENT_SECOND,
    "F3KK3": ACCIDENT_DOCTOR,
    "F4": JKM,
    "F5": JHT,
    "F7": JP,
}
"""Each form by the code of its kind of paper."""
