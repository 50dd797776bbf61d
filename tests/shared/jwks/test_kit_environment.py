"""The environment for `mosip-api`: what it names, how it is written, how it follows the addresses."""

import fcntl
import json
import shlex
import subprocess
from pathlib import Path

from shared.jwks.keyring import KeyRing
from shared.jwks.kit_environment import (
    EnvironmentFormat,
    KitAddresses,
    environment_of_kit,
    format_environment,
    kit_environment,
    write_environment,
)
from shared.jwks.partner_kit import ensure_kit


def ring(data_dir: Path) -> KeyRing:
    return KeyRing(data_dir / "keys")


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
