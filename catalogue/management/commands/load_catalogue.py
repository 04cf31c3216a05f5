import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from catalogue.editions import publish_edition
from catalogue.models import Cause, Edition, PaperGroup, PaperKind, Programme, Question, Requirement

DATA = Path(__file__).resolve().parents[2] / "data"
FIRST_EDITION = 1
VALID_FROM = date(2020, 1, 1)  # before the service existed: no claim is older


class Command(BaseCommand):
    help = "Loads the programmes, causes and papers we ship and publishes edition 1. Existing rows stay as they are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        papers, causes = _read("papers.json"), _read("causes.json")["causes"]
        _add_new(Programme, [_programme(row) for row in _read("programmes.json")["programmes"]])
        _add_new(PaperGroup, papers["groups"])
        _add_new(PaperKind, papers["papers"])
        _add_new(Question, _read("questions.json")["questions"])
        _add_new_causes(causes)
        if Edition.objects.exists():
            self.stdout.write("Katalog sudah ada; edisinya tidak diubah.")
            return
        edition = Edition.objects.create(number=FIRST_EDITION, note="Dimuat dari berkas data bawaan.")
        Requirement.objects.bulk_create(lines_of(edition, causes))
        publish_edition(edition.pk, valid_from=VALID_FROM, by="load_catalogue", now=timezone.now())
        self.stdout.write(f"Edisi {edition.number} terbit dengan {edition.requirements.count()} persyaratan.")


def lines_of(edition: Edition, causes: list[dict[str, Any]]) -> list[Requirement]:
    """The requirements of an edition as the data lists them, cause by cause."""
    rows, sources = _causes_by_code(), _read("sources.json")
    kinds, groups = PaperKind.objects.in_bulk(field_name="code"), PaperGroup.objects.in_bulk(field_name="code")
    return [
        Requirement(
            edition=edition,
            cause=rows[cause["programme"], cause["code"]],
            kind=kinds[paper["kind"]],
            need=paper["need"],
            group=groups.get(paper.get("group")),
            condition=paper.get("condition", ""),
            reason=paper.get("reason", ""),
            reason_en=paper.get("reason_en", ""),
            accepted_online=paper["online"],
            accepted_dropbox=paper["dropbox"],
            original=paper.get("original", "none"),
            order=order,
            certainty=paper["certainty"],
            note=paper.get("note", ""),
            source="\n".join(sources[name] for name in paper["sources"]),
        )
        for cause in causes
        for order, paper in enumerate(cause["papers"])
    ]


def _add_new(model: Any, rows: list[dict[str, Any]]) -> None:
    known = set(model.objects.values_list("code", flat=True))
    ordered = hasattr(model, "order")
    model.objects.bulk_create(
        model(**row, **({"order": order} if ordered else {}))
        for order, row in enumerate(rows)
        if row["code"] not in known
    )


def _add_new_causes(rows: list[dict[str, Any]]) -> None:
    known, programmes = _causes_by_code(), Programme.objects.in_bulk(field_name="code")
    Cause.objects.bulk_create(
        Cause(
            programme=programmes[row["programme"]],
            order=order,
            **{column: value for column, value in row.items() if column not in {"programme", "papers"}},
        )
        for order, row in enumerate(rows)
        if (row["programme"], row["code"]) not in known
    )


def _causes_by_code() -> dict[tuple[str, str], Cause]:
    return {(row.programme.code, row.code): row for row in Cause.objects.select_related("programme")}


def _programme(row: dict[str, Any]) -> dict[str, Any]:
    words = {column: value for column, value in row.items() if column != "sources"}
    return {**words, "source": "\n".join(row["sources"])}


def _read(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text())
