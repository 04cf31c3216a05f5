"""Bring in a row for each message and language that WhatsApp is to carry. Rows that exist are left as they are."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from notifications import wording
from notifications.models import WhatsAppTemplate
from notifications.purposes import PURPOSES
from notifications.sources import LANGUAGES


class Command(BaseCommand):
    help = (
        "Adds a row, waiting for approval, for each message and language. --sids FILE sets ContentSids: "
        '{"verified": {"id": "HX...", "en": "HX..."}}. Approval is set in the admin once Meta has given it.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sids", type=Path)

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        added = sum(_add(name, language) for name in PURPOSES for language in LANGUAGES)
        named = _set_sids(options["sids"]) if isinstance(options["sids"], Path) else 0
        if options["verbosity"]:
            self.stdout.write(f"{added} WhatsApp templates added, {named} ContentSids set.")


def _add(name: str, language: str) -> bool:
    category = wording.whatsapp_template(name, language)["category"]
    return WhatsAppTemplate.objects.get_or_create(name=name, language=language, defaults={"category": category})[1]


def _set_sids(file: Path) -> int:
    """A template with another ContentSid is another text: it waits for approval anew."""
    count = 0
    for name, of_languages in json.loads(file.read_text(encoding="utf-8")).items():
        for language, content_sid in of_languages.items():
            rows = WhatsAppTemplate.objects.filter(name=name, language=language)
            if not rows.exists():
                raise CommandError(f"There is no message {name} in {language}.")
            pending = WhatsAppTemplate.Approval.PENDING
            count += rows.exclude(content_sid=content_sid).update(content_sid=content_sid, approval=pending)
    return count
