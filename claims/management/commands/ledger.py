"""List what arrived and has not ended: files, mails and uploads of every door."""

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims import ledger


class Command(BaseCommand):
    help = (
        "Lists every file, mail and upload that has not ended yet, overdue ones marked with !. Ends with 1 if any is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overdue", action="store_true", help="only what should have ended by now")

    def handle(self, *, overdue: bool, **_options: object) -> None:
        now, late, shown = timezone.now(), 0, 0
        for entry in ledger.entries():
            is_overdue = entry.is_overdue(now)
            late += is_overdue
            if is_overdue or not overdue:
                shown += 1
                self.stdout.write(
                    f"{'!' if is_overdue else ' '} {entry.since:%Y-%m-%d %H:%MZ} {entry.what:18} {entry.turn:9} "
                    f"{entry.case_number or '-':14} {entry.key}"
                )
        self.stdout.write(f"{shown} listed, {late} overdue.")
        if late:
            raise SystemExit(1)
