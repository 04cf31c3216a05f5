"""The stand-ins' own HTTP, spoken to byte by byte."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from standins import wire
from tests.processes import free_port


def converse(sent: bytes, answer: Callable[[wire.Request], Awaitable[wire.Answer]]) -> bytes:
    """All that comes back over one connection for these bytes."""

    async def talk() -> bytes:
        port = free_port()
        async with await wire.serve(port, answer):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.write_eof()
            try:
                return await reader.read(-1)
            except ConnectionError:
                return b""
            finally:
                writer.transport.abort()
                await asyncio.sleep(0.01)  # both ends let go of their sockets

    return asyncio.run(asyncio.wait_for(talk(), 5))


async def echo(request: wire.Request) -> wire.Answer:
    return wire.as_json({"path": request.path, "query": request.query, "form": request.form})


def test_several_requests_are_answered_over_one_connection():
    asked = b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nd=e&f=+GET /g HTTP/1.1\r\n\r\n"

    answered = converse(asked, echo)

    assert answered.count(b"HTTP/1.1 200 OK") == 2
    assert b'{"path": "/a", "query": {"b": "c"}, "form": {"d": "e", "f": " "}}' in answered
    assert answered.endswith(b'{"path": "/g", "query": {}, "form": {}}')


@pytest.mark.parametrize(
    "asked",
    [
        b"halo\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalo",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000,
    ],
)
def test_what_is_not_a_request_it_takes_is_cut_off(asked):
    assert converse(asked, echo) == b""


def test_a_fault_of_its_own_is_said_and_logged(capsys):
    async def faulty(request: wire.Request) -> wire.Answer:
        raise ZeroDivisionError

    assert converse(b"GET / HTTP/1.1\r\n\r\n", faulty).startswith(b"HTTP/1.1 500 ")
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_hanging_up_is_no_answer():
    async def cut(request: wire.Request) -> wire.Answer:
        raise wire.HangUp

    assert converse(b"GET / HTTP/1.1\r\n\r\n", cut) == b""


@pytest.mark.parametrize("address", ["https://lapakasik.example/kabar/", "http://10.0.0.1/", "http://127.0.0.1:9/"])
def test_it_posts_to_this_machine_only_and_says_when_nobody_is_there(address):
    with pytest.raises(wire.Unreachable):
        asyncio.run(wire.post(address, b"", {}, time_out=1))
