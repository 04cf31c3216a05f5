"""`python -m deploy.local COMMAND …`: what the Makefile calls."""

import importlib
import sys

COMMANDS = ("environment", "run", "manage", "test", "check", "audit", "bench", "bench_peers", "lock", "clean_data")


def main() -> int:
    command, *arguments = sys.argv[1:] or [""]
    if command not in COMMANDS:
        raise SystemExit(f"Known commands: {', '.join(COMMANDS)}.")
    return importlib.import_module(f"deploy.local.{command}").main(arguments)


if __name__ == "__main__":
    sys.exit(main())
