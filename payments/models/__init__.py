from payments.models.batches import Approval, Batch, Download
from payments.models.lines import HoldBecause, Line, Result
from payments.models.result_files import MACHINE, Outcome, ResultFile, ResultRow

__all__ = [
    "MACHINE", "Approval", "Batch", "Download", "HoldBecause", "Line", "Outcome", "Result", "ResultFile", "ResultRow",
]  # fmt: skip
