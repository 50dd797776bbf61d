from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner

from esignet_mock.options import esignet_options
from tests.benches.back_channel import BackChannelBench
from tests.benches.front_channel import FrontChannelBench, codes_of


def test_setting_adds_redirect_uris(open_bench: Callable[..., BackChannelBench]) -> None:
    front = FrontChannelBench(open_bench(redirect_uris=("https://register.example/**",)))

    assert codes_of(front.details(redirectUri="https://register.example/drafts/1")) == []
    assert codes_of(front.details(redirectUri="https://register.example.evil.example/")) == ["invalid_redirect_uri"]


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("", ()),
        ("https://a.example/**", ("https://a.example/**",)),
        ("https://a.example/**, https://b.example/cb", ("https://a.example/**", "https://b.example/cb")),
    ],
)
def test_patterns_are_read_from_the_environment(text: str, patterns: tuple[str, ...]) -> None:
    read: list[tuple[str, ...]] = []

    def note(redirect_uris: tuple[str, ...], **_: object) -> None:
        read.append(redirect_uris)

    command = click.command()(esignet_options(note))
    CliRunner().invoke(command, [], env={"ESIGNET_MOCK_REDIRECT_URIS": text}, catch_exceptions=False)

    assert read == [patterns]


def test_key_of_the_kit_is_read_again_when_it_changes(bench: BackChannelBench) -> None:
    path = bench.world.data_dir / "partners" / "mock-client_id.jwk.json"
    assert bench.provider.clients.find("mock-client_id") is not None
    path.write_text('{"kty": "RSA", "n": "AQAB", "e": "AQAB"}')

    client = bench.provider.clients.find("mock-client_id")

    assert client is not None
    assert client.public_key["n"] == "AQAB"


def test_default_client_stands_without_a_kit(bench: BackChannelBench) -> None:
    (bench.world.data_dir / "partners" / "mock-client_id.jwk.json").unlink()
    again = BackChannelBench(bench.world, bench.settings, bench.key)

    client = again.provider.clients.find("mock-client_id")

    assert client is not None
    assert client.public_key == {}


def test_removed_client_is_gone_and_the_default_one_returns(bench: BackChannelBench) -> None:
    clients = bench.provider.clients
    bench.register("another")

    assert clients.remove("another")
    assert not clients.remove("another")
    assert clients.find("another") is None
    assert clients.find("mock-client_id") is not None
