"""The door where the agency's mail server hands over mail for claims: LMTP, or SMTP where nothing stands in front.

It knows who may be written to before it takes a byte, passes each mail on into sealed pieces as it comes, and says 250
only for what is committed. aiosmtpd speaks the protocol; only DATA is read here, because its own reading holds the
whole mail in memory and takes it line by line.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from claims.mail import addresses, receiving, spelling
from claims.mail.receiving import LARGEST, NotNow, Receiving
from claims.models import Claim, Mail

logger = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd would write down who wrote to whom

CONNECTIONS = 64  # at once; the next is asked to come again
RECIPIENTS = 10  # of one mail
PATIENCE = 300.0  # seconds a connection may take for one command, and for one whole mail
THREADS = 8  # that seal and write; each has a connection to the database
BUFFER = 64 * 1024
RING_AFTER = 0.05  # seconds; a mail is read by a person in minutes at best
AT_A_RING = 8  # mails
CALLS = {"RCPT": 200, "MAIL": 500, "DATA": 500, "*": 50}  # of each command on one connection

_KEPT = "250 2.0.0 Surat diterima"
_TOO_LARGE = f"552 5.3.4 Surat terlalu besar, paling besar {LARGEST // (1024 * 1024)} MB"
_NOT_NOW = "452 4.7.1 Terlalu banyak surat untuk klaim ini hari ini, coba lagi besok"
_TROUBLE = "451 4.3.0 Sedang ada gangguan, surat akan diterima bila dikirim lagi"
_NOT_OURS = "550 5.7.1 Bukan alamat kami"
_MISTYPED = "550 5.1.1 Alamat salah ketik, periksa lagi alamatnya"
_NOBODY = "550 5.1.1 Tidak ada klaim yang masih berjalan dengan alamat ini"

Answer = TypeVar("Answer")
Letterbox = tuple[str, Claim | None]


class Unstuffed:
    """Takes away the dot that SMTP puts before a line that begins with one (RFC 5321, section 4.5.2), across chunks."""

    def __init__(self) -> None:
        self._held = b"\r\n"  # what comes first begins a line
        self._is_first = True

    def feed(self, chunk: bytes) -> bytes:
        data = self._held + chunk
        self._held = next((end for end in (b"\r\n.", b"\r\n", b"\r") if data.endswith(end)), b"")
        plain = data[: len(data) - len(self._held)].replace(b"\r\n..", b"\r\n.")
        return self._without_first(plain)

    def end(self) -> bytes:
        held, self._held = self._held, b""
        return self._without_first(held)

    def _without_first(self, plain: bytes) -> bytes:
        """Less the line end that was only put there to begin with."""
        if not self._is_first or not plain:
            return plain
        self._is_first = False
        return plain[2:]


class DataReader:
    """One mail out of the connection's stream, in chunks, to the lone dot and no byte further."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.reader = reader

    async def chunks(self) -> Any:
        """Until the end of the data. What follows on the line, a pipelined command, stays in the stream."""
        unstuffed, before = Unstuffed(), b"\r\n"
        while True:
            try:
                chunk = await self.reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError as more:
                chunk = await self.reader.readexactly(more.consumed)
            tail = before + chunk
            if tail.endswith(b"\r\n.\r\n"):
                yield unstuffed.feed(chunk[:-3]) + unstuffed.end()
                return
            before = tail[-4:]
            yield unstuffed.feed(chunk)


class _TakesData(SMTP):
    """DATA, and what is counted of a connection."""

    line_length_limit = BUFFER  # how much the stream holds; commands have limits of their own
    open_connections: ClassVar[int] = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        type(self).open_connections += 1
        super().connection_made(transport)
        if self.open_connections > CONNECTIONS:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.7.0 Terlalu banyak sambungan, coba lagi sebentar lagi\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        type(self).open_connections -= 1
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        if arg or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT dulu" if not arg else "501 5.5.4 DATA")
            return
        await self.push("354 Akhiri dengan titik di baris sendiri")
        try:
            answers = await self.event_handler.take(DataReader(self._reader), self.envelope)
        except Exception:  # what is left of the mail must not be taken for commands
            assert self.transport is not None
            self.transport.close()
            raise
        self._set_post_data_state()
        for answer in answers if isinstance(self, LMTP) else [_for_all(answers)]:
            await self.push(answer)


def _for_all(answers: list[str]) -> str:
    """The one answer SMTP has: whatever went wrong for anybody. Sent again, it is kept once by who has it."""
    return next((answer for answer in answers if answer != _KEPT), _KEPT)


class SmtpDoor(_TakesData):
    """One answer for all recipients: the mail server's own protocol."""


class LmtpDoor(_TakesData, LMTP):
    """One answer for each recipient (RFC 2033): the protocol for handing over."""


