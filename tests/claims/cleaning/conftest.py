"""What a look at a file cost, for every test that wants to know."""

from collections.abc import Iterator

import pytest

from claims.cleaning import sandbox
from claims.cleaning.apart.talk import MEGABYTE

MOST_MEMORY = 512 * MEGABYTE
MOST_SECONDS = 15


@pytest.fixture
def costs(monkeypatch) -> list[sandbox.Done]:
    """Every job that is done apart, with the memory its process took."""
    done: list[sandbox.Done] = []
    run = sandbox.run

    def noted(*arguments, **more):
        done.append(run(*arguments, **more))
        return done[-1]

    monkeypatch.setattr(sandbox, "run", noted)
    return done


@pytest.fixture
def own_zygotes() -> Iterator[None]:
    """Zygotes that start in this test, and end with it."""
    sandbox.end_all()
    yield
    sandbox.end_all()
