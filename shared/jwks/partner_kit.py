"""The partner kit: the files that OpenCRVS' `mosip-api` reads, made at the first start or taken from a team.

In `<data directory>/kit/` stand the partner's files, private keys included; in `<data directory>/partners/` what the
suite itself keeps of them: the certificate and the client's public key. A part is made anew when its file is gone,
unless `partners/imported.json` says that a team brought its own.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from shared.jwks import certificates, crypto, key_files
from shared.jwks.key_files import PRIVATE_FILE, PUBLIC_FILE, StagedFiles
from shared.jwks.key_pairs import RSA_BITS
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.kit_environment import KEYSTORE_PASSWORD, KitAddresses, environment_file, write_environment
from shared.jwks.kit_files import (
    CLIENT_ID,
    CLIENT_KEY_FILE,
    ENVIRONMENT_FILE,
    IDA_CERTIFICATE_FILE,
    KEYSTORE_FILE,
    PARTNER_ID,
    PASSWORD_FILE,
    certificate_path,
    client_key_path,
    kit_directory,
    partners_directory,
)
from shared.jwks.partners import IncompleteSourcesError, KitError, unwritable

if TYPE_CHECKING:
    from shared.jwks.kit_import import KitSources

_KIT_FILES: Final = (IDA_CERTIFICATE_FILE, KEYSTORE_FILE, CLIENT_KEY_FILE, ENVIRONMENT_FILE)
_PRIVATE: Final = frozenset({KEYSTORE_FILE, CLIENT_KEY_FILE, ENVIRONMENT_FILE})


class Imported(msgspec.Struct, frozen=True):
    """Which parts a team brought, so that they are not made anew."""

    partner: bool = False
    client: bool = False


def ensure_kit(data_dir: Path, keyring: KeyRing) -> Path:
    """Make what is missing of the kit and say where it stands. Raises `KitError` and `KeyRingError`.

    A `mosip-api.env` that has to be made names the default addresses; `write_environment` brings it up to date.
    """
    directory = kit_directory(data_dir)
    ida_certificate = keyring.certificate_pem(KeyName.IDA_PARTNER)
    try:
        _make_directories(data_dir)
        with key_files.locked(directory), StagedFiles() as staged:
            imported = imported_parts(data_dir)
            if not imported.partner and not _stands(data_dir, KEYSTORE_FILE, certificate_path(data_dir)):
                _stage_partner(staged, data_dir, keyring)
            if not imported.client and not _stands(data_dir, CLIENT_KEY_FILE, client_key_path(data_dir)):
                _stage_client(staged, data_dir)
            if not key_files.holds(directory / IDA_CERTIFICATE_FILE, ida_certificate):
                staged.add(directory / IDA_CERTIFICATE_FILE, ida_certificate, PUBLIC_FILE)
            if not (directory / ENVIRONMENT_FILE).exists():
                staged.add(directory / ENVIRONMENT_FILE, environment_file(data_dir, KitAddresses()), PRIVATE_FILE)
    except OSError as error:
        raise unwritable(data_dir, error) from error
    return directory


def export_kit(
    data_dir: Path, keyring: KeyRing, target: Path, addresses: KitAddresses | None = None, *, force: bool = False
) -> list[Path]:
    """Copy the kit into a directory, the environment naming the copies; the paths written.

    Raises `KitError` if a file of that name stands there, unless `force`; then nothing was written.
    """
    source = ensure_kit(data_dir, keyring)
    addresses = addresses or KitAddresses()
    if not addresses.files:
        addresses = msgspec.structs.replace(addresses, files=str(target.resolve()))
    environment = environment_file(data_dir, addresses)
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        with StagedFiles() as staged:
            for name in _KIT_FILES:
                path = target / name
                if path.exists() and not force:
                    raise KitError(f"{path} exists; remove it, or overwrite it with --force")
                if name == ENVIRONMENT_FILE:
                    content = environment
                elif (source / name).exists():
                    content = (source / name).read_bytes()
                else:
                    continue  # A part whose private key stayed with the team.
                staged.add(path, content, PRIVATE_FILE if name in _PRIVATE else PUBLIC_FILE)
                written.append(path)
    except OSError as error:
        raise KitError(f"the kit cannot be written to {target} ({error.strerror})") from error
    return written


def import_kit(
    data_dir: Path, keyring: KeyRing, sources: KitSources, addresses: KitAddresses | None = None
) -> list[str]:
    """Take a team's own files in place of the kit's; one sentence for each that was taken.

    All are checked before anything is written. Raises `KitError` naming the file and what is wrong with it.
    """
    from shared.jwks.kit_import import read_sources  # noqa: PLC0415 - no start of a server needs it

    taken = read_sources(sources)
    if taken.is_empty:
        raise IncompleteSourcesError(
            "nothing to import: give a keystore, a partner certificate, a client key, "
            "or an IDA certificate with its private key"
        )
    ensure_kit(data_dir, keyring)
    directory = kit_directory(data_dir)
    done: list[str] = []
    gone: list[Path] = []
    try:
        with key_files.locked(directory), StagedFiles() as staged:
            imported = imported_parts(data_dir)
            if taken.partner_certificate is not None:
                content = certificates.pem(taken.partner_certificate)
                staged.add(certificate_path(data_dir), content, PUBLIC_FILE)
                password = directory / PASSWORD_FILE
                if taken.keystore is None:
                    gone += [directory / KEYSTORE_FILE, password]
                else:
                    staged.add(directory / KEYSTORE_FILE, taken.keystore, PRIVATE_FILE)
                    staged.add(password, sources.keystore_password.encode(), PRIVATE_FILE)
                imported = msgspec.structs.replace(imported, partner=True)
                done.append(f"{PARTNER_ID} is known by its own certificate")
            if taken.client_public is not None:
                staged.add(client_key_path(data_dir), _json_line(taken.client_public), PUBLIC_FILE)
                if taken.client_private is None:
                    gone.append(directory / CLIENT_KEY_FILE)
                else:
                    content = base64.b64encode(msgspec.json.encode(taken.client_private))
                    staged.add(directory / CLIENT_KEY_FILE, content, PRIVATE_FILE)
                imported = msgspec.structs.replace(imported, client=True)
                done.append(f"{CLIENT_ID} is known by its own key")
            if taken.ida is not None:
                content = certificates.pem(taken.ida.certificate)
                staged.add(directory / IDA_CERTIFICATE_FILE, content, PUBLIC_FILE)
                done.append("requests of ID authentication are decrypted with the imported key")
            staged.add(_imported_path(data_dir), _json_line(imported), PUBLIC_FILE)
            if taken.ida is not None:
                keyring.adopt(KeyName.IDA_PARTNER, taken.ida.key, taken.ida.certificate)
        for path in gone:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(data_dir, error) from error
    write_environment(data_dir, lambda: addresses or KitAddresses())
    return done


def _stage_partner(staged: StagedFiles, data_dir: Path, keyring: KeyRing) -> None:
    from shared.jwks.keystore import make_keystore  # noqa: PLC0415 - only the first start needs it

    key = crypto.rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    subject = certificates.subject(PARTNER_ID, "MOSIP-MOCK-PARTNER (AUTH)")
    certificate = keyring.issue_certificate(subject, key.public_key())
    keystore = make_keystore(PARTNER_ID, key, certificate, KEYSTORE_PASSWORD)
    staged.add(kit_directory(data_dir) / KEYSTORE_FILE, keystore, PRIVATE_FILE)
    staged.add(certificate_path(data_dir), certificates.pem(certificate), PUBLIC_FILE)


def _stage_client(staged: StagedFiles, data_dir: Path) -> None:
    key = crypto.JWK.generate(kty="RSA", size=RSA_BITS)
    # mosip-api hands the key to its JOSE library as it is; without `kid` its assertions carry none.
    purpose = {"kty": "RSA", "use": "sig", "alg": "RS256"}
    private = purpose | msgspec.json.decode(key.export_private())
    public = purpose | msgspec.json.decode(key.export_public())
    text = base64.b64encode(msgspec.json.encode(private))
    staged.add(kit_directory(data_dir) / CLIENT_KEY_FILE, text, PRIVATE_FILE)
    staged.add(client_key_path(data_dir), _json_line(public), PUBLIC_FILE)


def _make_directories(data_dir: Path) -> None:
    key_files.make_private_directory(kit_directory(data_dir))
    partners_directory(data_dir).mkdir(parents=True, exist_ok=True)


def _stands(data_dir: Path, kit_file: str, own: Path) -> bool:
    return own.exists() and (kit_directory(data_dir) / kit_file).exists()


def _imported_path(data_dir: Path) -> Path:
    return partners_directory(data_dir) / "imported.json"


def imported_parts(data_dir: Path) -> Imported:
    """Which parts came from a team. Raises `KitError`."""
    path = _imported_path(data_dir)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Imported)
    except FileNotFoundError:
        return Imported()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KitError(f"{path} is damaged; remove it and import the files again") from error


def _json_line(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return msgspec.json.encode(value) + b"\n"
