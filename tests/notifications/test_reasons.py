"""Every reason and every message has words an officer can read."""

import pytest

from notifications import actions, reasons
from notifications.models import FactKind
from notifications.purposes import PURPOSES
from notifications.titles import TITLES


def test_every_message_has_a_title():
    assert TITLES.keys() == PURPOSES.keys()


@pytest.mark.parametrize("code", actions.ACTIONS)
def test_a_code_of_the_provider_is_said_in_words_with_the_code_behind(code):
    assert reasons.say(f"twilio {code}") == f"{actions.ACTIONS[code].words} (twilio {code})"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", ""),
        ("gave_up", "Sudah dicoba berulang kali sampai waktunya habis"),
        (FactKind.OPTED_OUT.value, "Minta berhenti"),
        ("twilio 503", "Penyedia sedang terganggu (twilio 503)"),
        ("twilio ReadTimeout", "Penyedia tidak menjawab (twilio ReadTimeout)"),
        ("twilio 99999", "Ditolak penyedia (twilio 99999)"),
        ("smtp 550", "Server e-mail penerima menolak (smtp 550)"),
        ("smtp 421", "Server e-mail penerima menunda (smtp 421)"),
        ("smtp TimeoutError", "Penyedia tidak menjawab (smtp TimeoutError)"),
        ("something_new", "Sebab lain (something_new)"),
    ],
)
def test_a_reason_is_never_a_code_alone(reason, words):
    assert reasons.say(reason) == words
