"""`doctor` over a partner kit that is whole, and over one of which a file is missing, damaged, swapped or outdated."""

import base64
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

Invoke = Callable[..., Result]
FILES = ("ida-partner.crt", "keystore.p12", "esignet-jwk.txt", "mosip-api.env")
FUTURE = datetime(2090, 1, 1, tzinfo=UTC)


@pytest.fixture
def kit(data_dir: Path, invoke: Invoke) -> Path:
    assert invoke("kit", "env").exit_code == 0  # `mosip-api.env` names the files where they stand now
    return data_dir / "kit"


Says = Callable[[str], tuple[str, str]]


@pytest.fixture
def says(invoke: Invoke) -> Says:
    """State and words of a finding; the other files of the kit are in order."""

    def run(name: str) -> tuple[str, str]:
        result = invoke("doctor", "--json")
        findings = {f["check"]: (f["state"], f["says"]) for f in json.loads(result.stdout) if f["check"] in FILES}
        assert list(findings) == list(FILES)
        assert {findings[other][0] for other in FILES if other != name} == {"ok"}, findings
        assert result.exit_code == (1 if findings[name][0] == "failed" else 0)
        return findings[name]

    return run


@pytest.mark.usefixtures("kit")
@pytest.mark.parametrize("name", FILES)
def test_doctor_finds_a_whole_kit_in_order(says: Says, name: str) -> None:
    assert says(name)[0] == "ok"


@pytest.mark.parametrize("name", FILES)
def test_doctor_says_which_file_is_missing_and_how_to_have_it_again(
    kit: Path, says: Says, invoke: Invoke, name: str
) -> None:
    (kit / name).unlink()
    state, told = says(name)
    assert state == "failed"
    assert f"{kit / name} is missing" in told
    assert "mosip-mocks kit env" in told
    invoke("kit", "env")
    assert says(name)[0] == "ok"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ida-partner.crt", "neither a PEM nor a DER certificate"),
        ("keystore.p12", "does not open as PKCS#12 with this password"),
        ("esignet-jwk.txt", "does not hold the base64 of a private JWK"),
        ("mosip-api.env", "does not say what the mocks wrote"),
    ],
)
def test_doctor_says_which_file_is_damaged_and_what_to_do(kit: Path, says: Says, name: str, reason: str) -> None:
    (kit / name).write_text("damaged")
    state, told = says(name)
    assert state == "failed"
    assert reason in told
    assert "mosip-mocks kit env" in told


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_of(key: rsa.RSAPrivateKey, until: datetime = FUTURE) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "team")])
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(until).sign(key, hashes.SHA256())
    )  # fmt: skip


def keystore_of(key: rsa.RSAPrivateKey, certificate: x509.Certificate, password: bytes = b"mosip123") -> bytes:
    return pkcs12.serialize_key_and_certificates(b"team", key, certificate, None, BestAvailableEncryption(password))


def test_doctor_knows_a_keystore_that_is_not_the_registered_partners(
    kit: Path, says: Says, invoke: Invoke, key: rsa.RSAPrivateKey
) -> None:
    file = kit / "keystore.p12"
    file.write_bytes(keystore_of(key, certificate_of(key)))
    state, told = says("keystore.p12")
    assert state == "failed"
    assert "another key than the one registered for crvs-partner" in told
    assert f"mosip-mocks kit import --keystore {file}" in told
    assert invoke("kit", "import", "--keystore", str(file)).exit_code == 0
    assert says("keystore.p12")[0] == "ok"


