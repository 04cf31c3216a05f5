"""What the bench says: one JSON object a line on stdout, and nothing else there."""

import json
from collections.abc import Sequence
from typing import Any


def say(name: str, value: float, unit: str, *, limit: float | None = None, **detail: Any) -> None:
    """Print one line. `limit` is the most this machine could do at all, and `ratio` is how near the portal comes.

    Beside peers it is what the quickest of them does, and `ratio` may well be above 1.
    """
    ratio = round(value / limit, 4) if limit else None
    line = {"name": name, "value": _short(value), "unit": unit, "limit": limit and _short(limit), "ratio": ratio}
    print(json.dumps({**line, "detail": detail}), flush=True)


def milliseconds(times: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile of times in seconds."""
    if not times:
        return {}
    ordered = sorted(times)
    return {f"p{n}_ms": round(ordered[len(ordered) * n // 100] * 1000, 1) for n in (50, 95)}


def _short(value: float) -> float:
    return round(value, 1) if isinstance(value, float) else value
