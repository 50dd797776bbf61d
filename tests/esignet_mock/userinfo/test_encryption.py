"""Encrypted userinfo: a JWS in a JWE, made by whom and when depends on the release; opened by joserfc."""

from collections.abc import Callable
from typing import Any

import httpx2
import msgspec
import pytest
from joserfc import jwe
from joserfc.jwk import RSAKey

from tests.benches.back_channel import BackChannelBench

OpenBench = Callable[..., BackChannelBench]


@pytest.fixture(scope="module")
def recipient() -> RSAKey:
    return RSAKey.generate_key(2048)


def ask(bench: BackChannelBench, recipient: RSAKey | None) -> httpx2.Response:
    """The token answer of a client that wants JWE."""
    public = recipient.as_dict(private=False) if recipient else None
    bench.register("secretive", enc_public_key=public, additional_config={"userinfo_response_type": "JWE"})
    assertion = bench.assertion(iss="secretive", sub="secretive")
    return bench.token(bench.issue(client_id="secretive"), client_id="secretive", client_assertion=assertion)


def opened(text: str, recipient: RSAKey) -> tuple[dict[str, Any], str]:
    nested = jwe.decrypt_compact(text, recipient, algorithms=["RSA-OAEP-256", "A256GCM", "DEF"])
    assert nested.plaintext is not None
    return dict(nested.headers()), nested.plaintext.decode()


def test_1_8_encrypts_by_itself(bench: BackChannelBench, recipient: RSAKey) -> None:
    answer = bench.userinfo(ask(bench, recipient).json()["access_token"])
    assert answer.headers["content-type"] == "application/jwt"
    header, signed = opened(answer.text, recipient)
    assert set(header) == {"alg", "enc", "cty", "kid", "typ"}
    assert (header["alg"], header["enc"], header["cty"]) == ("RSA-OAEP-256", "A256GCM", "JWT")
    assert bench.verified(signed)[0]["name"] == "Joseph Mwamba"


@pytest.mark.parametrize("profile", ["1.6", "1.7"])
@pytest.mark.parametrize(("system", "zipped"), [("ida", True), ("mock", False)])
def test_in_1_6_and_1_7_the_identity_system_encrypts(
    open_bench: OpenBench, recipient: RSAKey, profile: str, system: str, zipped: bool
) -> None:
    bench = open_bench(profile=profile, identity_system=system)
    answer = bench.userinfo(ask(bench, recipient).json()["access_token"])
    header, signed = opened(answer.text, recipient)
    assert header.get("zip") == ("DEF" if zipped else None)
    assert bench.verified(signed)[0]["name"] == "Joseph Mwamba"


def test_1_5_knows_no_encryption(open_bench: OpenBench, recipient: RSAKey) -> None:
    bench = open_bench(profile="1.5")
    answer = bench.userinfo(ask(bench, recipient).json()["access_token"])
    assert bench.verified(answer.text)[0]["name"] == "Joseph Mwamba"


def test_without_a_key_1_8_fails_at_userinfo(bench: BackChannelBench) -> None:
    answer = bench.userinfo(ask(bench, None).json()["access_token"])
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"] == 'error="unknown_error"'
    assert bench.last_exchange().explanations[0].where == "registered encPublicKey"


@pytest.mark.parametrize(
    ("profile", "system", "status", "body"),
    [
        ("1.7", "ida", 400, ("invalid_request", "data_exchange_failed")),
        ("1.7", "mock", 400, ("invalid_request", "mock-ida-008")),
        ("1.6", "mock", 500, ("mock-ida-008", "mock-ida-008")),
    ],
)
def test_without_a_key_1_6_and_1_7_fail_at_token(
    open_bench: OpenBench, profile: str, system: str, status: int, body: tuple[str, str]
) -> None:
    answer = ask(open_bench(profile=profile, identity_system=system), None)
    assert answer.status_code == status
    assert (answer.json()["error"], answer.json()["error_description"]) == body


def test_a_key_registered_later_is_used_at_once(bench: BackChannelBench, recipient: RSAKey) -> None:
    token = ask(bench, None).json()["access_token"]
    public = recipient.as_dict(private=False)
    bench.provider.clients.change("secretive", lambda c: msgspec.structs.replace(c, enc_public_key=public))
    assert len(bench.userinfo(token).text.split(".")) == 5
