"""How many mails a second are received, parsed, sealed and filed to their claim, each with a PDF of 200 KB.

The door and the worker run as `make run` starts them; eight senders hand mail over by LMTP, a connection each. The
clock runs from the first mail to the last that has become a file of its claim. Nothing looks at the files meanwhile.
"""

import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bench import line
from bench.machine import Watch
from bench.preparing import open_hours
from branches import calendar
from catalogue import checklist
from catalogue.models import Cause
from claims import filing, fresh
from claims.filing import ApplicantDetails, Opening, ParticipantDetails
from claims.mail import addresses
from claims.models import Claim, Mail, PaperFile
from deploy.local.family import Child, Family
from deploy.local.places import PYTHON
from deploy.local.ports import any_free_port
from queueing.models import Slot

CLAIMS, MAILS_EACH, SENDERS = 60, 15, 8
WARM_UP = 32
PDF_BYTES = 200 * 1024
EDGE = "bench.example"

DJANGO_HELPDESK = 30.0
"""Mails a second of django-helpdesk 2.6.1 (`get_email`, local folder, the same PDF, two cores): 107 in 4.8 s with its
start, which is 22 to 30 without any sealing, checking or answer."""


def measure(folder: Path) -> None:
    """Print `mail.filed`. Expects the database of `prepare_database`, and no other claims in it."""
    now = timezone.now()
    claims = _open_claims(now)
    mails = [_mail(claim, number) for number in range(MAILS_EACH) for claim in claims]
    warm, timed = mails[:WARM_UP], mails[WARM_UP:]
    with _door_and_worker(folder) as port:
        _deliver(warm, port)
        _wait_for(len(warm))
        watch, began = Watch(), time.perf_counter()
        _deliver(timed, port)
        received = time.perf_counter() - began
        _wait_for(len(mails))
        seconds = time.perf_counter() - began
        machine = watch.said(seconds)
    line.say(
        "mail.filed", len(timed) / seconds, "mails/s", limit=DJANGO_HELPDESK, mails=len(timed), senders=SENDERS,
        bytes_each=len(mails[0][1]), received_per_s=round(len(timed) / received, 1), seconds=round(seconds, 1),
        files=PaperFile.objects.count(), sorted=PaperFile.objects.exclude(paper=None).count(), **machine,
    )  # fmt: skip


def _open_claims(now: datetime) -> list[Claim]:
    slot = open_hours(now, skip=10, branches=1, capacity=10_000)[3]
    cause = Cause.objects.select_related("programme").get(programme__code="JHT", code="RESIGN")
    with transaction.atomic():
        return [_open_claim(number, slot, cause, now) for number in range(CLAIMS)]


def _open_claim(number: int, slot: Slot, cause: Cause, now: datetime) -> Claim:
    edition = checklist.current_edition(calendar.national_day(now))
    opening = Opening(
        cause=cause,
        edition=edition,
        branch=slot.branch,
        visit_at=slot.starts_at,
        papers_due_at=slot.papers_due_at,
        participant=ParticipantDetails(name="Budi Contoh Santosa", nik=f"9998{number:012d}"),
        applicant=ApplicantDetails(
            relation="self", name="Budi Contoh Santosa", email=f"surat{number}@contoh.example", email_confirmed_at=now
        ),
    )
    return filing.open_claim(
        opening,
        claim_id=uuid4(),
        handles=fresh.handles(),
        by="claimant:bench",
        now=now,
    )


def _mail(claim: Claim, number: int) -> tuple[str, bytes]:
    """To whom, and the mail as it travels: a different PDF each, named after a paper the claim asks for."""
    papers = ("KTP", "KK", "Buku tabungan", "KPJ", "Paklaring")
    mail = EmailMessage()
    sender = claim.applicant.email
    mail["Authentication-Results"] = f"{EDGE}; dmarc=pass header.from=contoh.example"
    mail["From"], mail["To"] = f"Budi Contoh <{sender}>", addresses.of(claim)
    mail["Subject"], mail["Message-ID"] = "Dokumen klaim", f"<{claim.case_number}.{number}@contoh.example>"
    mail.set_content("Berikut dokumen saya.")
    name = f"{papers[number % len(papers)]} {number}.pdf"
    content = b"%PDF-1.7\n" + os.urandom(PDF_BYTES - 9)
    mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    raw = mail.as_bytes().replace(b"\n", b"\r\n")
    return addresses.of(claim), re.sub(rb"(?m)^\.", b"..", raw) + b".\r\n"


@contextmanager
def _door_and_worker(folder: Path) -> Iterator[int]:
    port = any_free_port()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lapak_asik.settings", "MAIL_DOMAIN": settings.MAIL_DOMAIN}
    env["MAIL_AUTHSERV_ID"] = EDGE
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    commands = {
        "mail-door": [PYTHON, "manage.py", "mail_door", "--port", str(port)],
        "mail-worker": [PYTHON, "-m", "celery", "--app", "lapak_asik", "worker", "--queues", "mail",
                        "--concurrency", "2", "--loglevel", "INFO"],
    }  # fmt: skip
    with Family() as family:
        for name, command in commands.items():
            family.add(Child(name, command, folder / f"logs/{name}.log", env, patience=30))
        family.wait_until(lambda: _listens(port), "The mail door", seconds=60)
        yield port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _deliver(mails: list[tuple[str, bytes]], port: int) -> None:
    """Dealt to the senders in turn; a mail that is not taken ends the bench."""
    with ThreadPoolExecutor(SENDERS) as senders:
        for sent in [senders.submit(_send, mails[number::SENDERS], port) for number in range(SENDERS)]:
            sent.result()


def _send(mails: list[tuple[str, bytes]], port: int) -> None:
    """One connection; the commands of a mail go as one packet, as PIPELINING servers do (RFC 2920)."""
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        answers = connection.makefile("rb")
        _expect(answers, b"220")
        connection.sendall(b"LHLO bench\r\n")
        _expect(answers, b"250")
        for recipient, raw in mails:
            connection.sendall(f"MAIL FROM:<budi@contoh.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode())
            for code in (b"250", b"250", b"354"):
                _expect(answers, code)
            connection.sendall(raw)
            _expect(answers, b"250")
        connection.sendall(b"QUIT\r\n")


def _expect(answers, code: bytes) -> None:  # type: ignore[no-untyped-def]
    while (answer := answers.readline())[3:4] == b"-":
        pass
    if not answer.startswith(code):
        raise SystemExit(f"The door said {answer!r} and not {code.decode()}.")


def _wait_for(number: int) -> None:
    while Mail.objects.filter(status=Mail.Status.FILED).count() < number:
        time.sleep(0.05)
