"""A file of results that a machine fetched: read, confirmed and taken in one go."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from payments import results
from payments.models import MACHINE, ResultFile, ResultRow
from payments.reading import LARGEST, Unread


class Command(BaseCommand):
    help = "Takes a file of results. A file with one wrong row is refused whole; one that was taken changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        now, path = timezone.now(), options["file"]
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        try:
            file = results.bring(content, name=path.name, by=MACHINE, now=now)
        except Unread as unread:
            raise CommandError("\n".join(unread.errors)) from None
        if file.status == ResultFile.Status.READ:
            results.confirm(file.pk, by=MACHINE, now=now)
        file = results.take(file.pk, now=now)
        states = Counter(file.rows.values_list("state", flat=True))
        self.stdout.write(f"{path.name}: {', '.join(f'{states[state]} {state}' for state in ResultRow.State.values)}")
        if states[ResultRow.State.WAITING] or states[ResultRow.State.CONTRADICTS]:
            raise CommandError("Not every row could be taken: see the file's page under Pembayaran.")
