from payments.models.batches import Batch, Download
from payments.models.lines import HoldBecause, Line, Result
from payments.models.result_files import Outcome, ResultFile, ResultRow

__all__ = ["Batch", "Download", "HoldBecause", "Line", "Outcome", "Result", "ResultFile", "ResultRow"]
