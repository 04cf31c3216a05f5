"""The signalling of a room: what one seat says reaches the other, and nobody else.

Who sits where stands in the cache, one name a seat. Who sits down later on the same seat takes it over, so that a
person whose line broke is back at once, and a room never has a third. Nothing that is said is kept: a frame lies in
the channel layer, sealed, until the other seat's process takes it.
"""

import asyncio
import contextlib
import json

from channels.db import database_sync_to_async
from channels.exceptions import ChannelFull
from channels.generic.websocket import AsyncWebsocketConsumer
from django.core.cache import cache
from django.utils import timezone

from calls import frames
from calls.models import Room
from calls.seats import GOOD_FOR, NoTicket, Seat, read_ticket

PROTOCOL = "lapak-video"
"""What is spoken here. The browser offers it together with its ticket; only this name is answered."""

SILENT_FOR = 45.0
"""Seconds without a frame after which a seat counts as left: a browser says that it is still here every fifteen."""

KEPT_FOR = 3600
"""Seconds a seat's name is kept after its last frame, should its process die without a word."""

TAKEN_OVER, ROOM_CLOSED, SILENT = 4001, 4002, 4003
"""How a connection is closed: another one took the seat, the room is closed, nothing was heard."""


class Signalling(AsyncWebsocketConsumer):
    """One connection on one seat."""

    seat: Seat | None = None
    _end_of_patience: asyncio.TimerHandle | None = None

    async def connect(self) -> None:
        try:
            self.seat = await self._seat_of_ticket()
        except NoTicket:
            await self.close()  # before it is accepted: HTTP 403
            return
        await self._sit_down(self.seat)
        await self.accept(subprotocol=PROTOCOL)
        self._listen_on()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        assert self.seat
        try:
            frame = frames.read(text_data)
        except frames.Unfit as unfit:
            await self.close(unfit.code)
            return
        if not await self._still_sits(self.seat):
            return
        self._listen_on()
        if frame["kind"] != "still-here":
            await self._tell_other(json.dumps(frame))

    async def disconnect(self, code: int) -> None:
        if self._end_of_patience:
            self._end_of_patience.cancel()
        if self.seat and await cache.aget(self._own_key) == self.channel_name:
            await cache.adelete(self._own_key)
            await self._tell_other(json.dumps({"kind": "gone"}))

    # --- Events from the other connections, by way of the channel layer ---

    async def seat_said(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["text"])

    async def seat_taken(self, event: dict[str, str]) -> None:
        await self.close(TAKEN_OVER)

    # --- The seat ---

    @property
    def _own_key(self) -> str:
        assert self.seat
        return self.seat.key(self.seat.role)

    async def _seat_of_ticket(self) -> Seat:
        """The seat of the ticket that came with the handshake; it is spent by this."""
        offered = self.scope["subprotocols"]
        if len(offered) != 2 or offered[0] != PROTOCOL:
            raise NoTicket
        seat = read_ticket(offered[1], now=timezone.now())
        fresh = await cache.aadd(f"calls:spent:{seat.once}", 1, timeout=int(GOOD_FOR.total_seconds()) + 1)
        if not fresh or not await _is_open(seat):
            raise NoTicket
        return seat

    async def _sit_down(self, seat: Seat) -> None:
        """Take the seat; who had it until now hears so and goes."""
        before = await cache.aget(self._own_key)
        await cache.aset(self._own_key, self.channel_name, timeout=KEPT_FOR)
        if before:
            await self._send_to(before, {"type": "seat.taken"})

    async def _still_sits(self, seat: Seat) -> bool:
        """Whether this connection may speak on; else it is closed with the reason."""
        if await cache.aget(self._own_key) != self.channel_name:
            await self.close(TAKEN_OVER)
            return False
        if not await _is_open(seat):
            await self.close(ROOM_CLOSED)
            return False
        await cache.atouch(self._own_key, timeout=KEPT_FOR)
        return True

    async def _tell_other(self, text: str) -> None:
        assert self.seat
        if other := await cache.aget(self.seat.key(self.seat.role.other)):
            await self._send_to(other, {"type": "seat.said", "text": text})

    async def _send_to(self, channel_name: str, event: dict[str, str]) -> None:
        """A full channel belongs to a process that died or a browser that takes nothing: what is said there is lost."""
        with contextlib.suppress(ChannelFull):
            await self.channel_layer.send(channel_name, event)

    def _listen_on(self) -> None:
        """Close when nothing is heard for a while from now on."""
        if self._end_of_patience:
            self._end_of_patience.cancel()
        loop = asyncio.get_running_loop()
        self._end_of_patience = loop.call_later(SILENT_FOR, lambda: loop.create_task(self.close(SILENT)))


@database_sync_to_async
def _is_open(seat: Seat) -> bool:
    room = Room.objects.filter(pk=seat.room_id).first()
    return room is not None and room.is_open(timezone.now())
