import re

import pytest
from django.db import connection
from django.urls import reverse

from claims import caller_phrase, filing, fresh
from claims.models import Claim
from notifications import wording
from notifications.models import Message
from tests import factories
from tests.claims import doors
from tests.claims.telling import told
from workflow import Refused

WORDS = caller_phrase.words()


@pytest.fixture
def claim(house, now):
    return factories.open_claim(now=now, applicant=factories.applicant(now, whatsapp_agreed_at=now))


def test_the_list_has_words_enough_and_each_is_plain():
    assert len(WORDS) >= 512
    assert len(set(WORDS)) == len(WORDS)
    assert [word for word in WORDS if not re.fullmatch(r"[a-z]{3,10}", word)] == []
    assert caller_phrase.FILE.read_text().startswith("# Words of the caller phrase")


def test_no_two_words_differ_by_one_letter_so_that_none_is_heard_as_another():
    def shapes(word: str) -> set[str]:
        return {f"{word[:at]}_{word[at + 1 :]}" for at in range(len(word))}

    seen: dict[str, str] = {}
    clashes = [(word, seen[shape]) for word in WORDS for shape in shapes(word) if seen.setdefault(shape, word) != word]

    assert clashes == []


def test_a_phrase_is_three_different_words_and_hardly_ever_the_same():
    phrases = [fresh.caller_phrase() for _ in range(500)]

    assert all(len(set(phrase.split())) == 3 and set(phrase.split()) <= set(WORDS) for phrase in phrases)
    assert len(set(phrases)) == 500


def test_a_claim_has_a_phrase_from_its_booking_on_and_it_rests_sealed(claim):
    with connection.cursor() as cursor:
        cursor.execute("SELECT caller_phrase FROM claims_claim WHERE id = %s", [claim.pk])
        at_rest = bytes(cursor.fetchone()[0])

    phrase = Claim.objects.get(pk=claim.pk).caller_phrase

    assert len(phrase.split()) == 3
    assert not any(word.encode() in at_rest for word in phrase.split())


def test_it_stands_in_the_e_mail_of_the_booking_and_in_no_text_message(claim):
    for channel, message in told(claim, "place_taken").items():
        if channel in ("email", "sms", "whatsapp"):
            assert (claim.caller_phrase in wording.letter_of(message).text) == (channel == "email")


def test_no_other_message_is_given_it(claim, now):
    factories.complete_papers(claim, now=now)
    filing.submit(claim.pk, by="claimant:1", now=now)

    others = Message.objects.exclude(name="place_taken")

    assert others
    assert not [message for message in others if claim.caller_phrase in str(message.context)]


def test_a_phrase_that_was_said_is_used_up_and_the_history_says_by_whom(claim, now):
    caller_phrase.spoken(claim.pk, next_phrase="mangga perahu kuning", by="officer:7", now=now)

    event = claim.events.order_by("number").last()
    assert Claim.objects.get(pk=claim.pk).caller_phrase == "mangga perahu kuning"
    assert (event.name, event.by) == ("caller_phrase_spoken", "officer:7")
    assert event.detail == {}


def test_nobody_is_called_about_a_claim_that_is_over(claim, now):
    Claim.objects.filter(pk=claim.pk).update(status="withdrawn")

    with pytest.raises(Refused):
        caller_phrase.spoken(claim.pk, next_phrase="x", by="officer:7", now=now)


def test_the_page_shows_it_only_after_a_code(claim, client):
    home = reverse("claims:home", args=[claim.case_number])

    doors.open_by_link(client, claim)
    with_the_link = client.get(home).content.decode()
    doors.open_by_code(client, claim)
    with_a_code = client.get(home).content.decode()

    assert claim.caller_phrase not in with_the_link
    assert "Lihat frasanya dengan kode" in with_the_link
    assert claim.caller_phrase in with_a_code
    assert "Anda tidak pernah diminta menyebutkannya" in with_a_code


def test_after_a_call_the_page_shows_the_next_one(claim, client, now):
    doors.open_by_code(client, claim)

    caller_phrase.spoken(claim.pk, next_phrase="mangga perahu kuning", by="officer:7", now=now)

    page = client.get(reverse("claims:home", args=[claim.case_number])).content.decode()
    assert "mangga perahu kuning" in page
    assert claim.caller_phrase not in page
