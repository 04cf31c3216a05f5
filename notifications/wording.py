"""Turns a message's words into what leaves: the templates of `templates/messages/<name>/`, rendered at delivery."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template

from notifications import gsm7
from notifications.models import Channel, Message
from notifications.purposes import Unfilled, Words

_UNFILLED = "\ufffeunfilled\ufffe"  # what the engine writes where a template asks for a word nobody gives
_ENGINE = Engine(string_if_invalid=_UNFILLED, builtins=["notifications.templatetags.messages"])
WHATSAPP_LIMIT = 1024  # letters of a filled template; above it Twilio answers 63021


@dataclass(frozen=True)
class Letter:
    """A message in words. Of WhatsApp the provider gets template and variables; `text` is what they come to."""

    text: str
    subject: str = ""
    html: str = ""
    content_sid: str = ""
    content_variables: dict[str, str] = field(default_factory=dict)


def letter_of(message: Message) -> Letter:
    """The message as its channel carries it. Raises Unfilled, or vault.Unreadable when its key is gone."""
    words: Words = {**message.context, "ref": message.ref}
    if message.channel == Channel.EMAIL:
        return _email(message.name, words)
    if message.channel == Channel.WHATSAPP:
        return _whatsapp(message.name, words)
    return Letter(text=gsm7.to_gsm7(_one_line(_fill(_read(f"{message.name}/sms.txt"), words))))


def content_sid(name: str) -> str:
    """The approved WhatsApp template of that message, or empty. Outside production the stand-in knows every one."""
    approved = getattr(settings, "TWILIO_CONTENT_SIDS", {}).get(name, "")
    return approved if approved or settings.IS_PRODUCTION else whatsapp_template(name)["content_sid"]


@cache
def whatsapp_template(name: str) -> dict[str, Any]:
    """`whatsapp.json` as it stands: category, content_sid, text with {{1}}, and the words for each number."""
    path = settings.BASE_DIR / "templates" / "messages" / name / "whatsapp.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _email(name: str, words: Words) -> Letter:
    body = _fill(_read(f"{name}/body.txt"), words).strip()
    framed = {**words, "name": name, "body": body, "public_base_url": settings.PUBLIC_BASE_URL}
    return Letter(
        subject=_one_line(_fill(_read(f"{name}/subject.txt"), words)),
        text=_fill(_read("layout.txt"), framed).strip() + "\n",
        html=_fill(_read("layout.html"), framed, autoescape=True),
    )


def _whatsapp(name: str, words: Words) -> Letter:
    template = whatsapp_template(name)
    variables = {number: _one_line(_fill(source, words)) for number, source in template["variables"].items()}
    if empty := [number for number, value in variables.items() if not value]:
        raise Unfilled(f"{name}/whatsapp.json: variable {', '.join(empty)} is empty; Twilio would send its sample.")
    text = re.sub(r"{{(\d+)}}", lambda place: variables[place[1]], template["text"])
    if len(text) > WHATSAPP_LIMIT:
        raise Unfilled(f"{name}/whatsapp.json comes to {len(text)} letters; WhatsApp carries {WHATSAPP_LIMIT}.")
    return Letter(text=text, content_sid=content_sid(name), content_variables=variables)


@cache
def _read(path: str) -> str:
    return (settings.BASE_DIR / "templates" / "messages" / path).read_text(encoding="utf-8")


def _fill(source: str, words: Words, *, autoescape: bool = False) -> str:
    rendered = _compiled(source).render(Context(dict(words), autoescape=autoescape))
    if _UNFILLED in rendered:
        raise Unfilled(f"A word is missing in: {rendered.replace(_UNFILLED, '<?>')[:200]}")
    return rendered


@cache
def _compiled(source: str) -> Template:
    return _ENGINE.from_string(source)


def _one_line(text: str) -> str:
    return " ".join(text.split())
