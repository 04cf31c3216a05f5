import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from branches.models import Branch, DecreeYear, Holiday

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Loads the branches and the decreed holidays we ship. What an office edited or deleted stays as it is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        branches = sum(add_branch(row) for row in _read("branches.json")["branches"])
        years = sum(add_year(_read(file.name)) for file in sorted(DATA.glob("holidays_*.json")))
        self.stdout.write(f"Kantor cabang baru: {branches}. Tahun libur baru: {years}.")


def add_branch(row: dict[str, Any]) -> bool:
    """Add one branch when its code is new; says whether it was."""
    return Branch.objects.get_or_create(code=row["code"], defaults=row)[1]


def add_year(decreed: dict[str, Any]) -> bool:
    """Add a year's holidays together with its decree, once: later the list is the office's own to edit."""
    _year, created = DecreeYear.objects.get_or_create(
        year=decreed["year"], defaults={"decree": decreed["decree"], "source": "\n".join(decreed["sources"])}
    )
    if created:
        holidays = [Holiday(day=day, name=name, kind=kind) for kind, day, name in decreed["holidays"]]
        Holiday.objects.bulk_create(holidays, ignore_conflicts=True)
    return created


def _read(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text())
