"""How an attempt at a provider can end. "Surely not sent" and "nobody knows" are different things."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The provider has it. `status` and `error_code` when it was asked later and already knows more."""

    provider_id: str
    status: str = "accepted"
    error_code: str = ""


@dataclass(frozen=True)
class NotNow:
    """Surely not sent; may be tried again."""

    reason: str


@dataclass(frozen=True)
class TurnedDown:
    """Surely not sent, and would not be next time either."""

    reason: str


@dataclass(frozen=True)
class Unclear:
    """The provider may have it or not."""

    reason: str


@dataclass(frozen=True)
class Absent:
    """Asked afterwards, the provider does not have it, or is a kind that cannot be asked."""


Outcome = Accepted | NotNow | TurnedDown | Unclear
Finding = Accepted | Absent | Unclear
