"""The proof in the credentials that arrive, checked by code that shares nothing with the suite's."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from tests.support.newborn import Newborn
from tests.support.opencrvs_flavours import V2, Flavour
from tests.support.proof import SECURITY_V3, UnverifiedProofError, digest, verify_proof
from tests.support.suite import Suite

NewbornIn = Callable[[Flavour], Newborn]

_HOST: Final = "https://api.example.test"
_STOCK_CONTEXT: Final = [
    {"@version": 1.1},
    "https://www.w3.org/ns/odrl.jsonld",
    {
        "mosip": f"{_HOST}/mosip#",
        "schema": "http://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "vcVer": "mosip:vcVer",
        "UIN": "mosip:UIN",
        "VID": "mosip:VID",
    },
]


def test_digest_of_proof_options_is_that_of_mosips_canonicaliser() -> None:
    options = {
        "@context": SECURITY_V3,
        "type": "RsaSignature2018",
        "created": "2025-04-11T07:57:43Z",
        "proofPurpose": "assertionMethod",
        "verificationMethod": f"{_HOST}/.well-known/public-key.json",
    }

    assert digest(options, {}).hex() == "98976e04439157369ef3828df5d86e2092ec01e34a8270be82d9a835e5ee8713"


def test_digest_of_a_credential_is_that_of_mosips_canonicaliser() -> None:
    document = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            f"{_HOST}/.well-known/mosip-context.json",
            {"sec": "https://w3id.org/security#"},
        ],
        "id": "http://credential.idrepo/credentials/3b45aa17-dfd1-432e-ab29-c0be39cb55f7",
        "type": ["VerifiableCredential", "MOSIPVerifiableCredential"],
        "issuer": f"{_HOST}/.well-known/controller.json",
        "issuanceDate": "2025-04-11T07:57:43.134Z",
        "credentialSubject": {
            "id": "http://credential.idrepo/credentials/100010033575073",
            "vcVer": "VC-V1",
            "VID": "8031687218123456",
            "birthCertificateNumber": "C83B023548BST",
        },
    }
    contexts = {f"{_HOST}/.well-known/mosip-context.json": _STOCK_CONTEXT}

    assert digest(document, contexts).hex() == "c54d042619619b98a8c286a94d271f566ef5d177c56588d3ed14923e362ea1de"


def test_credential_of_a_birth_verifies(suite: Suite, newborn_in: NewbornIn) -> None:
    verify_proof(newborn_in(V2).delivered.credential, suite.mosip_url)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("credentialSubject", "VID"), "8031687218123456"),
        (("credentialSubject", "UIN"), "3592563415"),
        (("credentialSubject", "id"), "http://credential.idrepo/credentials/100010000000000"),
        (("issuanceDate",), "2020-01-01T00:00:00.000Z"),
        (("proof", "created"), "2020-01-01T00:00:00Z"),
        (("proof", "proofPurpose"), "authentication"),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, tuple) else "",
)
def test_altered_credential_does_not_verify(
    suite: Suite, newborn_in: NewbornIn, where: tuple[str, ...], value: str
) -> None:
    altered = with_member(newborn_in(V2).delivered.credential, where, value)

    with pytest.raises(UnverifiedProofError):
        verify_proof(altered, suite.mosip_url)


def with_member(credential: Mapping[str, Any], where: tuple[str, ...], value: str) -> dict[str, Any]:
    altered = copy.deepcopy(dict(credential))
    parent = altered
    for member in where[:-1]:
        parent = parent[member]
    assert parent[where[-1]] != value
    parent[where[-1]] = value
    return altered
