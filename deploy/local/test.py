"""`make test`: every test on real PostgreSQL and Valkey of its own, both thrown away afterwards.

The quick ones run first, then those that take long, then those that drive a browser or kill servers: each part on two
processes, of which each has a database, a broker and servers of its own.
`make test ARGS="tests/claims -x"` gives pytest exactly these words instead.
"""

from deploy.local import chromium
from deploy.local.family import Family, Stopped
from deploy.local.keys import fresh_keys
from deploy.local.places import PYTHON, say
from deploy.local.portal import with_ours
from deploy.local.servers import Servers, thrown_away_servers

WHOLE = "browser or faults"
PARTS = (f"not ({WHOLE} or slow)", f"slow and not ({WHOLE})", WHOLE)
NO_TESTS = 5  # pytest's exit code when a part is empty


def main(arguments: list[str]) -> int:
    family = Family()
    env = {"CHROMIUM_MISSING": chromium.ensure()}
    try:
        with thrown_away_servers(family, fresh_keys(), durable=False) as servers:
            env |= test_environment(servers)
            parts = [["-n", "2", "-rs", "-m", part] for part in PARTS]
            codes = [_pytest(family, part, env) for part in ([arguments] if arguments else parts)]
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
