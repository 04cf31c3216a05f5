"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.check_points import CheckPoint
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
    "CallTask",
    "CallTry",
    "CheckPoint",
    "Decision",
    "PageView",
    "RejectionRule",
    "ReturnReason",
    "Verdict",
]
