"""`make run`: the whole portal on this machine, with a demonstration day, until Ctrl-C."""

import http.client
import json
import os
import time
from pathlib import Path

from deploy.local.data_folder import data_folder, option, taken
from deploy.local.family import GLANCE, Family, Stopped
from deploy.local.keys import keys_of
from deploy.local.places import say
from deploy.local.portal import Ports, addresses, environment, first_canary, portal, preparations, write_environment
from deploy.local.ports import is_free
from deploy.local.servers import lasting_servers

HEALTHY_WITHIN = 120  # seconds


def main(arguments: list[str]) -> int:
    """Options: `--port 8000`, `--data .data`."""
    number = option(arguments, "--port", "8000")
    if not number.isdecimal() or not 1024 <= int(number) <= 65000:
        raise SystemExit(f"PORT must be a number from 1024 to 65000, not {number!r}.")
    os.umask(0o077)  # what any child writes is this account's alone
    data = data_folder(arguments)
    with taken(data):
        if not is_free(int(number)):
            raise SystemExit(f"Port {number} is taken by another program; choose one with `make run PORT=8080`.")
        try:
            _run(data, Ports.after(int(number)))
        except Stopped:
            say("Stopped.")
    return 0


def _run(data: Path, ports: Ports) -> None:
    os.environ["DATA_DIR"] = str(data)
    keys = keys_of(data)
    family = Family()
    say("Starting PostgreSQL and Valkey …")
    with lasting_servers(family, data, keys, ports.valkey) as servers:
        env = environment(data, keys, ports, servers)
        write_environment(data, env)
        for step in preparations(data, env):
            say(f"{step.name} …")
            family.finish(step)
        say("Starting the portal …")
        for child in portal(data, env, ports):
            family.add(child)
        family.finish(first_canary(data, env))
        _wait_until_healthy(family, ports.web)
        print(addresses(data, ports), flush=True)
        while True:
            family.tend()
            time.sleep(GLANCE)


def _wait_until_healthy(family: Family, port: int) -> None:
    end = time.monotonic() + HEALTHY_WITHIN
    while (answer := _health(port))[0] != 200:
        if time.monotonic() > end:
            raise SystemExit(f"The portal is not healthy after {HEALTHY_WITHIN} s: {answer[1]}")
        family.tend()
        time.sleep(GLANCE * 5)


def _health(port: int) -> tuple[int, str]:
    """Status and body of /healthz; 0 while nobody listens."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        body = answer.read().decode(errors="replace")
        return answer.status, _failing(body)
    except (OSError, http.client.HTTPException) as failure:
        return 0, str(failure)
    finally:
        line.close()


def _failing(body: str) -> str:
    """The sentences of the parts that are not well; the beginning of the body when it is no such answer."""
    try:
        parts = json.loads(body)["parts"].values()
        return " ".join(part["says"] for part in parts if not part["ok"])
    except (ValueError, KeyError, TypeError):
        return body[:500]
