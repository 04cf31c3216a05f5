"""`python -m bench`: started by `make bench` beside empty servers of its own."""

import os
import sys
from pathlib import Path


def main() -> int:
    folder = Path(os.environ["DATA_DIR"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")
    os.environ.setdefault("STATIC_ROOT", str(folder / "static"))
    import django

    django.setup()
    from bench.measuring import measure

    return measure(folder)


if __name__ == "__main__":
    sys.exit(main())
