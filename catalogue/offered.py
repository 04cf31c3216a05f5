"""What may be claimed here. An office that opens or closes a cause sees it on every page within a moment."""

from catalogue.models import Cause, Programme
from statements.kept import A_MOMENT, kept_for


@kept_for(A_MOMENT)
def programme(code: str) -> Programme | None:
    """The programme of that code, if it is claimed here."""
    return Programme.objects.filter(code=code, is_claimable=True).first()


@kept_for(A_MOMENT)
def cause(programme_code: str, code: str) -> Cause | None:
    """The cause of that code with its programme, if both are open."""
    offered = Cause.objects.filter(is_active=True, programme__is_claimable=True)
    return offered.select_related("programme").filter(programme__code=programme_code, code=code).first()
