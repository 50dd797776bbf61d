"""Against hand-made code over `cryptography` alone, so that a layout wrong in both directions is seen."""

import base64
import hashlib
import os

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.jwks import certificates
from shared.jwks.encryption import (
    DecryptionError,
    block_digest,
    decrypt_block,
    decrypt_credential,
    encrypt_block,
    encrypt_credential,
    parse_credential,
    unwrap_session_key,
    wrap_session_key,
)
from shared.jwks.keyring import KeyName, KeyRing

KEY = bytes(range(32))
FIXTURES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def private(shared_ring: KeyRing) -> rsa.RSAPrivateKey:
    return shared_ring.decryption(KeyName.IDA_PARTNER)


def gcm_encrypt(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> tuple[bytes, bytes]:
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plain) + encryptor.finalize(), encryptor.tag


def gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes, tag: bytes, aad: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(aad)
    return decryptor.update(sealed) + decryptor.finalize()


def mosip_oaep() -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def test_a_block_is_ciphertext_tag_nonce() -> None:
    nonce = bytes(range(100, 116))
    ciphertext, tag = gcm_encrypt(KEY, nonce, b"request", b"")
    assert encrypt_block(KEY, b"request", nonce=nonce) == ciphertext + tag + nonce


def test_the_block_of_another_implementation_is_read() -> None:
    nonce = os.urandom(16)
    ciphertext, tag = gcm_encrypt(KEY, nonce, b"request", b"")
    assert decrypt_block(KEY, ciphertext + tag + nonce) == b"request"


def test_nonces_are_fresh() -> None:
    assert encrypt_block(KEY, b"") != encrypt_block(KEY, b"")


@FIXTURES
@given(st.binary(max_size=500))
def test_a_block_gives_its_plain_text_back(plain: bytes) -> None:
    block = encrypt_block(KEY, plain)
    assert len(block) == len(plain) + 32
    assert decrypt_block(KEY, block) == plain


def test_a_block_with_any_byte_altered_is_refused() -> None:
    block = encrypt_block(KEY, b"request")
    for position in range(len(block)):
        altered = bytearray(block)
        altered[position] ^= 1
        with pytest.raises(DecryptionError, match="does not decrypt"):
            decrypt_block(KEY, bytes(altered))


@pytest.mark.parametrize("length", [0, 1, 16, 31])
def test_a_block_too_short_for_tag_and_nonce_is_refused(length: int) -> None:
    with pytest.raises(DecryptionError, match=f"has {length} bytes"):
        decrypt_block(KEY, bytes(length))


def test_the_digest_is_upper_case_hex() -> None:
    assert block_digest(b"abc") == (b"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")
    assert len(encrypt_block(KEY, block_digest(b"{}"))) == 96


def test_a_session_key_opens_with_both_hashes_sha256(private: rsa.RSAPrivateKey) -> None:
    wrapped = wrap_session_key(private.public_key(), KEY)
    assert private.decrypt(wrapped, mosip_oaep()) == KEY


def test_the_session_key_of_another_implementation_is_read(private: rsa.RSAPrivateKey) -> None:
    wrapped = private.public_key().encrypt(KEY, mosip_oaep())
    assert unwrap_session_key(private, wrapped) == KEY
    assert unwrap_session_key(private, bytes(32) + wrapped) == KEY


@pytest.mark.parametrize("length", [0, 32, 255, 257, 289, 512])
def test_a_session_key_of_wrong_length_is_refused(length: int, private: rsa.RSAPrivateKey) -> None:
    with pytest.raises(DecryptionError):
        unwrap_session_key(private, bytes(length))


def test_a_session_key_that_is_no_aes256_key_is_refused(private: rsa.RSAPrivateKey) -> None:
    with pytest.raises(DecryptionError, match="16 bytes instead of 32"):
        unwrap_session_key(private, wrap_session_key(private.public_key(), KEY[:16]))


