"""What must be secret on this machine, made once for each data folder and kept in it: .data/secrets.json, mode 0600."""

import base64
import json
import os
import secrets
from pathlib import Path


def keys_of(data: Path) -> dict[str, str]:
    """The secrets of `data`, made now when it has none. They are the data's own: without them it cannot be read."""
    kept = data / "secrets.json"
    if not kept.exists():
        fresh = kept.with_suffix(".new")
        write_closed(fresh, json.dumps(fresh_keys(), indent=2))
        fresh.rename(kept)
    return json.loads(kept.read_text())


def fresh_keys() -> dict[str, str]:
    """One of each, from the system's own randomness."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SEALING_KEYS": f"first:{_key()}",
        "INDEX_KEY": _key(),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "DATABASE_PASSWORD": secrets.token_urlsafe(24),
        "VALKEY_PASSWORD": secrets.token_urlsafe(24),
    }


def write_closed(path: Path, text: str) -> None:
    """Write a file that nobody else can read, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
