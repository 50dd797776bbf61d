"""The layout of `credential` byte by byte, decrypted by `cryptography`'s primitives alone."""

import base64
import binascii
import hashlib
import json
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding

from mosip_mock.partners.partner import ApiKey, Partner
from tests.benches.bureau import PARTNER, Bureau
from tests.support.certificates import certificate_until, other_key, pem


def text_of(body: bytes) -> str:
    text: str = json.loads(body)["event"]["data"]["credential"]
    return text


def taken_apart(text: str) -> dict[str, bytes]:
    """By the offsets of keymanager's `CryptomanagerServiceImpl`, for a key of 2048 bits."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    ends = {"version": 6, "thumbprint": 38, "key": 294, "splitter": 308, "aad": 340, "ciphertext": len(data) - 16}
    parts, start = {}, 0
    for name, end in ends.items():
        parts[name], start = data[start:end], end
    return parts | {"tag": data[-16:]}


def opened(parts: dict[str, bytes], key: RSAPrivateKey) -> bytes:
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    session_key = key.decrypt(parts["key"], oaep)
    assert len(session_key) == 32
    decryptor = Cipher(algorithms.AES(session_key), modes.GCM(parts["aad"][:12], parts["tag"])).decryptor()
    decryptor.authenticate_additional_data(parts["aad"])
    return decryptor.update(parts["ciphertext"]) + decryptor.finalize()


def test_each_part_stands_where_readers_look_for_it(bureau: Bureau) -> None:
    (body,) = bureau.issue()

    parts = taken_apart(text_of(body))
    assert parts["version"] == b"VER_R2"
    der = bureau.kit.partner_certificate.public_bytes(Encoding.DER)
    assert parts["thumbprint"] == hashlib.sha256(der).digest()
    assert parts["splitter"] == b"#KEY_SPLITTER#"
    content = json.loads(opened(parts, bureau.kit.partner_key))
    assert content["type"] == ["VerifiableCredential", "MOSIPVerifiableCredential"]


def test_text_is_base64url_without_padding(bureau: Bureau) -> None:
    texts = [text_of(body) for _ in range(3) for body in bureau.issue()]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", text) for text in texts)
    assert any(set(text) & set("-_") for text in texts), "a decoder of standard base64 fails on these"


def test_decoder_of_standard_base64_fails(bureau: Bureau) -> None:
    text = next(t for _ in range(50) for body in bureau.issue() if set(t := text_of(body)) & set("-_"))

    with pytest.raises(binascii.Error):
        base64.b64decode(text, validate=True)


@pytest.mark.parametrize("mgf1", [hashes.SHA1(), hashes.SHA512()], ids=["sha1", "sha512"])  # noqa: S303 - what libraries choose
def test_other_mask_generation_does_not_open_it(bureau: Bureau, mgf1: hashes.HashAlgorithm) -> None:
    (body,) = bureau.issue()

    with pytest.raises(ValueError, match="ecrypt"):
        bureau.kit.partner_key.decrypt(
            taken_apart(text_of(body))["key"], padding.OAEP(padding.MGF1(mgf1), hashes.SHA256(), None)
        )


def test_key_of_another_certificate_does_not_open_it(bureau: Bureau) -> None:
    (body,) = bureau.issue()

    with pytest.raises(ValueError, match="ecrypt"):
        opened(taken_apart(text_of(body)), other_key())


def test_plain_text_is_utf8_json(bureau: Bureau) -> None:
    bureau.share("fullName")
    bureau.change(full_name="Zoë Müller")
    (body,) = bureau.issue()

    plain = opened(taken_apart(text_of(body)), bureau.kit.partner_key)
    assert "Zoë Müller".encode() in plain


def test_key_and_additional_data_are_fresh_each_time(bureau: Bureau) -> None:
    first, second = (taken_apart(text_of(body)) for _ in range(2) for body in bureau.issue())

    assert first["key"] != second["key"]
    assert first["aad"] != second["aad"]
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    keys = {bureau.kit.partner_key.decrypt(parts["key"], oaep) for parts in (first, second)}
    assert len(keys) == 2


def test_each_partner_gets_it_for_its_own_certificate(bureau: Bureau) -> None:
    key, certificate = other_key(), certificate_until(other_key(), name="other-partner")
    register(bureau, "other-partner", certificate)

    (ours,) = bureau.issue()
    (theirs,) = bureau.issue(partner_id="other-partner")

    parts = taken_apart(text_of(theirs))
    assert parts["thumbprint"] == certificate.fingerprint(hashes.SHA256())
    assert json.loads(opened(parts, key))["credentialSubject"]["id"]
    assert taken_apart(text_of(ours))["thumbprint"] == bureau.kit.partner_certificate.fingerprint(hashes.SHA256())
    assert bureau.hub.topics == [f"{PARTNER}/CREDENTIAL_ISSUED", "other-partner/CREDENTIAL_ISSUED"]


def test_certificate_that_is_replaced_is_used_at_once(bureau: Bureau) -> None:
    bureau.issue()
    key = other_key()
    bureau.partners.partners.put(Partner(partner_id=PARTNER, certificate=pem(certificate_until(key))))

    (body,) = bureau.issue()

    assert opened(taken_apart(text_of(body)), key)


def test_unknown_partner_gets_nothing(bureau: Bureau) -> None:
    assert bureau.issue(partner_id="nobody") == []

    kept = bureau.only_request()
    assert kept.status == "FAILED"
    assert kept.comment == "IDR-CRS-008: the partner nobody has no policy that says what to share"


def register(bureau: Bureau, partner_id: str, certificate: x509.Certificate) -> None:
    bureau.partners.partners.put(Partner(partner_id=partner_id, certificate=pem(certificate)))
    bureau.partners.api_keys.put(ApiKey(api_key="777", partner_id=partner_id, policy_id="crvs-policy"))
