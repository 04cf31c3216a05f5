"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.counts import BranchHour, CountedDay, OfficerDay, ReasonDay
from verification.models.findings import (
    HOLDS_AT_MOST,
    Decision,
    RejectionRule,
    ReturnReason,
    Verdict,
)
from verification.models.readings import PageView

__all__ = [
    "HOLDS_AT_MOST",
    "BranchHour",
    "CallTask",
    "CallTry",
    "CountedDay",
    "Decision",
    "OfficerDay",
    "PageView",
    "ReasonDay",
    "RejectionRule",
    "ReturnReason",
    "Verdict",
]
