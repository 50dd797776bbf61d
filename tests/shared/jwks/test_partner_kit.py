import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.kit_environment import (
    KitAddresses,
    environment_of_kit,
)
from shared.jwks.partner_kit import ensure_kit, export_kit
from shared.jwks.partners import KitError
from shared.jwks.verifying import verify_jws
from tests.shared.jwks.partner_files import client_key, partner_certificate
from tests.support.at_once import two_at_once

FILES = ["esignet-jwk.txt", "ida-partner.crt", "keystore.p12", "mosip-api.env"]


def ring(data_dir: Path) -> KeyRing:
    return KeyRing(data_dir / "keys")


def visible(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name != ".lock")


def contents(data_dir: Path) -> dict[str, bytes]:
    folders = (data_dir / "kit", data_dir / "partners")
    return {path.name: path.read_bytes() for folder in folders for path in folder.iterdir()}


def keystore_of(path: Path) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), b"mosip123")
    assert isinstance(key, rsa.RSAPrivateKey)
    assert certificate is not None
    assert others == []
    return key, certificate


def test_the_kit_holds_what_mosip_api_reads(finished: Path) -> None:
    assert visible(finished / "kit") == FILES
    assert visible(finished / "partners") == ["crvs-partner.crt", "mock-client_id.jwk.json"]


def test_requests_are_encrypted_to_the_key_of_the_ring(finished: Path) -> None:
    certificate = x509.load_pem_x509_certificate((finished / "kit/ida-partner.crt").read_bytes())
    private = ring(finished).decryption(KeyName.IDA_PARTNER)
    assert certificate.public_key() == private.public_key()


def test_the_keystore_holds_the_registered_partner(finished: Path) -> None:
    key, certificate = keystore_of(finished / "kit/keystore.p12")
    assert certificate.public_key() == key.public_key()
    assert certificate == partner_certificate(finished)
    assert certificates.is_issued_by(certificate, ring(finished).certificate(KeyName.ROOT))


def test_the_suite_keeps_no_key_of_the_partner(finished: Path) -> None:
    for path in (finished / "partners").iterdir():
        assert b"PRIVATE" not in path.read_bytes()
    registered = json.loads((finished / "partners/mock-client_id.jwk.json").read_bytes())
    assert set(registered) == {"kty", "use", "alg", "n", "e"}


def test_partner_and_server_keys_differ(finished: Path) -> None:
    key, _ = keystore_of(finished / "kit/keystore.p12")
    own = ring(finished)
    assert key.public_key() not in [own.decryption(name).public_key() for name in KeyName]


def test_the_client_key_is_one_line_of_base64_without_kid(finished: Path) -> None:
    text = (finished / "kit/esignet-jwk.txt").read_text()
    jwk = json.loads(base64.b64decode(text, validate=True))
    assert "\n" not in text
    assert list(jwk)[:3] == ["kty", "use", "alg"]
    assert (jwk["kty"], jwk["use"], jwk["alg"]) == ("RSA", "sig", "RS256")
    assert "kid" not in jwk


def test_an_assertion_of_the_client_key_verifies_with_the_registered_one(finished: Path) -> None:
    jwk = json.loads(base64.b64decode((finished / "kit/esignet-jwk.txt").read_text()))
    header = {"alg": "RS256", "typ": "JWT"}
    assertion = jwt.encode(header, {"iss": "mock-client_id"}, RSAKey.import_key(jwk))
    assert verify_jws(assertion, [client_key(finished)], ["RS256"]).claims == {"iss": "mock-client_id"}


def test_private_files_are_readable_by_their_owner_alone(finished: Path) -> None:
    kit = finished / "kit"
    assert kit.stat().st_mode & 0o777 == 0o700
    modes = {name: (kit / name).stat().st_mode & 0o777 for name in FILES}
    assert modes.pop("ida-partner.crt") == 0o644
    assert set(modes.values()) == {0o600}


def test_a_second_start_changes_nothing(data_dir: Path) -> None:
    before = contents(data_dir)
    ensure_kit(data_dir, ring(data_dir))
    assert contents(data_dir) == before


def test_two_processes_at_once_make_one_kit(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from shared.jwks.keyring import KeyRing\n"
        "from shared.jwks.partner_kit import ensure_kit\n"
        "sys.stdin.readline(); d = Path(sys.argv[1]); ensure_kit(d, KeyRing(d / 'keys'))\n"
        "print((d / 'partners/crvs-partner.crt').read_bytes().hex())\n"
        "print((d / 'kit/esignet-jwk.txt').read_text())"
    )
    answers = set(two_at_once(script, tmp_path))
    assert len(answers) == 1
    assert keystore_of(tmp_path / "kit/keystore.p12")[1] == partner_certificate(tmp_path)


