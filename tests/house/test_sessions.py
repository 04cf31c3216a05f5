import pytest
from django.contrib.sessions.models import Session

from lapak_asik.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    session = SessionStore()
    session["draft"] = "one"
    session.save()
    return session.session_key


def test_a_cycled_session_keeps_its_contents_under_a_new_key_and_the_old_key_is_worth_nothing(key):
    session = SessionStore(key)
    session.cycle_key()
    session["claims"] = "two"
    session.save()

    assert dict(SessionStore(session.session_key).items()) == {"draft": "one", "claims": "two"}
    assert session.session_key != key
    assert not SessionStore().exists(key)


def test_cycling_costs_one_look_up_and_one_update(key, django_assert_num_queries):
    session = SessionStore(key)

    with django_assert_num_queries(2):
        session.cycle_key()


def test_cycling_twice_leaves_one_row(key):
    session = SessionStore(key)
    session.cycle_key()
    session.cycle_key()
    session.save()

    assert list(Session.objects.values_list("pk", flat=True)) == [session.session_key]


def test_two_requests_that_cycle_the_same_session_both_go_on(key):
    first, second = SessionStore(key), SessionStore(key)
    assert first["draft"] == second["draft"]

    first.cycle_key()
    second.cycle_key()
    first.save()
    second.save()

    assert SessionStore(first.session_key)["draft"] == SessionStore(second.session_key)["draft"] == "one"
    assert not SessionStore().exists(key)


@pytest.mark.parametrize("known", ["", "nobody-has-this-session-key-0000"])
def test_a_browser_without_a_session_is_given_one(known):
    session = SessionStore(known or None)
    session.cycle_key()
    session["draft"] = "one"
    session.save()

    assert SessionStore(session.session_key)["draft"] == "one"
    assert session.session_key != known


def test_flushing_after_cycling_leaves_nothing_behind(key):
    session = SessionStore(key)
    session.cycle_key()
    session.flush()

    assert not Session.objects.exists()
