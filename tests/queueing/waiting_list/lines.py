"""People who wait in line."""

from claims import fresh
from claims.links import contact_index
from queueing.models import Draft, Slot, WaitingEntry
from queueing.waiting_list import waiting
from tests import factories


def joins(slot: Slot, now, *, phone: str = "") -> WaitingEntry:
    """Somebody draws a number for the day of this slot."""
    number = next(factories._numbers)
    phone = phone or f"+62813{number:07d}"
    contact = {"phone": phone, "email": f"wati{number}@contoh.example", "whatsapp": False, "language": "id"}
    answers = {
        "programme": "JHT",
        "contact": {"phone": phone, "email": "", "whatsapp": False},
        "participant": {"name": "Wati Contoh"},
        "waits": True,
    }
    draft = Draft.objects.create(made_at=now, changed_at=now, answers=answers)
    joining = waiting.Joining(draft.pk, contact_index("phone", phone), contact, token=fresh.token())
    return waiting.join(joining, branch=slot.branch, door=slot.door, day=slot.day, now=now)
