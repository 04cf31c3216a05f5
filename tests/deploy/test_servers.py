"""The servers from the wheels: closed to everybody else, and gone afterwards."""

import os
import stat

import psycopg
import pytest
import redis

from deploy.local.family import Family
from deploy.local.keys import fresh_keys
from deploy.local.postgres import SOCKET_PATH_LIMIT, Postgres
from deploy.local.servers import thrown_away_servers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def servers():
    with thrown_away_servers(Family(), fresh_keys(), durable=False) as started:
        yield started


def test_postgres_listens_on_no_port(servers):
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_postgres_asks_for_the_password(servers):
    head, _, rest = servers.database_url.partition("lapak:")
    without = f"{head}lapak:guess@{rest.partition('@')[2]}"

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(without)


def test_postgres_sorts_and_stores_utf8_without_the_systems_locales(servers):
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT upper('dokumén')").fetchone() == ("DOKUMÉN",)


def test_valkey_asks_for_the_password(servers):
    port = int(servers.redis_url.rpartition(":")[2].partition("/")[0])

    with redis.Redis.from_url(servers.redis_url) as friend:
        assert friend.ping()
    with redis.Redis(port=port, retry=None) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_the_servers_never_run_as_root(servers):
    owner = (servers.folder / "postgres").stat().st_uid

    assert owner != 0
    assert os.geteuid() in (0, owner)
    assert stat.S_IMODE(servers.folder.stat().st_mode) == 0o700


def test_nothing_is_left_of_thrown_away_servers():
    with thrown_away_servers(Family(), fresh_keys(), durable=False) as started:
        url = started.database_url

    assert not started.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_long_path_gets_a_short_socket_folder(tmp_path):
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    postgres = Postgres(deep, None, "secret", deep / "log")

    postgres.socket_folder = postgres._socket_folder()

    assert len(str(postgres.socket_folder)) < SOCKET_PATH_LIMIT / 2
    assert stat.S_IMODE(postgres.socket_folder.stat().st_mode) == 0o700
    postgres.tidy()
    assert not postgres.socket_folder.exists()
