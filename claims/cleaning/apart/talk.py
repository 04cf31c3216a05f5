"""What the portal and the processes that run apart say to each other, and the limits both know."""

import struct
from enum import IntEnum

MEGABYTE = 1024 * 1024

MAX_PIXELS = 50_000_000
"""Of one picture, also of one inside a PDF. The cameras of today's cheap phones stop at this when used in full."""

MAX_PAGES = 20
MAX_MEMORY = 512 * MEGABYTE
"""Bytes of address space. It counts what is merely reserved, so the memory really taken stays below."""

MAX_SECONDS = 10
"""Of computing. A photo takes a tenth of one, twenty scanned pages two."""

PATIENCE = 13.0
"""Seconds by the clock on the wall, after which a process is ended that computes little and still does not end."""

MAX_HANDED_BACK = 64 * MEGABYTE
"""Twenty pages of pure grain stay below this."""

PAGE = struct.Struct(">qBII")
"""Before each page that is handed back: likeness, notes, bytes of its image, bytes of its thumbnail; then both."""

REPORT = struct.Struct(">BBIf")
"""How a job ended: outcome, whether its process died, the most memory it took (KiB), seconds of computing."""

MAX_SCAN_PAGES = 300
"""Of what staff scan in one go: a sheet-fed scanner's tray takes a hundred sheets."""

LEAVES = struct.Struct(">BHH")
"""What is wanted of a scan: the decoder of the file, the first page counted from 0, and how many."""

LEAF = struct.Struct(">?HI")
"""Before each page of a scan: whether it is blank, bytes of its codes' texts, bytes of its thumbnail; then both."""

PLACE = struct.Struct(">H")
"""One page that is wanted of a scan, counted from 0."""

COUNT = struct.Struct(">I")
NOTES = ("too_small", "too_dark", "blurred")
"""What a machine may notice about a page; the place in this tuple is the bit that says so."""


class Job(IntEnum):
    """What is wanted of a file, and so which decoder opens it: the bytes themselves choose none."""

    JPEG = 1
    PNG = 2
    WEBP = 3
    HEIC = 4
    PDF = 5
    READ = 6  # the words on a page image of ours
    TURN = 7  # which way up they stand
    LEAVES = 8  # the codes, blankness and thumbnails of some pages of a scan; before them how many pages it has
    CUT = 9  # some pages of a scanned PDF as one of their own


class Outcome(IntEnum):
    """How a job ended; a process' exit code. 1 and 2 are Python's own, and any other is a death."""

    DONE = 0
    LOCKED = 10
    EMPTY = 11
    TOO_MANY_PAGES = 12  # the number is handed back
    TOO_MANY_PIXELS = 13
    UNREADABLE = 14
    TOO_HEAVY = 15
    NO_HEIC = 16
    NOT_STARTED = 17  # the machine has no room for one more process: nothing was said about the file


class Unusable(Exception):
    """No pages, for the cause `outcome`. `pages` is their number when there are too many."""

    def __init__(self, outcome: Outcome, pages: int = 0) -> None:
        super().__init__(outcome.name)
        self.outcome, self.pages = outcome, pages
