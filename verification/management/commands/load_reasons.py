"""Bring in the carried reasons of returns and refusals, and the checklists. What an office edited stays as it is."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from catalogue.models import PaperKind
from verification.models import CheckPoint, RejectionRule, ReturnReason

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load the carried reasons of returns and refusals and the checklists; rows that exist are not touched."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        reasons, points = (json.loads((DATA / name).read_text()) for name in ("reasons.json", "check_points.json"))
        returns = sum(_add(ReturnReason, dict(row)) for row in reasons["return_reasons"])
        rules = sum(_add_rule(row) for row in reasons["rejection_rules"])
        checks = sum(_add(CheckPoint, dict(row)) for row in points["check_points"])
        if options["verbosity"]:
            self.stdout.write(f"{returns} return reasons, {rules} rejection rules and {checks} check points added.")


def _add(model: type[ReturnReason] | type[CheckPoint], row: dict) -> bool:
    kinds = row.pop("kinds", [])
    added, is_new = model.objects.get_or_create(code=row.pop("code"), defaults=row)
    if is_new:
        added.kinds.set(PaperKind.objects.filter(code__in=kinds))
    return is_new


def _add_rule(row: dict) -> bool:
    return RejectionRule.objects.get_or_create(code=row["code"], defaults=row)[1]
