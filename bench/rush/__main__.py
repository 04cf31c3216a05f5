"""`python -m bench.rush`: started by `make bench-rush` beside empty servers of its own."""

import os
import sys
from pathlib import Path


def main() -> int:
    folder = Path(os.environ["DATA_DIR"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")
    os.environ.setdefault("STATIC_ROOT", str(folder / "static"))
    import django

    django.setup()
    from bench.rush.morning import measure
    from deploy.local.family import Stopped

    people, places = (int(os.environ[name]) for name in ("PEOPLE", "PLACES"))
    try:
        return measure(folder, people=people, places=places)
    except Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main())
