"""The proof of what is issued, checked by code of the tests' own."""

import copy
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from mosip_mock.credentials.context_files import ContextStyle, mosip_context
from shared.jwks.keyring import KeyName
from shared.jwks.slots import RotationStage
from tests.benches.bureau import URL, Bureau
from tests.mosip_mock.credentials.conftest import OpenBureau
from tests.support.ida_styles import from_base64url
from tests.support.proof import is_signed, is_signed_over

ATTRIBUTES: Final = (
    "birthCertificateNumber", "VID", "UIN", "fullName", "gender", "dateOfBirth", "phone", "email", "addressLine1",
    "city", "region", "province", "postalCode", "givenName", "familyName", "preferredLang", "photo",
)  # fmt: skip

Change = Callable[[dict[str, Any]], None]


def key_of(bureau: Bureau) -> RSAPublicKey:
    key = bureau.world.keys.certificate(KeyName.CREDENTIAL).public_key()
    assert isinstance(key, RSAPublicKey)
    return key


def holds(bureau: Bureau, credential: dict[str, Any], style: ContextStyle = "extended") -> bool:
    contexts = {credential["@context"][1]: mosip_context(URL, style)["@context"]}
    return is_signed(credential, contexts, key_of(bureau))


def of(member: str, value: Any) -> Change:
    return lambda c: c.update({member: value})


def of_subject(member: str, value: Any) -> Change:
    return lambda c: c["credentialSubject"].update({member: value})


def of_proof(member: str, value: Any) -> Change:
    return lambda c: c["proof"].update({member: value})


def language(c: dict[str, Any]) -> None:
    c["credentialSubject"]["fullName"][0]["language"] = "deu"


def second_name(c: dict[str, Any]) -> None:
    c["credentialSubject"]["fullName"].append({"language": "fra", "value": "Quelqu'un"})


CHANGES: Final[dict[str, Change]] = {
    "id": of("id", "http://credential.idrepo/credentials/00000000-0000-4000-8000-000000000000"),
    "issuer": of("issuer", "https://another.example/.well-known/controller.json"),
    "issuanceDate": of("issuanceDate", "2020-01-01T00:00:00.000Z"),
    "type": of("type", ["MOSIPVerifiableCredential"]),
    "a date of expiry": of("https://www.w3.org/2018/credentials#expirationDate", "2099-01-01T00:00:00Z"),
    "subject id": of_subject("id", "http://credential.idrepo/credentials/another"),
    "vcVer": of_subject("vcVer", "VC-V2"),
    "language": language,
    "another language": second_name,
    "created": of_proof("created", "2020-01-01T00:00:00Z"),
    "proofPurpose": of_proof("proofPurpose", "authentication"),
    "verificationMethod": of_proof("verificationMethod", "https://another.example/.well-known/public-key.json"),
    "proof type": of_proof("type", "https://w3id.org/security#RsaSignature2017"),
    "signature": lambda c: of_proof("jws", c["proof"]["jws"][:-4] + "AAAA")(c),
    **{
        name: of_subject(name, [{"language": "eng", "value": "another"}])
        for name in ("fullName", "givenName", "familyName", "gender", "addressLine1", "city", "region", "province")
    },
    **{
        name: of_subject(name, "another")
        for name in (
            *("birthCertificateNumber", "VID", "UIN", "dateOfBirth", "phone", "email", "postalCode"),
            *("preferredLang", "photo"),
        )
    },
}


@pytest.fixture
def rich(bureau: Bureau) -> tuple[Bureau, dict[str, Any]]:
    """A credential with everything that the default identities hold."""
    bureau.share(*ATTRIBUTES)
    return bureau, bureau.credential()


def test_untouched_credential_verifies(rich: tuple[Bureau, dict[str, Any]]) -> None:
    bureau, credential = rich

    assert set(ATTRIBUTES) <= set(credential["credentialSubject"])
    assert holds(bureau, credential)


def test_changing_any_signed_field_breaks_the_proof(rich: tuple[Bureau, dict[str, Any]]) -> None:
    bureau, credential = rich
    unnoticed = []
    for name, change in CHANGES.items():
        changed = copy.deepcopy(credential)
        change(changed)
        assert changed != credential, name
        if holds(bureau, changed):
            unnoticed.append(name)

    assert unnoticed == []


