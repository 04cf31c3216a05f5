"""Free ports of loopback."""

import socket
from collections.abc import Iterator


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports_after(port: int) -> Iterator[int]:
    """Free ports just above `port`, none twice, so that what belongs together is found together."""
    for candidate in range(port + 1, 65536):
        if is_free(candidate):
            yield candidate
    raise SystemExit(f"No free port above {port}.")


def any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
