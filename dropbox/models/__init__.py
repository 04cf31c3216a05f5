"""The room's tables, one file a subject."""

from dropbox.models.boxes import BoxSettings
from dropbox.models.envelopes import PLACES, Envelope, Move
from dropbox.models.handovers import HandOver, Line
from dropbox.models.rounds import Round

__all__ = ["PLACES", "BoxSettings", "Envelope", "HandOver", "Line", "Move", "Round"]
