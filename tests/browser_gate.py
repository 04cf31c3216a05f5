"""Browser tests need a Chromium. Without one they are skipped by name with the reason; CI counts that as a failure."""

import os

import pytest

from deploy.local import chromium


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") is None or chromium.find():
        return
    reason = os.environ.get("CHROMIUM_MISSING") or "Chromium is not installed: apt install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{item.name} did not run, which CI does not let pass. {reason}", pytrace=False)
    pytest.skip(f"{item.name}: {reason}")
