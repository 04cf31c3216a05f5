"""The room's tables, one file a subject."""

from verification.models.calls import CallTask, CallTry
from verification.models.check_points import CheckPoint
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

__all__ = [
    "HOLDS_AT_MOST",
    "CallTask",
    "CallTry",
    "CheckPoint",
    "CoreBalance",
    "Decision",
    "DecisionFault",
    "Outcome",
    "PageView",
    "PaperFault",
    "Proposal",
    "QualityFinding",
    "QualitySample",
    "RejectionRule",
    "ReturnReason",
    "Verdict",
]
