"""The switch's words: in which ways this Twilio can misbehave, and a script of them drawn from a seed."""

import random
from collections.abc import Sequence
from typing import Any

from standins.misbehaviour import WELL, Wish

WORDS = {
    # the answer to a create call
    "refuse": "nothing is sent; the answer is `status` with `code` (a storm: 500, or 429 with 20429; a code: 400)",
    "stall": "nothing is sent, and the line is cut after `seconds` without an answer",
    "stall_then_accept": "no answer for `seconds`, and sent only then",
    "accept_then_stall": "sent at once, answered `seconds` late",
    "accept_then_refuse": "sent, but the answer is `status` (500)",
    "accept_then_hang_up": "sent, and the line is cut instead of an answer",
    # every answer
    "slow": "every answer takes `seconds`",
    "freeze": "accepts connections and answers nothing, for `seconds` (0: until switched back)",
    # what becomes of a message
    "undelivered": "the message ends as undelivered, for the reason `code`",
    "failed": "the message ends as failed before it was sent, for the reason `code`; a call fails",
    "never_delivered": "the message stays sent; no more is heard of it",
    # callbacks
    "duplicate_callbacks": "each callback is told `copies` times",
    "reordered_callbacks": "the callbacks come in the opposite order",
    "delayed_callbacks": "each callback comes `seconds` later",
    "lost_callbacks": "no callback comes",
    "early_callbacks": "the callbacks come before the create call is answered",
    "unknown_state": "a callback with a state nobody knows comes in between",
    "json_callbacks": "callbacks are JSON, signed over bodySHA256",
    "wrong_signature": "callbacks are signed with a stranger's token",
    # calls
    "busy": "who is called is busy",
    "no_answer": "who is called does not answer",
    "dialled_busy": "the second telephone is busy",
    "dialled_no_answer": "the second telephone is not answered",
    "dialled_failed": "the second telephone cannot be reached",
}

# What a seeded script draws from: what a create call may meet, and what may become of its callbacks.
AMISS: tuple[dict[str, Any], ...] = (
    {"does": "refuse", "status": 500, "code": 20500},
    {"does": "refuse", "status": 503, "code": 0},
    {"does": "refuse", "status": 429, "code": 20429},
    {"does": "stall", "seconds": 1.0},
    {"does": "stall_then_accept", "seconds": 1.0},
    {"does": "accept_then_stall", "seconds": 1.0},
    {"does": "accept_then_refuse", "status": 500, "code": 20500},
    {"does": "accept_then_hang_up"},
    {"does": "freeze", "seconds": 1.0},
    {"does": "slow", "seconds": 0.3},
)
AMISS_AFTERWARDS: tuple[dict[str, Any], ...] = (
    {"does": "duplicate_callbacks"},
    {"does": "reordered_callbacks"},
    {"does": "delayed_callbacks", "seconds": 0.5},
    {"does": "lost_callbacks"},
    {"does": "early_callbacks"},
    {"does": "unknown_state"},
    {"does": "json_callbacks"},
)


def drawn(seed: int, messages: int, *, share: float = 0.5, besides: Sequence[dict[str, Any]] = ()) -> list[Wish]:
    """A script for so many messages, of which about `share` are answered wrongly and as many told wrongly; `besides`
    is done wrong with each of them. The same seed draws the same script."""
    chance = random.Random(seed)  # noqa: S311 (a script that can be drawn again)
    lines: list[Wish] = []
    for _ in range(messages):
        line = [dict(chance.choice(amiss)) for amiss in (AMISS, AMISS_AFTERWARDS) if chance.random() < share]
        line += [dict(wish) for wish in besides]
        lines.append(line or {"does": WELL})
    return lines
