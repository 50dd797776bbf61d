import base64
import fcntl
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.jwks import certificates
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.kitenvironment import (
    EnvironmentFormat,
    KitAddresses,
    environment_of_kit,
    format_environment,
    kit_environment,
    write_environment,
)
from shared.jwks.partnerkit import ensure_kit, export_kit
from shared.jwks.partners import KitError
from shared.jwks.verifying import verify_jws
from tests.shared.jwks.partner_files import client_key, partner_certificate

FILES = ["esignet-jwk.txt", "ida-partner.crt", "keystore.p12", "mosip-api.env"]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a complete kit that no test changes."""
    data_dir = tmp_path_factory.mktemp("finished")
    ensure_kit(data_dir, KeyRing(data_dir / "keys"))
    return data_dir


@pytest.fixture
def data_dir(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return shutil.copytree(finished, tmp_path / "data")


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
        "from shared.jwks.partnerkit import ensure_kit\n"
        "sys.stdin.readline(); d = Path(sys.argv[1]); ensure_kit(d, KeyRing(d / 'keys'))\n"
        "print((d / 'partners/crvs-partner.crt').read_bytes().hex())\n"
        "print((d / 'kit/esignet-jwk.txt').read_text())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=60)[0] for process in started}
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


def test_addresses_bring_the_environment_up_to_date(data_dir: Path) -> None:
    write_environment(data_dir, lambda: KitAddresses(mosip="http://127.0.0.1:1"))
    text = (data_dir / "kit/mosip-api.env").read_text()
    assert "MOSIP_AUTH_URL=http://127.0.0.1:1/v1/authmanager/" in text
    ensure_kit(data_dir, ring(data_dir))
    assert (data_dir / "kit/mosip-api.env").read_text() == text


def test_an_environment_that_is_up_to_date_is_not_written_again(data_dir: Path) -> None:
    file = data_dir / "kit/mosip-api.env"
    write_environment(data_dir, KitAddresses)
    before = file.stat()
    write_environment(data_dir, KitAddresses)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_addresses_are_found_while_no_other_process_writes_the_environment(data_dir: Path) -> None:
    """So of two apps that start at once the last one to write knows of both."""
    free: list[bool] = []

    def find() -> KitAddresses:
        with (data_dir / "kit/.lock").open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                free.append(False)
            else:
                free.append(True)
        return KitAddresses()

    write_environment(data_dir, find)
    assert free == [False]


def test_the_environment_names_files_that_exist(data_dir: Path) -> None:
    environment = environment_of_kit(data_dir, KitAddresses())
    paths = [value for name, value in environment.items() if name.endswith("_PATH")]
    assert len(paths) == 4
    assert all(Path(path).is_absolute() and Path(path).exists() for path in paths)


REQUIRED_IN_PRODUCTION = {
    *("MOSIP_AUTH_URL", "MOSIP_PACKET_AUTH_CLIENT_ID", "MOSIP_PACKET_AUTH_CLIENT_SECRET"),
    *("MOSIP_CREATE_PACKET_URL", "MOSIP_PROCESS_PACKET_URL", "MOSIP_CENTER_ID", "MOSIP_MACHINE_ID"),
    *("MOSIP_WEBSUB_HUB_URL", "MOSIP_WEBSUB_SECRET", "MOSIP_WEBSUB_TOPIC", "MOSIP_WEBSUB_CALLBACK_URL"),
    *("MOSIP_WEBSUB_AUTH_CLIENT_ID", "MOSIP_WEBSUB_AUTH_CLIENT_SECRET", "MOSIP_VERIFIABLE_CREDENTIAL_ALLOWLIST"),
    *("PARTNER_ID", "PARTNER_APIKEY", "PARTNER_MISP_LK", "IDA_AUTH_DOMAIN_URI", "IDA_AUTH_URL"),
    *("ENCRYPT_CERT_PATH", "DECRYPT_P12_FILE_PATH", "DECRYPT_P12_FILE_PASSWORD"),
    *("SIGN_P12_FILE_PATH", "SIGN_P12_FILE_PASSWORD", "OIDP_CLIENT_PRIVATE_KEY_PATH"),
    *("ESIGNET_USERINFO_URL", "ESIGNET_TOKEN_URL", "OPENID_PROVIDER_CLAIMS"),
    *("MOSIP_BIRTH_WEBHOOK_URL", "MOSIP_DEATH_WEBHOOK_URL"),  # of 1.8 and 1.9
}
"""Without any of these `mosip-api` ends at its start when `NODE_ENV` is `production`, as in its image."""


def test_the_environment_is_complete_for_production() -> None:
    environment = kit_environment(KitAddresses())
    assert {name for name in REQUIRED_IN_PRODUCTION if not environment.get(name)} == set()


def test_public_addresses_stand_where_others_read_them() -> None:
    environment = kit_environment(
        KitAddresses(
            mosip="http://mosip:1",
            mosip_public="http://localhost:1",
            esignet="http://esignet:2",
            esignet_public="http://localhost:2",
        )
    )
    public = {name for name, value in environment.items() if "//localhost:" in value}
    assert public == {
        "MOSIP_VERIFIABLE_CREDENTIAL_ALLOWLIST",
        "IDA_AUTH_DOMAIN_URI",
        "ESIGNET_REDIRECT_URL",
        "MOSIP_WEBSUB_CALLBACK_URL",
    }


AWKWARD = {"A": "plain", "B": "two words", "C": "it's $HOME", "D": 'say "x" \\', "E": ""}


def test_a_shell_reads_the_environment_back() -> None:
    script = format_environment(AWKWARD, EnvironmentFormat.SHELL)
    show = "; ".join(f'printf "%s\\0" "${name}"' for name in AWKWARD)
    done = subprocess.run(["sh", "-c", script + show], capture_output=True, check=True, text=True)
    assert done.stdout.split("\0")[:-1] == list(AWKWARD.values())


def test_an_env_file_is_plain_where_it_can_be() -> None:
    lines = format_environment(AWKWARD, EnvironmentFormat.DOTENV).splitlines()
    assert lines[:2] == ["A=plain", 'B="two words"']
    assert [shlex.split(line.partition("=")[2]) for line in lines[3:4]] == [['say "x" \\']]


def test_json_is_an_object() -> None:
    assert json.loads(format_environment(AWKWARD, EnvironmentFormat.JSON)) == AWKWARD
