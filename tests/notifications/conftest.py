from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from notifications import delivery, outbox
from notifications.address import Address
from notifications.models import Message
from notifications.outcomes import Absent, Accepted
from tests.processes import mail_catcher, start_worker, twilio_stand_in, valkey  # noqa: F401 (fixtures)


@pytest.fixture
def now() -> datetime:
    """An instant that is as good as any other."""
    return datetime.now(UTC)


class ScriptedProvider:
    """A provider that ends each call as the test wrote it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.asked: list[Message] = []
        self.ends = Accepted("SM1")
        self.finds = Absent()

    def send(self, message, letter):
        self.sent.append(message)
        return self.ends

    def find(self, message):
        self.asked.append(message)
        return self.finds


@pytest.fixture
def provider(monkeypatch) -> ScriptedProvider:
    scripted = ScriptedProvider()
    monkeypatch.setattr(delivery, "CHANNELS", dict.fromkeys(delivery.CHANNELS, scripted))
    return scripted


def post(name="verified", *, to=None, about="claim-event:1", now, **words) -> list[Message]:
    """Post a message with sample words, in a transaction as every verb does."""
    to = to or Address(person="claimant:1", phone="+6281234567890")
    with transaction.atomic():
        return outbox.post(name, to=to, about=about, context={**SAMPLE, **words}, now=now)


def let_time_pass(by: timedelta) -> None:
    """As if everything in the outbox had happened that much earlier."""
    for message in Message.objects.all():
        times = {
            name: value - by
            for name in ("posted_at", "due_at", "taken_at", "sent_at")
            if (value := getattr(message, name)) is not None
        }
        Message.objects.filter(pk=message.pk).update(**times)


SAMPLE = {
    "code": "482913",
    "purpose_words": "mengonfirmasi nomor telepon",
    "minutes": "10",
    "case_number": "LA-7K3M-9QXT-24",
    "programme": "Jaminan Kematian (JKM)",
    "cause": "Peserta meninggal dunia bukan karena kecelakaan kerja",
    "applicant_name": "Raden Ajeng Siti Nurhaliza Kusumawardhani",
    "branch_name": "Kantor Cabang Jakarta Menara Jamsostek",
    "branch_city": "Kota Administrasi Jakarta Selatan",
    "branch_address": "Jl. Gatot Subroto No. 38",
    "visit": "Selasa 24 November 2026, 10.00 WITA",
    "papers_due": "Senin 23 November 2026, 23.59 WITA",
    "no_need_to_come": "Anda tidak perlu datang ke kantor cabang.",
    "come": "",
    "link": "https://lapakasik.example/klaim/buka/",
    "private_link": "https://lapakasik.example/klaim/pribadi/tjQ0b3a9rT4mXk8LhVw2Zy5NcPq7Ds1E/",
    "limit": "20",
    "accepted": ["KTP saya.jpg: KTP elektronik atau bukti identitas lain"],
    "unsorted": ["IMG_20260101_120000.jpg"],
    "refused": ["dokumen.zip: Berkas arsip (ZIP, RAR, 7z) tidak kami buka."],
    "missing": ["KTP pemohon", "Kartu Keluarga", "Akta kematian", "Surat keterangan ahli waris", "Buku rekening"],
    "bring": ["KTP pemohon (asli dan salinan)", "Kartu Keluarga", "Akta kematian"],
    "returned": ["KTP pemohon: buram — foto ulang di tempat terang", "Akta kematian: terpotong — foto seluruh lembar"],
    "paper": "Surat keterangan ahli waris",
    "reason": "Berkas terkunci kata sandi",
    "until": "Senin 23 November 2026, 23.59 WITA",
    "choose": "Pilih hari dan jam baru, boleh di cabang mana pun.",
    "promise": "Jumat 27 November 2026",
    "channel_words": "nomor telepon",
    "number": "12",
    "day": "Selasa 24 November 2026",
    "opens": "Rabu 25 November 2026, 07.00 WITA (untuk Rabu 2 Desember 2026)",
    "others": ["Kantor Cabang Jakarta Cilandak, Jakarta Selatan", "Kantor Cabang Bogor, Bogor"],
    "effective": "Rabu 25 November 2026, 10.00 WITA",
}
