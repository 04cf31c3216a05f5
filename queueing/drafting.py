"""The moment a draft becomes a claim: once, whichever door it goes through."""

from uuid import UUID

from django.db import connection

from queueing.models import Draft


def becomes(draft_id: UUID, claim_id: UUID, link_token: str) -> bool:
    """Make the draft that claim, which the transaction opens after it; False when it has become one already.

    Whoever posts the same draft at the same moment waits here until the transaction ends. What the claim holds is not
    kept twice; the link's token stays for the confirmation page alone.
    """
    kept = Draft._meta.get_field("answers").seal({"link_token": link_token})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE queueing_draft SET claim_id = %s, answers = %s WHERE id = %s AND claim_id IS NULL",
            [claim_id, kept.at_rest, draft_id],
        )
        return bool(cursor.rowcount)
