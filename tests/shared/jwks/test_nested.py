import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwe
from joserfc.jwk import RSAKey

from shared.jwks import base64url
from shared.jwks.nested import encrypt_jwt
from shared.jwks.public_key import InvalidKeyError
from shared.jwks.signing import SigningKey

ALGORITHMS = ["RSA-OAEP-256", "A256GCM", "DEF"]
HEADER = {"kid": "k", "typ": "JWT"}


def private_of(key: SigningKey) -> rsa.RSAPrivateKey:
    assert isinstance(key.private, rsa.RSAPrivateKey)
    return key.private


def header_of(text: str) -> dict[str, str]:
    header: dict[str, str] = json.loads(base64url.decode(text.split(".", maxsplit=1)[0].encode()))
    return header


@pytest.mark.parametrize("extra", [{}, {"zip": "DEF"}], ids=["plain", "compressed"])
def test_an_independent_library_opens_our_jwe(
    extra: dict[str, str], rsa_key: SigningKey, other_rsa_key: SigningKey
) -> None:
    token = other_rsa_key.sign_jwt({"sub": "1"}, alg="RS256")
    text = encrypt_jwt(token, rsa_key.public, header={**HEADER, **extra})
    opened = jwe.decrypt_compact(text, RSAKey.import_key(private_of(rsa_key)), ALGORITHMS)
    assert opened.plaintext == token.encode()


def test_the_header_keeps_its_order(rsa_key: SigningKey) -> None:
    header = header_of(encrypt_jwt("a.b.c", rsa_key.public, header=HEADER))
    assert list(header.items()) == [
        ("kid", "k"),
        ("typ", "JWT"),
        ("alg", "RSA-OAEP-256"),
        ("enc", "A256GCM"),
        ("cty", "JWT"),
    ]


def test_other_algorithms_are_refused(rsa_key: SigningKey) -> None:
    with pytest.raises(ValueError, match="A256GCM only"):
        encrypt_jwt("a.b.c", rsa_key.public, header={"enc": "A128GCM"})


def test_an_elliptic_recipient_is_refused(ec_key: SigningKey) -> None:
    with pytest.raises(InvalidKeyError, match="an RSA key is needed"):
        encrypt_jwt("a.b.c", ec_key.public)
