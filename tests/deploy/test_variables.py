"""What the launcher tells the portal is what the settings say they read."""

import re
from pathlib import Path

from deploy.local.check import production_environment
from deploy.local.keys import fresh_keys
from deploy.local.portal import Ports, environment, read_environment, write_environment
from deploy.local.servers import Servers

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_SETTINGS = {"DJANGO_SETTINGS_MODULE", "NO_PROXY", "no_proxy", "PYTHONUNBUFFERED"}
PORTS = Ports(8000, 8001, 8002, 8003, 8004, 8005, 8006)


def told(tmp_path):
    servers = Servers("postgresql://lapak:a@%2Ftmp%2Fx/lapak", "redis://:b@127.0.0.1:8004/0", tmp_path)
    return environment(tmp_path, fresh_keys(), PORTS, servers)


def documented():
    return set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_of_make_run_is_documented(tmp_path):
    assert not set(told(tmp_path)) - NOT_THE_SETTINGS - documented()


def test_every_variable_of_make_check_is_documented():
    assert not set(production_environment()) - documented()


def test_the_portal_is_never_told_the_servers_own_passwords_apart_from_their_addresses(tmp_path):
    assert not [name for name in told(tmp_path) if "PASSWORD" in name]


def test_what_is_kept_for_the_command_line_reads_back_the_same(tmp_path):
    env = {**told(tmp_path), "SECRET_KEY": 'it\'s $odd # "quoted"'}

    write_environment(tmp_path, env)

    assert read_environment(tmp_path) == env
