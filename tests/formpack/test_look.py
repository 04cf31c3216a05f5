"""Promises of the people's look that a careless template would break: strict CSP, weight, one frame."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST_VIEW_LIMIT = 50 * 1024
SCRIPT_LIMIT = 30 * 1024
# What only staff fetch, or the board of a hall.
STAFF_SHEETS = (
    "admin.css", "all_claims.css", "board.css", "calling.css", "capacity.css", "contacts.css", "days.css", "desk.css",
    "desk_bench.css", "desk_decide.css", "desk_papers.css", "desk_viewer.css", "dev_messages.css", "dropbox.css",
    "figures.css", "gallery.css", "gate.css", "gate_claim.css", "labels.css", "originals.css", "scans.css",
    "telling.css", "ticket.css",
)  # fmt: skip
STAFF_SCRIPTS = ("desk*.js", "calling.js", "camera.js", "day.js", "gate.js", "lease.js", "signature.js")
SENDING = ("upload*.js", "looked_at.js")

# Messages are read in mail programs, which know neither our style sheets nor our policy.
TEMPLATES = [
    p for p in (ROOT / "templates").rglob("*.html") if "messages" not in p.relative_to(ROOT / "templates").parts
]


def packed(folder: str, pattern: str) -> int:
    """Bytes over the wire of the files matching `pattern`, each compressed by itself."""
    return sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static" / folder).glob(pattern))


def test_no_template_carries_inline_style_or_script():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)

    assert [str(p.relative_to(ROOT)) for p in TEMPLATES if inline.search(p.read_text())] == []


def test_nothing_is_fetched_from_another_host():
    foreign = re.compile(
        r"<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//|@import|url\(\"?https?:", re.IGNORECASE
    )
    sheets = list((ROOT / "static" / "css").glob("*.css"))

    assert [str(p.relative_to(ROOT)) for p in [*TEMPLATES, *sheets] if foreign.search(p.read_text())] == []


def test_forms_leave_the_refusing_to_us():
    forms = [
        (str(path.relative_to(ROOT)), tag)
        for path in TEMPLATES
        for tag in re.findall(r"<form[^>]*enctype[^>]*>", path.read_text())
        if "novalidate" not in tag
    ]

    assert forms == []


def test_all_scripts_together_are_light():
    assert packed("js", "*.js") <= SCRIPT_LIMIT


def test_all_styles_the_mark_and_whatever_may_be_in_a_first_view_fit_half_of_it():
    """What sends a file is only on the page of a paper, which works before its script is there. Staff sit at a desk."""
    scripts = packed("js", "*.js") - sum(packed("js", some) for some in (*SENDING, *STAFF_SCRIPTS))
    styles = packed("css", "*.css") - sum(packed("css", sheet) for sheet in STAFF_SHEETS)

    assert styles + scripts + packed("img", "mark.svg") <= FIRST_VIEW_LIMIT / 2
