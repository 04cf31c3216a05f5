"""`make test`: every test on real PostgreSQL and Valkey of its own, both thrown away afterwards.

The quick ones run on two processes, and so do then those that take long; after them, one by one, those that drive a
browser or kill servers.
`make test ARGS="tests/claims -x"` gives pytest exactly these words instead.
"""

from deploy.local import chromium
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON, say
from deploy.local.portal import with_ours
from deploy.local.servers import Servers, thrown_away_servers

ALONE = "browser or faults"
PARTS = (
    ["-n", "2", "-rs", "-m", f"not ({ALONE} or slow)"],
    ["-n", "2", "-rs", "-m", f"slow and not ({ALONE})"],
    ["-rs", "-m", ALONE],
)
NO_TESTS = 5  # pytest's exit code when a part is empty


def main(arguments: list[str]) -> int:
    family = Family()
    env = {"CHROMIUM_MISSING": chromium.ensure()}
    try:
        with thrown_away_servers(family, fresh_keys(), durable=False) as servers:
            env |= test_environment(servers)
            codes = [_pytest(family, part, env) for part in ([arguments] if arguments else PARTS)]
    except Stopped:
        return 130
    return max((code for code in codes if code != NO_TESTS), default=NO_TESTS)


def test_environment(servers: Servers) -> dict[str, str]:
    """The settings' own samples stand for everything else."""
    return {
        "LAPAK_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "lapak_asik.settings",
        **servers.as_env(),
        "DATA_DIR": str(servers.folder / "data"),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def _pytest(family: Family, words: list[str], env: dict[str, str]) -> int:
    say(f"pytest {' '.join(words)}")
    return family.accompany([PYTHON, "-m", "pytest", *words], with_ours(env))