class Bell:
    """Rings the worker for what came within a moment: a ring costs as much as a good part of reading a mail."""

    def __init__(self, in_thread: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        self.in_thread = in_thread
        self.waiting: list[UUID] = []
        self.ringing: asyncio.Task[None] | None = None

    def ring_soon(self, kept: Iterable[UUID | None]) -> None:
        self.waiting += filter(None, kept)
        if self.waiting and (self.ringing is None or self.ringing.done()):
            self.ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        while self.waiting:
            await asyncio.sleep(RING_AFTER)
            now, self.waiting = self.waiting, []
            for begun in range(0, len(now), AT_A_RING):
                await self.in_thread(partial(receiving.ring, now[begun : begun + AT_A_RING]))


class Door:
    """aiosmtpd's handler: who may be written to, and keeping what comes. Files and rows are written in threads."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        self.bell = Bell(self._in_thread)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address or ""
        envelope.mail_options.extend(options)
        envelope.letterboxes = []  # type: ignore[attr-defined] # aiosmtpd's envelope carries what a handler hangs on it
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Terlalu banyak penerima"
        try:
            if envelope.mail_from == "<>" and await self._in_thread(partial(_is_for_reports, address)):
                return self._take_for(envelope, address, None)
            letters = addresses.read(address)
            claim = await self._in_thread(partial(_claim_for, letters)) if letters else None
        except spelling.Mistyped:
            return _MISTYPED
        except NotNow:
            return _NOT_NOW
        except DatabaseError:
            logger.exception("The database cannot be asked who may be written to")
            return _TROUBLE
        if not letters or not claim:
            return _NOBODY if letters else _NOT_OURS
        return self._take_for(envelope, address, claim)

    def _take_for(self, envelope: Envelope, address: str, claim: Claim | None) -> str:
        envelope.rcpt_tos.append(address)
        envelope.letterboxes.append((address, claim))  # type: ignore[attr-defined] # as above
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        logger.error("A connection failed: %s", type(error).__name__, exc_info=error)
        return _TROUBLE

    async def take(self, data: DataReader, envelope: Envelope) -> list[str]:
        """Read the mail to its end and keep it for each recipient; one answer for each."""
        letterboxes: list[Letterbox] = envelope.letterboxes  # type: ignore[attr-defined] # as above
        mails = [_receiving(address, claim, envelope.mail_from or "") for address, claim in letterboxes]
        size, trouble = 0, ""
        try:
            async for chunk in data.chunks():
                size += len(chunk)
                if size <= LARGEST and not trouble:
                    trouble = await self._in_thread(partial(_write, mails, chunk))
        except BaseException:
            await asyncio.shield(self._in_thread(partial(_discard, mails)))  # the sender hung up before the end
            raise
        if size > LARGEST or trouble:
            await self._in_thread(partial(_discard, mails))
            return [trouble or _TOO_LARGE] * len(mails)
        answers, kept = await self._in_thread(partial(_keep, mails))
        self.bell.ring_soon(kept)
        return answers

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)


# --- In a thread ---


def _claim_for(letters: str) -> Claim | None:
    close_old_connections()
    return receiving.claim_for(letters, now=timezone.now())


def _is_for_reports(address: str) -> bool:
    close_old_connections()
    return receiving.is_for_reports(address, now=timezone.now())


def _receiving(address: str, claim: Claim | None, envelope_from: str) -> Receiving:
    return Receiving(claim, door=Mail.Door.SMTP, recipient=address, envelope_from=envelope_from)


def _write(mails: list[Receiving], chunk: bytes) -> str:
    try:
        for mail in mails:
            mail.write(chunk)
    except OSError:
        logger.exception("A mail cannot be kept")
        return _TROUBLE
    return ""


def _keep(mails: list[Receiving]) -> tuple[list[str], list[UUID | None]]:
    """Commit each; a mail that is here already is as good as kept. The answers, and what is new."""
    now, answers, kept = timezone.now(), [], []
    for mail in mails:
        try:
            kept.append(mail.keep(now=now))
        except (DatabaseError, OSError):
            logger.exception("A mail cannot be kept")
            mail.discard()
            answers.append(_TROUBLE)
        else:
            answers.append(_KEPT)
    return answers, kept


def _discard(mails: list[Receiving]) -> None:
    for mail in mails:
        mail.discard()


def factory(door: Door, *, smtp: bool) -> Callable[[], SMTP]:
    """What makes the protocol of each connection."""
    kind = SmtpDoor if smtp else LmtpDoor
    return lambda: kind(
        door, data_size_limit=LARGEST, hostname="lapakasik", ident="Lapak Asik", timeout=PATIENCE,
        command_call_limit=CALLS, enable_SMTPUTF8=True, loop=asyncio.get_running_loop(),
    )  # fmt: skip


async def serve(host: str, port: int, *, smtp: bool, ready: Callable[[], object]) -> None:
    """Listen until the task is cancelled."""
    server = await asyncio.get_running_loop().create_server(factory(Door(), smtp=smtp), host, port, backlog=CONNECTIONS)
    ready()
    async with server:
        await server.serve_forever()
