"""The drop box of the demonstration: a round of it lies open on the desk, with one envelope still to be scanned."""

from datetime import datetime

from claims import fresh
from claims.models import Claim
from dropbox.box import registering, rounds
from dropbox.models import Envelope
from lapak_asik.demonstration.house import actor, branch

SEAL, COUNTED = "CONTOH-0001", 3


def open_a_round(brought: Claim, now: datetime) -> None:
    """Two emptied the box of three envelopes. One is of this claim, one of nobody; the third is yet to be scanned."""
    one, other = actor("petugascabang"), actor("petugascabang2")
    this = rounds.open_round(branch(), seal=SEAL, counted=COUNTED, by=one, witnessed_by=other, now=now)
    rounds.unseal(this.pk, seal_read=SEAL, by=one, now=now)
    code, other_code = fresh.envelope_code(), fresh.envelope_code()
    registering.register(this.pk, scanned=brought.case_number, code=code, by=one, now=now)
    nobodys = Envelope.Tray.NAMELESS
    registering.set_aside(this.pk, tray=nobodys, note="tanpa nama; isinya KTP dan KK", code=other_code, by=one, now=now)
