"""`make bench-rush`: `python -m bench.rush` beside servers of its own, as `make bench` has them.

The portal believes one proxy here, so that fifty thousand people do not come from one address. stdout holds the bench's
lines and nothing else.
"""

from deploy.local.check import production_environment
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON
from deploy.local.portal import with_ours
from deploy.local.servers import thrown_away_servers


def main(arguments: list[str]) -> int:
    people, places = arguments
    family = Family()
    try:
        with thrown_away_servers(family, fresh_keys(), durable=True) as servers:
            env = {**production_environment(), **servers.as_env(), "DATA_DIR": str(servers.folder / "data")}
            env |= {"PROXY_COUNT": "1", "PEOPLE": people, "PLACES": places}
            return family.accompany([PYTHON, "-m", "bench.rush"], with_ours(env))
    except Stopped:
        return 130
