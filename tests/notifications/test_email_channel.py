"""Real SMTP: the letters go to the mail catcher, which can refuse, stall and hang up."""

import smtplib
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from notifications import email_channel, wording
from notifications.address import Address
from notifications.models import Message
from notifications.outcomes import Accepted, NotNow, TurnedDown, Unclear
from tests.notifications.conftest import SAMPLE, post
from tests.processes import free_port


@pytest.fixture
def row(db, now) -> Message:
    [posted] = post(to=Address(person="claimant:1", email="siti@example.com"), now=now)
    return posted


def send(row: Message):
    return email_channel.servers()[0].send(row, wording.letter_of(row))


def test_a_letter_arrives_with_both_bodies(row, mail_catcher):
    outcome = send(row)

    [letter] = mail_catcher.messages()
    assert isinstance(outcome, Accepted)
    assert letter["to"] == ["siti@example.com"]
    assert letter["subject"] == f"{SAMPLE['case_number']}: klaim Anda terverifikasi"
    assert "Anda tidak perlu datang" in letter["text"]
    assert '<p class="told">Anda tidak perlu datang' in letter["html"]


def test_a_repeat_carries_the_same_message_id_and_date(row, mail_catcher, now):
    send(row)
    send(row)

    first, second = mail_catcher.messages()
    assert first["message_id"] == second["message_id"] == email_channel.message_id_of(row)
    assert first["date"] == second["date"]
    assert abs(parsedate_to_datetime(first["date"]) - now) < timedelta(seconds=1)


@pytest.mark.parametrize(("status", "kind"), [(550, TurnedDown), (554, TurnedDown), (451, NotNow), (421, NotNow)])
def test_a_refusal_is_taken_at_its_number(row, mail_catcher, status, kind):
    mail_catcher.misbehave("refuse", status=status)

    assert send(row) == kind(f"smtp {status}")
    assert not mail_catcher.messages()


def test_nobody_listening_means_surely_not_sent(row, mail_catcher, settings):
    settings.EMAIL_PORT = free_port()

    assert send(row) == NotNow("smtp ConnectionRefusedError")


def test_a_line_cut_after_the_letter_leaves_doubt(row, mail_catcher):
    mail_catcher.misbehave("accept_then_hang_up")

    assert send(row) == Unclear("smtp SMTPServerDisconnected")
    assert len(mail_catcher.messages()) == 1


def test_an_answer_that_does_not_come_leaves_doubt(row, mail_catcher, settings):
    settings.EMAIL_TIMEOUT = 0.3
    mail_catcher.misbehave("accept_then_stall", seconds=2, times=1)

    assert isinstance(send(row), Unclear)
    assert len(mail_catcher.messages()) == 1


def test_an_address_that_cannot_be_written_is_turned_down_before_anything_is_sent(row, mail_catcher):
    row.address = "siti@exa\nmple.com"

    assert isinstance(send(row), TurnedDown)
    assert not mail_catcher.messages()


def test_our_own_address_being_refused_is_not_the_letters_fault():
    refused = smtplib.SMTPSenderRefused(550, b"who are you", "kabar@lapakasik.example")

    assert email_channel._judged(refused) == NotNow("smtp 550")


def test_what_the_row_keeps_of_a_refusal_does_not_name_the_address():
    refused = smtplib.SMTPRecipientsRefused({"siti@example.com": (550, b"5.1.1 <siti@example.com> unknown")})

    assert email_channel._judged(refused) == TurnedDown("smtp 550")
