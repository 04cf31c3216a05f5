"""What a machine sees on a page: hints for people, never a verdict.

The thresholds were measured on the sample papers of `deploy.sample_papers` (cards, passbook, tables, letters, a face;
long side 1,200 to 2,000 px), each also blurred by a Gaussian of 2 to 12 px and darkened to 50, 30 and 20 %:

- *blurred* compares the steepest half per cent of edges (Laplacian) with the contrast there is, so that neither little
  writing nor dim light counts as blur. Sharp papers have 0.64 to 1.1, blurred by 2 px 0.31 and more; cards by 4 px
  (hard to read) 0.28, by 6 px (illegible) 0.16; whole pages by 8 px 0.29 to 0.33, by 12 px 0.15 to 0.19. Below 0.25 the
  person is told.
- *too dark* asks how bright the brightest twentieth is, so that a card on a dark table passes. Papers at half their
  brightness have 113 and more and are read without effort, at 30 % at most 77. Below 80 the person is told.

Edges of a paper cut off by the frame are not looked for: a scan fills its frame as a cut photo does, and no measure
without a learned model tells them apart.
"""

from collections.abc import Sequence

from PIL import Image, ImageFilter

LEGIBLE_SHORT_SIDE = 600
"""Pixels. Below this an identity card's small print is rarely legible."""

SHARP = 0.25
LIT = 80
PLAIN = 24
"""Shades. A page of less contrast bears no writing whose edges could be judged."""

_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def notes(grey: Image.Image) -> list[str]:
    """Codes of what may make the page hard to read, seen on its grey thumbnail."""
    shades = grey.histogram()
    found = []
    if _percentile(shades, 0.95) < LIT:
        found.append("too_dark")
    contrast = _percentile(shades, 0.99) - _percentile(shades, 0.01)
    if contrast >= PLAIN and _steepness(grey) < SHARP * contrast:
        found.append("blurred")
    return found


def likeness(grey: Image.Image) -> int:
    """64 bits that stay nearly the same when the same picture is sent smaller, brighter or packed anew (dHash).

    Each bit says whether a ninth of a row is brighter than its right neighbour. Signed, as a database keeps 64 bits.
    0 for an even surface: it resembles every other one, and says nothing.
    """
    shades = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(0, 72, 9):
        for column in range(row, row + 8):
            bits = bits << 1 | (shades[column] > shades[column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def _steepness(grey: Image.Image) -> int:
    """How steep the steepest half per cent of all edges is; the outermost pixels have no neighbours to compare."""
    if min(grey.size) < 5:
        return 255
    edges = grey.filter(_EDGES).crop((1, 1, grey.width - 1, grey.height - 1)).histogram()
    away = [edges[128], *(edges[128 - by] + (edges[128 + by] if by < 128 else 0) for by in range(1, 129))]
    return _percentile(away, 0.995)


def _percentile(counts: Sequence[int], share: float) -> int:
    """The value below or at which `share` of all that was counted lies."""
    left = sum(counts) * share
    for value, count in enumerate(counts):
        left -= count
        if left <= 0:
            return value
    return len(counts) - 1
