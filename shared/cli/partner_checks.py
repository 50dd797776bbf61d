"""`doctor --callback URL --keystore FILE`: the side of a partner, as the hub and as the partner's own key see it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from shared.cli.control_client import ControlClient, ControlError, NotRunningError
from shared.control.finding import Finding
from shared.jwks import certificates
from shared.jwks.encryption import DecryptionError, decrypt_credential, thumbprint_of
from shared.jwks.keystore import KeyPair, parse_keystore

_TIMEOUT: Final = 150.0
"""Seconds; each of the hub's questions may take fifteen."""


class _Rehearsed(msgspec.Struct, frozen=True):
    """`POST /_mock/hub/rehearsal`."""

    topic: str
    findings: list[Finding]
    event: str


class _Data(msgspec.Struct, frozen=True):
    credential: str


class _Inner(msgspec.Struct, frozen=True):
    data: _Data


class _Event(msgspec.Struct, frozen=True):
    event: _Inner


def partner_findings(
    find_client: Callable[[], ControlClient], asked: Mapping[str, str | None], keystore: Path | None, password: str
) -> Iterator[Finding]:
    """Each check in turn. `asked` has callback, topic and secret, as far as they were given."""
    try:
        answer = find_client().send("POST", "hub/rehearsal", dict(asked), timeout=_TIMEOUT)
    except NotRunningError as error:
        yield Finding("partner", "failed", f"{error}; start it with: mosip-mocks up --detach")
        return
    except ControlError as error:
        yield Finding("partner", "failed", str(error))
        return
    rehearsed = msgspec.convert(answer, _Rehearsed)
    yield from rehearsed.findings
    if keystore is not None:
        yield from _with_keystore(rehearsed, keystore, password)


def _with_keystore(rehearsed: _Rehearsed, path: Path, password: str) -> Iterator[Finding]:
    try:
        pair = parse_keystore(path.read_bytes(), password)
    except OSError as error:
        yield Finding("keystore", "failed", f"{path} cannot be read ({error.strerror}); give the partner's own file")
        return
    except ValueError as error:
        yield Finding("keystore", "failed", f"{path}: {error}; give its password by --keystore-password")
        return
    yield Finding("keystore", "ok", f"{path} holds {_name(pair)}")
    yield _decrypted(rehearsed, pair, path)


def _decrypted(rehearsed: _Rehearsed, pair: KeyPair, path: Path) -> Finding:
    name = "credential"
    text = msgspec.json.decode(rehearsed.event, type=_Event).event.data.credential
    partner = rehearsed.topic.partition("/")[0]
    try:
        msgspec.json.decode(decrypt_credential(pair.key, text))
    except (DecryptionError, msgspec.DecodeError) as error:
        theirs, ours = certificates.thumbprint(pair.certificate).hex(), thumbprint_of(text).hex()
        return Finding(
            name,
            "failed",
            f"what is encrypted for {partner} (certificate {ours[:16]}) does not open with this keystore (certificate "
            f"{theirs[:16]}): {error}; make the mock take it: mosip-mocks kit import --keystore {path}",
        )
    return Finding(name, "ok", f"a credential for {partner} opens with this keystore")


def _name(pair: KeyPair) -> str:
    return f"the key of {pair.certificate.subject.rfc4514_string()}"
