"""`python -m bench.peers`: started by `make bench-peers` beside empty servers of its own."""

import os
import sys
from pathlib import Path


def main() -> int:
    folder = Path(os.environ["DATA_DIR"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")
    os.environ.setdefault("STATIC_ROOT", str(folder / "static"))
    import django

    django.setup()
    from bench.peers.comparing import compare
    from deploy.local.family import Stopped

    try:
        return compare(folder, Path(os.environ["PEERS_DIR"]))
    except (Stopped, KeyboardInterrupt):
        return 130


if __name__ == "__main__":
    sys.exit(main())
