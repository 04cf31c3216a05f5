"""`python -m bench.scale CLAIMS`: started by `make bench-scale`, and by `make bench` with fewer claims."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")
    import django

    django.setup()
    from bench.scale.measuring import measure

    return measure(int(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
