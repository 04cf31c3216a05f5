"""`python -m deploy.local COMMAND …`: what the Makefile calls."""

import importlib
import sys

COMMANDS = (
    *("environment", "run", "manage", "test", "check", "audit", "lock", "clean_data", "heic", "corpora"),
    *("bench", "bench_peers", "bench_rush", "bench_scale"),
)


def main() -> int:
    command, *arguments = sys.argv[1:] or [""]
    if command not in COMMANDS:
        raise SystemExit(f"Known commands: {', '.join(COMMANDS)}.")
    return importlib.import_module(f"deploy.local.{command}").main(arguments)


if __name__ == "__main__":
    sys.exit(main())
