"""A switch on a stand-in's side: what it does wrong with the next messages, so that tests can watch us bear it."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

WELL = "well"

Wish = dict[str, Any] | list[dict[str, Any]]


@dataclass
class Misbehaviour:
    """`does` is one of the stand-in's words. It lasts for `times` messages (-1: until switched back)."""

    does: str = WELL
    seconds: float = 0.0  # how long a stall, a delay or a freeze lasts
    status: int = 500  # the answer's number: HTTP or SMTP
    code: int = 0  # the provider's error code
    times: int = -1
    to: str = ""  # only what goes to an address that begins so ("whatsapp:", "+62812"); empty: everything
    account: str = ""  # only what this account sends; empty: every account
    copies: int = 2  # how often a duplicated callback is told

    def concerns(self, to: str, account: str) -> bool:
        return to.startswith(self.to) and self.account in ("", account)


class Doing:
    """What a stand-in does wrong with one message: several words may hold at once."""

    def __init__(self, misbehaviours: tuple[Misbehaviour, ...] = (), *, scripted: bool = False) -> None:
        self._by_word = {each.does: each for each in misbehaviours}
        self.scripted = scripted  # from the script, so that it holds for this message alone

    def get(self, word: str) -> Misbehaviour | None:
        return self._by_word.get(word)

    def __contains__(self, word: str) -> bool:
        return word in self._by_word


class Switch:
    """Holds what to do next: a script with one line a message, and what stands when the script is over."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = (WELL, *words)
        self._standing: list[Misbehaviour] = []
        self._scripts: dict[str, deque[list[Misbehaviour]]] = {}
        self._lock = threading.Lock()

    def turn(self, wish: Wish) -> Doing:
        """From now on misbehave like this, or in all these ways at once; forget the script. Raises ValueError or
        TypeError for a wish it does not know."""
        asked = self._read(wish)
        with self._lock:
            self._standing = asked
            self._scripts.clear()
        return Doing(tuple(asked))

    def script(self, lines: list[Wish], *, to: str = "") -> None:
        """What to do with each of the next messages, one after the other. `to` makes it a script of its own for the
        addresses in which these letters stand. Raises as `turn` does."""
        asked = [self._read(line) for line in lines]
        with self._lock:
            self._scripts[to] = deque(asked)

    def next(self, *, to: str = "", account: str = "") -> Doing:
        """What to do with this message. Each message asks once."""
        with self._lock:
            if script := next((lines for part, lines in self._scripts.items() if lines and part in to), None):
                line = script.popleft()
                return Doing(tuple(each for each in line if each.concerns(to, account)), scripted=True)
            held = [each for each in self._standing if each.times and each.concerns(to, account)]
            for each in held:
                each.times -= each.times > 0
            return Doing(tuple(held))

    def standing(self, *, to: str = "", account: str = "") -> Doing:
        """The same for what is not a message, and does not count as one."""
        with self._lock:
            return Doing(tuple(each for each in self._standing if each.times and each.concerns(to, account)))

    def _read(self, wish: Wish) -> list[Misbehaviour]:
        if not wish and isinstance(wish, list):
            raise ValueError("A wish is an object, or a list of at least one.")
        asked = [Misbehaviour(**each) for each in (wish if isinstance(wish, list) else [wish])]
        for each in asked:
            if each.does not in self.words:
                raise ValueError(f"does must be one of {', '.join(self.words)}.")
        return [each for each in asked if each.does != WELL]
