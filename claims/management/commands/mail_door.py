"""The server to which mail for claims is handed over: LMTP behind a mail server, SMTP where nothing stands in front."""

import asyncio
import contextlib
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.mail import door


class Command(BaseCommand):
    help = "Takes mail for the addresses of claims, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--smtp", action="store_true", help="Speak SMTP instead of LMTP.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["smtp"] and settings.IS_PRODUCTION and settings.MAIL_AUTHSERV_ID:
            raise CommandError(
                "Where nothing stands in front nobody checks senders: empty MAIL_AUTHSERV_ID, or use LMTP."
            )
        asyncio.run(self._serve(options["host"], options["port"], smtp=options["smtp"]))

    async def _serve(self, host: str, port: int, *, smtp: bool) -> None:
        said = f"{'SMTP' if smtp else 'LMTP'} on {host}:{port}"
        serving = asyncio.current_task()
        assert serving
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await door.serve(host, port, smtp=smtp, ready=lambda: self.stdout.write(said))
