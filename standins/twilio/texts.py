"""What would reach the person: the words of a body or of a filled template, and how many SMS they are."""

import json
import re
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "messages"
_GSM7_ONE = re.compile(r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]")
_GSM7_TWO = re.compile(r"[\^{}\\\[~\]|€]")
_REF = re.compile(r"\bRef (\w+)")


class Wrong(Exception):
    """Twilio would refuse this, with that code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Templates:
    """Approved WhatsApp templates by ContentSid: the portal's own files, and what a test taught besides."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def teach(self, content_sid: str, text: str) -> None:
        self._texts[content_sid] = text

    def text(self, content_sid: str) -> str | None:
        """Files are read again for a template nobody saw yet: one may have been written meanwhile."""
        if content_sid not in self._texts:
            self._texts = _of_files() | self._texts
        return self._texts.get(content_sid)

    def filled(self, content_sid: str, variables: str) -> str:
        """The template with its variables in place; one that is not given stays a hole to be seen, where Twilio would
        send the template's sample. Raises Wrong (docs/api/errors 21655, 21656)."""
        text = self.text(content_sid)
        if text is None:
            raise Wrong(21655, f"The ContentSid {content_sid} is invalid")
        try:
            given = {number: str(_sound(value)) for number, value in json.loads(variables or "{}").items()}
        except (ValueError, AttributeError) as failure:
            raise Wrong(21656, f"The ContentVariables parameter is invalid: {failure}") from failure
        return re.sub(r"{{(\d+)}}", lambda place: given.get(place[1], place[0]), text)


def text_of(asked: dict[str, str], templates: Templates) -> str:
    """The words of a create call. Raises Wrong when it has none."""
    if "ContentSid" in asked:
        return templates.filled(asked["ContentSid"], asked.get("ContentVariables", ""))
    if not asked.get("Body"):
        raise Wrong(21602, "Message body is required")
    if len(asked["Body"]) > 1600:
        raise Wrong(21617, "The concatenated message body exceeds the 1600 character limit")
    return asked["Body"]


def segments(text: str) -> int:
    """How many SMS a text costs: 160 letters of GSM-7 or 70 of any other kind, and less in each when joined."""
    if _GSM7_TWO.sub("", _GSM7_ONE.sub("", text)):
        length, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    else:
        length, alone, joined = len(text) + len(_GSM7_TWO.findall(text)), 160, 153
    return 1 if length <= alone else -(-length // joined)


def ref_of(text: str) -> str:
    """The short reference that stands in every text of ours, or empty."""
    found = _REF.search(text)
    return found[1] if found else ""


def _sound(value: object) -> object:
    if value in (None, "") or re.search(r"[\n\t]| {5}", str(value)):
        raise ValueError("a variable is empty, or has a line break, a tab or more than four spaces in a row")
    return value


def _of_files() -> dict[str, str]:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("**/whatsapp*.json")]
    return {found["content_sid"]: found["text"] for file in files for found in _templates_in(file)}


def _templates_in(content: Any) -> list[dict[str, str]]:
    """Every template of a file, which may hold one or one a language."""
    if not isinstance(content, dict):
        return []
    if "content_sid" in content and "text" in content:
        return [content]
    return [template for part in content.values() for template in _templates_in(part)]
