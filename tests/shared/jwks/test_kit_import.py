import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.keystore import KeyPair, make_keystore
from shared.jwks.kit_environment import KitAddresses, environment_of_kit
from shared.jwks.kit_import import KitSources
from shared.jwks.partner_kit import ensure_kit, export_kit, import_kit
from shared.jwks.partners import KitError
from shared.jwks.signing import SigningKey
from tests.shared.jwks.partner_files import client_key, partner_certificate
from tests.shared.jwks.private_jwk import private_jwk


def new_pair() -> KeyPair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return KeyPair(key, certificates.issue_root(key, certificates.subject("team", "theirs")))


@pytest.fixture(scope="session")
def team() -> KeyPair:
    return new_pair()


@pytest.fixture(scope="session")
def stranger() -> KeyPair:
    return new_pair()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def pem_of(key: rsa.RSAPrivateKey, encoding: Encoding = Encoding.PEM) -> bytes:
    return key.private_bytes(encoding, PrivateFormat.PKCS8, NoEncryption())


def state(data_dir: Path) -> dict[str, bytes]:
    files = (path for path in data_dir.rglob("*") if path.is_file())
    return {str(path.relative_to(data_dir)): path.read_bytes() for path in files}


def take(data_dir: Path, **sources: Any) -> list[str]:
    return import_kit(data_dir, KeyRing(data_dir / "keys"), KitSources(**sources))


def refuse(data_dir: Path, problem: str, **sources: Any) -> None:
    before = state(data_dir)
    with pytest.raises(KitError, match=problem):
        take(data_dir, **sources)
    assert state(data_dir) == before