@pytest.mark.parametrize("lost", ["kit/keystore.p12", "partners/crvs-partner.crt"])
def test_a_lost_half_of_the_partner_is_made_anew_as_a_pair(data_dir: Path, lost: str) -> None:
    before = contents(data_dir)
    (data_dir / lost).unlink()
    ensure_kit(data_dir, ring(data_dir))
    assert keystore_of(data_dir / "kit/keystore.p12")[1] == partner_certificate(data_dir)
    after = contents(data_dir)
    assert after["esignet-jwk.txt"] == before["esignet-jwk.txt"]
    assert after["crvs-partner.crt"] != before["crvs-partner.crt"]


def test_new_keys_of_the_suite_reach_the_kit(data_dir: Path) -> None:
    shutil.rmtree(data_dir / "keys")
    new = ring(data_dir)
    ensure_kit(data_dir, new)
    assert (data_dir / "kit/ida-partner.crt").read_bytes() == certificates.pem(new.certificate(KeyName.IDA_PARTNER))


def test_an_unwritable_place_is_one_sentence(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KitError, match="cannot be written"):
        ensure_kit(tmp_path / "file", ring(finished))


def test_an_export_to_an_impossible_place_is_one_sentence(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KitError, match="cannot be written to"):
        export_kit(data_dir, ring(data_dir), tmp_path / "file")


def test_a_damaged_note_on_imports_is_one_sentence(data_dir: Path) -> None:
    (data_dir / "partners/imported.json").write_text("{")
    (data_dir / "kit/keystore.p12").unlink()
    with pytest.raises(KitError, match=r"imported\.json is damaged"):
        ensure_kit(data_dir, ring(data_dir))


def test_a_password_file_that_cannot_be_read_is_one_sentence(data_dir: Path) -> None:
    (data_dir / "kit/keystore.password").mkdir()
    with pytest.raises(KitError, match=r"keystore\.password cannot be read"):
        environment_of_kit(data_dir, KitAddresses())


@pytest.mark.parametrize(
    "command",
    [
        ["openssl", "pkcs12", "-in", "keystore.p12", "-passin", "pass:mosip123", "-nodes"],
        ["keytool", "-list", "-keystore", "keystore.p12", "-storepass", "mosip123"],
    ],
    ids=["openssl", "java"],
)
def test_other_programs_read_the_keystore(finished: Path, command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=finished / "kit", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"PrivateKeyEntry" in done.stdout or b"BEGIN PRIVATE KEY" in done.stdout


def test_export_writes_copies_and_an_environment_that_names_them(data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "certs" / "mosip"
    written = export_kit(data_dir, ring(data_dir), target)
    assert sorted(path.name for path in written) == FILES == visible(target)
    for name in FILES[:3]:
        assert (target / name).read_bytes() == (data_dir / "kit" / name).read_bytes()
    assert f"ENCRYPT_CERT_PATH={target}/ida-partner.crt\n" in (target / FILES[3]).read_text()


def test_export_names_the_mount_of_a_container(data_dir: Path, tmp_path: Path) -> None:
    export_kit(data_dir, ring(data_dir), tmp_path / "out", KitAddresses(files="/certs", mosip="http://mosip:20240"))
    environment = (tmp_path / "out" / "mosip-api.env").read_text()
    assert "SIGN_P12_FILE_PATH=/certs/keystore.p12\n" in environment
    assert "MOSIP_WEBSUB_HUB_URL=http://mosip:20240/hub\n" in environment


def test_export_refuses_to_overwrite_and_leaves_everything(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "keystore.p12").write_text("theirs")
    with pytest.raises(KitError, match=r"keystore\.p12 exists"):
        export_kit(data_dir, ring(data_dir), tmp_path / "out")
    assert visible(tmp_path / "out") == ["keystore.p12"]
    export_kit(data_dir, ring(data_dir), tmp_path / "out", force=True)
    assert visible(tmp_path / "out") == FILES


def test_export_makes_the_kit_if_there_is_none(tmp_path: Path) -> None:
    export_kit(tmp_path / "data", ring(tmp_path / "data"), tmp_path / "out")
    assert visible(tmp_path / "out") == FILES
