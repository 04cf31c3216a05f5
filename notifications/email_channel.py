"""E-mail over SMTP. It cannot be asked what it has, so a repeat carries the same Message-ID and Date."""

import json
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import Message
from notifications.outcomes import Absent, Accepted, NotNow, Outcome, TurnedDown, Unclear
from notifications.wording import Letter

NAME_AT_PROVIDER = "pesan"  # the key under which a provider keeps our row's number, and tells it back


@dataclass(frozen=True)
class MailServer:
    """One server that takes our e-mail."""

    name: str
    host: str
    port: int
    user: str
    password: str
    use_ssl: bool
    use_tls: bool

    def send(self, message: Message, letter: Letter) -> Outcome:
        """Hand the letter to the mail server. Until the connection stands, nothing can have been sent."""
        mail = _mail(message, letter)
        connection = self._connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as failure:
            return NotNow(_said(failure))
        try:
            connection.send_messages([mail])
        except (OSError, smtplib.SMTPException) as failure:
            return _judged(failure)
        except ValueError as failure:  # no such address or header can be written; nothing was sent yet
            return TurnedDown(_said(failure))
        finally:
            with suppress(OSError, smtplib.SMTPException):  # a farewell that fails takes nothing back
                connection.close()
        return Accepted(provider_id=message_id_of(message))

    def find(self, message: Message) -> Absent:
        """SMTP has no such question: better twice under one Message-ID than never."""
        return Absent()

    def _connection(self) -> BaseEmailBackend:
        return get_connection(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_ssl=self.use_ssl,
            use_tls=self.use_tls,
        )


def servers() -> list[MailServer]:
    """The first server, and the second where the settings name one."""
    first = MailServer(
        "smtp",
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        use_ssl=settings.EMAIL_USE_SSL,
        use_tls=settings.EMAIL_USE_TLS,
    )
    second = settings.EMAIL_SECOND
    return [first, MailServer("smtp-2", **second)] if second else [first]


def message_id_of(message: Message) -> str:
    """The same for every repeat, so that a mailbox can see that it is one letter."""
    return f"<{message.pk.hex}@{domain()}>"


def our_address() -> str:
    """The address our letters come from, to which what cannot be delivered comes back."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def domain() -> str:
    """What stands behind the @ of our Message-IDs."""
    return our_address().rpartition("@")[2]


def named_for_provider(message: Message) -> dict[str, str]:
    """Headers by which a provider learns a name for the letter that its events repeat: some give it a Message-ID of
    their own. None where no provider reports to us, or it keeps ours.
    """
    name = message.pk.hex
    return {
        "postmark": {f"X-PM-Metadata-{NAME_AT_PROVIDER}": name, "X-PM-KeepID": "true"},
        "mailgun": {"X-Mailgun-Variables": json.dumps({NAME_AT_PROVIDER: name})},
        "brevo": {"X-Mailin-custom": json.dumps({NAME_AT_PROVIDER: name})},
        "mailjet": {"X-MJ-EventPayload": json.dumps({NAME_AT_PROVIDER: name})},
        "sparkpost": {"X-MSYS-API": json.dumps({"metadata": {NAME_AT_PROVIDER: name}})},
    }.get(settings.MAIL_WEBHOOK_PROVIDER, {})


def _mail(message: Message, letter: Letter) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[message.address],
        headers={
            "Message-ID": message_id_of(message),
            "Date": format_datetime(message.posted_at),
            "Auto-Submitted": "auto-generated",
            **named_for_provider(message),
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def _judged(failure: Exception) -> Outcome:
    """A server that answered with a number said no; one that fell silent may have taken the letter."""
    code = _code(failure)
    if code is None:
        return Unclear(_said(failure))
    our_fault = isinstance(failure, smtplib.SMTPSenderRefused)  # our own address is refused: that passes
    return TurnedDown(_said(failure)) if 500 <= code < 600 and not our_fault else NotNow(_said(failure))


def _code(failure: Exception) -> int | None:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return next(iter(failure.recipients.values()))[0]
    if isinstance(failure, smtplib.SMTPResponseException) and failure.smtp_code > 0:
        return failure.smtp_code
    return None


def _said(failure: Exception) -> str:
    """A word for the row: never the server's own sentence, which may quote the address."""
    code = _code(failure)
    return f"smtp {code}" if code else f"smtp {type(failure).__name__}"
