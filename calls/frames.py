"""What may be said from one seat to the other: a handful of kinds, each small, none of them kept."""

import json
from typing import Any

LARGEST = 16 * 1024
"""Characters. An offer of one camera and one microphone has some 6,000."""

KINDS = frozenset({"hello", "description", "candidate", "bye", "still-here"})


class Unfit(Exception):
    """A frame that is not passed on. `code` is how the connection is closed for it (RFC 6455, 7.4)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


NOT_TEXT, UNKNOWN, TOO_LARGE = 1003, 1008, 1009


def read(text: str | None) -> dict[str, Any]:
    """The frame, or Unfit: bytes, no object of JSON, a kind nobody knows, or too much of it."""
    if text is None:
        raise Unfit(NOT_TEXT)
    if len(text) > LARGEST:
        raise Unfit(TOO_LARGE)
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise Unfit(UNKNOWN) from None
    if not isinstance(frame, dict) or str(frame.get("kind")) not in KINDS:
        raise Unfit(UNKNOWN)
    return frame
