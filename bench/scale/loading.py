"""Fills the archive by COPY from as many processes as the machine has cores, and says on stderr how far it is.

While rows come in, nothing is kept beside them: the indexes sleep, foreign keys and triggers too. Afterwards every
index is built anew from the whole table, as a restored back-up does it, and PostgreSQL counts what there is.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from time import perf_counter

import psycopg
from django.db import connection, connections

from bench.scale.house import House
from bench.scale.rows import IN_A_BATCH, Row, Writer
from claims.models import Applicant, Claim, ClaimEvent, Page, Paper, PaperFile, Participant
from payments.models import Batch, Line
from queueing.models import Ticket
from verification.models import Decision, Verdict

AT_ONCE = 5_000  # claims of one batch; the processes take every other one
IN_MEMORY = IN_A_BATCH  # claims whose rows a process holds at a time
MODELS = (
    Claim, Participant, Applicant, ClaimEvent, Paper, PaperFile, Page, Verdict, Decision, Ticket, Batch, Line,
)  # fmt: skip
TABLES = tuple(model._meta.db_table for model in MODELS)
PROCESSES = os.cpu_count() or 1
STEP = AT_ONCE * PROCESSES
BLANK = {"bytea": "\\\\x", "jsonb": "{}", "boolean": "f", "ARRAY": "{}"}
"""What stands in a column of no interest here, by type; 0 in numbers, nothing in texts."""

LISTS = {"noticed", "pieces", "not_needed"}


def fill(house: House, first: int, last: int) -> float:
    """Add the claims from `first` to before `last`; the seconds it took."""
    began, is_first = perf_counter(), first == 0
    if not is_first:
        _rest_indexes()
    _copy_all(house, first, last)
    if not is_first:
        _build_indexes(began)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
    return perf_counter() - began


def _copy_all(house: House, first: int, last: int) -> None:
    connections.close_all()  # a connection is not shared with who is forked
    workers = [
        get_context("fork").Process(target=_copy_share, args=(house, range(first + share * AT_ONCE, last, STEP), last))
        for share in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise SystemExit(f"A process that filled the archive ended with {worker.exitcode}.")


def _copy_share(house: House, starts: range, last: int) -> None:
    """One process's share: every batch that begins at one of these numbers."""
    writer, began = Writer(house), perf_counter()
    with _connected() as line:
        line.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        shapes = {table: _shape(line, table) for table in TABLES}
        for done, start in enumerate(starts, start=1):
            for part in range(start, min(start + AT_ONCE, last), IN_MEMORY):
                for table, rows in writer.rows(part, min(part + IN_MEMORY, start + AT_ONCE, last)).items():
                    _copy(line, table, shapes[table], rows)
            if done % 5 == 0:
                _say(f"claims up to {start + AT_ONCE:,} of {last:,} after {perf_counter() - began:.0f} s")


def _copy(line: psycopg.Connection, table: str, blank: dict[str, str], rows: list[Row]) -> None:
    """The columns that are written, and after them those of no interest here, the same in every row."""
    rest = {name: value for name, value in blank.items() if name not in rows[0]}
    end = "".join(f"\t{value}" for value in rest.values()) + "\n"
    with line.cursor().copy(f"COPY {table} ({', '.join([*rows[0], *rest])}) FROM STDIN") as copy:  # type: ignore[arg-type]
        copy.write("".join("\t".join(row.values()) + end for row in rows))


def _shape(line: psycopg.Connection, table: str) -> dict[str, str]:
    """The columns of a table in order, each with what stands there when nothing is said."""
    columns = line.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = %s"
        " ORDER BY ordinal_position", [table],
    )  # fmt: skip
    return {name: "\\N" if nullable == "YES" else _blank(name, kind) for name, kind, nullable in columns}


def _blank(name: str, kind: str) -> str:
    if kind == "jsonb" and name in LISTS:
        return "[]"
    return BLANK.get(kind, "" if kind == "character varying" else "0")


def _rest_indexes() -> None:
    """Tell PostgreSQL that the indexes are not there to be kept; REINDEX wakes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = ANY(%s::regclass[])",
            [list(TABLES)],
        )


def _build_indexes(began: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
            " WHERE indrelid = ANY(%s::regclass[]) ORDER BY pg_relation_size(indrelid) DESC", [list(TABLES)],
        )  # fmt: skip
        names = [name for (name,) in cursor.fetchall()]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for number, _none in enumerate(pool.map(_build, names), start=1):
            if number % 10 == 0:
                _say(f"{number} of {len(names)} indexes after {perf_counter() - began:.0f} s")


def _build(index: str) -> None:
    with _connected() as line:
        line.execute("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0")
        line.execute(f"REINDEX INDEX {index}")  # type: ignore[arg-type]


def _connected() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True)


def _say(words: str) -> None:
    with suppress(BrokenPipeError):
        print(words, file=sys.stderr, flush=True)
