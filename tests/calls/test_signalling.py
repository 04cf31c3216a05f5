"""The signalling as a browser meets it: through the whole ASGI application, over the real channel layer."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from itertools import count

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from django.conf import settings
from django.utils import timezone

from calls import frames, rooms, seats, signalling
from calls.seats import Role
from lapak_asik.asgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]

PATIENCE = 20  # seconds, for a busy machine
_once = count(1)
HELLO = json.dumps({"kind": "hello", "line": "a"})


@pytest.fixture
def now():
    """The signalling reads the clock itself."""
    return timezone.now()


@pytest.fixture(autouse=True)
def one_transaction(monkeypatch):
    """Channels closes connections it finds in a transaction; the test is in one, on this very connection."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def layer_of_this_loop():
    """A channel layer keeps the locks of the loop it was first used in; every test has a loop of its own."""
    channel_layers.backends.clear()


@pytest.fixture
def room(now):
    return rooms.reserve("contact:1", opens_at=now, closes_at=now + timedelta(hours=1))


def in_a_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*args, **kwargs):
        async_to_sync(test)(*args, **kwargs)

    return run


def ticket(room, role, now) -> str:
    return seats.ticket(room.pk, role, once=f"once-{next(_once)}", now=now)


class Connection(ApplicationCommunicator):
    """One WebSocket, spoken as an ASGI server speaks it."""

    def __init__(self, *subprotocols: str, origin: str | None = settings.PUBLIC_BASE_URL) -> None:
        headers = [(b"origin", origin.encode())] if origin else []
        scope = {"type": "websocket", "path": "/", "headers": headers, "subprotocols": subprotocols}
        super().__init__(application, scope)

    async def connects(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(timeout=PATIENCE)
        return answer["type"] == "websocket.accept" and answer["subprotocol"] == signalling.PROTOCOL

    async def says(self, text: str | None = None, content: bytes | None = None) -> None:
        await self.send_input({"type": "websocket.receive", "text": text, "bytes": content})

    async def hears(self) -> dict:
        return json.loads((await self.receive_output(timeout=PATIENCE))["text"])

    async def is_closed_with(self) -> int:
        said = await self.receive_output(timeout=PATIENCE)
        assert said["type"] == "websocket.close"
        await self.leaves()
        return said["code"]

    async def leaves(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(timeout=PATIENCE)


def browser(shown: str, **more) -> Connection:
    return Connection(signalling.PROTOCOL, shown, **more)


async def seated(room, role, now) -> Connection:
    there = browser(ticket(room, role, now))
    assert await there.connects()
    return there


@in_a_loop
async def test_what_one_seat_says_the_other_hears_and_it_alone(room, now):
    officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)

    await officer.says(HELLO)

    assert await claimant.hears() == json.loads(HELLO)
    assert await officer.receive_nothing()
    await officer.leaves()
    await claimant.leaves()


@in_a_loop
async def test_two_rooms_do_not_hear_each_other(room, now):
    other = await sync_to_async(rooms.reserve)("contact:2", opens_at=now, closes_at=now + timedelta(hours=1))
    officer, stranger = await seated(room, Role.OFFICER, now), await seated(other, Role.CLAIMANT, now)

    await officer.says(HELLO)

    assert await stranger.receive_nothing()
    await officer.leaves()
    await stranger.leaves()


@in_a_loop
async def test_a_ticket_is_spent_by_sitting_down(room, now):
    shown = ticket(room, Role.CLAIMANT, now)
    first = browser(shown)
    assert await first.connects()

    assert not await browser(shown).connects()
    await first.leaves()


@in_a_loop
async def test_a_ticket_that_is_too_old_opens_nothing(room, now):
    assert not await browser(ticket(room, Role.CLAIMANT, now - seats.GOOD_FOR)).connects()


@pytest.mark.parametrize("role", ["onlooker", ""])
def test_there_is_no_third_seat(room, now, role):
    @in_a_loop
    async def knock():
        assert not await browser(ticket(room, role, now)).connects()

    knock()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://testserver:81", None])
def test_no_other_site_sits_down(room, now, origin):
    @in_a_loop
    async def knock():
        assert not await browser(ticket(room, Role.CLAIMANT, now), origin=origin).connects()

    knock()


@in_a_loop
async def test_who_shows_no_ticket_is_refused(room, now):
    for there in (
        browser("nonsense"),
        Connection("chat", ticket(room, Role.CLAIMANT, now)),
        Connection(signalling.PROTOCOL),
        Connection(),
    ):
        assert not await there.connects()


@pytest.mark.parametrize("shift", [timedelta(hours=-2), timedelta(hours=2)])
def test_nobody_sits_down_outside_the_rooms_hours(now, shift):
    room = rooms.reserve("contact:1", opens_at=now + shift, closes_at=now + shift + timedelta(hours=1))

    @in_a_loop
    async def knock():
        assert not await browser(ticket(room, Role.CLAIMANT, now)).connects()

    knock()


@in_a_loop
async def test_who_takes_the_seat_again_ends_the_one_before(room, now):
    officer, before = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)

    after = await seated(room, Role.CLAIMANT, now)

    assert await before.is_closed_with() == signalling.TAKEN_OVER
    assert await officer.receive_nothing()  # the seat is not empty: nobody is told that it is
    await officer.says(HELLO)
    assert await after.hears() == json.loads(HELLO)
    await officer.leaves()
    await after.leaves()


