"""Our two statements do what Django's own would."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from lapak_asik.sessions import SessionStore


@pytest.fixture
def session(db) -> SessionStore:
    """A session that is kept, with one word in it."""
    session = SessionStore()
    session["draft"] = "a key"
    session.save()
    return session


def test_what_was_kept_is_read_in_one_statement(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SessionStore(session.session_key)["draft"] == "a key"


def test_what_changes_is_written_in_one_statement_and_nothing_else_changes(session, django_assert_num_queries):
    opened = SessionStore(session.session_key)
    opened["claims"] = {"LA-0000": "code"}

    with django_assert_num_queries(1):
        opened.save()

    assert SessionStore(session.session_key).load() == {"draft": "a key", "claims": {"LA-0000": "code"}}
    assert Session.objects.count() == 1


def test_django_reads_what_we_write_and_we_read_what_django_writes(session):
    theirs = DatabaseSessions(session.session_key)
    assert theirs["draft"] == "a key"
    theirs["draft"] = "another"
    theirs.save()

    assert SessionStore(session.session_key)["draft"] == "another"


def test_a_session_whose_time_is_over_is_empty_and_gets_a_key_of_its_own(session):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    opened = SessionStore(session.session_key)

    assert opened.load() == {}
    opened["draft"] = "mine"
    opened.save()
    assert opened.session_key != session.session_key


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(session):
    opened = SessionStore(session.session_key)
    opened["draft"] = "kept on"
    session.delete()

    with pytest.raises(UpdateError):
        opened.save()
    assert not Session.objects.exists()


def test_writing_moves_the_end_of_the_session(session):
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    opened = SessionStore(session.session_key)
    opened["draft"] = "again"

    opened.save()

    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)
