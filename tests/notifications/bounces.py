"""Delivery reports as mail servers write them (RFC 3464), for letters of ours."""

from email import message_from_bytes, policy
from email.message import Message as Mail

from notifications import email_channel
from notifications.models import Message

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.contoh.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {ours}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1A2B.1795250000/mx.contoh.example"
Message-Id: <20261121030000.4F1A2B@mx.contoh.example>

This is a MIME-encapsulated message.

--4F1A2B.1795250000/mx.contoh.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.contoh.example.

<{address}>: host mail.contoh.example[192.0.2.7] said: {status} No such user

--4F1A2B.1795250000/mx.contoh.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.contoh.example
X-Postfix-Queue-ID: 4F1A2B
Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0700 (WIB)

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.contoh.example
Diagnostic-Code: smtp; 550 {status} No such user

--4F1A2B.1795250000/mx.contoh.example
Content-Description: Undelivered Message
Content-Type: {returned}

Message-ID: {message_id}
Subject: Klaim Anda
From: {ours}
To: {address}

--4F1A2B.1795250000/mx.contoh.example--
"""

EXCHANGE = """\
From: <postmaster@contoh.example>
To: <{ours}>
References: {message_id}
In-Reply-To: {message_id}
Subject: =?utf-8?Q?Tidak_terkirim?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type="delivery-status"; boundary="_000_ndr_"

--_000_ndr_
Content-Type: text/plain; charset="utf-8"

Pesan tidak dapat dikirim.

--_000_ndr_
Content-Type: message/delivery-status

Reporting-MTA: dns;contoh.example
Received-From-MTA: dns;mx.contoh.example

Original-Recipient: rfc822;{address}
Final-Recipient: rfc822;kotak.lain@contoh.example
Action: {action}
Status: {status}

--_000_ndr_--
"""


def report(
    row: Message,
    *,
    written: str = POSTFIX,
    address: str = "",
    status: str = "5.1.1",
    action: str = "failed",
    returned: str = "message/rfc822",
    message_id: str = "",
) -> Mail:
    """A server's report about `row`."""
    text = written.format(
        address=address or row.address,
        status=status,
        action=action,
        returned=returned,
        message_id=message_id or email_channel.message_id_of(row),
        ours=email_channel.our_address(),
    )
    return message_from_bytes(text.encode(), policy=policy.default)
