"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.check_points import CheckPoint
from verification.models.contacts import Attempt, Contact, OriginalShown
from verification.models.counts import BranchHour, CountedDay, OfficerDay, PaidDay, ReasonDay
from verification.models.decisions import (
    CoreBalance,
    Decision,
    DecisionFault,
    Outcome,
    PaperFault,
    Proposal,
    QualityFinding,
    QualitySample,
)
from verification.models.findings import (
    HOLDS_AT_MOST,
    RejectionRule,
    ReturnReason,
    Verdict,
)
from verification.models.readings import PageView
from verification.models.saved_filters import SavedFilter

__all__ = [
    "HOLDS_AT_MOST",
    "Attempt",
    "BranchHour",
    "CallTask",
    "CallTry",
    "CheckPoint",
    "Contact",
    "CoreBalance",
    "CountedDay",
    "Decision",
    "DecisionFault",
    "OfficerDay",
    "OriginalShown",
    "Outcome",
    "PageView",
    "PaidDay",
    "PaperFault",
    "Proposal",
    "QualityFinding",
    "QualitySample",
    "ReasonDay",
    "RejectionRule",
    "ReturnReason",
    "SavedFilter",
    "Verdict",
]
