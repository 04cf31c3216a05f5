"""The portal's own processes, what they are told by environment, and what is done before they start."""

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.family import Child
from deploy.local.keys import write_closed
from deploy.local.places import PYTHON
from deploy.local.ports import free_ports_after
from deploy.local.servers import Servers

QUEUES = "codes,news,bulk"
PAPERS = "papers,mail"  # by a worker of their own, so that no code waits behind a photo
# Sending is waiting for providers: threads of one process wait at the same time, and share few connections.
SENDERS, SENDERS_CONNECTIONS = 16, 6
NOT_OURS = ("PYTHONPATH", "PYTHONHOME", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Ports:
    """Where each part listens, all on loopback."""

    web: int
    smtp: int
    mail_page: int
    twilio: int
    valkey: int
    mail_door: int
    signalling: int

    @classmethod
    def after(cls, web: int) -> "Ports":
        free = free_ports_after(web)
        return cls(web, *(next(free) for _ in range(6)))


def environment(data: Path, keys: dict[str, str], ports: Ports, servers: Servers) -> dict[str, str]:
    """What the settings read, in the development environment: loopback only, stand-ins instead of providers."""
    return {
        "LAPAK_ENV": "development",
        "DJANGO_SETTINGS_MODULE": "lapak_asik.settings",
        **{name: value for name, value in keys.items() if not name.endswith("_PASSWORD")},
        **servers.as_env(),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{ports.web}",
        "PUBLIC_SIGNALLING_URL": f"ws://127.0.0.1:{ports.signalling}/",
        "EMAIL_URL": f"smtp://127.0.0.1:{ports.smtp}",
        "MAIL_AUTHSERV_ID": "contoh.example",  # so that a mail written by hand can say who vouches for it
        "TWILIO_BASE_URL": f"http://127.0.0.1:{ports.twilio}",
        "DATA_DIR": str(data),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHONUNBUFFERED": "1",
    }


def write_environment(data: Path, env: dict[str, str]) -> None:
    """Keep `env` for `make manage`, and for a shell: `set -a; . .data/environment`."""
    write_closed(data / "environment", "".join(f"{name}={shlex.quote(value)}\n" for name, value in env.items()))


def read_environment(data: Path) -> dict[str, str]:
    """What `write_environment` kept."""
    lines = (data / "environment").read_text().splitlines()
    return {name: shlex.split(value)[0] for name, _, value in (line.partition("=") for line in lines)}


def with_ours(env: dict[str, str]) -> dict[str, str]:
    """The terminal's environment with `env` over it, without what would change which code is run."""
    return {**{name: value for name, value in os.environ.items() if name not in NOT_OURS}, **env}


def preparations(data: Path, env: dict[str, str]) -> Iterator[Child]:
    """Each is safe to repeat, and is repeated at every start."""
    steps = {
        "Bringing the database up to date": ["migrate", "--no-input"],
        "Loading the branches": ["load_branches"],
        "Loading the catalogue": ["load_catalogue"],
        "Loading the reasons": ["load_reasons"],
        "Preparing the demonstration day": ["demo"],
    }
    for name, command in steps.items():
        yield Child(name, [PYTHON, "manage.py", *command], data / "logs/preparations.log", with_ours(env))


def portal(data: Path, env: dict[str, str], ports: Ports) -> list[Child]:
    """In the order of starting; they are stopped in the opposite one, so the web closes first."""

    def child(name: str, *command: str | Path, patience: float = 10) -> Child:
        return Child(name, [PYTHON, "-m", *command], data / f"logs/{name}.log", with_ours(env), patience=patience)

    loopback = ("--host", "127.0.0.1", "--port", str(ports.web))
    threads = ("--workers", "4", "--blocking-threads", "4")  # who sends slowly holds a thread, not the portal
    celery = ("celery", "--app", "lapak_asik")
    two = ("--concurrency", "2", "--loglevel", "INFO")
    return [
        child(
            "mail-catcher",
            *("standins.mail_catcher", "--smtp-port", str(ports.smtp), "--http-port", str(ports.mail_page)),
            *("--data", data / "mail"),
        ),
        Child(
            "twilio-stand-in",
            [PYTHON, "-m", "standins.twilio_server", "--port", str(ports.twilio), "--data", data / "twilio"],
            data / "logs/twilio-stand-in.log",
            with_ours({**env, "TWILIO_INBOUND_URL": f"http://127.0.0.1:{ports.web}/kabar/twilio/masuk/"}),
        ),
        Child("worker", sending_worker(), data / "logs/worker.log", with_ours(sending_environment(env)), patience=30),
        child("paper-worker", *celery, "worker", "--queues", PAPERS, *two, patience=30),
        Child(
            "mail-door",
            [PYTHON, "manage.py", "mail_door", "--smtp", "--port", str(ports.mail_door)],
            data / "logs/mail-door.log",
            with_ours(env),
        ),
        child("signalling", *signalling(ports.signalling)),
        child("beat", *celery, "beat", "--schedule", data / "beat-schedule", "--pidfile", "", "--loglevel", "INFO"),
        child(
            "web",
            *("granian", "--interface", "wsgi", *loopback, *threads, "--no-ws"),
            "lapak_asik.wsgi:application",
        ),
    ]


def signalling(port: int) -> tuple[str, ...]:
    """The ASGI process of video calls. One is enough: it only hands small frames from one browser to the other."""
    return (
        *("granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        "lapak_asik.asgi:application",
    )


def sending_worker() -> list[str | Path]:
    """The worker of the messages. It takes codes before news and news before bulk: the order of the queues counts."""
    threads = ["--pool", "threads", "--concurrency", str(SENDERS)]
    return [
        PYTHON,
        "-m",
        "celery",
        "--app",
        "lapak_asik",
        "worker",
        "--queues",
        QUEUES,
        *threads,
        "--loglevel",
        "WARNING",
    ]


def sending_environment(env: dict[str, str]) -> dict[str, str]:
    """`env`, with the connections its threads share."""
    return {**env, "DATABASE_POOL": str(SENDERS_CONNECTIONS)}


def first_canary(data: Path, env: dict[str, str]) -> Child:
    """Rings the worker once, so that /healthz need not wait for the hour of the canary."""
    command = ["celery", "--app", "lapak_asik", "call", "lapak_asik.tasks.canary"]
    return Child("canary", [PYTHON, "-m", *command], data / "logs/preparations.log", with_ours(env))


def addresses(data: Path, ports: Ports) -> str:
    """The READY line that tools wait for, then what a person wants to open, then whom to sign in as."""
    web = f"http://127.0.0.1:{ports.web}"
    accounts = data / "accounts.txt"
    return "\n".join(
        [
            f"READY {web}/",
            f"  Portal           {web}/",
            f"  Officers' desk   {web}/petugas/",
            f"  Messages sent    {web}/dev/messages/",
            f"  Mail catcher     http://127.0.0.1:{ports.mail_page}/",
            f"  Papers by mail   smtp://127.0.0.1:{ports.mail_door}",
            f"  Twilio stand-in  http://127.0.0.1:{ports.twilio}/",
            f"  Data and logs    {data}",
            "",
            accounts.read_text().rstrip() if accounts.exists() else "No demonstration accounts were written.",
            "",
            "Ctrl-C stops everything; the data stays.",
        ]
    )
