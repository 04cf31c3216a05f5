"""Turns a message's words into what leaves: the texts of `templates/messages/<name>/`, rendered at delivery."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils import translation
from django.utils.safestring import SafeString

from notifications import gsm7, letter_html, sources, whatsapp_templates
from notifications.models import Channel, Message
from notifications.purposes import LETTER_ONLY, Unfilled, Words
from notifications.sources import SOURCE_LANGUAGE, Sources

_UNFILLED = "\ufffeunfilled\ufffe"  # what the engine writes where a template asks for a word nobody gives
_ENGINE = Engine(string_if_invalid=_UNFILLED, builtins=["notifications.templatetags.messages"])
_FOOT = "\n----\n"  # the line of the frame below which the house speaks of itself
WHATSAPP_LIMIT = 1024  # letters of a filled template; above it Twilio answers 63021


@dataclass(frozen=True)
class Letter:
    """A message in words. Of WhatsApp the provider gets template and variables; `text` is what they come to."""

    text: str
    subject: str = ""
    html: str = ""
    content_sid: str = ""
    content_variables: dict[str, str] = field(default_factory=dict)

    @property
    def segments(self) -> int:
        """How many SMS it costs, where it is one."""
        return gsm7.segments(self.text)

    def in_own_words(self) -> "Letter":
        """The same without its template: an answer by WhatsApp within the window a person opened."""
        return replace(self, content_sid="", content_variables={})


def letter_of(message: Message) -> Letter:
    """The message as its channel carries it, in its person's language and, where it has left, in the words it left in.

    Raises Unfilled, or vault.Unreadable when its key is gone.
    """
    language = sources.language_of(message.language)
    written = sources.at_version(message.name, language, message.version)
    words: Words = {**message.context, "ref": message.ref}
    with translation.override(language):
        if message.channel == Channel.EMAIL:
            return _email(written, words)
        short = {word: said for word, said in words.items() if word not in LETTER_ONLY}
        if message.channel == Channel.WHATSAPP:
            return _whatsapp(message.name, written, short)
        return Letter(text=gsm7.to_gsm7(_one_line(_fill(written.texts["sms.txt"], short))))


def version_of(name: str, language: str) -> str:
    """Which words the message would leave in now: twelve letters of the SHA-256 over its files."""
    return sources.current(name, sources.language_of(language)).version


def keep_version(name: str, language: str, *, now: datetime) -> str:
    """The same, recorded first so that `letter_of` can say it again when the templates were changed."""
    return sources.keep(name, sources.language_of(language), now=now)


def content_sid(name: str, language: str = SOURCE_LANGUAGE) -> str:
    """The approved WhatsApp template of that message, or empty."""
    return whatsapp_templates.content_sid(name, language)


def whatsapp_ready(name: str, language: str = SOURCE_LANGUAGE) -> bool:
    """Whether the message may be said by WhatsApp in that language: there is a template, and it is approved."""
    return bool(content_sid(name, language))


def whatsapp_template(name: str, language: str = SOURCE_LANGUAGE) -> dict[str, Any]:
    """`whatsapp.json` as it stands: category, content_sid, text with {{1}}, and the words for each number."""
    return sources.current(name, sources.language_of(language)).whatsapp


def _email(written: Sources, words: Words) -> Letter:
    subject = _one_line(_fill(written.texts["subject.txt"], words))
    body = _fill(written.texts["body.txt"], words).strip()
    framed = {**words, "body": body, "public_base_url": settings.PUBLIC_BASE_URL}
    text = re.sub(r"\n{3,}", "\n\n", _fill(written.texts["layout.txt"], framed)).strip() + "\n"
    return Letter(text=text, subject=subject, html=_page(written, words, subject, text))


def _page(written: Sources, words: Words, subject: str, text: str) -> str:
    letter, _line, foot = text.partition(_FOOT)
    told = frozenset(str(words[word]) for word in ("no_need_to_come", "come") if words.get(word))
    page = {
        "language": written.language,
        "subject": subject,
        "style": SafeString(written.texts["layout.css"]),
        "letter": letter_html.drawn(letter, told=told),
        "foot": letter_html.drawn(foot),
    }
    return _fill(written.texts["layout.html"], page, autoescape=True)


def _whatsapp(name: str, written: Sources, words: Words) -> Letter:
    template = written.whatsapp
    variables = {number: _one_line(_fill(source, words)) for number, source in template["variables"].items()}
    if empty := [number for number, value in variables.items() if not value]:
        raise Unfilled(f"{name}/whatsapp.json: variable {', '.join(empty)} is empty; Twilio would send its sample.")
    text = re.sub(r"{{(\d+)}}", lambda place: variables[place[1]], template["text"])
    if len(text) > WHATSAPP_LIMIT:
        raise Unfilled(f"{name}/whatsapp.json comes to {len(text)} letters; WhatsApp carries {WHATSAPP_LIMIT}.")
    return Letter(text=text, content_sid=content_sid(name, written.language), content_variables=variables)


def _fill(source: str, words: Any, *, autoescape: bool = False) -> str:
    rendered = _compiled(source).render(Context(dict(words), autoescape=autoescape))
    if _UNFILLED in rendered:
        raise Unfilled(f"A word is missing in: {rendered.replace(_UNFILLED, '<?>')[:200]}")
    return rendered


@cache
def _compiled(source: str) -> Template:
    return _ENGINE.from_string(source)


def _one_line(text: str) -> str:
    return " ".join(text.split())
