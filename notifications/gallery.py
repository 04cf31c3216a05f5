"""Every message in every language by every channel, in invented words: read before anybody else has to."""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse

from notifications import wording
from notifications.models import Channel, WhatsAppTemplate
from notifications.purposes import PURPOSES, Purpose
from notifications.samples import Sample, samples_of
from notifications.sources import LANGUAGES
from notifications.wording import Letter

NAMES_OF_LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True)
class Told:
    """One sample as its three channels carry it."""

    sample: Sample

    @property
    def to_whom(self) -> str:
        return "bagi yang datang ke kantor cabang" if self.sample.comes else ""

    @cached_property
    def email(self) -> Letter:
        return self.sample.letter(Channel.EMAIL)

    @cached_property
    def sms(self) -> Letter:
        return self.sample.letter(Channel.SMS)

    @cached_property
    def whatsapp(self) -> Letter:
        return self.sample.letter(Channel.WHATSAPP)


@dataclass(frozen=True)
class InOneLanguage:
    """A message in one language: its samples, and how its WhatsApp template stands with the provider."""

    name: str
    language: str
    row: WhatsAppTemplate | None

    @property
    def language_name(self) -> str:
        return NAMES_OF_LANGUAGES[self.language]

    @property
    def version(self) -> str:
        return wording.version_of(self.name, self.language)

    @property
    def told(self) -> list[Told]:
        return [Told(sample) for sample in samples_of(self.name, self.language)]

    @property
    def category(self) -> str:
        return wording.whatsapp_template(self.name, self.language)["category"]

    @property
    def content_sid(self) -> str:
        return self.row.content_sid if self.row else wording.content_sid(self.name, self.language)

    @property
    def is_ready(self) -> bool:
        return wording.whatsapp_ready(self.name, self.language)

    @property
    def approval(self) -> str:
        if self.row:
            return self.row.get_approval_display()
        return "Contoh, hanya di luar produksi" if self.is_ready else "Belum didaftarkan"


@dataclass(frozen=True)
class Shown:
    """One message of the gallery."""

    purpose: Purpose
    languages: list[InOneLanguage]

    @property
    def name(self) -> str:
        return self.purpose.name


def all_messages() -> list[Shown]:
    """Everything the portal says, in the order the purposes stand in."""
    rows = {(row.name, row.language): row for row in WhatsAppTemplate.objects.all()}
    return [
        Shown(purpose, [InOneLanguage(name, language, rows.get((name, language))) for language in LANGUAGES])
        for name, purpose in PURPOSES.items()
    ]


def letter_page(name: str, language: str, *, comes: bool) -> HttpResponse:
    """The e-mail as its reader sees it. Its own style is let through by its hash, and nothing else is."""
    sample = Sample(name, language, comes)
    if name not in PURPOSES or language not in LANGUAGES or sample not in samples_of(name, language):
        raise Http404
    html = sample.letter(Channel.EMAIL).html
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
    return HttpResponse(html, headers={"Content-Security-Policy": policy})
