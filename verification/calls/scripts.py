"""What an officer says on the telephone, in plain Indonesian, by message; and what is never asked of anybody."""

from string import Formatter
from typing import Any

from notifications.models import Message

# What has to be said, by message, sentence by sentence. The words in braces are those the message itself carries; a
# sentence whose word was left out of the message is not said.
SAYS: dict[str, tuple[str, ...]] = {
    "call_arranged": ("Petugas yang memeriksa klaim Anda menghubungi Anda pada {hour}.", "{how}"),
    "call_moved": ("Jam petugas menghubungi Anda dipindah ke {hour}.", "{how}"),
    "place_closed": (
        "Jam layanan Anda di {branch_name} ditutup kantor cabang.",
        "Pilih hari dan jam baru paling lambat {until}, di halaman klaim Anda.",
    ),
    "hour_closed": (
        "Jam layanan Anda di {branch_name} ditutup kantor cabang. Klaim dan dokumen Anda tetap dikerjakan.",
        "{choose}",
        "Yang kami minta dari Anda tetap kami tunggu paling lambat {until}.",
    ),
    "place_still_wanted": (
        "Klaim Anda belum punya hari dan jam layanan.",
        "Pilih paling lambat {until}; setelah itu klaimnya ditutup.",
    ),
    "place_not_chosen": (
        "Klaim Anda ditutup karena hari dan jam layanan yang baru tidak dipilih. Anda boleh mengajukan lagi.",
    ),
    "papers_still_missing": (
        "Dokumen klaim Anda belum lengkap: {missing}.",
        "Kirim fotonya paling lambat {papers_due}, di halaman klaim Anda.",
    ),
    "envelope_awaited": (
        "Amplop berisi dokumen klaim Anda masih kami tunggu di drop box {branch_name}, {branch_city}.",
        "Paling lambat {until}.",
        "Isinya: {bring}.",
    ),
    "sent_to_dropbox": (
        "Dokumen klaim Anda belum lengkap sampai batas waktunya.",
        "Bawa dokumennya dalam amplop ke drop box {branch_name}, {branch_city}, paling lambat {until}.",
        "Isinya: {bring}.",
    ),
    "come_another_day": (
        "Terima kasih sudah datang ke {branch_name}. Hak Anda tidak berkurang.",
        "Jadwal baru: {visit}.",
        "Amplop Anda kami tunggu paling lambat {until}.",
    ),
    "contents_missing": (
        "Isi amplop Anda sudah kami periksa di {branch_name}. Yang masih kurang: {missing}.",
        "Antar ke drop box, atau kirim fotonya di halaman klaim Anda, paling lambat {until}.",
    ),
    "envelope_lost": (
        "Mohon maaf, amplop klaim Anda tercatat di {branch_name}, tetapi tidak kami temukan. Itu kesalahan kami.",
        "Dokumennya boleh dikirim lagi sampai {until}.",
    ),
    "originals_ready": (
        "Dokumen asli Anda siap diambil di {branch_name}, {branch_city}: {papers}.",
        "Bawa KTP Anda.",
    ),
    "page_refused": (
        "Berkas {paper} yang Anda kirim tidak dapat dipakai: {reason}.",
        "Kirim lagi paling lambat {until}, di halaman klaim Anda.",
    ),
    "repair_wanted": (
        "Petugas meminta dokumen ini dikirim ulang: {returned}.",
        "Kirim paling lambat {until}, di halaman klaim Anda.",
    ),
    "payment_returned": (
        "Bank mengembalikan pembayaran klaim Anda. Kata bank: {bank_said}.",
        "Periksa rekening Anda paling lambat {until}, di halaman klaim Anda.",
        "Jangan sebutkan nomor rekening di telepon.",
    ),
}
ANYTHING = "Sampaikan keadaan klaimnya seperti yang tertulis di bawah, dan jawab pertanyaannya."

NEVER_ASK = (
    "kode yang kami kirim lewat SMS atau WhatsApp (OTP)",
    "PIN, kata sandi, atau nomor kartu ATM",
    "frasa petugas: Anda yang mengucapkannya, bukan pemohon",
    "uang atau pulsa: layanan ini gratis",
)


def news_of(message: Message | None) -> str:
    """What the call is about, in sentences to say."""
    if message is None or message.name not in SAYS:
        return ANYTHING
    words = {word: _said(given) for word, given in message.context.items()}
    return " ".join(sentence.format_map(words) for sentence in SAYS[message.name] if _is_whole(sentence, words))


def _is_whole(sentence: str, words: dict[str, str]) -> bool:
    return all(words.get(word) for _, word, _, _ in Formatter().parse(sentence) if word)


def _said(given: Any) -> str:
    return ", ".join(given) if isinstance(given, list) else str(given)