@in_a_loop
async def test_who_lost_the_seat_is_not_heard_any_more(room, now, monkeypatch):
    """Also where the word that it was taken never came."""

    async def nobody_tells(self, channel_name, event):
        pass

    officer, before = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)
    with monkeypatch.context() as patch:
        patch.setattr(signalling.Signalling, "_send_to", nobody_tells)
        after = await seated(room, Role.CLAIMANT, now)

    await before.says(HELLO)

    assert await before.is_closed_with() == signalling.TAKEN_OVER
    assert await officer.receive_nothing()
    await officer.leaves()
    await after.leaves()


@in_a_loop
async def test_the_other_is_told_when_a_seat_empties_and_it_may_be_taken_again(room, now):
    officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)

    await claimant.leaves()

    assert await officer.hears() == {"kind": "gone"}
    back = await seated(room, Role.CLAIMANT, now)
    await back.says(HELLO)
    assert await officer.hears() == json.loads(HELLO)
    await officer.leaves()
    await back.leaves()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([json.dumps({"kind": "gone"})], frames.UNKNOWN),
        (["not JSON"], frames.UNKNOWN),
        ([None, b"\x00"], frames.NOT_TEXT),
        ([json.dumps({"kind": "hello", "x": "x" * frames.LARGEST})], frames.TOO_LARGE),
    ],
)
def test_what_may_not_be_said_closes_the_connection_and_is_not_passed_on(room, now, given, code):
    @in_a_loop
    async def speak():
        officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)
        await claimant.says(*given)
        assert await claimant.is_closed_with() == code
        assert await officer.hears() == {"kind": "gone"}
        assert await officer.receive_nothing()
        await officer.leaves()

    speak()


@in_a_loop
async def test_that_somebody_is_still_here_is_nobody_elses_business(room, now):
    officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)

    await claimant.says(json.dumps({"kind": "still-here"}))

    assert await officer.receive_nothing()
    await officer.leaves()
    await claimant.leaves()


@in_a_loop
async def test_once_the_room_has_ended_nothing_passes(room, now):
    officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)
    await sync_to_async(rooms.end)("contact:1", now=now)

    await claimant.says(HELLO)

    assert await claimant.is_closed_with() == signalling.ROOM_CLOSED
    assert await officer.hears() == {"kind": "gone"}
    assert await officer.receive_nothing()
    await officer.leaves()


@in_a_loop
async def test_a_seat_that_says_nothing_for_long_counts_as_left(room, now, monkeypatch):
    monkeypatch.setattr(signalling, "SILENT_FOR", 0.05)

    claimant = await seated(room, Role.CLAIMANT, now)

    assert await claimant.is_closed_with() == signalling.SILENT


@in_a_loop
async def test_nothing_of_what_was_said_is_kept(room, now):
    from redis.asyncio import Redis

    officer, claimant = await seated(room, Role.OFFICER, now), await seated(room, Role.CLAIMANT, now)
    await officer.says(json.dumps({"kind": "description", "sdp": "said-by-the-officer"}))
    await claimant.hears()
    await officer.leaves()
    await claimant.hears()
    await claimant.leaves()

    async with Redis.from_url(settings.REDIS_URL) as valkey:
        kept = [key async for key in valkey.scan_iter() if b"calls" in key and b"spent" not in key]
    assert kept == []
