"""`.env.example` lists exactly what the settings read, each with a word on what it does."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"\benv\.[a-z_]+\(\s*\"([A-Z_]+)\"")
LISTED = re.compile(r"^#?\s?([A-Z][A-Z_]+)=", re.MULTILINE)


def read_by_the_settings() -> list[str]:
    return READ.findall((ROOT / "lapak_asik/settings.py").read_text())


def example() -> str:
    return (ROOT / ".env.example").read_text()


def test_what_is_read_is_listed_and_what_is_listed_is_read():
    assert len(read_by_the_settings()) > 15
    assert sorted(LISTED.findall(example())) == sorted(set(read_by_the_settings()))


def test_every_variable_or_its_group_is_explained():
    groups = example().strip().split("\n\n")

    assert [group for group in groups if not re.match(r"# \S.{10,}", group)] == []


def test_no_secret_stands_in_the_example():
    secrets = re.findall(r"^(SECRET_KEY|SEALING_KEYS|INDEX_KEY|TWILIO_AUTH_TOKEN)=(.*)$", example(), re.MULTILINE)

    assert len(secrets) == 4
    assert [name for name, value in secrets if value] == []


def test_only_the_typed_readers_read_the_environment():
    rooms = [path.parent.name for path in ROOT.glob("*/apps.py")]
    reading = [
        str(path.relative_to(ROOT))
        for room in (*rooms, "lapak_asik", "workflow")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv", path.read_text())
    ]

    assert reading == ["lapak_asik/env.py"]
