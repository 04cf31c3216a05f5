"""Names and lines out of a mail, made fit to be shown: one line, no path, no sign that turns the writing round."""

import mimetypes
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

LONGEST = 150  # letters of a file name; its ending is kept
_LONGEST_LINE = 300


def from_wire(value: str) -> str:
    """Bytes above ASCII came through as surrogates: read them as UTF-8, else as Latin-1."""
    try:
        written = value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return value
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("latin-1")


def one_line(text: str) -> str:
    """Visible letters of one line, cut to a length that is shown."""
    return _visible(text)[:_LONGEST_LINE]


def file_name(given: str) -> str:
    """What a sender called a file, as a name to show and to take hints from; "" for none."""
    decoded = _decoded(given) if "=?" in given else given
    name = re.split(r"[/\\]", _visible(decoded))[-1].strip(" .")
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


def made_up(number: int, declared_type: str) -> str:
    """A name for what came without one."""
    return f"lampiran-{number}{mimetypes.guess_extension(declared_type) or ''}"


def _decoded(given: str) -> str:
    """A name in the encoding of headers, which does not belong there and is sent all the same."""
    try:
        words = decode_header(given)
        return "".join(word if isinstance(word, str) else word.decode(charset or "ascii") for word, charset in words)
    except (HeaderParseError, LookupError, ValueError):
        return given


def _visible(text: str) -> str:
    """Without control signs, marks of direction, surrogates and private letters; every space is one space."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(c for c in spaced if not unicodedata.category(c).startswith("C"))
