"""Places in time: how many there are, who has one, who waits for one, and the draft of who is about to ask."""

from queueing.models.drafts import DRAFT_LIVES_FOR, Draft
from queueing.models.lists import ENTRIES_PER_CONTACT, WaitingEntry, WaitingList
from queueing.models.plans import OpeningPlan
from queueing.models.rush import QueueNumber, Rush
from queueing.models.slots import SLOT_LENGTH, Slot, SlotReminder
from queueing.models.tickets import HOLD_FOR, ONE_HOLD_PER, Dispute, Ticket

__all__ = [
    "DRAFT_LIVES_FOR",
    "ENTRIES_PER_CONTACT",
    "HOLD_FOR",
    "ONE_HOLD_PER",
    "SLOT_LENGTH",
    "Dispute",
    "Draft",
    "OpeningPlan",
    "QueueNumber",
    "Rush",
    "Slot",
    "SlotReminder",
    "Ticket",
    "WaitingEntry",
    "WaitingList",
]
