"""What the report of a day names: each kind of thing that does not agree."""

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    """Worst first: the report stands in this order."""

    SENT_NOT_RECEIVED = "sent_not_received", "Dikirim, tidak diterima"
    RECEIVED_NOT_SENT = "received_not_sent", "Diterima, tidak dikirim"
    SEAL_MISMATCH = "seal_mismatch", "Segel tidak cocok"
    COUNT_MISMATCH = "count_mismatch", "Jumlah tidak cocok"
    CLAIM_WITHOUT_ENVELOPE = "claim_without_envelope", "Klaim tanpa amplop"
    ENVELOPE_WITHOUT_CLAIM = "envelope_without_claim", "Amplop tanpa klaim"
    NO_ROUND = "no_round", "Kotak tidak dibuka"
    LATE_ROUND = "late_round", "Terlambat"


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree: what, in a sentence, and the page of what it is about."""

    kind: Kind
    words: str
    address: str = ""
