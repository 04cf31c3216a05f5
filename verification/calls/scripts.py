"""What an officer says on the telephone, in plain Indonesian, by message; and what is never asked of anybody."""

from typing import Any

from notifications.models import Message

# What has to be said, by message. The words in braces are those the message itself carries.
SAYS: dict[str, str] = {
    "place_closed": "Jam layanan Anda di {branch_name} ditutup kantor cabang. Pilih hari dan jam baru paling lambat "
    "{until}, di halaman klaim Anda.",
    "hour_closed": "Jam layanan Anda di {branch_name} ditutup kantor cabang. Klaim dan dokumen Anda tetap dikerjakan. "
    "{choose} Yang kami minta tetap kami tunggu paling lambat {until}.",
    "place_still_wanted": "Klaim Anda belum punya hari dan jam layanan. Pilih paling lambat {until}; setelah itu "
    "klaimnya dibatalkan.",
    "place_not_chosen": "Klaim Anda dibatalkan karena hari dan jam layanan yang baru tidak dipilih. Anda boleh "
    "mengajukan klaim baru.",
    "papers_still_missing": "Dokumen klaim Anda belum lengkap: {missing}. Kirim fotonya paling lambat {papers_due}, "
    "di halaman klaim Anda.",
    "envelope_awaited": "Amplop berisi dokumen klaim Anda masih kami tunggu di drop box {branch_name}, {branch_city}, "
    "paling lambat {until}. Bawa: {bring}.",
    "sent_to_dropbox": "Dokumen klaim Anda belum lengkap sampai batas waktunya. Bawa dokumennya dalam amplop ke drop "
    "box {branch_name}, {branch_city}, paling lambat {until}. Bawa: {bring}.",
    "page_refused": "Berkas {paper} yang Anda kirim tidak dapat dipakai: {reason}. Kirim lagi paling lambat {until}.",
    "repair_wanted": "Petugas meminta dokumen ini dikirim ulang: {returned}. Kirim paling lambat {until}, di halaman "
    "klaim Anda.",
}
ANYTHING = "Sampaikan keadaan klaimnya seperti yang tertulis di bawah, dan jawab pertanyaannya."

NEVER_ASK = (
    "kode yang kami kirim lewat SMS atau WhatsApp (OTP)",
    "PIN, kata sandi, atau nomor kartu ATM",
    "frasa petugas: Anda yang mengucapkannya, bukan pemohon",
    "uang atau pulsa: layanan ini gratis",
)


class _Known(dict[str, str]):
    """Words a message left out are left out of the sentence too."""

    def __missing__(self, word: str) -> str:
        return ""


def news_of(message: Message | None) -> str:
    """What the call is about, in sentences to say."""
    if message is None or message.name not in SAYS:
        return ANYTHING
    words = _Known({word: _said(given) for word, given in message.context.items()})
    return " ".join(SAYS[message.name].format_map(words).replace(" Bawa: .", "").replace(" Yang kami minta tetap kami tunggu paling lambat .", "").split())


def _said(given: Any) -> str:
    return ", ".join(given) if isinstance(given, list) else str(given)
