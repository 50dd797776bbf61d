"""The canonical hashes of MOSIP: those of its own canonicaliser, and those of jsonld.js with the published contexts."""

from typing import Any, Final

import pytest
from pyld import jsonld

from mosip_mock.credentials.context_files import SECURITY_V3, UnknownContextError, loader, mosip_context
from mosip_mock.credentials.proof import digest, signing_input

HOST: Final = "https://api.example.test"
CONTEXT: Final = f"{HOST}/.well-known/mosip-context.json"
LOAD: Final = loader({CONTEXT: mosip_context(HOST, "stock")})
OPTIONS: Final = {
    "type": "RsaSignature2018",
    "created": "2025-04-11T07:57:43Z",
    "proofPurpose": "assertionMethod",
    "verificationMethod": f"{HOST}/.well-known/public-key.json",
}
SUBJECT: Final = {
    "id": "http://credential.idrepo/credentials/100010033575073",
    "vcVer": "VC-V1",
    "VID": "8031687218123456",
    "birthCertificateNumber": "C83B023548BST",
}
RICH_SUBJECT: Final = {
    **SUBJECT,
    "fullName": [{"language": "eng", "value": "Joseph Mwamba"}, {"language": "fra", "value": "Joseph M"}],
    "gender": [{"language": "eng", "value": "Male"}],
    "dateOfBirth": "1986/03/14",
    "city": [{"language": "eng", "value": "X"}],
    "phone": "123",
    "bestTwoFingers": [{"subType": "Left Thumb", "rank": "1"}, {"subType": "R", "rank": "2"}],
    "UIN": "1",
    "status": "x",
    "nested": {"a": 1},
    "version": 0.1,
}
DIGEST_OF_OPTIONS: Final = "98976e04439157369ef3828df5d86e2092ec01e34a8270be82d9a835e5ee8713"
DIGEST: str = "c54d042619619b98a8c286a94d271f566ef5d177c56588d3ed14923e362ea1de"
WITH_INVENTED_BASE: str = "529a923533f8f24dfa0ea8d0f00ebd6a297c0c22cb19ac2bc7375b313a8b2a60"
RICH_DIGEST: Final = "bb505014624b6f4763d592bf9fbba534aa56c1eb29804cb65b97e015ba8ddec7"
"""By jsonld.js 9 with the contexts of W3C and Digital Bazaar, the whole ODRL among them."""


def document(subject: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXT, {"sec": "https://w3id.org/security#"}],
        "id": "http://credential.idrepo/credentials/3b45aa17-dfd1-432e-ab29-c0be39cb55f7",
        "type": ["VerifiableCredential", "MOSIPVerifiableCredential"],
        "issuer": f"{HOST}/.well-known/controller.json",
        "issuanceDate": "2025-04-11T07:57:43.134Z",
        "credentialSubject": subject,
    }


@pytest.mark.parametrize("context", [SECURITY_V3, "https://w3id.org/security/v2"])
def test_digest_of_proof_options(context: str) -> None:
    assert digest({"@context": context, **OPTIONS}, LOAD).hex() == DIGEST_OF_OPTIONS


def test_digest_of_the_document() -> None:
    found = digest(document(SUBJECT), LOAD).hex()

    assert found == DIGEST
    assert found != WITH_INVENTED_BASE


def test_digest_of_values_by_language_fingers_and_terms_of_odrl() -> None:
    assert digest(document(RICH_SUBJECT), LOAD).hex() == RICH_DIGEST


def test_options_come_first() -> None:
    assert signing_input(document(SUBJECT), OPTIONS, LOAD).hex() == DIGEST_OF_OPTIONS + DIGEST


def test_order_of_members_does_not_matter() -> None:
    turned = dict(reversed(document(dict(reversed(SUBJECT.items()))).items()))

    assert digest(turned, LOAD).hex() == DIGEST


def test_what_the_stock_context_does_not_define_is_not_signed() -> None:
    assert digest(document({**SUBJECT, "birthCertificateNumber": "another"}), LOAD).hex() == DIGEST


def test_what_the_extended_context_defines_is_signed() -> None:
    load = loader({CONTEXT: mosip_context(HOST, "extended")})

    first = digest(document(SUBJECT), load)

    assert first.hex() != DIGEST
    assert digest(document({**SUBJECT, "birthCertificateNumber": "another"}), load) != first


def test_unknown_context_is_not_fetched() -> None:
    asks = {"@context": "https://elsewhere.example/context.json", "name": "x"}

    with pytest.raises(jsonld.JsonLdError) as caught:
        digest(asks, LOAD)

    cause: BaseException | None = caught.value
    while cause is not None and not isinstance(cause, UnknownContextError):
        cause = cause.__cause__
    assert cause is not None
