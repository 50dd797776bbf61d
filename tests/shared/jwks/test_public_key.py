import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from shared.jwks import base64url
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.jwks.signing import SigningKey
from tests.shared.jwks.private_jwk import private_jwk

RFC7638 = json.loads((Path(__file__).parents[2] / "vectors" / "rfc7638.json").read_text())


def test_the_rfc_thumbprint_is_reproduced() -> None:
    key = PublicKey.from_jwk(RFC7638["key"])
    assert key.thumbprint == RFC7638["thumbprint"]
    assert (key.kid, key.alg, key.use) == ("2011-04-29", "RS256", None)


def test_json_text_is_read() -> None:
    assert PublicKey.from_json(json.dumps(RFC7638["key"])).thumbprint == RFC7638["thumbprint"]


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_private_member_is_refused(member: str) -> None:
    with pytest.raises(InvalidKeyError, match=f"private member '{member}'"):
        PublicKey.from_jwk({**RFC7638["key"], member: "AQAB"})


def test_the_error_does_not_show_the_private_value(rsa_key: SigningKey) -> None:
    jwk = private_jwk(rsa_key)
    with pytest.raises(InvalidKeyError) as caught:
        PublicKey.from_jwk(jwk)
    assert jwk["d"] not in str(caught.value)


@pytest.mark.parametrize("bits", [1024, 2047])
def test_a_short_rsa_key_is_refused(bits: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    with pytest.raises(InvalidKeyError, match=f"{bits} bits"):
        PublicKey.from_key(key)


def test_a_huge_rsa_key_is_refused() -> None:
    n = base64url.encode_text(b"\xff" * 2049)
    with pytest.raises(InvalidKeyError, match="16392 bits"):
        PublicKey.from_jwk({"kty": "RSA", "n": n, "e": "AQAB"})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"kty": None}, "'kty' is None"),
        ({"kty": "oct"}, "'kty' is 'oct'"),
        ({"kty": ["RSA"]}, "'kty' is "),
        ({"n": None}, "'n' of the RSA key is missing"),
        ({"n": 5}, "'n' of the RSA key is missing or not text"),
        ({"n": "a+b/"}, "'n' of the RSA key cannot be read"),
        ({"n": "é"}, "'n' of the RSA key cannot be read"),
        ({"e": ""}, "'e' of the RSA key is missing"),
        ({"e": "AA"}, "make no valid key"),
        ({"kid": 7}, "'kid' of the key is not text"),
        ({"use": ["sig"]}, "'use' of the key is not text"),
        ({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}, "'crv' is 'secp256k1'"),
        ({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, "make no valid key"),
    ],
)
def test_a_broken_jwk_is_one_sentence(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidKeyError, match=problem):
        PublicKey.from_jwk({**RFC7638["key"], **changes})


@pytest.mark.parametrize("text", ["", "[]", "7", "null", "{", '"x"', "é"])
def test_text_that_is_no_jwk_is_one_sentence(text: str) -> None:
    with pytest.raises(InvalidKeyError):
        PublicKey.from_json(text)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_elliptic_keys_of_the_nist_curves_are_read(curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve).public_key()
    assert PublicKey.from_key(key).key == key


def test_an_elliptic_key_does_not_encrypt(ec_key: SigningKey) -> None:
    with pytest.raises(InvalidKeyError, match="an RSA key is needed"):
        ec_key.public.rsa  # noqa: B018 - the property raises


def test_a_certified_key_is_read(shared_ring: KeyRing) -> None:
    certificate = shared_ring.certificate(KeyName.KYC)
    key = PublicKey.from_certificate(certificate)
    assert key.key == certificate.public_key()
    assert key.kid is None


def test_other_certified_keys_are_refused() -> None:
    class Certificate:
        def public_key(self) -> ed25519.Ed25519PublicKey:
            return ed25519.Ed25519PrivateKey.generate().public_key()

    with pytest.raises(InvalidKeyError, match="neither RSA nor EC"):
        PublicKey.from_certificate(Certificate())  # type: ignore[arg-type] # the one method it needs


MEMBERS = st.sampled_from(["kty", "n", "e", "crv", "x", "y", "kid", "use", "alg"])
VALUES = st.none() | st.integers() | st.text(max_size=9) | st.sampled_from(["RSA", "EC", "P-256"])


@given(st.dictionaries(MEMBERS, VALUES))
def test_no_jwk_raises_anything_else(jwk: dict[str, Any]) -> None:
    with pytest.raises(InvalidKeyError):
        PublicKey.from_jwk(jwk)
