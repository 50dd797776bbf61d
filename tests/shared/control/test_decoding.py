"""Reading an exchange takes time in proportion to its size, whatever a client sent."""

import time

import pytest

from shared.control.decoding import token_views
from shared.control.exchange import Exchange
from shared.control.presenting import detail_of
from shared.world import World

TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9."


@pytest.mark.parametrize(
    "body",
    [
        b"eyJ" * 80_000,
        b"eyJa." * 50_000,
        b'"otp"' + b" " * 250_000,
        b'"otp":"' * 35_000,
        b'"otp":"' + b"\\" * 250_001,
        b"&code=" * 40_000,
    ],
    ids=lambda body: body[:12].decode(),
)
def test_no_body_keeps_the_journal_busy(world: World, body: bytes) -> None:
    exchange = world.journal.open("inbound", request_body=body, response_body=body)

    began = time.process_time()
    detail_of(exchange)

    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f'{{"access_token": "{TOKEN}"}}', "access_token"),
        (f"grant=x&client_assertion={TOKEN}", "client_assertion"),
        (TOKEN, "body"),
    ],
)
def test_tokens_are_found_under_their_names(world: World, body: str, name: str) -> None:
    exchange: Exchange = world.journal.open("inbound", request_body=body.encode())

    assert token_views(exchange) == {f"request.{name}": {"header": {"alg": "none"}, "claims": {"sub": "me"}}}
