"""Answers as servers in the field give them, byte by byte over a socket."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from mosip_mock.websub.http_client import Answer, HubClient

CLOSE = b""
"""Stands for hanging up."""


async def asked(answers: Sequence[Sequence[bytes]], calls: int = 1) -> tuple[list[Answer], list[bytes], int]:
    """What a client makes of a server that sends these pieces to each request; what it got, and on how many sockets."""
    received: list[bytes] = []
    waiting = list(answers)
    sockets = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sockets
        sockets += 1
        try:
            while waiting:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0
                )
                received.append(head + await reader.readexactly(length))
                for piece in waiting.pop(0):
                    if piece == CLOSE:
                        return
                    writer.write(piece)
                    await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = HubClient(5.0)
    found = [await client.post(f"http://127.0.0.1:{port}/a?b=%2F c".replace(" ", ""), b"{}", {}) for _ in range(calls)]
    await client.close()
    server.close()
    await server.wait_closed()
    return found, received, sockets


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    ("pieces", "status", "body"),
    [
        ([OK], 200, b"ok"),
        ([bytes([byte]) for byte in OK], 200, b"ok"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n", b"1\r\nk\r\n0\r\n\r\n"], 200, b"ok"),
        ([b"HTTP/1.1 200 OK\r\n\r\no", b"k", CLOSE], 200, b"ok"),
        ([b"HTTP/1.0 200 OK\r\n\r\nok", CLOSE], 200, b"ok"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", OK], 200, b"ok"),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], 204, b""),
        ([b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"], 302, b""),
    ],
    ids=["plain", "byte-by-byte", "chunks", "no-length", "http-1.0", "interim", "no-content", "redirect"],
)
def test_client_reads_the_answer(pieces: list[bytes], status: int, body: bytes) -> None:
    (answer,), _, _ = asyncio.run(asked([pieces]))

    assert (answer.status, answer.body, answer.error) == (status, body, "")


@pytest.mark.parametrize(
    "pieces",
    [[CLOSE], [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", CLOSE], [b"SSH-2.0-nobody\r\n\r\n"]],
    ids=["silence", "half", "no-http"],
)
def test_client_says_why_there_is_no_answer(pieces: list[bytes]) -> None:
    (answer,), _, _ = asyncio.run(asked([pieces]))

    assert answer.status is None
    assert answer.error


def test_client_keeps_connections() -> None:
    answers, _, sockets = asyncio.run(asked([[OK]] * 5, calls=5))

    assert [a.status for a in answers] == [200] * 5
    assert sockets == 1


def test_client_opens_another_connection_after_one_that_was_to_be_closed() -> None:
    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    _, _, sockets = asyncio.run(asked([[closing, CLOSE], [closing, CLOSE]], calls=2))

    assert sockets == 2


def test_client_writes_the_url_as_it_is() -> None:
    _, (received,), _ = asyncio.run(asked([[OK]]))

    assert received.startswith(b"POST /a?b=%2Fc HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Length: 2\r\n" in received
    assert received.endswith(b"\r\n\r\n{}")


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.get("http://127.0.0.1:1/a b"),
        lambda client: client.get("http://[::1"),
        lambda client: client.get("http://127.0.0.1:99999/"),
        lambda client: client.get("gopher://127.0.0.1/"),
        lambda client: client.post("http://127.0.0.1:1/", b"", {"Link": "a\r\nX: y"}),
        lambda client: client.get("http://127.0.0.1:1/"),
        lambda client: client.get("http://no-such-host.invalid/"),
    ],
)
def test_client_answers_with_an_error_and_raises_nothing(call: Callable[[HubClient], "asyncio.Future[Answer]"]) -> None:
    async def called() -> Answer:
        client = HubClient(5.0)
        try:
            return await call(client)
        finally:
            await client.close()

    answer = asyncio.run(called())

    assert answer.status is None
    assert answer.error


@pytest.mark.parametrize("url", ["nonsense?a=b", "localhost:2024/callback", "ftp://localhost/x"])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    async def get() -> Answer:
        client = HubClient(5.0)
        answer = await client.get(url)
        await client.close()
        return answer

    assert asyncio.run(get()).error == "it is no http or https address"
