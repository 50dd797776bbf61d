"""Forms of credentials that are no verifiable credential, by their type."""

import hashlib
import json
import re
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mosip_mock.partners.partner import Attribute
from mosip_mock.registration.issuing import CredentialWishes
from tests.benches.bureau import FATHER, PARTNER, RID, Bureau
from tests.support.ida_styles import from_base64url

VERIFIABLE = ("vercred", "pdfcard", "euin", "reprint", "qrcode", "EUIN")
PLAIN = ("opencrvs", "EUIN_WITH_QR", "euin_with_faceqr", "anything")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@pytest.mark.parametrize("credential_type", VERIFIABLE)
def test_type_with_a_proof(bureau: Bureau, credential_type: str) -> None:
    credential = bureau.credential(credential_type=credential_type)

    assert "VerifiableCredential" in credential["type"]
    assert credential["proof"]["jws"]


@pytest.mark.parametrize("credential_type", PLAIN)
def test_type_without_a_proof(bureau: Bureau, credential_type: str) -> None:
    bureau.share("UIN", "dateOfBirth", "fullName")

    credential = bureau.credential(credential_type=credential_type)

    assert re.fullmatch(rf"http://mosip\.io/credentials/{UUID}", credential.pop("id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", credential.pop("issuanceDate"))
    subject = credential.pop("credentialSubject")
    names = json.loads(subject.pop("fullName"))
    assert {"language": "eng", "value": "Joseph Mwamba"} in names
    assert subject == {"id": RID, "UIN": FATHER, "dateOfBirth": "1986/03/14"}
    assert credential == {
        "type": ["MOSIPVerifiableCredential"],
        "issuer": "https://mosip.io/issuers/",
        "issuedTo": PARTNER,
        "consent": "",
        "protectedAttributes": [],
    }


def test_form_for_id_authentication_has_no_subject_id(bureau: Bureau) -> None:
    bureau.share("UIN", Attribute(attribute_name="dateOfBirth", encrypted=True))

    credential = bureau.credential(credential_type="auth")

    assert credential["credentialSubject"] == {"UIN": FATHER, "dateOfBirth": "1986/03/14"}
    assert credential["type"] == ["MOSIPVerifiableCredential"]


def test_plain_death_has_nothing_beyond_the_id(bureau: Bureau) -> None:
    credential = bureau.credential(credential_type="opencrvs", process="CRVS_DEATH")

    assert credential["credentialSubject"] == {"id": RID}


def test_event_names_the_type_as_it_was_asked_for(bureau: Bureau) -> None:
    (body,) = bureau.issue(credential_type="EUIN_WITH_QR")

    assert json.loads(body)["event"]["data"]["credentialType"] == "EUIN_WITH_QR"


@pytest.mark.parametrize(
    ("wishes", "attribute"),
    [
        (CredentialWishes(encryption_key="482913", encrypts=True), "UIN"),
        (CredentialWishes(encryption_key="482913"), Attribute(attribute_name="UIN", encrypted=True)),
    ],
    ids=["by the request", "by the policy"],
)
def test_value_is_encrypted_by_the_protection_key(
    bureau: Bureau, wishes: CredentialWishes, attribute: Attribute | str
) -> None:
    bureau.share(attribute)
    (body,) = bureau.issue(credential_type="EUIN_WITH_QR", wishes=wishes)
    credential = bureau.opened(body)

    key = json.loads(body)["event"]["data"]["protectionKey"]

    assert key == "482913"
    assert credential["protectedAttributes"] == ["UIN"]
    assert opened_by_pin(key, credential["credentialSubject"]["UIN"]) == FATHER
    with pytest.raises(InvalidTag):
        opened_by_pin("482914", credential["credentialSubject"]["UIN"])


def test_nothing_in_a_verifiable_credential_is_encrypted_by_the_key(bureau: Bureau) -> None:
    wishes = CredentialWishes(encryption_key="482913", encrypts=True)

    assert bureau.credential(wishes=wishes)["credentialSubject"]["UIN"] == FATHER


def test_fault_of_the_proof_leaves_a_credential_without_one_as_it_is(bureau: Bureau) -> None:
    bureau.fail("proof-subject-changed")

    assert bureau.credential(credential_type="opencrvs")["credentialSubject"]["UIN"] == FATHER


def opened_by_pin(pin: str, text: Any) -> str:
    """Salt, nonce, ciphertext with tag; written for the tests from keymanager's layout."""
    data = from_base64url(text)
    salt, nonce, sealed = data[:32], data[32:44], data[44:]
    key = hashlib.pbkdf2_hmac("sha512", pin.encode(), salt, 100_000, 32)
    return AESGCM(key).decrypt(nonce, sealed, salt).decode()
