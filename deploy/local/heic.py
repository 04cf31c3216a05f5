"""`make heic`: adds what reads photos in HEIC. Its licence is another, so nobody gets it unasked."""

from deploy.local.environment import HEIC, add


def main(arguments: list[str]) -> int:
    """See docs/decisions/2026-11-21-heic-is-optional.md."""
    add(HEIC)
    return 0
