"""Opens a mail: what it says of itself, and what is attached. Whoever wrote it may mean harm, and nothing is believed.

The bounds hold while it is being parsed, not only afterwards: a mail of ten thousand parts is given up at the 51st. No
attachment is decoded before its size is known to fit, and none is decoded that nobody asks for.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from functools import cache
from typing import Any

from claims.mail import naming
from claims.mail.folding import Folded

MAX_PARTS = 50
MAX_DEPTH = 10
MAX_HEADERS = 1_000  # of all parts together
MAX_LINES = 600_000  # twice what 25 MiB of ordinary lines are
HEADER_LETTERS = 8_000  # of one header; what is beyond is cut
SIGNATURE_BYTES = 16 * 1024  # a picture that is smaller and stands in the text is somebody's logo
HINT_LETTERS = 2_000  # of the text, to guess which paper it speaks of

_READ_FROM_HTML = 200_000
_NOT_A_PAPER = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar",
    "text/vcard", "text/x-vcard",
}  # fmt: skip


class Unreadable(Exception):
    """The mail is beyond the bounds, or no mail at all. An officer looks at it."""


@dataclass(frozen=True)
class Attachment:
    """Something attached. `size` is what it will come to, known before anything is decoded."""

    name: str
    declared_type: str
    size: int
    part: Message
    is_nested_mail: bool = False

    def content(self) -> bytes:
        """The bytes themselves. What was garbled on its way comes out as it is: to judge it is the pipeline's work."""
        try:
            decoded = self.part.get_payload(decode=True)
        except Exception as failure:  # as below
            raise Unreadable(f"{type(failure).__name__} while an attachment was decoded") from failure
        return decoded if isinstance(decoded, bytes) else b""


@dataclass
class Letter:
    """What a mail says. `hints` are the words that may name a paper, apart from the names of the attachments."""

    subject: str
    senders: list[str]  # every address in every From; more than one is none
    root: Message
    attachments: list[Attachment]
    hints: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        """One header as text; "" where there is none or it cannot be read."""
        return _header(self.root, name)

    def all_headers(self, name: str) -> list[str]:
        """Every header of that name, from the top."""
        return _raw(self.root, name)

    @property
    def sender(self) -> str:
        """Who says they wrote it; "" where that is none or many."""
        return self.senders[0] if len(self.senders) == 1 else ""


def open_letter(chunks: Iterable[bytes]) -> Letter:
    """Parse a mail. Raises Unreadable for what is beyond the bounds or breaks the parser."""
    try:
        root = _parse(chunks)
        leaves = list(_leaves(root))
        linked = _linked_pictures(leaves)
        return Letter(
            subject=naming.one_line(_header(root, "Subject")),
            senders=_senders(root),
            root=root,
            attachments=list(_attachments(leaves, linked)),
            hints=[naming.one_line(_header(root, "Subject")), _text(leaves)],
        )
    except Unreadable:
        raise
    except Exception as failure:  # the standard parser fails on hostile mail in ways nobody has listed
        raise Unreadable(f"{type(failure).__name__} while it was parsed") from failure


# --- Parsing within bounds ---


class _Bounds:
    """Counts parts and headers while the parser makes them."""

    def __init__(self) -> None:
        self.parts = self.headers = 0
        self.fetched: dict[tuple[str, str], Any] = {}  # the parser asks for the same header again and again

    def new_part(self, policy: EmailPolicy) -> EmailMessage:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise Unreadable(f"more than {MAX_PARTS} parts")
        return EmailMessage(policy)


class _Headers(HeaderRegistry):
    """The standard one makes a class for every header it reads; they are as many as there are kinds of headers."""

    def __getitem__(self, name: str) -> Any:
        return _kind_of_header(self.registry.get(name.lower(), self.default_class), self.base_class)


@cache
def _kind_of_header(kind: type, base: type) -> type:
    return type(f"_{kind.__name__}", (kind, base), {})


_HEADERS = _Headers()


class _Guarded(EmailPolicy):
    """Cuts each header as it is read, counts them, and reads the bytes above ASCII as the UTF-8 they mostly are."""

    bounds: _Bounds | None = None

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        assert self.bounds
        self.bounds.headers += 1
        if self.bounds.headers > MAX_HEADERS:
            raise Unreadable(f"more than {MAX_HEADERS} headers")
        name, value = super().header_source_parse(sourcelines)
        return name[:100], naming.from_wire(value[:HEADER_LETTERS])

    def header_fetch_parse(self, name: str, value: str) -> Any:
        assert self.bounds
        key = name.lower(), value
        if key not in self.bounds.fetched:
            self.bounds.fetched[key] = super().header_fetch_parse(name, value)
        return self.bounds.fetched[key]


