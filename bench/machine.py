"""Whose work the machine did during a run: a figure from a busy machine says little unless it says so."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")  # CPU time is counted in these, a second
_CORES = os.cpu_count() or 1


class Watch:
    """Compares the CPU time at its making with that at asking."""

    def __init__(self) -> None:
        self.all, self.ours = _busy_seconds(), _our_seconds()

    def said(self, seconds: float) -> dict[str, Any]:
        """How many CPU seconds the bench and its servers used, and which share of the machine went to others."""
        ours = _our_seconds() - self.ours
        others = max(0.0, _busy_seconds() - self.all - ours)
        return {
            "cores": _CORES,
            "cpu_seconds": round(ours, 1),
            "others_used_percent_of_machine": round(100 * others / (_CORES * seconds)),
        }


def _busy_seconds() -> float:
    user, nice, system, _idle, _waiting, *rest = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + sum(rest[:3])) / _TICKS


def _our_seconds() -> float:
    """Of this process, of the launcher that started it, and of everything either has started."""
    parents, used = {}, {}
    for pid, parent, ticks in _processes():
        parents[pid], used[pid] = parent, ticks
    root = os.getppid()
    return sum(ticks for pid, ticks in used.items() if _descends(pid, root, parents)) / _TICKS


def _processes() -> Iterator[tuple[int, int, int]]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        yield int(folder.name), int(fields[1]), int(fields[11]) + int(fields[12])


def _descends(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid not in (root, 0):
        pid = parents.get(pid, 0)
    return pid == root


def web_megabytes() -> float:
    """What the web server's processes hold of the machine's memory, shared pages dealt to those that share them.

    They are all that this process has started; itself, with fifty thousand people in it, is none of them.
    """
    parents, own = {pid: parent for pid, parent, _ticks in _processes()}, os.getpid()
    servers = (pid for pid in parents if pid != own and _descends(pid, own, parents))
    return round(sum(map(_held_by, servers)) / 1024, 1)


def _held_by(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has just ended, or is not ours to read
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
