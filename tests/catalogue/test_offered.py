"""Only what is open is offered, and what is closed is closed a moment later."""

import pytest

from catalogue import offered
from statements import kept


@pytest.mark.usefixtures("edition")
def test_a_cause_comes_with_its_programme_and_is_asked_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        picked = offered.cause("JHT", "RESIGN")
        again = offered.cause("JHT", "RESIGN")

        assert (picked.programme.code, again) == ("JHT", picked)


def test_what_is_closed_or_of_another_programme_is_not_offered(cause):
    closed = cause("JHT", "RESIGN")
    closed.is_active = False
    closed.save(update_fields=["is_active"])

    assert offered.cause("JHT", "RESIGN") is None
    assert offered.cause("JKM", "PHK") is None
    assert offered.programme("JKP") is None
    assert offered.programme("JHT").code == "JHT"


def test_a_cause_that_an_office_closes_is_closed_a_moment_later(cause, monkeypatch):
    picked = cause("JHT", "RESIGN")
    offered.cause("JHT", "RESIGN")
    picked.is_active = False
    picked.save(update_fields=["is_active"])

    later = kept.monotonic() + kept.A_MOMENT + 1
    monkeypatch.setattr(kept, "monotonic", lambda: later)

    assert offered.cause("JHT", "RESIGN") is None
