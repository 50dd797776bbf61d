"""A subscriber that does next to nothing: counts, takes the time since publication, hangs at paths that say so.

`GET /report` gives the latencies (milliseconds) that were collected since the last report.
"""

import asyncio
import json
import re
import sys
import time
from typing import cast

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SENT = re.compile(rb'"sent":(\d+)')


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, latencies: list[float]) -> None:
        self._latencies = latencies
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._data, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._data) < whole:
                return
            head, body, self._data = self._data[:end], self._data[end + 4 : whole], self._data[whole:]
            self._answer(head.split(b" ", 2)[1], body)

    def _answer(self, path: bytes, body: bytes) -> None:
        if path.startswith(b"/hang"):
            return
        content = b"ok"
        if path == b"/report":
            content = json.dumps(self._latencies).encode()
            self._latencies.clear()
        elif sent := _SENT.search(body):
            self._latencies.append((time.monotonic_ns() - int(sent[1])) / 1e6)
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content))


async def main(port: int) -> None:
    latencies: list[float] = []
    server = await asyncio.get_running_loop().create_server(lambda: Sink(latencies), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
