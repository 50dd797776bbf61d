"""A page that is open at a real server."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.plain_http import get
from tests.support.suite import RunningApp


@pytest.mark.slow
def test_open_page_is_told_of_an_exchange_and_does_not_hold_up_the_end(tmp_path: Path) -> None:
    app = RunningApp("mosip_mock", tmp_path / "mocks")
    app.start()
    address = urlsplit(app.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as page:
        page.sendall(f"GET /_mock/events HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
        read_until(page, b"retry:")
        get(f"{app.url}/nothing-here")
        read_until(page, b"event: changed")
        app.stop()

    assert "Traceback" not in app.log.read_text()


def read_until(page: socket.socket, text: bytes) -> None:
    read = b""
    while text not in read:
        chunk = page.recv(4096)
        assert chunk, f"the stream ended before {text!r}: {read!r}"
        read += chunk
