"""The file of an approved batch, for a machine that carries it to the core system."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from payments import handing_over, numbers
from payments.models import Batch
from workflow import Refused

BY = "system:payments_file"


class Command(BaseCommand):
    help = "Writes the file of an approved batch (BYR-2026-00017) and marks it sent. Again it writes the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="As the batch is numbered: BYR-2026-00017.")
        parser.add_argument("--to", required=True, type=Path, help="A file that is not there yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        batch, to = _batch(options["number"]), options["to"]
        if to.exists():
            raise CommandError(f"{to} is there already. What was written for a bank is not written over.")
        with _in_place_of(to) as part:  # opened first: what cannot be written is not sent
            try:
                file = handing_over.hand_out(batch.pk, by=BY, now=timezone.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            part.write(file.content)
        self.stdout.write(f"{batch}: {file.count} lines, sha256 {file.sha256}, written to {to}")


def _batch(number: str) -> Batch:
    read = re.fullmatch(numbers.FORM, number)
    batch = read and Batch.objects.filter(year=read["year"], number=read["number"]).first()
    if not batch:
        raise CommandError(f"There is no batch {number}.")
    return batch


@contextmanager
def _in_place_of(to: Path) -> Iterator[IO[bytes]]:
    """A file that is there under this name once it is whole, readable by nobody else: it holds NIKs and accounts."""
    with NamedTemporaryFile(dir=to.parent, prefix=f".{to.name}", delete=False) as part:
        try:
            yield part
        except BaseException:
            Path(part.name).unlink()
            raise
    Path(part.name).replace(to)
