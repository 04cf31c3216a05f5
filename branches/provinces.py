"""Indonesia's 38 provinces by the Kemendagri codes that begin a NIK. The BPS codes differ in Papua."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "provinces.json"


@cache
def names() -> dict[str, str]:
    """Code to name, for every code a NIK may carry, with those of provinces that are no more."""
    data = json.loads(FILE.read_text())
    return {row["code"]: row["name"] for row in data["provinces"]} | data["former"]
