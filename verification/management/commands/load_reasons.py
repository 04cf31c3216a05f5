"""Bring in the carried reasons of returns and refusals. What an office has edited or switched off is left as it is."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from catalogue.models import PaperKind
from verification.models import RejectionRule, ReturnReason

FILE = Path(__file__).resolve().parents[2] / "data" / "reasons.json"


class Command(BaseCommand):
    help = "Load the carried reasons of returns and refusals; rows that exist are not touched."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        data = json.loads(FILE.read_text())
        returns = sum(_add_return_reason(dict(row)) for row in data["return_reasons"])
        rules = sum(_add_rule(row) for row in data["rejection_rules"])
        if options["verbosity"]:
            self.stdout.write(f"{returns} return reasons and {rules} rejection rules added.")


def _add_return_reason(row: dict) -> bool:
    kinds = row.pop("kinds", [])
    reason, is_new = ReturnReason.objects.get_or_create(code=row.pop("code"), defaults=row)
    if is_new:
        reason.kinds.set(PaperKind.objects.filter(code__in=kinds))
    return is_new


def _add_rule(row: dict) -> bool:
    return RejectionRule.objects.get_or_create(code=row["code"], defaults=row)[1]
