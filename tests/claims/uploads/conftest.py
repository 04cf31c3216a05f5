"""A claim and a browser let in to it; and the portal as it is really served, by granian in a process of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from catalogue.models import PaperKind
from claims.models import Claim
from tests import factories
from tests.claims.doors import open_by_link
from tests.processes import Program, database_url, free_port, listens, wait_until


class Served(Program):
    """granian with one worker, on the test database and the test's own folder of sealed files."""

    def __init__(self, log: Path, sealed: Path, *, threads: int = 4) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", str(threads)]
        env = {
            "LAPAK_ENV": "test", "DATABASE_URL": database_url(), "REDIS_URL": django_settings.REDIS_URL,
            "SEALED_FILES_DIR": str(sealed), "DJANGO_SETTINGS_MODULE": "lapak_asik.settings",
        }  # fmt: skip
        super().__init__("web", [*command, "lapak_asik.wsgi:application"], log, env)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def served(transactional_db, house, tmp_path, sealed_folder) -> Iterator[Served]:
    server = Served(tmp_path / "web.log", sealed_folder)
    server.start()
    wait_until(lambda: listens(server.port), "granian listens")
    yield server
    server.kill()


@pytest.fixture
def claim(house) -> Claim:
    return factories.open_claim(now=timezone.now())


@pytest.fixture
def mine(claim, client) -> Client:
    """A browser that was let in by the private link."""
    return open_by_link(client, claim)


@pytest.fixture
def kind(claim) -> PaperKind:
    return claim.missing_papers()[0].kinds[0]


@pytest.fixture
def cookie(claim) -> str:
    """What a browser sends that was let in by the private link."""
    browser = open_by_link(Client(), claim)
    return "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())
