"""What the two peers have in common: an environment, a database, a server like the portal's, and a script inside."""

import http.client
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from bench.browser import HOST
from bench.crowd import Journey, Outcome, run
from bench.web import web_server
from deploy.local.family import Family
from deploy.local.places import tail
from deploy.local.ports import any_free_port

INSIDE = Path(__file__).with_name("inside")  # what their Python is given to run
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")  # nothing else of ours, whose names they might read as their own


@dataclass
class Peer:
    """A peer's environment and the folder it may write in; with a `port` and a `family` once it is served."""

    python: Path
    folder: Path
    desk: str  # the script inside that knows its models
    env: Mapping[str, str]
    port: int = 0
    family: Family = field(default_factory=Family)

    def ask(self, verb: str, question: Any) -> Any:
        """What the script inside answers."""
        asked, answer = self.folder / "question.json", self.folder / "answer.json"
        asked.write_text(json.dumps(question))
        self.manage(INSIDE / self.desk, verb, asked, answer)
        return json.loads(answer.read_text())

    def manage(self, *words: str | Path) -> None:
        """Run its Python to the end. What it says goes to its log, whose end is shown when it fails."""
        log = self.folder / "desk.log"
        with log.open("ab") as file:
            done = subprocess.run([self.python, *words], cwd=self.folder, env=self.env, stdout=file, stderr=file)
        if done.returncode:
            raise SystemExit(f"{words[0]} {words[1]} failed. The end of its log:\n{tail(log)}")

    @contextmanager
    def served(self, *application: str) -> Iterator[None]:
        """Serve it as the portal is served, with as many processes of one thread, until the block is left."""
        self.port = any_free_port()
        web = web_server(self.folder, self.env, self.port)
        web.command, web.cwd = [self.python, *web.command[1:-1], *application], self.folder
        with self.family as family:
            family.add(web)
            family.wait_until(self._answers, "The peer", seconds=60)
            yield
            family.obey()

    def run(self, journeys: Iterator[Journey], **bounds: Any) -> Outcome:
        self.family.obey()
        return run(journeys, self.port, **bounds)

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", "/", headers={"Host": HOST})
            return bool(line.getresponse().status)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def fresh_database(name: str) -> dict[str, str]:
    """An empty database beside the portal's, on the same server; where it is and who may open it."""
    ours = connection.get_connection_params()
    where = {key: ours[key] for key in ("host", "user", "password")}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {**where, "name": name}


def plain_env() -> dict[str, str]:
    """The terminal's environment without what is ours."""
    return {"NO_PROXY": "127.0.0.1", **{name: os.environ[name] for name in KEPT if name in os.environ}}
