"""Where a person can be told something. The outbox knows addresses, never people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """One person's addresses, as they stood when the message was posted."""

    person: str  # an opaque key; with the event and the purpose it makes a message unique
    email: str = ""
    phone: str = ""  # E.164: "+6281234567890"
    whatsapp: bool = False  # the person asked for WhatsApp, on record
    zone: str = "Asia/Jakarta"
    language: str = "id"
    order: tuple[str, ...] = ()  # the person's own order of channels; empty: the purpose's


def takes_sms(phone: str) -> bool:
    """SMS goes to Indonesian mobiles only: abroad our sender name is not registered, and a landline refuses (21614)."""
    return phone.startswith("+628")


def prefix_of(address: str) -> str:
    """Of a telephone number country and operator, which name nobody: "+62812"; of an e-mail address nothing."""
    return "" if "@" in address else address[:6]


def masked(address: str) -> str:
    """Enough for a person to recognise their own address, too little to write to it."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{address[:5]}***{address[-3:]}" if address else ""
