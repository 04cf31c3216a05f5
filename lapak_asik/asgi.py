"""The door for an ASGI server: the signalling of video calls and nothing else. Pages are served by wsgi.py."""

import asyncio
import contextlib
import os
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")
django.setup()

from channels.routing import ProtocolTypeRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from calls.signalling import Signalling  # noqa: E402
from lapak_asik import health  # noqa: E402

if TYPE_CHECKING:
    from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope


async def no_page(scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable") -> None:
    """Whoever asks for a page is at the wrong door."""
    await send(
        {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")], "trailers": False}
    )
    await send({"type": "http.response.body", "body": b"Only WebSocket is spoken here.\n", "more_body": False})


async def while_serving(scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable") -> None:
    """From start to end of the process: says every few seconds that it is alive, for /healthz."""
    beating: asyncio.Task[None] | None = None
    while (await receive())["type"] == "lifespan.startup":
        beating = asyncio.create_task(health.beat_for_signalling())
        await send({"type": "lifespan.startup.complete"})
    if beating:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating
    await send({"type": "lifespan.shutdown.complete"})


application = ProtocolTypeRouter(
    {
        "websocket": OriginValidator(Signalling.as_asgi(), [settings.PUBLIC_BASE_URL]),
        "http": no_page,
        "lifespan": while_serving,
    }
)
