"""Takes the long blocks of attachments out of a mail before it is parsed, and puts them back afterwards."""

import re
from collections.abc import Iterator
from email.message import Message
from uuid import uuid4


class Folded:
    """A mail in which each long block of base64 stands as one line, and comes back when the mail is parsed.

    The parser looks at every line for the end of every part around it. In a block of letters, figures, + / = alone
    there is none to find: not one of its lines can be a boundary or a header. An attachment is thousands of them.
    """

    LONG = 4096  # bytes; what is shorter is not worth it
    ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"

    def __init__(self, mail: bytes) -> None:
        self.blocks: dict[str, bytes] = {}
        self._word = uuid4().hex  # nobody who writes a mail knows it beforehand
        kept, begun = [], 0
        for start, end in self._found(mail):
            kept += [mail[begun:start], self._folded(mail[start:end]), b"\r\n"]
            begun = end
        self.mail = b"".join([*kept, mail[begun:]]) if kept else mail

    def _found(self, mail: bytes) -> Iterator[tuple[int, int]]:
        """Where such blocks begin, after an empty line, and end, before the next empty line or dash."""
        begin = None
        for mark in re.finditer(rb"\n(?=-|\r?\n)", mail):
            end = mark.start() + 1
            if begin is not None and end - begin > self.LONG and self._is_base64(mail[begin:end]):
                yield begin, end
            begin = None if mail[end : end + 1] == b"-" else mail.index(b"\n", end) + 1

    def _is_base64(self, block: bytes) -> bool:
        return not block.translate(None, self.ALPHABET)

    def _folded(self, block: bytes) -> bytes:
        name = f"{self._word}{len(self.blocks)}"
        self.blocks[name] = block
        return name.encode()

    def unfold(self, root: Message) -> None:
        """Put the blocks back where they were."""
        for part in root.walk() if self.blocks else ():
            written = part.get_payload()
            if isinstance(written, str) and (block := self.blocks.pop(written.strip(), None)) is not None:
                part.set_payload(block.decode("ascii"))
