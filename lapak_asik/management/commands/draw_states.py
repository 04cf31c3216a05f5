"""Draw what may become of a claim, a visit and an envelope from the code, so that no drawing says something else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import TextChoices

from claims.models import Claim
from dropbox.models import Envelope
from frontdesk.models import Visit
from payments.models import Batch, ResultFile

PAGE = "docs/states.md"

HEAD = """# States

Drawn from the models by `manage.py draw_states`; `make check` compares the two. Everything that is not a status is a
fact with a time and an actor: see the columns that end in `_at` and `_by`.
"""


def drawing() -> str:
    """The page as it follows from the code."""
    drawn = (
        *_drawn("A claim", Claim, Claim.OPENINGS),
        *_drawn("A visit to a branch", Visit, (Visit.Status.WAITING,)),
        *_drawn("An envelope", Envelope, (Envelope.Status.REGISTERED,)),
        *_drawn("A batch of payments", Batch, (Batch.Status.OPEN,)),
        *_drawn("A file of results", ResultFile, (ResultFile.Status.READ,)),
    )
    return "\n".join((HEAD, *drawn))


def _drawn(name: str, model: Any, openings: Iterable[TextChoices]) -> Iterator[str]:
    """Where it begins, its arrows, and its ends: what no arrow leaves, and what the model itself calls final."""
    arrows = {status: model.ARROWS.get(status, ()) for status in model.Status}
    final = getattr(model, "FINAL", [status for status, after in arrows.items() if not after])
    yield from (f"## {name}", "", "```mermaid", "stateDiagram-v2")
    yield from (f"    [*] --> {status.value}" for status in openings)
    yield from (f"    {status.value} --> {to.value}" for status, after in arrows.items() for to in after)
    yield from (f"    {status.value} --> [*]" for status in final)
    yield from ("```", "", "| status | on screen | may become |", "|---|---|---|")
    for status, after in arrows.items():
        yield f"| `{status.value}` | {status.label} | {', '.join(f'`{to.value}`' for to in after) or '–'} |"
    yield ""


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
