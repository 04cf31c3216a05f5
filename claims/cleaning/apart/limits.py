"""The means to do harm that a process takes from itself before it looks at a stranger's file. Linux only."""

import ctypes
import os
import resource
import signal
import sys

from .talk import MAX_HANDED_BACK, MAX_MEMORY, MAX_SECONDS

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def leave_the_network() -> bool:
    """Move to a user, network and IPC namespace of our own, where the kernel lets us: nobody there, and nothing to
    reach. It also takes away the rights of root, and `ptrace` over whoever stayed outside.

    False where it is not allowed; then only the limits below hold.
    """
    return _libc is not None and _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0


def hide_memory() -> None:
    """Nobody of the same account may look into this process, or into those it begets."""
    if _libc is not None:
        _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_cost(*, memory: int = MAX_MEMORY) -> None:
    """Whatever the file asks for, this process gets no more time and memory than this, and leaves no core file."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, MAX_SECONDS)
    _limit(resource.RLIMIT_FSIZE, MAX_HANDED_BACK)
    _limit(resource.RLIMIT_CORE, 0)
    if _libc is not None:
        _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def shut_doors(*, threads: bool = False) -> None:
    """No new descriptor, so no file is opened and no network reached; and (but for root) no new process.

    `threads` leaves that last door open: to the kernel a thread is a process, and HEIC's decoder starts one.
    """
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit(resource.RLIMIT_NOFILE, 3)
    if not threads:
        _limit(resource.RLIMIT_NPROC, 0)


def _limit(what: int, most: int) -> None:
    allowed = resource.getrlimit(what)[1]
    limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (limit, limit))
