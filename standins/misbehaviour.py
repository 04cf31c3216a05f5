"""A switch on a stand-in's side: what it does wrong with the next messages, so that tests can watch us bear it."""

import threading
from dataclasses import dataclass

WELL = "well"


@dataclass
class Misbehaviour:
    """`does` is one of the stand-in's words. It lasts for `times` messages (-1: until switched back)."""

    does: str = WELL
    seconds: float = 0.0  # how long a stall lasts
    status: int = 500  # the answer's number: HTTP or SMTP
    code: int = 0  # the provider's error code
    times: int = -1


class Switch:
    """Holds what to do next. Each message asks once."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = (WELL, *words)
        self._set = Misbehaviour()
        self._lock = threading.Lock()

    def turn(self, wish: dict[str, object]) -> None:
        """Misbehave like this from now on. Raises ValueError or TypeError for a wish it does not know."""
        asked = Misbehaviour(**wish)  # type: ignore[arg-type]
        if asked.does not in self.words:
            raise ValueError(f"does must be one of {', '.join(self.words)}.")
        with self._lock:
            self._set = asked

    def next(self) -> Misbehaviour:
        """What to do with this message."""
        with self._lock:
            now = self._set
            if now.times == 0:
                return Misbehaviour()
            if now.times > 0:
                now.times -= 1
            return now
