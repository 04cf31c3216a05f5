"""`make bench-peers`: `python -m bench.peers` beside servers of its own, as `make bench` has them.

The peers' environments are kept in the data folder, so that the second time nothing is installed. stdout holds the
bench's lines and nothing else; the table goes to stderr.
"""

from deploy.local.check import production_environment
from deploy.local.data_folder import data_folder
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON
from deploy.local.portal import with_ours
from deploy.local.servers import thrown_away_servers


def main(arguments: list[str]) -> int:
    peers = data_folder(arguments) / "peers"
    peers.mkdir(mode=0o700, exist_ok=True)
    family = Family()
    try:
        with thrown_away_servers(family, fresh_keys(), durable=True) as servers:
            env = {**production_environment(), **servers.as_env(), "DATA_DIR": str(servers.folder / "data")}
            return family.accompany([PYTHON, "-m", "bench.peers"], with_ours({**env, "PEERS_DIR": str(peers)}))
    except Stopped:
        return 130
