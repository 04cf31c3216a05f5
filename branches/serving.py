"""Which offices serve. An office that is opened or closed shows on every page within a moment."""

from branches.models import Branch
from statements.kept import A_MOMENT, kept_for


@kept_for(A_MOMENT)
def branch(code: str) -> Branch | None:
    """The branch of that code, if it serves."""
    return Branch.objects.filter(code=code, is_active=True).first()
