"""The room's tables, one file a subject."""

from dropbox.models.envelopes import Envelope, Move
from dropbox.models.handovers import HandOver, Line
from dropbox.models.rounds import Round

__all__ = ["Envelope", "HandOver", "Line", "Move", "Round"]