def test_doctor_knows_a_client_key_that_is_not_the_registered_one(
    kit: Path, says: Says, invoke: Invoke, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    invoke("kit", "env", "--data-dir", str(other))
    file = Path(shutil.copy(other / "kit" / "esignet-jwk.txt", kit))
    state, told = says("esignet-jwk.txt")
    assert state == "failed"
    assert "another key than the one registered for mock-client_id" in told
    assert invoke("kit", "import", "--client-key", str(file)).exit_code == 0
    assert says("esignet-jwk.txt")[0] == "ok"


def test_doctor_knows_a_public_client_key_in_the_place_of_the_private_one(kit: Path, says: Says) -> None:
    file = kit / "esignet-jwk.txt"
    jwk = json.loads(base64.b64decode(file.read_bytes()))
    public = {name: jwk[name] for name in ("kty", "n", "e")}
    file.write_bytes(base64.b64encode(json.dumps(public).encode()))
    state, told = says("esignet-jwk.txt")
    assert state == "failed"
    assert "private JWK" in told


def test_doctor_knows_a_certificate_to_which_nothing_can_be_encrypted(
    kit: Path, says: Says, invoke: Invoke, key: rsa.RSAPrivateKey
) -> None:
    (kit / "ida-partner.crt").write_bytes(certificate_of(key).public_bytes(Encoding.PEM))
    state, told = says("ida-partner.crt")
    assert state == "failed"
    assert "is not the certificate of the mock's own key" in told
    invoke("kit", "env")
    assert says("ida-partner.crt")[0] == "ok"


def test_doctor_opens_an_imported_keystore_by_its_own_password(
    kit: Path, says: Says, invoke: Invoke, key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    file = tmp_path / "their.p12"
    file.write_bytes(keystore_of(key, certificate_of(key), b"theirs"))
    imported = invoke("kit", "import", "--keystore", str(file), "--keystore-password", "theirs")
    assert imported.exit_code == 0, imported.stderr
    assert says("keystore.p12")[0] == "ok"
    (kit / "keystore.password").write_text("forgotten")
    invoke("kit", "env")  # which names the password, too
    state, told = says("keystore.p12")
    assert state == "failed"
    assert told.endswith("bring it again: mosip-mocks kit import --keystore FILE")


@pytest.mark.usefixtures("kit")
def test_doctor_names_an_imported_certificate_that_has_expired(
    says: Says, invoke: Invoke, key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    file = tmp_path / "their.p12"
    file.write_bytes(keystore_of(key, certificate_of(key, until=datetime(2020, 5, 1, tzinfo=UTC))))
    assert invoke("kit", "import", "--keystore", str(file)).exit_code == 0
    state, told = says("keystore.p12")
    assert state == "failed"
    assert "is valid from 2000-01-01 to 2020-05-01" in told
    invoke("clock", "set", "2020-04-30")
    assert says("keystore.p12")[0] == "ok"


def test_doctor_takes_private_keys_that_stayed_with_the_team_for_what_they_are(
    kit: Path, says: Says, invoke: Invoke, key: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    certificate, jwk = tmp_path / "team.crt", tmp_path / "jwk.json"
    certificate.write_bytes(certificate_of(key).public_bytes(Encoding.PEM))
    jwk.write_bytes((kit.parent / "partners" / "mock-client_id.jwk.json").read_bytes())
    invoke("kit", "import", "--partner-certificate", str(certificate), "--client-key", str(jwk))
    for name in ("keystore.p12", "esignet-jwk.txt"):
        state, told = says(name)
        assert (state, "stayed with the team" in told) == ("ok", True)


def test_doctor_says_of_a_damaged_registration_whose_file_to_bring_again(kit: Path, says: Says, data_dir: Path) -> None:
    (data_dir / "partners" / "crvs-partner.crt").write_text("damaged")
    state, told = says("keystore.p12")
    assert state == "failed"
    assert f"mosip-mocks kit import --keystore {kit / 'keystore.p12'}" in told


def test_doctor_says_of_a_kit_that_nobody_started_yet_how_it_is_made(invoke: Invoke, tmp_path: Path) -> None:
    fresh = str(tmp_path / "fresh")
    invoke("keys", "list", "--data-dir", fresh)
    findings = json.loads(invoke("doctor", "--json", "--data-dir", fresh).stdout)
    assert next(f for f in findings if f["check"] == "kit")["state"] == "warning"
    assert not (tmp_path / "fresh" / "kit").exists()
