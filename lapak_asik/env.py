"""Typed readers of the environment. A missing or odd value stops the start with one sentence, never a guess."""

import base64
import binascii
import os
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()


def _raw(name: str, default: object) -> str:
    value = os.environ.get(name)
    if value is not None and value != "":
        return value
    if default is REQUIRED:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it does and a safe value.")
    return str(default)


def text(name: str, default: object = REQUIRED) -> str:
    """The variable as it stands."""
    return _raw(name, default)


def number(name: str, default: object = REQUIRED, *, least: int | None = None) -> int:
    """A whole number, not below `least`."""
    value = _raw(name, default)
    if not re.fullmatch(r"-?\d+", value):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    if least is not None and int(value) < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more, not {value}.")
    return int(value)


def flag(name: str, default: bool) -> bool:
    """`on` or `off`."""
    value = _raw(name, "on" if default else "off").lower()
    if value not in ("on", "off"):
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value == "on"


def clock(name: str, default: object = REQUIRED) -> time:
    """A time of day: 07:00."""
    value = _raw(name, default)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ImproperlyConfigured(f"{name} must be a time of day like 07:00, not {value!r}.")
    return time.fromisoformat(value)


def booking_close(name: str, default: object = REQUIRED) -> timedelta | None:
    """How long before its hour a place stops being booked, in minutes; `h-1` (None): when the day before is over."""
    value = _raw(name, default).lower()
    if value != "h-1" and not re.fullmatch(r"\d{1,5}", value):
        raise ImproperlyConfigured(f"{name} must be h-1 or a number of minutes, not {value!r}.")
    return None if value == "h-1" else timedelta(minutes=int(value))


def words(name: str, default: object = REQUIRED) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in _raw(name, default).split(",") if word.strip()]


def pairs(name: str, default: object = REQUIRED) -> dict[str, str]:
    """`name:value,name:value`."""
    found = dict(word.partition(":")[::2] for word in words(name, default))
    if not all(found.values()):
        raise ImproperlyConfigured(f"{name} holds name:value pairs, separated by commas.")
    return found


def choice(name: str, options: tuple[str, ...], default: object = REQUIRED) -> str:
    """One of the named options."""
    value = _raw(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")
    return value


def folder(name: str, default: object = REQUIRED) -> Path:
    """A folder's absolute path. It need not exist yet."""
    return Path(_raw(name, default)).resolve()


def key(name: str, default: object = REQUIRED) -> bytes:
    """A 32-byte key in base64."""
    return _decode(name, _raw(name, default))


def named_keys(name: str, default: object = REQUIRED) -> list[tuple[str, bytes]]:
    """`name:base64,name:base64`: the first key seals, all of them unseal."""
    keys = []
    for part in _raw(name, default).split(","):
        key_name, _, value = part.strip().partition(":")
        if not re.fullmatch(r"[a-z0-9-]{1,16}", key_name):
            raise ImproperlyConfigured(f"{name} holds name:base64 pairs; {key_name!r} is no name of a key.")
        keys.append((key_name, _decode(name, value)))
    return keys


def database(name: str, default: object = REQUIRED) -> dict[str, object]:
    """`postgresql://user:password@host:port/name`; a host that begins with %2F is the folder of a unix socket."""
    parts = urlsplit(_raw(name, default))
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"{name} must begin with postgresql://: the rules need PostgreSQL's locks.")
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")  # `hostname` would lower the letters of a folder
    return {
        "ENGINE": "statements.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": port,
    }


def mail(name: str, default: object = REQUIRED) -> dict[str, Any]:
    """`smtp://user:password@host:port`, or `smtps://` for TLS from the first byte, `smtp+tls://` for STARTTLS."""
    parts = urlsplit(_raw(name, default))
    if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp://host:port.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


def second_mail(name: str) -> dict[str, Any]:
    """The same for one more server, by the names a mail server goes by in the outbox; empty when there is none."""
    if not _raw(name, ""):
        return {}
    found = mail(name)
    return {
        "host": found["EMAIL_HOST"],
        "port": found["EMAIL_PORT"],
        "user": found["EMAIL_HOST_USER"],
        "password": found["EMAIL_HOST_PASSWORD"],
        "use_ssl": found["EMAIL_USE_SSL"],
        "use_tls": found["EMAIL_USE_TLS"],
    }


def socket_address(name: str, default: object = REQUIRED) -> tuple[str, int] | str | None:
    """`tcp://host:port` as (host, port), `unix:///path` as the path. None when it is empty."""
    value = _raw(name, default)
    if tcp := re.fullmatch(r"tcp://(\[[0-9a-fA-F:]+\]|[^\[\]:/]+):(\d{1,5})", value):
        return tcp[1].strip("[]"), int(tcp[2])
    if value and not re.fullmatch(r"unix:///.+", value):
        raise ImproperlyConfigured(f"{name} must look like tcp://host:port or unix:///path.")
    return value.removeprefix("unix://") or None


def _decode(name: str, value: str) -> bytes:
    try:
        decoded = base64.b64decode(value, validate=True)
    except binascii.Error:
        decoded = b""
    if len(decoded) != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64.")
    return decoded
