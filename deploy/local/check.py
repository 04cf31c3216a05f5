"""`make check`: what can be judged without running the portal. All of it runs; the failures are named at the end."""

import os
import subprocess

from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON, ROOT, say

NOWHERE = "postgresql://lapak:none@127.0.0.1:1/lapak"  # no check may need a database

CHECKS: dict[str, tuple[str, ...]] = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy", "."),
    "floors": ("-c", "from importlinter.cli import lint_imports_command as check; check()"),
    "missing migrations": ("-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"),
    "production settings": ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
    "drawn docs": ("manage.py", "draw_states", "--check"),
    "translations": ("manage.py", "translations", "--check"),
}
AS_IN_PRODUCTION = ("production settings",)


def main(arguments: list[str]) -> int:
    """Without words: all. With words: the checks named so."""
    failed = [name for name in arguments or CHECKS if not _holds(name)]
    say(f"check: {', '.join(failed)} failed" if failed else "check: all is well")
    return 1 if failed else 0


def _holds(name: str) -> bool:
    say(f"— {name}")
    env = {**os.environ, **(production_environment() if name in AS_IN_PRODUCTION else {"LAPAK_ENV": "test"})}
    return subprocess.run([PYTHON, *CHECKS[name]], cwd=ROOT, env=env | {"DATABASE_URL": NOWHERE}).returncode == 0


def production_environment() -> dict[str, str]:
    """A complete production environment with fresh keys, for judging the settings; nothing listens at its addresses."""
    keys = {name: value for name, value in fresh_keys().items() if not name.endswith("_PASSWORD")}
    return {
        **keys,
        "LAPAK_ENV": "production",
        "ALLOWED_HOSTS": "lapak.example",
        "PUBLIC_BASE_URL": "https://lapak.example",
        "DATABASE_URL": NOWHERE,
        "REDIS_URL": "redis://:none@127.0.0.1:1/0",
        "DATA_DIR": "/var/lib/lapak-asik",
        "EMAIL_URL": "smtp+tls://lapak:none@mail.example:587",
        "DEFAULT_FROM_EMAIL": "Lapak Asik <kabar@lapak.example>",
        "MAIL_DOMAIN": "surat.lapak.example",
        "TWILIO_SMS_FROM": "LAPAKASIK",
        "TWILIO_WHATSAPP_FROM": "whatsapp:+6281100000001",
    }