def test_every_attribute_that_can_be_shared_is_among_the_changes() -> None:
    assert set(ATTRIBUTES) <= set(CHANGES)


def test_without_any_attribute_it_is_another_credential(rich: tuple[Bureau, dict[str, Any]]) -> None:
    bureau, credential = rich
    for name in ATTRIBUTES:
        shorter = copy.deepcopy(credential)
        del shorter["credentialSubject"][name]
        assert not holds(bureau, shorter), name


def test_stock_context_leaves_the_birth_certificate_number_unsigned(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(context_style="stock")
    credential = bureau.credential()
    assert holds(bureau, credential, "stock")

    credential["credentialSubject"]["birthCertificateNumber"] = "another"
    assert holds(bureau, credential, "stock")

    credential["credentialSubject"]["VID"] = "another"
    assert not holds(bureau, credential, "stock")


@pytest.mark.parametrize(("terms", "still_holds"), [({}, True), ({"bloodGroup": "mosip:bloodGroup"}, False)])
def test_attribute_of_a_country_is_signed_once_its_context_has_a_term(
    bureau_with: OpenBureau, terms: dict[str, str], still_holds: bool
) -> None:
    bureau = bureau_with(context_terms=terms)
    bureau.change(attributes={"bloodGroup": "O+"})
    bureau.share("UIN", "bloodGroup")
    credential = bureau.credential()
    contexts = {credential["@context"][1]: mosip_context(URL, "extended", terms)["@context"]}
    assert is_signed(credential, contexts, key_of(bureau))

    credential["credentialSubject"]["bloodGroup"] = "A-"

    assert is_signed(credential, contexts, key_of(bureau)) == still_holds


def test_context_that_changes_after_the_issue_breaks_the_proof(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(context_style="stock")

    assert not holds(bureau, bureau.credential(), "extended")


def test_proof_has_mosips_shape(bureau: Bureau) -> None:
    proof = bureau.credential()["proof"]

    assert set(proof) == {"type", "created", "proofPurpose", "verificationMethod", "jws"}
    assert proof["type"] == "RsaSignature2018"
    assert proof["proofPurpose"] == "assertionMethod"
    assert proof["verificationMethod"] == f"{URL}/.well-known/public-key.json"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", proof["created"])
    header, payload, _ = proof["jws"].split(".")
    assert payload == ""
    assert list(json.loads(from_base64url(header)).items())[:2] == [("b64", False), ("crit", ["b64"])]
    assert list(json.loads(from_base64url(header)))[2:] == ["kid", "alg"]


def test_salt_is_as_long_as_the_hash_and_fresh(bureau: Bureau) -> None:
    """The check above asks for a salt of 32 bytes; two signatures over the same would otherwise be equal."""
    first, second = bureau.credential()["proof"]["jws"], bureau.credential()["proof"]["jws"]

    assert first.split(".")[2] != second.split(".")[2]


def test_key_that_is_rotated_away_verifies_no_longer(bureau: Bureau) -> None:
    credential = bureau.credential()
    for stage in (RotationStage.PUBLISH, RotationStage.USE, RotationStage.RETIRE):
        bureau.world.keys.rotate(KeyName.CREDENTIAL, stage)

    assert not holds(bureau, credential)
    assert holds(bureau, bureau.credential())


def test_older_style_signs_the_canonical_json_of_the_document(bureau_with: OpenBureau) -> None:
    bureau = bureau_with(proof_style="jcs")
    credential = bureau.credential()
    document = {name: value for name, value in credential.items() if name != "proof"}
    # RFC 8785 for texts in ASCII without escapes: sorted members, no white space.
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()

    assert canonical.isascii()
    assert is_signed_over(credential["proof"]["jws"], canonical, key_of(bureau))
    assert not holds(bureau, credential)


def test_mosips_proof_is_none_by_canonical_json(bureau: Bureau) -> None:
    credential = bureau.credential()
    document = {name: value for name, value in credential.items() if name != "proof"}
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()

    assert not is_signed_over(credential["proof"]["jws"], canonical, key_of(bureau))
    assert not is_signed_over(credential["proof"]["jws"], hashlib.sha256(canonical).digest(), key_of(bureau))
