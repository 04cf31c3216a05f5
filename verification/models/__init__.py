"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.findings import (
    HOLDS_AT_MOST,
    Decision,
    RejectionRule,
    ReturnReason,
    Verdict,
)
from verification.models.readings import PageView
from verification.models.saved_filters import SavedFilter

__all__ = [
    "HOLDS_AT_MOST",
    "CallTask",
    "CallTry",
    "Decision",
    "PageView",
    "RejectionRule",
    "ReturnReason",
    "SavedFilter",
    "Verdict",
]
