"""The private link of a claim, and the index by which a contact is found."""

from datetime import datetime

from claims.models import Claim, PrivateLink
from privacy.blind_index import blind_index
from statements.inserting import insert


def contact_index(channel: str, value: str) -> bytes:
    """The blind index of a phone number (E.164) or an e-mail address; empty for none."""
    return blind_index(f"contact-{channel}", value.strip().lower()) if value else b""


def token_hash(token: str) -> bytes:
    return blind_index("private-link", token)


def give(claim: Claim, *, token: str, now: datetime) -> PrivateLink:
    """Give a claim its private link. The token itself goes to the claimant and is not kept."""
    link = PrivateLink(claim=claim, token_hash=token_hash(token), made_at=now)
    insert(link)
    return link


def end(claim: Claim, *, now: datetime) -> None:
    """The link dies: with the claim, or because a contact was changed."""
    claim.private_links.filter(ended_at=None).update(ended_at=now)


def replace(claim: Claim, *, token: str, now: datetime) -> PrivateLink:
    """End the old link and give a new one, in the transaction that changed the contact."""
    end(claim, now=now)
    return give(claim, token=token, now=now)


def living(token: str) -> PrivateLink | None:
    """The link of `token` while it lives."""
    return PrivateLink.objects.filter(token_hash=token_hash(token), ended_at=None).select_related("claim").first()
