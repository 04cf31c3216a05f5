"""What is done about each answer of a provider: one table, read when a message is handed over and when a receipt comes.

Sources: Twilio's error dictionary (twilio.com/docs/api/errors) and WhatsApp's mapping of it
(twilio.com/docs/whatsapp/tutorial/error-codes). A code that is not listed lets the next rung begin, and is shown.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from notifications.models import FactKind


class Do(Enum):
    """What a code asks for. All but RETRY end the rung, and the next begins."""

    RETRY = "retry"  # surely not sent and passes by itself: again, later
    NEXT = "next"  # this channel does not reach the person now
    ALERT = "alert"  # our template, account or sender is at fault: the operator must mend it


@dataclass(frozen=True)
class Action:
    """One code's meaning. `fact` is learnt of the address, for `holds` (None: until it is confirmed again)."""

    do: Do
    words: str
    fact: FactKind | None = None
    holds: timedelta | None = None


A_DAY, A_MONTH = timedelta(days=1), timedelta(days=30)

ACTIONS: dict[str, Action] = {
    # WhatsApp
    "63003": Action(Do.NEXT, "Nomor ini tidak memakai WhatsApp", FactKind.NOT_THERE, A_MONTH),
    "63024": Action(Do.NEXT, "Nomor ini tidak dapat menerima WhatsApp", FactKind.NOT_THERE, A_MONTH),
    "63032": Action(Do.NEXT, "WhatsApp menahan pesan ini untuk penerimanya"),
    "63014": Action(Do.NEXT, "Penerima memblokir nomor kita di WhatsApp", FactKind.OPTED_OUT),
    "63016": Action(Do.ALERT, "Di luar 24 jam percakapan harus memakai templat"),
    "63018": Action(Do.RETRY, "WhatsApp membatasi kecepatan kirim kita"),
    "63012": Action(Do.RETRY, "WhatsApp sedang terganggu"),
    "63020": Action(Do.ALERT, "Akun WhatsApp Business belum siap"),
    "63021": Action(Do.ALERT, "Isi templat WhatsApp melebihi batas"),
    "63022": Action(Do.ALERT, "Nomor pengirim WhatsApp tidak sah"),
    "63023": Action(Do.RETRY, "WhatsApp sedang terganggu"),
    "63027": Action(Do.ALERT, "Templat WhatsApp tidak ada dalam bahasa itu"),
    "63028": Action(Do.ALERT, "Jumlah isian templat WhatsApp tidak cocok"),
    "63030": Action(Do.ALERT, "Isian templat WhatsApp tidak sah"),
    # SMS
    "21211": Action(Do.NEXT, "Nomor tujuan tidak sah", FactKind.UNREACHABLE),
    "21408": Action(Do.ALERT, "Pengiriman ke negara itu belum diizinkan di akun kita"),
    "21602": Action(Do.ALERT, "Pesan tanpa isi"),
    "21604": Action(Do.ALERT, "Pesan tanpa nomor tujuan"),
    "21608": Action(Do.ALERT, "Akun percobaan hanya mengirim ke nomor terdaftar"),
    "21610": Action(Do.NEXT, "Penerima berhenti berlangganan SMS", FactKind.OPTED_OUT),
    "21612": Action(Do.NEXT, "Tidak ada jalur SMS ke nomor itu"),
    "21614": Action(Do.NEXT, "Nomor tujuan bukan nomor seluler", FactKind.NOT_THERE),
    "30001": Action(Do.RETRY, "Antrean penyedia penuh"),
    "30002": Action(Do.ALERT, "Akun penyedia ditangguhkan"),
    "30003": Action(Do.NEXT, "Ponsel mati atau di luar jangkauan"),
    "30004": Action(Do.NEXT, "Penerima memblokir pesan"),
    "30005": Action(Do.NEXT, "Nomor tidak dikenal atau tidak aktif", FactKind.UNREACHABLE, A_MONTH),
    "30006": Action(Do.NEXT, "Nomor telepon rumah atau operator tak terjangkau", FactKind.UNREACHABLE, A_DAY),
    "30007": Action(Do.ALERT, "Disaring operator sebagai pesan massal"),
    "30008": Action(Do.NEXT, "Gagal tanpa sebab yang disebut operator"),
    "30042": Action(Do.ALERT, "Nama pengirim SMS diblokir operator"),
    # The account and the line to the provider
    "20003": Action(Do.RETRY, "Penyedia menolak kunci akun kita"),
    "20429": Action(Do.RETRY, "Penyedia membatasi kecepatan kirim kita"),
}

UNLISTED = Action(Do.NEXT, "Ditolak penyedia")


def of(code: object) -> Action:
    """What is done about this code of Twilio's; one that is not in the table lets the next rung begin."""
    return ACTIONS.get(str(code), UNLISTED)


def to_mend() -> list[str]:
    """The codes that say that we are at fault."""
    return [code for code, action in ACTIONS.items() if action.do == Do.ALERT]
