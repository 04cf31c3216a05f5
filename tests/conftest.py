"""What every test may count on: a migrated database, the carried catalogue and branches, and an instant called now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import translation

from statements.kept import forget_all
from tests import factories
from tests.browser_gate import pytest_runtest_setup  # noqa: F401 (a hook)
from tests.template_database import django_db_setup  # noqa: F401 (a fixture)

PROCESSES = {"postgres", "twilio_stand_in", "mail_catcher", "start_worker", "valkey"}
"""Fixtures that start another program. What uses one waits for the second part of the tests."""

PAGES = {"client", "staff"}
"""Fixtures that ask for whole pages. They wait too, and so do races: the first part is for the rules, and quick."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marked here, and not test by test: whoever asks for a process later is in the right part by that alone."""
    for item in items:
        races = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
        if (PROCESSES | PAGES) & set(getattr(item, "fixturenames", ())) or "pages" in item.path.stem or races:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def here(house):
    """A branch an hour ahead of the agency's seat: what forgets the zone shows."""
    return factories.branch("Asia/Makassar")


@pytest.fixture
def staff(client, here):
    """One of its staff, signed in."""
    user = factories.officer(role="branch_staff", branches=[here])
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def sealed_folder(settings, tmp_path):
    """Every test seals its files in a folder of its own."""
    folder = tmp_path / "sealed"
    settings.SEALED_FILES_DIR = folder
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {**settings.STORAGES["sealed"], "OPTIONS": {"location": str(folder)}},
    }
    return folder


@pytest.fixture(autouse=True)
def nothing_kept():
    """Every test asks the database anew: what the last one kept were its own rows."""
    forget_all()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing slowly is what makes Argon2 good, and what a test of anything else does not want."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nobody_reads(request, monkeypatch):
    """Whether tesseract is on this machine changes no test but its own, and a second a page is long."""
    from claims.cleaning import ocr

    if request.path.name != "test_ocr.py":
        monkeypatch.setattr(ocr, "languages", frozenset)


@pytest.fixture(autouse=True)
def indonesian():
    """A page that another test read in English leaves that language to its thread."""
    translation.activate("id")


@pytest.fixture
def now() -> datetime:
    """The instant the tests of rules stand at: the last 03.00 UTC that has passed, on a day whose week ahead is served.

    Three in the morning UTC is the same day in all zones, so "tomorrow" is one day for all. It is never ahead of the
    clock the pages look at: what a test made "now" would not have happened yet for them.
    """
    clock = datetime.now(UTC)
    return clock.replace(hour=3, minute=0, second=0, microsecond=0) - timedelta(days=clock.hour < 3)


@pytest.fixture
def house(db, now):
    """The carried rows of the database, and decreed years, so that days ahead may be booked on any date."""
    from branches.models import DecreeYear

    for year in (now.year, (now + timedelta(days=60)).year):
        DecreeYear.objects.get_or_create(year=year, defaults={"decree": "CONTOH"})


@pytest.fixture
def clean_cache():
    cache.clear()
    yield
    cache.clear()
