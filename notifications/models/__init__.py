"""The room's tables, one file a subject."""

from notifications.models.addresses import AddressFact, FactKind
from notifications.models.budgets import Spent
from notifications.models.inbound import Inbound
from notifications.models.messages import Channel, Message, MessageQuerySet, State
from notifications.models.providers import ProviderChange, ProviderHealth
from notifications.models.wordings import WhatsAppTemplate, Wording

__all__ = [
    "AddressFact",
    "Channel",
    "FactKind",
    "Inbound",
    "Message",
    "MessageQuerySet",
    "ProviderChange",
    "ProviderHealth",
    "Spent",
    "State",
    "WhatsAppTemplate",
    "Wording",
]
