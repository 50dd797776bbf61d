import base64
import hashlib
from typing import Any

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet

from shared.jwks.jwks import public_jwks
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.signing import SigningKey
from shared.jwks.slots import RotationStage

PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def test_a_key_has_the_members_that_esignet_publishes(shared_ring: KeyRing) -> None:
    (document,) = public_jwks(shared_ring.published(KeyName.ESIGNET))["keys"]
    assert set(document) == {"kid", "kty", "n", "e", "use", "x5c", "x5t#S256", "exp"}
    assert document["use"] == "sig"


def test_the_certificate_members_describe_the_key(shared_ring: KeyRing) -> None:
    (document,) = public_jwks(shared_ring.published(KeyName.KYC))["keys"]
    (encoded,) = document["x5c"]
    der = base64.b64decode(encoded, validate=True)
    certificate = x509.load_der_x509_certificate(der)
    assert certificate.public_key() == shared_ring.signing(KeyName.KYC).public.key
    digest = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    assert document["x5t#S256"] == digest
    assert document["exp"] == int(certificate.not_valid_after_utc.timestamp())


def test_a_verifier_finds_the_key_by_kid(shared_ring: KeyRing) -> None:
    names = (KeyName.ESIGNET, KeyName.KYC)
    keys = [key for name in names for key in shared_ring.published(name)]
    token = shared_ring.signing(KeyName.KYC).sign_jwt({"sub": "1"}, alg="PS256")
    published = KeySet.import_key_set(public_jwks(keys))  # type: ignore[arg-type] # a plain JSON value
    assert jwt.decode(token, published, algorithms=["PS256"]).claims == {"sub": "1"}


def test_a_rotation_overlaps_in_the_key_set(directory: Any) -> None:
    ring = KeyRing(directory)
    old = ring.signing(KeyName.ESIGNET).sign_jwt({}, alg="RS256")
    ring.rotate(KeyName.ESIGNET, RotationStage.PUBLISH)
    ring.rotate(KeyName.ESIGNET, RotationStage.USE)
    document = public_jwks(ring.published(KeyName.ESIGNET))
    published = KeySet.import_key_set(document)  # type: ignore[arg-type] # a plain JSON value
    assert jwt.decode(old, published, algorithms=["RS256"]).claims == {}
    assert len(document["keys"]) == 2


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(st.sampled_from(KeyName), max_size=4))
def test_no_private_member_is_ever_published(shared_ring: KeyRing, names: list[KeyName]) -> None:
    document = public_jwks(key for name in names for key in shared_ring.published(name))
    assert len(document["keys"]) == len(names)
    for key in document["keys"]:
        assert not PRIVATE_MEMBERS & set(key)


@pytest.mark.parametrize("kty", ["RSA", "EC"])
def test_keys_without_certificate_are_published_too(kty: str, rsa_key: SigningKey, ec_key: SigningKey) -> None:
    key = rsa_key if kty == "RSA" else ec_key
    (document,) = public_jwks([key])["keys"]
    assert document == {"kid": key.kid, **key.public.members, "use": "sig"}
