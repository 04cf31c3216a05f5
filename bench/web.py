"""The portal's web server, as `make run` starts it, without its worker; and the same server with an empty view."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.family import Child, Family
from deploy.local.portal import Ports, portal
from deploy.local.ports import any_free_port


@contextmanager
def serving(
    folder: Path, application: str = "", settings: str = "lapak_asik.settings", *, workers: int | None = None
) -> Iterator[int]:
    """The port on which the portal, or another WSGI application, answers until the block is left.

    With as many `workers` as `make run` has, unless told otherwise.
    """
    port = any_free_port()
    with Family() as family:
        web = web_server(folder, {**os.environ, "DJANGO_SETTINGS_MODULE": settings}, port)
        if application:
            web.command = [*web.command[:-1], application]
        if workers:
            web.command = [*web.command[:-1], "--workers", str(workers), web.command[-1]]
        family.add(web)
        family.wait_until(lambda: _answers(port), "The web server", seconds=60)
        yield port


def web_server(folder: Path, env: Mapping[str, str], port: int) -> Child:
    """The same command, options and all, that `make run` uses."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    ports = Ports(*[port] * 7)  # only the first is used: the others belong to processes not started
    web = next(child for child in portal(folder, dict(env), ports) if child.name == "web")
    web.env = dict(env)
    return web


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
