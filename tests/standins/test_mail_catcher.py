import smtplib
from email.message import EmailMessage

import pytest

from tests.processes import listens, wait_until


@pytest.fixture
def smtp(settings, mail_catcher):
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT, timeout=5) as connection:
        yield connection


def a_letter(subject: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.com", "b@example.com", subject
    letter.set_content("Isi surat: ä 😀")
    return letter


def test_letters_are_kept_newest_first_with_their_envelope(smtp, mail_catcher):
    for subject in ("pertama", "kedua"):
        smtp.send_message(a_letter(subject), to_addrs=["tersembunyi@example.com"])

    letters = mail_catcher.messages()
    assert [letter["subject"] for letter in letters] == ["kedua", "pertama"]
    assert letters[0]["to"] == ["tersembunyi@example.com"]
    assert letters[0]["text"] == "Isi surat: ä 😀\n"


def test_a_restart_forgets_nothing(smtp, mail_catcher):
    smtp.send_message(a_letter("sebelum mati listrik"))

    mail_catcher.kill()
    mail_catcher.start()
    wait_until(lambda: listens(mail_catcher.http_port), "it listens again")

    assert [letter["subject"] for letter in mail_catcher.messages()] == ["sebelum mati listrik"]


def test_something_that_is_hardly_a_letter_is_kept_too(smtp, mail_catcher):
    smtp.sendmail("a@example.com", ["b@example.com"], b"\xff\xfe no headers at all")

    [letter] = mail_catcher.messages()
    assert letter["subject"] == ""


def test_refused_letters_are_not_kept(smtp, mail_catcher):
    mail_catcher.misbehave("refuse", status=550, times=1)

    with pytest.raises(smtplib.SMTPDataError):
        smtp.send_message(a_letter("ditolak"))
    smtp.send_message(a_letter("diterima"))

    assert [letter["subject"] for letter in mail_catcher.messages()] == ["diterima"]
