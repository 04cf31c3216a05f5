"""`make bench-scale`: `python -m bench.scale` beside servers of its own, with production settings.

PostgreSQL does not wait for the disk here: the archive is thrown away, and reading is what is measured. stdout holds
the bench's lines and nothing else.
"""

from deploy.local.check import production_environment
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON
from deploy.local.portal import with_ours
from deploy.local.servers import thrown_away_servers


def main(arguments: list[str]) -> int:
    family = Family()
    try:
        with thrown_away_servers(family, fresh_keys(), durable=False) as servers:
            env = {**production_environment(), **servers.as_env(), "DATA_DIR": str(servers.folder / "data")}
            return family.accompany([PYTHON, "-m", "bench.scale", *arguments], with_ours(env))
    except Stopped:
        return 130
