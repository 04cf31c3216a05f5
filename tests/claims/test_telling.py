"""A person is told in the language the claim was booked in, whatever language the worker's thread speaks."""

from datetime import timedelta

import pytest
from django.utils import translation

from claims import deadlines
from claims.kept_sentences import in_active_language
from claims.telling import COME, STAY_HOME
from notifications import wording
from notifications.samples import AT_THE_BRANCH, SAMPLES
from tests import factories
from tests.claims.telling import send_unusable, told


@pytest.fixture
def english(house, now):
    return factories.open_claim(now=now, applicant=factories.applicant(now, language="en"))


def test_a_booking_is_confirmed_in_its_own_language_with_its_names_and_dates(english, now):
    with translation.override("id"):
        letter = wording.letter_of(told(english, "place_taken")["email"]).text

    assert letter.startswith("Dear ")
    assert english.programme.name_en in letter
    assert english.cause.name_en in letter
    with translation.override("en"):
        assert [need.label for need in english.needs() if need.label not in letter and need.state == "required"] == []


def test_a_sweep_tells_in_the_language_of_each_claim(english, now):
    deadlines.close_papers(english.pk, by="system:papers_due", now=english.papers_due_at + timedelta(minutes=1))

    words = told(english, "sent_to_dropbox")["email"].context
    with translation.override("en"):
        expected = [need.label for need in english.needs() if need.state == "required"]
    assert words["missing"] == expected
    assert "December" in words["until"] or "November" in words["until"] or "January" in words["until"]
    assert "Desember" not in words["until"]


def test_why_a_file_is_refused_is_said_in_the_persons_language_though_it_rests_in_indonesian(english, now):
    for need in english.missing_papers():
        factories.send_paper(english, need.kinds[0], now=now)
    file = send_unusable(english, english.needs()[0].kinds[0], now=now)
    file.refusal = "Berkas ini 9.1 MB, sedangkan batasnya 6 MB. Kirim foto biasa, atau bagi menjadi beberapa berkas."

    with translation.override("en"):
        said = in_active_language(file.refusal)

    assert "9.1 MB" in said
    assert "Berkas" not in said
    assert in_active_language(file.refusal) == file.refusal
    assert in_active_language("Bukan kalimat kami.") == "Bukan kalimat kami."


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_samples_say_what_is_really_said(language):
    with translation.override(language):
        assert SAMPLES[language]["no_need_to_come"] == str(STAY_HOME)
        assert AT_THE_BRANCH[language] == str(COME)
