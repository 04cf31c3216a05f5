"""What stops a start: development that reaches out, or production that stands on samples."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]", "testserver")


def refuse_to_reach_out(
    *, hosts: list[str], database: str, redis_url: str, twilio_urls: list[str], imap_url: str
) -> None:
    """Development and tests speak to this machine alone: sample keys must not meet real people, nor a real provider."""
    strangers = {
        "ALLOWED_HOSTS": [host for host in hosts if host not in LOOPBACK],
        "DATABASE_URL": [] if database.startswith("/") or database in LOOPBACK else [database],
        "REDIS_URL": _far(redis_url),
        "TWILIO_BASE_URL": [far for url in twilio_urls for far in _far(url)],
        "IMAP_URL": _far(imap_url),
    }
    for name, far in strangers.items():
        if far:
            raise ImproperlyConfigured(f"{name} names {far[0]!r}: outside production only this machine may be named.")


def _far(url: str) -> list[str]:
    host = urlsplit(url).hostname
    return [host] if host and host not in LOOPBACK else []


def refuse_samples(*, secret_key: str, keys: list[bytes]) -> None:
    """A production that runs on keys everybody can read protects nobody."""
    if "sample" in secret_key or any(b"sample" in key for key in keys):
        raise ImproperlyConfigured(
            "SECRET_KEY, SEALING_KEYS or INDEX_KEY is a sample. Make keys of your own: .env.example."
        )


def refuse_demonstration_accounts() -> None:
    """Production does not start while an account of the demonstration can sign in."""
    from accounts.models import User  # the apps must be ready first

    if User.objects.filter(is_demonstration=True, is_active=True).exists():
        raise ImproperlyConfigured(
            "Demonstration accounts are still active. Delete them, or close them, before starting."
        )
