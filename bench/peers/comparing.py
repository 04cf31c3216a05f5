"""The order of the comparison, and the lines that come of it. One product runs at a time, on the whole machine."""

import re
from collections.abc import Sequence
from pathlib import Path

from bench import line
from bench.crowd import CLIENTS
from bench.peers import django_appointment, ours, pretix
from bench.peers.installing import installed
from bench.peers.product import Product
from bench.peers.race import Race, race
from bench.peers.stream import Stream, stream, warm_up
from bench.peers.table import Row, table
from deploy.local.places import say

PEERS = {"pretix": pretix.running, "django-appointment": django_appointment.running}


def compare(folder: Path, peers: Path) -> int:
    """Measure all; the exit code is 1 when one could not be measured, or a place of the portal was oversold."""
    theirs = [row for name in PEERS if (row := _peer(name, folder / name, peers))]
    with ours.running(folder) as portal:
        own = [_measured(portal, theirs), *(_timed(other(portal.house), theirs) for other in ours.ALSO_TIMED)]
        wrong = portal.wrong()
    say(f"\n{table([*theirs, *own])}")
    missing = [
        *(PEERS.keys() - {row.product for row in theirs}),
        *(row.product for row in own if not row.has_figures()),
    ]
    if missing:
        say(f"Not measured: {', '.join(missing)}.")
    return 1 if missing or wrong else 0


def _peer(name: str, folder: Path, peers: Path) -> Row | None:
    """A peer's row; None, with the reason told, when it could not be installed, prepared or reached."""
    folder.mkdir(parents=True)
    try:
        python = installed(name, peers)
        say(f"Preparing {name} …")
        with PEERS[name](python, folder) as product:
            row = _measured(product)
    except SystemExit as failure:
        say(f"{name} could not be measured: {failure}")
        return None
    return row if row.has_figures() else None


def _measured(product: Product, beside: Sequence[Row] = ()) -> Row:
    """Race, then both streams. `beside` are the peers that were measured before, as the limit of the lines."""
    say(f"Measuring {product.name} …")
    warm_up(product)
    raced = race(product)
    _say_race(product, raced)
    return _timed(product, beside, raced)


def _timed(product: Product, beside: Sequence[Row], raced: Race | None = None) -> Row:
    one, many = stream(product, product.hot), stream(product, product.many)
    _say_stream(product, "one_slot", one, [row.one for row in beside])
    _say_stream(product, "many_slots", many, [row.many for row in beside])
    return Row(product.name, product.version, raced, one, many)


def _say_race(product: Product, raced: Race) -> None:
    line.say(
        _name(product, "oversold"), raced.oversold, "places", version=product.version, tries=raced.tries,
        places=raced.places, sold=raced.sold, told=raced.told, failed=dict(raced.failed),
    )  # fmt: skip


def _say_stream(product: Product, test: str, streamed: Stream, beside: Sequence[Stream]) -> None:
    line.say(
        _name(product, test), streamed.per_second, "bookings/s",
        limit=max((one.per_second for one in beside), default=None), version=product.version, clients=CLIENTS,
        bookings=streamed.booked, seconds=round(streamed.seconds, 1), **streamed.times, failed=dict(streamed.failed),
        **streamed.machine,
    )  # fmt: skip


def _name(product: Product, test: str) -> str:
    return f"{re.sub(r'[^a-z]+', '_', product.name.lower())}.{test}"
