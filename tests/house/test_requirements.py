"""What is installed is what was agreed to: pinned with its hash, and every direct choice with its reason."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROUGHT_BY_VENV = {"pip", "setuptools", "wheel"}


def one_name(name: str) -> str:
    """PyPI's own way of comparing names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, tuple[str, int]]:
    """Name → version and how many hashes, as the lock has them."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)(.*)$", text, re.MULTILINE)
    return {one_name(name): (version, rest.count("--hash=sha256:")) for name, version, rest in found}


def direct(source: str) -> list[str]:
    """The lines of a hand-written list that name a package."""
    lines = (ROOT / source).read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def test_every_installed_package_is_the_pinned_one():
    locked = pins("requirements-dev.txt")
    installed = {one_name(each.metadata["Name"]): each.version for each in distributions()}

    strangers = {
        name: version
        for name, version in installed.items()
        if name not in BROUGHT_BY_VENV and locked.get(name, ("", 0))[0] != version
    }

    assert not strangers


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-heic.txt", "requirements-dev.txt"])
def test_every_pin_carries_a_hash(lock):
    without = [name for name, (_, hashes) in pins(lock).items() if not hashes]

    assert pins(lock)
    assert not without


@pytest.mark.parametrize("source", ["requirements.in", "requirements-heic.in", "requirements-dev.in"])
def test_every_direct_package_says_why_it_is_here(source):
    silent = [line for line in direct(source) if len(line.partition("#")[2].strip()) < 10]

    assert not silent


@pytest.mark.parametrize("source", ["requirements.in", "requirements-heic.in", "requirements-dev.in"])
def test_every_direct_package_is_locked(source):
    locked = pins(source.replace(".in", ".txt"))

    missing = [line for line in direct(source) if one_name(re.match(r"[\w.-]+", line)[0]) not in locked]

    assert not missing


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-heic.txt"])
def test_the_tools_lock_agrees_with_the_portals(lock):
    portal, tools = pins(lock), pins("requirements-dev.txt")

    differing = {name: pin for name, pin in portal.items() if tools.get(name) != pin}

    assert not differing
