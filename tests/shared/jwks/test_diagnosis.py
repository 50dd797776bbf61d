import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.jwks.diagnosis import Mistake, diagnose_block, diagnose_session_key
from shared.jwks.encryption import encrypt_block, wrap_session_key
from shared.jwks.keyring import KeyName, KeyRing

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def private(shared_ring: KeyRing) -> rsa.RSAPrivateKey:
    return shared_ring.decryption(KeyName.IDA_PARTNER)


def oaep(mgf1: hashes.HashAlgorithm, digest: hashes.HashAlgorithm) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(mgf1), digest, None)


SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()  # noqa: S303 - what clients send by mistake


@pytest.mark.parametrize(
    ("scheme", "mistake"),
    [
        (oaep(SHA256, SHA256), Mistake.NONE),
        (oaep(SHA1, SHA256), Mistake.MGF1_SHA1),
        (oaep(SHA1, SHA1), Mistake.OAEP_SHA1),
        (oaep(SHA256, SHA1), Mistake.OAEP_SHA1),
        (padding.PKCS1v15(), Mistake.PKCS1),
    ],
    ids=["mosip", "mgf1-sha1", "oaep-sha1", "sha1-mgf1-sha256", "pkcs1"],
)
@pytest.mark.parametrize("prefix", [b"", bytes(32)], ids=["bare", "with-thumbprint"])
def test_a_padding_is_recognised(
    scheme: padding.AsymmetricPadding, mistake: Mistake, prefix: bytes, private: rsa.RSAPrivateKey
) -> None:
    blob = prefix + private.public_key().encrypt(KEY, scheme)
    assert diagnose_session_key(private, blob).mistake is mistake


def test_the_certificate_of_another_purpose_is_named(shared_ring: KeyRing, private: rsa.RSAPrivateKey) -> None:
    other = shared_ring.decryption(KeyName.IDA_FIR)
    blob = wrap_session_key(other.public_key(), KEY)
    diagnosis = diagnose_session_key(private, blob, {"ida-fir": other})
    assert diagnosis.mistake is Mistake.OTHER_KEY
    assert "ida-fir" in diagnosis.received
    assert diagnose_session_key(private, blob).mistake is Mistake.UNKNOWN


@pytest.mark.parametrize("length", [0, 128, 255, 344])
def test_a_wrong_length_is_named(length: int, private: rsa.RSAPrivateKey) -> None:
    diagnosis = diagnose_session_key(private, bytes(length))
    assert diagnosis.mistake is Mistake.LENGTH
    assert f"{length} bytes" in diagnosis.received


def test_a_session_key_as_text_is_named(private: rsa.RSAPrivateKey) -> None:
    blob = wrap_session_key(private.public_key(), KEY.hex().encode())
    diagnosis = diagnose_session_key(private, blob)
    assert diagnosis.mistake is Mistake.KEY_LENGTH
    assert "64 bytes" in diagnosis.received


def test_random_bytes_are_never_taken_for_pkcs1(private: rsa.RSAPrivateKey) -> None:
    for _ in range(5):
        blob = b"\0" + os.urandom(255)
        assert diagnose_session_key(private, blob).mistake is Mistake.UNKNOWN


def test_a_diagnosis_never_shows_the_key(private: rsa.RSAPrivateKey) -> None:
    blob = private.public_key().encrypt(KEY, oaep(SHA1, SHA256))
    assert KEY.hex() not in repr(diagnose_session_key(private, blob)).lower()


@pytest.mark.parametrize("length", [12, 16])
def test_a_nonce_in_front_is_named(length: int) -> None:
    nonce = os.urandom(length)
    block = nonce + AESGCM(KEY).encrypt(nonce, b"request", None)
    assert diagnose_block(KEY, block).mistake is Mistake.NONCE_IN_FRONT


def test_a_short_nonce_is_named() -> None:
    nonce = os.urandom(12)
    block = AESGCM(KEY).encrypt(nonce, b"request", None) + nonce
    assert diagnose_block(KEY, block).mistake is Mistake.NONCE_LENGTH


def test_other_blocks_are_judged() -> None:
    assert diagnose_block(KEY, encrypt_block(KEY, b"")).mistake is Mistake.NONE
    assert diagnose_block(KEY, encrypt_block(bytes(32), b"")).mistake is Mistake.UNKNOWN
    assert diagnose_block(KEY, bytes(10)).mistake is Mistake.LENGTH
