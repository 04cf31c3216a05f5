"""Invented words for every message, to read the templates with before anybody else does. No person is meant."""

from dataclasses import dataclass

from notifications.models import Channel, Message
from notifications.purposes import PURPOSES, Words
from notifications.wording import Letter, letter_of

REF = "K7QM"
CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)

_OF_ALL: dict[str, str | list[str]] = {
    "code": "482913",
    "minutes": "10",
    "case_number": "LA-7K3M-9QXT-2",
    "applicant_name": "Raden Ajeng Siti Nurhaliza Kusumawardhani",
    "branch_name": "Kantor Cabang Jakarta Menara Jamsostek",
    "branch_city": "Kota Administrasi Jakarta Selatan",
    "branch_address": "Jl. Gatot Subroto No. 38",
    "caller_phrase": "mangga perahu kuning",
    "come": "",
    "link": "https://lapakasik.example/klaim/buka/",
    "private_link": "https://lapakasik.example/klaim/pribadi/tjQ0b3a9rT4mXk8LhVw2Zy5NcPq7Ds1E/",
    "mail_address": "k7f3m9q2x4t6@klaim.lapakasik.example",
    "limit": "20",
    "unsorted": ["IMG_20260101_120000.jpg"],
    "number": "12",
    "others": ["Kantor Cabang Jakarta Cilandak, Jakarta Selatan", "Kantor Cabang Bogor, Bogor"],
}
SAMPLES: dict[str, dict[str, str | list[str]]] = {
    "id": {
        **_OF_ALL,
        "purpose_words": "mengonfirmasi nomor telepon",
        "what": "Jumlah tidak cocok 1, Amplop tanpa klaim 2",
        "programme": "Jaminan Kematian (JKM)",
        "cause": "Peserta meninggal dunia bukan karena kecelakaan kerja",
        "visit": "Selasa 24 November 2026, 10.00 WITA",
        "papers_due": "Senin 23 November 2026, 23.59 WITA",
        "no_need_to_come": "Anda tidak perlu datang ke kantor cabang.",
        "accepted": ["KTP saya.jpg: KTP elektronik atau bukti identitas lain"],
        "refused": ["dokumen.zip: Berkas arsip (ZIP, RAR, 7z) tidak kami buka."],
        "missing": ["KTP pemohon", "Kartu Keluarga", "Akta kematian", "Surat keterangan ahli waris", "Buku rekening"],
        "bring": ["KTP pemohon (asli dan salinan)", "Kartu Keluarga", "Akta kematian"],
        "returned": [
            "KTP pemohon: buram — foto ulang di tempat terang",
            "Akta kematian: terpotong — foto seluruh lembar",
        ],
        "paper": "Surat keterangan ahli waris",
        "reason": "Berkas terkunci kata sandi",
        "why": "Keputusan sebelumnya kami batalkan.",
        "papers": ["KTP elektronik", "Kartu Keluarga"],
        "what_follows": "Isinya kami periksa, lalu kami kabari apakah masih ada yang kurang.",
        "until": "Senin 23 November 2026, 23.59 WITA",
        "choose": "Pilih hari dan jam baru, boleh di cabang mana pun.",
        "promise": "Jumat 27 November 2026",
        "channel_words": "nomor telepon",
        "answer": "Kasus LA-7K3M-9QXT-2: menunggu dokumen sampai Senin 23 November 2026, 23.59 WITA.",
        "day": "Selasa 24 November 2026",
        "hour": "Selasa 24 November 2026, 10.00 WITA",
        "how": "Panggilan video: buka halaman klaim Anda pada jam itu dan tekan Mulai video.",
        "question": "Apakah nama di buku rekening sama dengan nama di KTP Anda?",
        "opens": "Rabu 25 November 2026, 07.00 WITA (untuk Rabu 2 Desember 2026)",
        "effective": "Rabu 25 November 2026, 10.00 WITA",
        "paid_on": "Rabu 25 November 2026",
        "bank_said": "rekening ini tidak aktif, jadi belum bisa menerima uang",
    },
    "en": {
        **_OF_ALL,
        "what": "Count differs 1, envelope without a claim 2",
        "purpose_words": "confirm your phone number",
        "programme": "Death Benefit (JKM)",
        "cause": "The participant died, not by an accident at work",
        "visit": "Tuesday 24 November 2026, 10.00 WITA",
        "papers_due": "Monday 23 November 2026, 23.59 WITA",
        "no_need_to_come": "You do not need to come to the branch.",
        "accepted": ["KTP saya.jpg: Electronic KTP or other proof of identity"],
        "refused": ["dokumen.zip: We do not open archives (ZIP, RAR, 7z)."],
        "missing": ["Applicant's KTP", "Family card (KK)", "Death certificate", "Proof of being an heir", "Bank book"],
        "bring": ["Applicant's KTP (original and copy)", "Family card (KK)", "Death certificate"],
        "returned": [
            "Applicant's KTP: blurred — take the photo again in good light",
            "Death certificate: cut off — take the whole sheet",
        ],
        "paper": "Proof of being an heir",
        "reason": "The file is locked by a password",
        "why": "We have undone the earlier decision.",
        "papers": ["Electronic KTP", "Family card (KK)"],
        "what_follows": "We check what is in it, then tell you whether anything is still missing.",
        "until": "Monday 23 November 2026, 23.59 WITA",
        "choose": "Choose a new day and hour, at any branch office.",
        "promise": "Friday 27 November 2026",
        "channel_words": "phone number",
        "answer": "Case LA-7K3M-9QXT-2: waiting for documents until Monday 23 November 2026, 23.59 WITA.",
        "day": "Tuesday 24 November 2026",
        "hour": "Tuesday 24 November 2026, 10.00 WITA",
        "how": "A video call: open your claim's page at that hour and press Start video.",
        "question": "Is the name in the bank book the same as the name on your KTP?",
        "opens": "Wednesday 25 November 2026, 07.00 WITA (for Wednesday 2 December 2026)",
        "effective": "Wednesday 25 November 2026, 10.00 WITA",
        "paid_on": "Wednesday 25 November 2026",
        "bank_said": "this account is dormant, so it cannot take money yet",
    },
}
AT_THE_BRANCH = {
    "id": "Datanglah ke kantor cabang pada jam itu dengan KTP dan dokumen asli.",
    "en": "Come to the branch office at that hour with your KTP and the original documents.",
}


@dataclass(frozen=True)
class Sample:
    """One message, in one language, to somebody invented."""

    name: str
    language: str
    comes: bool = False  # an on-site place, where the message knows one

    def words(self) -> Words:
        words = SAMPLES[self.language]
        return {**words, "no_need_to_come": "", "come": AT_THE_BRANCH[self.language]} if self.comes else words

    def letter(self, channel: str) -> Letter:
        """As that channel carries it."""
        context = PURPOSES[self.name].keep(self.words())
        return letter_of(Message(name=self.name, language=self.language, channel=channel, ref=REF, context=context))


def samples_of(name: str, language: str) -> list[Sample]:
    """The message to who stays home and, where it says so, to who comes to a branch."""
    sample = Sample(name, language)
    return [sample, Sample(name, language, comes=True)] if "come" in PURPOSES[name].if_any else [sample]
