"""Tells the portal what happened, signed as Twilio signs, and as wrongly as the switch wants it."""

import asyncio
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator

from standins import wire
from standins.misbehaviour import Doing
from standins.twilio.accounts import Account

STEP = 0.2  # seconds between two states, about as fast as a good day
TRIES = 3
TIME_OUT = 5.0  # seconds the portal has for its answer
AT_ONCE = 16  # connections to the portal
NOBODY_THERE = 0.1  # seconds for which a place that refused the connection is not knocked at again
A_STATE_NOBODY_KNOWS = "teleported"
STRANGER = "the-token-of-a-stranger"

Facts = dict[str, str]


@dataclass(frozen=True)
class Signed:
    """A request to the portal as it leaves."""

    address: str
    body: bytes
    headers: dict[str, str]


def signed(account: Account, address: str, facts: Facts, doing: Doing) -> Signed:
    """Form: the signature covers address and fields. JSON: it covers the address, which carries the body's hash
    (twilio.com/docs/usage/webhooks/webhooks-security)."""
    address = address.partition("#")[0]
    signer = RequestValidator(STRANGER) if "wrong_signature" in doing else account.signer
    if "json_callbacks" in doing:
        body, content_type = json.dumps(facts).encode(), "application/json"
        address += f"{'&' if urlsplit(address).query else '?'}bodySHA256={sha256(body).hexdigest()}"
        signature = signer.compute_signature(address, {})
    else:
        body, content_type = urlencode(facts).encode(), "application/x-www-form-urlencoded; charset=utf-8"
        signature = signer.compute_signature(address, facts)
    return Signed(address, body, {"Content-Type": content_type, "X-Twilio-Signature": signature})


@dataclass(frozen=True)
class Step:
    """`after` so many seconds the message `becomes` a state (or stays), and the portal is told of these states."""

    after: float
    becomes: str = ""
    tells: tuple[str, ...] = ()


def life(states: list[str], doing: Doing) -> list[Step]:
    """What a message goes through, and what is told of it: each state as it comes, unless the switch says otherwise."""
    delay = STEP + (delayed.seconds if (delayed := doing.get("delayed_callbacks")) else 0)
    told = [[state] for state in states]
    if "unknown_state" in doing:
        told[0].append(A_STATE_NOBODY_KNOWS)
    if "reordered_callbacks" in doing:
        told = [[]] * (len(states) - 1) + [[state for each in reversed(told) for state in reversed(each)]]
    if "lost_callbacks" in doing:
        told = [[]] * len(states)
    steps = [Step(STEP, state, tuple(tells)) for state, tells in zip(states, told, strict=True)]
    if delay == STEP:
        return steps
    return [moment for step in steps for moment in (Step(STEP, step.becomes), Step(delay - STEP, tells=step.tells))]


class Callbacks:
    """The line to the portal. What it promised and did not tell yet is lost when the stand-in is killed."""

    def __init__(self) -> None:
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._nobody_at: dict[str, float] = {}
        self._promised: set[asyncio.Task[Any]] = set()

    def promise(self, later: Coroutine[Any, Any, Any]) -> None:
        """Do this besides answering."""
        task = asyncio.get_running_loop().create_task(later)
        self._promised.add(task)
        task.add_done_callback(self._promised.discard)

    async def tell(self, account: Account, address: str, facts: Facts, doing: Doing) -> None:
        """Tell it until the portal takes it, a few times at most; several times when told to duplicate."""
        if not address:
            return
        message = signed(account, address, facts, doing)
        for _ in range(twice.copies if (twice := doing.get("duplicate_callbacks")) else 1):
            for _ in range(TRIES):
                status, _ = await self.ask(message)
                if status and status < 500:
                    break
                await asyncio.sleep(STEP)

    async def ask(self, message: Signed) -> tuple[int, bytes]:
        """The portal's answer, or 0 when nobody is there."""
        place = urlsplit(message.address).netloc
        if self._nobody_at.get(place, 0) > time.monotonic():
            return 0, b""
        async with self._at_once:
            try:
                return await wire.post(message.address, message.body, message.headers, time_out=TIME_OUT)
            except wire.Unreachable:
                self._nobody_at[place] = time.monotonic() + NOBODY_THERE
                return 0, b""
