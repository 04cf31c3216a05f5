"""A browser test without a browser is named and explained, and CI does not let it pass."""

from types import SimpleNamespace

import pytest

from tests import browser_gate


@pytest.fixture
def no_chromium(monkeypatch):
    monkeypatch.setattr(browser_gate.chromium, "find", lambda: None)
    monkeypatch.setenv("CHROMIUM_MISSING", "apt could not")
    monkeypatch.delenv("CI", raising=False)


def a_test(*markers):
    return SimpleNamespace(name="test_journey", get_closest_marker=lambda name: name if name in markers else None)


def test_it_is_skipped_by_name_with_the_reason(no_chromium):
    with pytest.raises(pytest.skip.Exception, match="test_journey: apt could not"):
        browser_gate.pytest_runtest_setup(a_test("browser"))


def test_ci_refuses_the_skip(no_chromium, monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="test_journey did not run"):
        browser_gate.pytest_runtest_setup(a_test("browser"))


def test_other_tests_need_no_browser(no_chromium):
    browser_gate.pytest_runtest_setup(a_test("slow"))
