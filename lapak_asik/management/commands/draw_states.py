"""Draw the claim's states from the code, so that the drawing cannot say something else than the arrows."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import Claim

PAGE = "docs/states.md"

HEAD = """# The states of a claim

Drawn from `claims/models/claim.py` by `manage.py draw_states`; `make check` compares the two. Everything that is not a
status is a fact with a time and an actor: see the columns that end in `_at` and `_by`.

"""


def drawing() -> str:
    """The page as it follows from the code."""
    lines = [HEAD + "```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status.value}" for status in Claim.OPENINGS]
    for status in Claim.Status:
        lines += [f"    {status.value} --> {after.value}" for after in Claim.ARROWS.get(status, ())]
    lines += [f"    {status.value} --> [*]" for status in Claim.FINAL]
    lines += ["```", "", "| status | on screen | may become |", "|---|---|---|"]
    for status in Claim.Status:
        after = ", ".join(f"`{to.value}`" for to in Claim.ARROWS.get(status, ())) or "–"
        lines.append(f"| `{status.value}` | {status.label} | {after} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Writes docs/states.md from the arrows in the code; --check only says whether it is current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / PAGE
        if not options["check"]:
            page.parent.mkdir(exist_ok=True)
            page.write_text(drawing())
        elif not page.exists() or page.read_text() != drawing():
            raise CommandError(f"{PAGE} is not what the code says. Run: manage.py draw_states")