def test_a_credential_has_the_bytes_of_ver_r2(shared_ring: KeyRing, private: rsa.RSAPrivateKey) -> None:
    certificate = shared_ring.certificate(KeyName.IDA_PARTNER)
    aad = bytes(range(200, 232))
    text = encrypt_credential(certificate, b"{}", session_key=KEY, aad=aad).to_text()
    assert "=" not in text
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    ciphertext, tag = gcm_encrypt(KEY, aad[:12], b"{}", aad)
    der = certificate.public_bytes(Encoding.DER)
    assert data[:6] == b"VER_R2"
    assert data[6:38] == hashlib.sha256(der).digest()
    assert private.decrypt(data[38:294], mosip_oaep()) == KEY
    assert data[294:308] == b"#KEY_SPLITTER#"
    assert data[308:340] == aad
    assert data[340:] == ciphertext + tag


def test_a_credential_needs_an_rsa_certificate() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = certificates.subject("ec", "ec")
    moment = certificates.VALID_FROM
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, moment, certificates.VALID_UNTIL).sign(
        key, hashes.SHA256()
    )
    with pytest.raises(ValueError, match="RSA certificates only"):
        encrypt_credential(certificate, b"")


def test_the_credential_of_another_implementation_is_read(private: rsa.RSAPrivateKey) -> None:
    key, aad = os.urandom(32), os.urandom(32)
    ciphertext, tag = gcm_encrypt(key, aad[:12], b"credential", aad)
    wrapped = private.public_key().encrypt(key, mosip_oaep())
    data = b"VER_R2" + bytes(32) + wrapped + b"#KEY_SPLITTER#" + aad + ciphertext + tag
    text = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    assert decrypt_credential(private, text) == b"credential"


def test_a_reader_made_by_hand_opens_our_credential(shared_ring: KeyRing, private: rsa.RSAPrivateKey) -> None:
    data = encrypt_credential(shared_ring.certificate(KeyName.IDA_PARTNER), b"vc").to_bytes()
    head, _, rest = data.partition(b"#KEY_SPLITTER#")
    key = private.decrypt(head[38:], mosip_oaep())
    aad, sealed, tag = rest[:32], rest[32:-16], rest[-16:]
    assert gcm_decrypt(key, aad[:12], sealed, tag, aad) == b"vc"
    with pytest.raises(InvalidTag):
        gcm_decrypt(key, aad[:12], sealed, tag, b"")


@FIXTURES
@given(plain=st.binary(max_size=300))
def test_a_credential_gives_its_plain_text_back(shared_ring: KeyRing, private: rsa.RSAPrivateKey, plain: bytes) -> None:
    envelope = encrypt_credential(shared_ring.certificate(KeyName.IDA_PARTNER), plain)
    assert parse_credential(envelope.to_bytes()) == envelope
    assert decrypt_credential(private, envelope.to_text()) == plain


def test_faults_of_a_credential_are_refused(shared_ring: KeyRing, private: rsa.RSAPrivateKey) -> None:
    certificate = shared_ring.certificate(KeyName.IDA_PARTNER)
    envelope = encrypt_credential(certificate, b"vc")
    faults = {
        replace(envelope, version=b"VER_R1"): "VER_R2",
        replace(envelope, splitter=b""): "KEY_SPLITTER",
        replace(envelope, sealed=b""): "ends before",
        replace(envelope, sealed=envelope.sealed[:-1] + bytes([envelope.sealed[-1] ^ 1])): "does not decrypt",
        replace(envelope, aad=bytes(32)): "does not decrypt",
        replace(envelope, wrapped_key=bytes(256)): "session key does not decrypt",
        encrypt_credential(certificate, b"", mgf1=hashes.SHA1()): "session key does not decrypt",  # noqa: S303 - the fault itself
        encrypt_credential(shared_ring.certificate(KeyName.IDA_FIR), b""): "session key does not",
    }
    for fault, problem in faults.items():
        with pytest.raises(DecryptionError, match=problem):
            decrypt_credential(private, fault.to_text())


@FIXTURES
@given(text=st.text(max_size=100) | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()))
def test_no_text_raises_anything_else(private: rsa.RSAPrivateKey, text: str) -> None:
    with pytest.raises(DecryptionError):
        decrypt_credential(private, text)
