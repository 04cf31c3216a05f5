"""What the tests of deadlines ask: what was told about a claim, what happened to it, and which paper it lacks."""

from claims.models import Claim
from notifications.models import Channel, Message, State
from tests import factories, sample_files


def told(claim: Claim, name: str) -> dict[str, Message]:
    """What was posted about this claim under that name and stands, by channel; the call at the ladder's end aside."""
    keys = [event.key for event in claim.events.all()]
    standing = Message.objects.filter(about__in=keys, name=name).exclude(state=State.DROPPED)
    return {message.channel: message for message in standing.exclude(channel=Channel.CALL)}


def events(claim: Claim) -> list[str]:
    return list(claim.events.order_by("number").values_list("name", flat=True))


def send_all_but_one(claim: Claim, *, now) -> list:
    """Send every paper but the last; the needs that were left."""
    *given, left = claim.missing_papers()
    for need in given:
        factories.send_paper(claim, need.kinds[0], now=now)
    return [left]


def send_unusable(claim: Claim, kind, *, now):
    """A file that arrives in full, and that the machine will refuse once it looks."""
    return factories.send_paper(claim, kind, content=sample_files.truncated_jpeg(), now=now, checked=False)
