"""The most this PostgreSQL could do: the same rows written by psycopg alone, without Django, pages or encryption.

A real booking's rows are the pattern. They are written to empty copies of their tables that have the same indexes and
checks but neither foreign keys nor triggers, and the slot is counted last, as `queueing.booking` does.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bench.crowd import CLIENTS

SCHEMA = "raw"
COUNT_ONE = sql.SQL("UPDATE {} SET taken = taken + 1 WHERE id = %s AND taken < capacity")
_people = count(1)

Fresh = Callable[[UUID, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """A table that a booking writes: the column by which its rows are found, and what is new in each copy of a row."""

    table: str
    by: str
    fresh: Fresh


WRITTEN = (
    Written("claims_claim", "id", lambda claim, n: {"id": claim, "case_number": f"RAW-{n}"}),
    Written("claims_participant", "claim_id", lambda claim, n: {"claim_id": claim, "person_index": _index(n)}),
    Written(
        "claims_applicant",
        "claim_id",
        lambda claim, n: {"claim_id": claim, "phone_index": _index(n), "email_index": _index(-n)},
    ),
    Written("claims_privatelink", "claim_id", lambda claim, n: {"id": n, "claim_id": claim, "token_hash": _index(n)}),
    Written("claims_claimevent", "claim_id", lambda claim, n: {"id": uuid4(), "claim_id": claim}),
    Written("queueing_ticket", "claim_id", lambda claim, n: {"id": n, "claim_id": claim, "person_index": _index(n)}),
    Written("notifications_message", "about", lambda claim, n: {"id": uuid4(), "about": f"raw:{n}"}),
)


class Copies:
    """Empty copies of a booking's tables, and the rows to fill them with."""

    def __init__(self, claim_id: UUID) -> None:
        self.parameters = connection.get_connection_params()
        slot = _copy_of("queueing_slot")
        self.count_one = COUNT_ONE.format(slot)
        with self._connect(autocommit=True) as line:
            line.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
            for table in ("queueing_slot", *(written.table for written in WRITTEN)):
                copy = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")
                line.execute(copy.format(_copy_of(table), sql.Identifier(table)))
            line.execute(sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE queueing_slot").format(slot))
            line.execute(sql.SQL("UPDATE {} SET taken = 0, capacity = 30000").format(slot))
            self.inserts = list(_inserts(line, claim_id))

    def rate(self, slot_ids: list[int], seconds: float) -> float:
        """Bookings a second that CLIENTS connections write to those slots in a closed loop."""
        started = perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            written = list(pool.map(lambda _: self._write(slot_ids, started + seconds), range(CLIENTS)))
        return sum(written) / (perf_counter() - started)

    def _write(self, slot_ids: list[int], until: float) -> int:
        done = 0
        with self._connect(prepare_threshold=1) as line:
            while perf_counter() < until:
                with line.transaction():
                    claim, n = uuid4(), next(_people)
                    for insert, row, fresh in self.inserts:
                        line.execute(insert, row | fresh(claim, n))
                    line.execute(self.count_one, [slot_ids[n % len(slot_ids)]])
                done += 1
        return done

    def _connect(self, **options: Any) -> psycopg.Connection:
        wanted = ("host", "port", "user", "password", "dbname")
        return psycopg.connect(**{name: self.parameters[name] for name in wanted if name in self.parameters}, **options)


def _inserts(line: psycopg.Connection, claim_id: UUID) -> Iterator[tuple[sql.Composed, dict[str, Any], Fresh]]:
    """The INSERT of each row that this claim's booking wrote, outbox rows included."""
    event = line.execute("SELECT id FROM claims_claimevent WHERE claim_id = %s", [claim_id]).fetchone()
    assert event
    for written in WRITTEN:
        key = f"claim-event:{event[0]}" if written.by == "about" else claim_id
        found = sql.SQL("SELECT * FROM {} WHERE {} = %s")
        with line.cursor(row_factory=dict_row) as cursor:
            cursor.execute(found.format(sql.Identifier(written.table), sql.Identifier(written.by)), [key])
            for row in cursor.fetchall():
                plain = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in row.items()}
                yield _insert_of(written.table, list(row)), plain, written.fresh


def _insert_of(table: str, names: list[str]) -> sql.Composed:
    columns, values = sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(", ").join(map(sql.Placeholder, names))
    insert = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})")
    return insert.format(_copy_of(table), columns, values)


def _copy_of(table: str) -> sql.Identifier:
    return sql.Identifier(SCHEMA, table)


def _index(n: int) -> bytes:
    """A made-up blind index of the right length."""
    return n.to_bytes(16, "big", signed=True)
