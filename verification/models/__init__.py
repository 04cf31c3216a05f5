"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.contacts import Attempt, Contact, OriginalShown
from verification.models.findings import (
    HOLDS_AT_MOST,
    SAME_OFFICER_FOR,
    Decision,
    RejectionRule,
    ReturnReason,
    Verdict,
)
from verification.models.readings import PageView

__all__ = [
    "HOLDS_AT_MOST",
    "SAME_OFFICER_FOR",
    "Attempt",
    "CallTask",
    "CallTry",
    "Contact",
    "Decision",
    "OriginalShown",
    "PageView",
    "RejectionRule",
    "ReturnReason",
    "Verdict",
]