def _parse(chunks: Iterable[bytes]) -> Message:
    bounds = _Bounds()
    policy = _Guarded(bounds=bounds, message_factory=bounds.new_part, header_factory=_HEADERS)  # type: ignore[call-overload] # our own attribute
    mail = b"".join(chunks)
    if max(mail.count(b"\n"), mail.count(b"\r")) > MAX_LINES:
        raise Unreadable(f"more than {MAX_LINES} lines")
    folded = Folded(mail)
    parser: BytesFeedParser[Any] = BytesFeedParser(policy=policy)
    parser.feed(folded.mail)
    root = parser.close()
    folded.unfold(root)
    return root


@dataclass(frozen=True)
class _Leaf:
    part: Message
    type: str
    is_nested_mail: bool = False


def _leaves(part: Message, depth: int = 0, inside_mail: bool = False) -> Iterator[_Leaf]:
    """Every part that holds no others. A forwarded mail is opened once; one inside it is not."""
    if depth > MAX_DEPTH:
        raise Unreadable(f"more than {MAX_DEPTH} parts within parts")
    kind = _type_of(part)
    if kind == "message/rfc822" and (inside_mail or not part.is_multipart()):
        yield _Leaf(part, kind, is_nested_mail=True)
        return
    if not part.is_multipart():
        yield _Leaf(part, kind)
        return
    if kind.startswith("message/") and kind != "message/rfc822":
        return  # a report about another mail
    for child in part.get_payload():
        assert isinstance(child, Message)
        yield from _leaves(child, depth + 1, inside_mail or kind == "message/rfc822")


def _attachments(leaves: list[_Leaf], linked: set[str]) -> Iterator[Attachment]:
    for number, leaf in enumerate(leaves, start=1):
        part, size = leaf.part, _size_of(leaf.part)
        name = _file_name(part)
        is_text = leaf.type in ("text/plain", "text/html") and not name and _disposition(part) != "attachment"
        is_logo = leaf.type.startswith("image/") and size < SIGNATURE_BYTES and _content_id(part) in linked
        if is_text or is_logo or leaf.type in _NOT_A_PAPER:
            continue
        yield Attachment(
            name=name or naming.made_up(number, leaf.type),
            declared_type=leaf.type,
            size=size,
            part=part,
            is_nested_mail=leaf.is_nested_mail,
        )


def _size_of(part: Message) -> int:
    """What decoding will come to. What is garbled may come to as much as is written, and never to more."""
    written = part.get_payload()
    if not isinstance(written, str):
        return 0
    is_base64 = _header(part, "Content-Transfer-Encoding").strip().lower() == "base64"
    return len(written) * 3 // 4 if is_base64 else len(written)


def _linked_pictures(leaves: list[_Leaf]) -> set[str]:
    """The Content-IDs the text shows as pictures."""
    pages = (leaf.part.get_payload(decode=True) for leaf in leaves if leaf.type == "text/html")
    return {
        found.decode("ascii", "replace")
        for page in pages
        if isinstance(page, bytes)
        for found in re.findall(rb"cid:([^\"'\s<>)]{1,200})", page[:_READ_FROM_HTML])
    }


def _text(leaves: list[_Leaf]) -> str:
    """The beginning of the first plain text, whatever charset it claims."""
    for leaf in leaves:
        if leaf.type == "text/plain" and not _file_name(leaf.part):
            written = leaf.part.get_payload(decode=True)
            return written[:HINT_LETTERS].decode("utf-8", "replace") if isinstance(written, bytes) else ""
    return ""


# --- Headers, each of which may be anything ---


def _guarded(read: Callable[[], str]) -> str:
    try:
        return read()
    except Exception:  # noqa: BLE001 (a header that breaks the standard parser says nothing)
        return ""


def _raw(part: Message, name: str) -> list[str]:
    """As it stands in the mail, unfolded and otherwise unread."""
    return [" ".join(str(value).split()) for key, value in part.raw_items() if key.lower() == name.lower()]


def _header(part: Message, name: str) -> str:
    return _guarded(lambda: str(part.get(name, "")))


def _type_of(part: Message) -> str:
    return _guarded(part.get_content_type).lower() or "application/octet-stream"


def _disposition(part: Message) -> str:
    return _guarded(lambda: part.get_content_disposition() or "")


def _content_id(part: Message) -> str:
    return _header(part, "Content-ID").strip().strip("<>")


def _file_name(part: Message) -> str:
    return naming.file_name(_guarded(lambda: part.get_filename() or ""))


def _senders(part: Message) -> list[str]:
    """The addresses of every From. One with a defect counts as two, so that nobody is taken at its word."""
    found: list[str] = []
    for value in _guarded_all(part, "From"):
        addresses = getattr(value, "addresses", ())
        found += [address.addr_spec.lower() for address in addresses]
        if value.defects or not addresses:
            found.append("")
    return found


def _guarded_all(part: Message, name: str) -> list[Any]:
    try:
        return part.get_all(name, [])
    except Exception:  # noqa: BLE001 (as above)
        return []
