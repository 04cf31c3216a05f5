"""What was said can be said again, whatever became of the templates."""

import pytest

from notifications import delivery, sources, wording
from notifications.address import Address
from notifications.models import Message, Wording
from notifications.purposes import Unfilled
from notifications.sources import Sources
from tests.notifications.conftest import post

BY_PHONE = Address(person="claimant:1", phone="+6281234567890")


@pytest.fixture
def changed(monkeypatch):
    """Calling it is the day on which somebody writes the templates anew."""

    def change(text: str = "LAPAK ASIK: Kata baru. Ref {{ ref }}") -> None:
        then = sources.current

        def now(name: str, language: str) -> Sources:
            return Sources({**then(name, language).texts, "sms.txt": text}, language)

        monkeypatch.setattr(sources, "current", now)

    return change


def test_a_version_is_twelve_letters_that_change_with_any_file(changed):
    before = wording.version_of("verified", "id")

    assert len(before) == 12
    assert before == wording.version_of("verified", "id")
    assert before != wording.version_of("verified", "en")
    changed()
    assert wording.version_of("verified", "id") != before


def test_a_language_nobody_wrote_has_the_version_of_the_indonesian():
    assert wording.version_of("verified", "jv") == wording.version_of("verified", "id")


def test_words_are_recorded_once_when_they_are_first_used(db, now, django_assert_num_queries):
    version = wording.keep_version("verified", "id", now=now)
    wording.keep_version("verified", "id", now=now)

    with django_assert_num_queries(0):  # this process knows
        wording.keep_version("verified", "id", now=now)
    row = Wording.objects.get()
    assert (row.name, row.language, row.version, row.first_used_at) == ("verified", "id", version, now)
    assert Sources(row.sources, "id").version == version


def test_a_message_that_left_is_read_in_the_words_it_left_in(db, now, provider, changed):
    [row, *_] = post(to=BY_PHONE, now=now)
    delivery.deliver(row.pk, now=now)
    left = Message.objects.get(pk=row.pk)
    said = wording.letter_of(left).text

    changed()

    assert left.version
    assert wording.letter_of(left).text == said
    assert "Kata baru" not in said


def test_a_message_that_waits_leaves_in_the_words_of_the_day(db, now, changed):
    [row, *_] = post(to=BY_PHONE, now=now)

    changed()

    assert wording.letter_of(Message.objects.get(pk=row.pk)).text == f"LAPAK ASIK: Kata baru. Ref {row.ref}"


def test_a_version_nobody_recorded_is_not_guessed(db, now):
    [row, *_] = post(to=BY_PHONE, now=now)
    row.version = "0123456789ab"

    with pytest.raises(Unfilled, match="never recorded"):
        wording.letter_of(row)


def test_a_message_without_a_translation_refuses_instead_of_saying_something_else():
    with pytest.raises(Unfilled, match="no words in en"):
        sources.current("no_such_message", "en")
