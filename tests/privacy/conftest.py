import pytest

from tests.privacy import sealed_rows


@pytest.fixture
def tables(db):
    sealed_rows.make_tables()


@pytest.fixture
def keys(settings):
    """Two master keys; today's stands first."""
    settings.SEALING_KEYS = [("today", b"t" * 32), ("before", b"b" * 32)]
    return settings.SEALING_KEYS


@pytest.fixture
def sealed_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "sealed": {"BACKEND": "privacy.sealed_files.SealedFolder", "OPTIONS": {"location": str(tmp_path)}},
    }
    return tmp_path
