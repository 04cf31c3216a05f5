"""`make bench`: `python -m bench` beside servers of its own, with production settings and default durability.

stdout holds the bench's lines and nothing else.
"""

from deploy.local.check import production_environment
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON
from deploy.local.portal import with_ours
from deploy.local.servers import thrown_away_servers

CLAIMS = "300000"
"""In the archive over which the officers' pages are measured here; `make bench-scale` fills one of millions."""


def main(arguments: list[str]) -> int:
    family = Family()
    try:
        with thrown_away_servers(family, fresh_keys(), durable=True) as servers:
            env = {**production_environment(), **servers.as_env(), "DATA_DIR": str(servers.folder / "data")}
            code = family.accompany([PYTHON, "-m", "bench", *arguments], with_ours(env))
            beside = env | servers.with_another_database("archive").as_env()
            return code or family.accompany([PYTHON, "-m", "bench.scale", CLAIMS], with_ours(beside))
    except Stopped:
        return 130
