"""The room's tables, one file a subject."""

from dropbox.models.boxes import BoxSettings
from dropbox.models.envelopes import PLACES, Envelope, Move
from dropbox.models.handovers import HandOver, Line
from dropbox.models.originals import OriginalPaper
from dropbox.models.rounds import Round
from dropbox.models.scans import Batch, Contents, Leaf, Scan

__all__ = [
    "PLACES", "Batch", "BoxSettings", "Contents", "Envelope", "HandOver", "Leaf", "Line", "Move", "OriginalPaper",
    "Round", "Scan",
]  # fmt: skip
