"""`doctor`: the files of the partner kit, each against what the mocks themselves know of the partner."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shared.control.finding import Finding
from shared.jwks import certificates
from shared.jwks.client_key import client_key_in
from shared.jwks.keyring import KeyName, KeyRing
from shared.jwks.keystore import parse_keystore
from shared.jwks.kit_environment import environment_file, keystore_password
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
)
from shared.jwks.partner_kit import imported_parts
from shared.jwks.public_key import InvalidKeyError, PublicKey
from shared.jwks.slots import KeyRingError
from shared.kit_addresses import announced_kit_addresses

if TYPE_CHECKING:
    from cryptography import x509

_MADE_ANEW = "`mosip-mocks kit env` makes it anew; then give it to the client"


class _NotInOrderError(Exception):
    """What is wrong with a file, and what to do; one sentence."""


def kit_findings(data_dir: Path, keys: KeyRing, now: datetime) -> Iterator[Finding]:
    """One finding for each file of the kit; `now` is the suite's time. Makes and mends nothing."""
    if not kit_directory(data_dir).exists() and not certificate_path(data_dir).exists():
        yield Finding("kit", "warning", "is not made yet; the first start makes it, or now: mosip-mocks kit env")
        return
    checks: dict[str, Callable[[], str]] = {
        IDA_CERTIFICATE_FILE: lambda: _ida_certificate(data_dir, keys, now),
        KEYSTORE_FILE: lambda: _keystore(data_dir, now),
        CLIENT_KEY_FILE: lambda: _client_key(data_dir),
        ENVIRONMENT_FILE: lambda: _environment(data_dir),
    }
    for name, check in checks.items():
        try:
            yield Finding(name, "ok", check())
        except (_NotInOrderError, KeyRingError) as error:
            yield Finding(name, "failed", str(error))
        except OSError as error:
            yield Finding(name, "failed", f"{error.filename}: {error.strerror}; mend its owner or permissions")


def _ida_certificate(data_dir: Path, keys: KeyRing, now: datetime) -> str:
    path = kit_directory(data_dir) / IDA_CERTIFICATE_FILE
    certificate = _certificate_in(path, _MADE_ANEW)
    if certificate != certificates.parse_certificate(keys.certificate_pem(KeyName.IDA_PARTNER)):
        raise _NotInOrderError(
            f"{path} is not the certificate of the mock's own key: what is encrypted to it never opens; {_MADE_ANEW}"
        )
    _check_dates(certificate, path, now, "mosip-mocks kit import --ida-certificate FILE --ida-key FILE")
    return "is what requests of ID authentication are encrypted to"


def _keystore(data_dir: Path, now: datetime) -> str:
    path = kit_directory(data_dir) / KEYSTORE_FILE
    brought = imported_parts(data_dir).partner
    again = "mosip-mocks kit import --keystore FILE"
    if not path.exists() and brought and not (kit_directory(data_dir) / PASSWORD_FILE).exists():
        return f"is not here: the key of {PARTNER_ID} stayed with the team that owns it"
    mend = _mend(path, again if brought else None)
    try:
        pair = parse_keystore(_content_of(path, mend), keystore_password(data_dir))
    except ValueError as error:
        raise _NotInOrderError(f"{path}: {error}; {mend}") from error
    registered = _certificate_in(certificate_path(data_dir), f"bring it again: {again.replace('FILE', str(path))}")
    if pair.certificate.public_key() != registered.public_key():
        raise _NotInOrderError(
            f"{path} holds another key than the one registered for {PARTNER_ID}: its signatures are refused, and it "
            f"opens no credential; make the mocks take it: mosip-mocks kit import --keystore {path}; or {mend}"
        )
    _check_dates(pair.certificate, path, now, again)
    return f"holds the registered key of {PARTNER_ID}"


def _client_key(data_dir: Path) -> str:
    path = kit_directory(data_dir) / CLIENT_KEY_FILE
    brought = imported_parts(data_dir).client
    if not path.exists() and brought:
        return f"is not here: the key of {CLIENT_ID} stayed with the team that owns it"
    again = "mosip-mocks kit import --client-key FILE"
    mend = _mend(path, again if brought else None)
    _content_of(path, mend)
    try:
        key = client_key_in(kit_directory(data_dir))
    except KeyRingError as error:
        raise _NotInOrderError(f"{error}; {mend}") from error
    known = client_key_path(data_dir)
    take_it = f"mosip-mocks kit import --client-key {path}"
    try:
        registered = PublicKey.from_json(_content_of(known, f"bring it again: {take_it}"))
    except InvalidKeyError as error:
        raise _NotInOrderError(f"{known} holds no public key ({error}); bring it again: {take_it}") from error
    if key.public.thumbprint != registered.thumbprint:
        raise _NotInOrderError(
            f"{path} is another key than the one registered for {CLIENT_ID}: its client assertions are refused; "
            f"make the mocks take it: {take_it}; or {mend}"
        )
    return f"is the registered key of {CLIENT_ID}"


def _environment(data_dir: Path) -> str:
    path = kit_directory(data_dir) / ENVIRONMENT_FILE
    mend = "the next start of either mock writes it anew, or now: mosip-mocks kit env"
    if _content_of(path, mend) != environment_file(data_dir, announced_kit_addresses(data_dir)):
        raise _NotInOrderError(f"{path} does not say what the mocks wrote when they started last; {mend}")
    return "names these files, and the addresses of both mocks as they run or ran last"


def _mend(path: Path, again: str | None) -> str:
    """What to do about a file that is not what it should be; `again` brings one that came from a team."""
    if again:
        return f"bring it again: {again}"
    out_of_the_way = f"remove {path} and " if path.exists() else ""
    return f"restore it, or {out_of_the_way}have another made: mosip-mocks kit env"


def _content_of(path: Path, mend: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _NotInOrderError(f"{path} is missing; {mend}") from error
    except OSError as error:
        raise _NotInOrderError(f"{path} cannot be read ({error.strerror}); {mend}") from error


def _certificate_in(path: Path, mend: str) -> "x509.Certificate":
    try:
        return certificates.parse_certificate(_content_of(path, mend))
    except certificates.CertificateError as error:
        raise _NotInOrderError(f"{path} cannot be used: {error}; {mend}") from error


def _check_dates(certificate: "x509.Certificate", path: Path, now: datetime, again: str) -> None:
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not start <= now <= end:
        raise _NotInOrderError(
            f"the certificate in {path} is valid from {start:%Y-%m-%d} to {end:%Y-%m-%d}, and for the mocks it is "
            f"{now:%Y-%m-%d}; bring a valid one: {again}; or, if their clock was moved: mosip-mocks clock reset"
        )
