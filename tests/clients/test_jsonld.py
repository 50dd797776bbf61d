"""The proof of a MOSIP credential, checked by jsonld.js with the contexts as they are published, and Node's crypto."""

import copy
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mosip_mock.credentials.context_files import mosip_context
from shared.jwks.keyring import KeyName
from tests.benches.bureau import URL, Bureau, open_bureau
from tests.support.installed import node_with_packages

pytestmark = pytest.mark.e2e
FOLDER: Final = Path(__file__).parent / "jsonld"
ATTRIBUTES: Final = (
    "birthCertificateNumber", "VID", "UIN", "fullName", "gender", "dateOfBirth", "phone", "email", "addressLine1",
    "city", "region", "province", "postalCode",
)  # fmt: skip

Verify = Callable[[Bureau, list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def verify() -> Verify:
    """Digests and verdict of jsonld.js for each credential."""
    node = node_with_packages(FOLDER)

    def run(bureau: Bureau, credentials: list[dict[str, Any]]) -> list[dict[str, Any]]:
        key = bureau.world.keys.certificate(KeyName.CREDENTIAL).public_key()
        asked = {
            "contexts": {f"{URL}/.well-known/mosip-context.json": mosip_context(URL, "extended")},
            "publicKeyPem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            "credentials": credentials,
        }
        command = [node, str(FOLDER / "verify.mjs")]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, input=json.dumps(asked), timeout=60)
        found: list[dict[str, Any]] = json.loads(ended.stdout)
        return found

    return run


@pytest.fixture
def bureau(template_dir: Path, tmp_path: Path) -> Iterator[Bureau]:
    with open_bureau(template_dir, tmp_path / "mocks") as opened:
        yield opened


def test_credentials_verify(verify: Verify, bureau: Bureau) -> None:
    plain = [bureau.credential(process=process) for process in ("CRVS_NEW", "CRVS_DEATH", "CRVS_UPDATE")]
    bureau.share(*ATTRIBUTES)
    rich = bureau.credential()

    assert [found["holds"] for found in verify(bureau, [*plain, rich])] == [True] * 4
    assert set(ATTRIBUTES) <= set(rich["credentialSubject"])


def test_changed_credentials_do_not_verify(verify: Verify, bureau: Bureau) -> None:
    bureau.share(*ATTRIBUTES)
    credential = bureau.credential()
    changed = []
    for name in (*ATTRIBUTES, "id", "vcVer"):
        other = copy.deepcopy(credential)
        value = other["credentialSubject"][name]
        if isinstance(value, list):
            value[0]["value"] += "x"
        else:
            other["credentialSubject"][name] = f"{value}x"
        changed.append(other)
    for name in ("created", "verificationMethod", "proofPurpose"):
        other = copy.deepcopy(credential)
        other["proof"][name] = {"created": "2020-01-01T00:00:00Z"}.get(name, "https://another.example/x")
        changed.append(other)
    for name in ("id", "issuer", "issuanceDate"):
        other = copy.deepcopy(credential)
        other[name] = "2020-01-01T00:00:00.000Z" if name == "issuanceDate" else "https://another.example/x"
        changed.append(other)

    assert [found["holds"] for found in verify(bureau, changed)] == [False] * len(changed)
