"""Writing mails and bringing them in, for tests that begin at the door or behind it."""

import itertools
import re
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from claims import fresh, looking
from claims.mail import addresses, reading
from claims.mail.receiving import Receiving
from claims.models import Claim, Mail, PaperFile
from tests import factories

EDGE = "mx.contoh.example"
_numbers = itertools.count(1)


def open_claim(*, now: datetime, **overrides) -> Claim:
    """A claim with an address of its own, and its people."""
    claim = factories.open_claim(now=now, **overrides)
    if not addresses.of(claim):
        addresses.give(claim, token=fresh.mail_letters(), now=now)
    return again(claim)


def again(claim: Claim) -> Claim:
    return Claim.objects.with_people().get(pk=claim.pk)


def photo(name: str = "foto.jpg") -> tuple[str, str, bytes]:
    """Name, type and bytes of an attachment; another picture each time."""
    return name, "image/jpeg", factories.photo(next(_numbers))


def letter(claim: Claim, *attached: tuple[str, str, bytes], dmarc: str = "pass", **headers: str) -> EmailMessage:
    """A mail of the claim's own contact, as our edge hands it over; `headers` replace or add (Auto_Submitted)."""
    mail = EmailMessage()
    given = {
        "From": claim.applicant.email,
        "To": addresses.of(claim),
        "Subject": "Dokumen",
        "Message-ID": f"<{next(_numbers)}@contoh.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    domain = given["From"].rpartition("@")[2].rstrip(">")
    mail["Authentication-Results"] = f"{EDGE}; spf=pass; dmarc={dmarc} (p=none) header.from={domain}"
    for name, value in given.items():
        if value:
            mail[name] = value
    mail.set_content("Terlampir, terima kasih.")
    for name, kind, content in attached:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


def keep(claim: Claim | None, raw: bytes | EmailMessage, *, now: datetime, sender: str = "budi@contoh.example"):
    """As a door keeps it; its key, or None when it was here already."""
    content = raw.as_bytes() if isinstance(raw, EmailMessage) else raw
    mail = Receiving(claim, door=Mail.Door.SMTP, recipient="kepada", envelope_from=sender)
    mail.write(content)
    return mail.keep(now=now)


def bring(claim: Claim | None, raw: bytes | EmailMessage, *, now: datetime, **how: str) -> Mail:
    """Kept and read."""
    mail_id = keep(claim, raw, now=now, **how)
    assert mail_id
    return read(mail_id, now=now)


def read(mail_id: UUID, *, now: datetime) -> Mail:
    reading.read_mail(mail_id, now=now)
    return Mail.objects.get(pk=mail_id)


def files(claim: Claim) -> list[PaperFile]:
    return list(claim.files.select_related("paper__kind").order_by("received_at", "pk"))


def look_at_all(claim: Claim, *, now: datetime) -> None:
    for file in files(claim):
        looking.look_at(file.pk, now=now)


def wrong_letters(local_part: str) -> list[str]:
    """The address with any one letter another one."""
    places = [place for place, letter in enumerate(local_part) if place > 6 and letter != "-"]
    return [
        local_part[:place] + ("2" if local_part[place] != "2" else "3") + local_part[place + 1 :] for place in places
    ]


def unfolded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