def test_a_keystore_is_taken_as_it_is(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    content = make_keystore("x", team.key, team.certificate, "their own")
    path = written(tmp_path / "their.p12", content)
    take(data_dir, keystore=path, keystore_password="their own")
    assert partner_certificate(data_dir) == team.certificate
    assert (data_dir / "kit/keystore.p12").read_bytes() == content
    environment = environment_of_kit(data_dir, KitAddresses())
    assert environment["SIGN_P12_FILE_PASSWORD"] == "their own"
    text = (data_dir / "kit/mosip-api.env").read_text()
    assert 'DECRYPT_P12_FILE_PASSWORD="their own"' in text


def test_an_imported_partner_outlives_later_starts(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    path = written(tmp_path / "theirs.crt", certificates.pem(team.certificate))
    take(data_dir, partner_certificate=path)
    before = state(data_dir)
    ensure_kit(data_dir, KeyRing(data_dir / "keys"))
    assert state(data_dir) == before
    assert "kit/keystore.p12" not in before
    exported = export_kit(data_dir, KeyRing(data_dir / "keys"), tmp_path / "out")
    assert "keystore.p12" not in [path.name for path in exported]


@pytest.mark.parametrize("form", ["pem", "der"])
def test_a_certificate_alone_is_enough(data_dir: Path, tmp_path: Path, team: KeyPair, form: str) -> None:
    content = getattr(certificates, form)(team.certificate)
    take(data_dir, partner_certificate=written(tmp_path / "c", content))
    assert partner_certificate(data_dir) == team.certificate


@pytest.mark.parametrize("encoded", [False, True], ids=["json", "base64"])
@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_a_client_key_is_taken(
    data_dir: Path, tmp_path: Path, rsa_key: SigningKey, encoded: bool, private: bool
) -> None:
    members: dict[str, Any] = private_jwk(rsa_key) if private else {**rsa_key.public.members}
    jwk = {"use": "sig", **members, "kid": "theirs"}
    text = json.dumps(jwk, indent=1).encode()
    path = written(tmp_path / "jwk", base64.encodebytes(text) if encoded else text)
    take(data_dir, client_key=path)
    registered = client_key(data_dir)
    assert (registered.thumbprint, registered.kid) == (rsa_key.public.thumbprint, "theirs")
    stored = json.loads((data_dir / "partners/mock-client_id.jwk.json").read_bytes())
    assert set(stored) == {"use", "kty", "n", "e", "kid"}
    kit_file = data_dir / "kit/esignet-jwk.txt"
    assert kit_file.exists() is private
    if private:
        assert json.loads(base64.b64decode(kit_file.read_bytes(), validate=True)) == jwk


def test_an_elliptic_client_key_is_taken(data_dir: Path, tmp_path: Path, ec_key: SigningKey) -> None:
    path = written(tmp_path / "jwk", json.dumps(private_jwk(ec_key)).encode())
    take(data_dir, client_key=path)
    registered = client_key(data_dir)
    assert registered.kty == "EC"


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_an_ida_key_is_taken(data_dir: Path, tmp_path: Path, team: KeyPair, encoding: Encoding) -> None:
    running = KeyRing(data_dir / "keys")
    running.signing(KeyName.IDA_PARTNER)
    take(
        data_dir,
        ida_certificate=written(tmp_path / "ida.crt", certificates.pem(team.certificate)),
        ida_key=written(tmp_path / "ida.key", pem_of(team.key, encoding)),
    )
    assert running.decryption(KeyName.IDA_PARTNER).public_key() == team.key.public_key()
    stored = (data_dir / "kit/ida-partner.crt").read_bytes()
    assert certificates.parse_certificate(stored) == team.certificate


def test_the_ida_key_may_stand_in_the_keystore(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    content = make_keystore("x", team.key, team.certificate, "mosip123")
    done = take(
        data_dir,
        keystore=written(tmp_path / "k.p12", content),
        ida_certificate=written(tmp_path / "ida.crt", certificates.pem(team.certificate)),
    )
    assert len(done) == 2
    ring = KeyRing(data_dir / "keys")
    assert ring.decryption(KeyName.IDA_PARTNER).public_key() == team.key.public_key()


def test_nothing_to_import_is_refused(data_dir: Path) -> None:
    refuse(data_dir, "nothing to import")


def test_one_bad_file_leaves_everything(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    good = make_keystore("x", team.key, team.certificate, "mosip123")
    refuse(
        data_dir,
        "neither a JWK",
        keystore=written(tmp_path / "good.p12", good),
        client_key=written(tmp_path / "bad.txt", b"nonsense"),
    )


def test_a_wrong_password_is_named(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    path = written(tmp_path / "k.p12", make_keystore("x", team.key, team.certificate, "other"))
    refuse(data_dir, r"k\.p12 cannot be used: it does not open", keystore=path)


def test_a_keystore_without_key_is_refused(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    encryption = BestAvailableEncryption(b"mosip123")
    content = pkcs12.serialize_key_and_certificates(b"x", None, team.certificate, None, encryption)
    refuse(data_dir, "lacks a private key", keystore=written(tmp_path / "k.p12", content))


@pytest.mark.parametrize("content", [b"", b"no", b"\xff" * 50, b"{}"])
@pytest.mark.parametrize("source", ["keystore", "partner_certificate", "client_key", "ida_certificate"])
def test_a_file_of_another_kind_is_refused(data_dir: Path, tmp_path: Path, source: str, content: bytes) -> None:
    refuse(data_dir, r"file cannot be used: ", **{source: written(tmp_path / "file", content)})


def test_a_missing_file_is_named(data_dir: Path, tmp_path: Path) -> None:
    refuse(data_dir, "gone cannot be read", keystore=tmp_path / "gone")


def test_a_huge_file_is_not_read(data_dir: Path, tmp_path: Path) -> None:
    refuse(data_dir, "too large", client_key=written(tmp_path / "file", bytes(1_000_001)))


def test_a_certificate_of_another_key_is_refused(
    data_dir: Path, tmp_path: Path, team: KeyPair, stranger: KeyPair
) -> None:
    keystore = make_keystore("x", team.key, team.certificate, "mosip123")
    refuse(
        data_dir,
        "certifies another key",
        keystore=written(tmp_path / "k.p12", keystore),
        partner_certificate=written(tmp_path / "c", certificates.pem(stranger.certificate)),
    )


def test_an_ida_key_of_another_certificate_is_refused(
    data_dir: Path, tmp_path: Path, team: KeyPair, stranger: KeyPair
) -> None:
    refuse(
        data_dir,
        "do not belong together",
        ida_certificate=written(tmp_path / "c", certificates.pem(team.certificate)),
        ida_key=written(tmp_path / "k", pem_of(stranger.key)),
    )


def test_an_ida_certificate_needs_its_key(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    certificate = written(tmp_path / "c", certificates.pem(team.certificate))
    refuse(data_dir, "needs its private key", ida_certificate=certificate)
    key = written(tmp_path / "k", pem_of(team.key))
    refuse(data_dir, "needs its certificate", ida_key=key)


@pytest.mark.parametrize("content", [b"no", b"-----BEGIN PRIVATE KEY-----"])
def test_an_ida_key_that_is_none_is_refused(data_dir: Path, tmp_path: Path, team: KeyPair, content: bytes) -> None:
    refuse(
        data_dir,
        "holds no PEM or DER private key",
        ida_certificate=written(tmp_path / "c", certificates.pem(team.certificate)),
        ida_key=written(tmp_path / "k", content),
    )


def test_an_encrypted_ida_key_is_refused(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    encrypted = team.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    refuse(
        data_dir,
        "without a passphrase",
        ida_certificate=written(tmp_path / "c", certificates.pem(team.certificate)),
        ida_key=written(tmp_path / "k", encrypted),
    )


def test_an_elliptic_ida_key_is_refused(data_dir: Path, tmp_path: Path, team: KeyPair) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    refuse(
        data_dir,
        "is not RSA",
        ida_certificate=written(tmp_path / "c", certificates.pem(team.certificate)),
        ida_key=written(tmp_path / "k", content),
    )


def test_a_short_key_is_refused(data_dir: Path, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused below
    certificate = certificates.issue_root(key, certificates.subject("short", "key"))
    keystore = make_keystore("x", key, certificate, "mosip123")
    refuse(data_dir, "1024 bits", keystore=written(tmp_path / "k.p12", keystore))
    path = written(tmp_path / "c", certificates.pem(certificate))
    refuse(data_dir, "2048 bits or more", partner_certificate=path)


def altered(jwk: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({**jwk, **changes}).encode()


def test_client_keys_that_are_no_keys_are_refused(
    data_dir: Path, tmp_path: Path, rsa_key: SigningKey, other_rsa_key: SigningKey
) -> None:
    jwk, other = private_jwk(rsa_key), private_jwk(other_rsa_key)
    for content in (
        altered(jwk, n=other["n"]),
        altered(jwk, kty="oct", k="AAAA"),
        altered({"kty": "oct", "k": "AAAA"}),
        altered({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
        altered({"kty": "RSA"}),
        altered(jwk, p=None),
        b"[]",
        base64.b64encode(b"[]"),
    ):
        path = written(tmp_path / "jwk", content)
        refuse(data_dir, r"jwk cannot be used: ", client_key=path)
