"""What a partner can get wrong with IDA, one mistake at a time, and what it can ask besides yes or no."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.support.ida_client import IdaClient, transaction_id, verified_signer
from tests.support.ida_recipe import REMOVED
from tests.support.ida_styles import standard_base64
from tests.support.suite import Suite

NAME: Final = "Maria Isabel Powell"
DEMOGRAPHICS: Final[dict[str, Any]] = {"dob": "1990/04/05", "name": [{"language": "eng", "value": NAME}]}
NOT_PROCESSED: Final = "IDA-MLC-007"


@pytest.fixture(scope="module")
def adult(suite: Suite) -> dict[str, Any]:
    return suite.mosip_control.add_citizen(
        fullName=NAME, birthDate="1990-04-05", gender="female", phone="9876543210", email="maria@example.org"
    )


@pytest.fixture
def stranger() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A key with a certificate that nobody issued."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stranger")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    now = datetime.now(UTC)
    builder = builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    return key, builder.sign(key, hashes.SHA256())


def lowercase_digest(plaintext: bytes) -> bytes:
    return hashlib.sha256(plaintext).hexdigest().encode()


def altered(body: bytes) -> bytes:
    return body.replace(b'"consentObtained":true', b'"consentObtained":true ')


def reserialised(body: bytes) -> bytes:
    return json.dumps(json.loads(body), indent=1).encode()


MISTAKES: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "mgf1-with-sha1": ({"mgf_hash": hashes.SHA1()}, [NOT_PROCESSED, "IDA-MPA-003"]),  # noqa: S303 - the mistake
    "oaep-with-sha1": (
        {"mgf_hash": hashes.SHA1(), "oaep_hash": hashes.SHA1()},  # noqa: S303 - the mistake
        [NOT_PROCESSED, "IDA-MPA-003"],
    ),
    "nonce-in-front": ({"nonce_in_front": True}, [NOT_PROCESSED, "IDA-MPA-003"]),
    "nonce-of-12-bytes": ({"nonce_length": 12}, [NOT_PROCESSED, "IDA-MPA-003"]),
    "with-aad": ({"aad": b"aad"}, [NOT_PROCESSED, "IDA-MPA-003"]),
    "wrong-thumbprint": ({"thumbprint": "A" * 43 + "="}, [NOT_PROCESSED, "IDA-MPA-003"]),
    "lowercase-hmac": ({"digest": lowercase_digest}, [NOT_PROCESSED, "IDA-MPA-016"]),
    "hmac-over-other-bytes": ({"digest": lambda _: b"A" * 64}, [NOT_PROCESSED, "IDA-MPA-016"]),
    "no-hmac": ({"outer": {"requestHMAC": REMOVED}}, [NOT_PROCESSED, "IDA-MLC-006"]),
    "standard-base64": ({"encode": standard_base64}, [NOT_PROCESSED]),
    "line-breaks-in-base64": ({"encode": lambda data: base64.encodebytes(data).decode()}, [NOT_PROCESSED]),
    "block-is-no-json": ({"plaintext": b"hello"}, [NOT_PROCESSED]),
    "block-is-no-utf-8": ({"plaintext": b'{"otp":"Zo\xeb","timestamp":"x"}'}, [NOT_PROCESSED]),
    "block-is-too-deep": ({"plaintext": b'{"demographics":' * 20_000}, [NOT_PROCESSED]),
    "block-is-an-array": ({"plaintext": b"[]"}, [NOT_PROCESSED]),
    "no-request": (
        {"outer": {"request": REMOVED, "requestHMAC": REMOVED, "requestSessionKey": REMOVED}},
        [NOT_PROCESSED],
    ),
    "body-altered-after-signing": ({"alter_after_signing": altered}, [NOT_PROCESSED, "IDA-MPA-001"]),
    "body-reserialised-after-signing": ({"alter_after_signing": reserialised}, [NOT_PROCESSED, "IDA-MPA-001"]),
    "no-x5c": ({"jws_header": {"x5c": REMOVED}}, [NOT_PROCESSED, "IDA-MPA-001"]),
    "alg-none": ({"jws_header": {"alg": "none"}}, [NOT_PROCESSED, "IDA-MPA-001"]),
    "no-signature": ({"headers": {"Signature": REMOVED}}, [NOT_PROCESSED, "IDA-MLC-006"]),
    "signature-is-no-jws": ({"headers": {"Signature": "hello"}}, [NOT_PROCESSED, "IDA-MPA-001"]),
    "no-authorization": ({"headers": {"Authorization": REMOVED}}, [NOT_PROCESSED, "IDA-MLC-006"]),
    "wrong-id": ({"outer": {"id": "mosip.identity.kyc"}}, [NOT_PROCESSED, "IDA-MLC-009"]),
    "no-id": ({"outer": {"id": REMOVED}}, [NOT_PROCESSED, "IDA-MLC-006"]),
    "wrong-version": ({"outer": {"version": "v1"}}, [NOT_PROCESSED, "IDA-MLC-009"]),
    "clock-behind": ({"clock_skew": timedelta(minutes=-2)}, ["IDA-MLC-001"]),
    "clock-ahead": ({"clock_skew": timedelta(minutes=2)}, ["IDA-MLC-001", "IDA-MLC-001"]),
    "time-without-milliseconds": ({"outer": {"requestTime": "2026-01-31T10:15:30Z"}}, ["IDA-MLC-009"]),
    "no-consent": ({"outer": {"consentObtained": False}}, ["IDA-MLC-012"]),
    "consent-left-out": ({"outer": {"consentObtained": REMOVED}}, ["IDA-MLC-012"]),
    "transaction-too-short": ({"outer": {"transactionID": "123456789"}}, ["IDA-MLC-009"]),
    "foreign-domain": ({"outer": {"domainUri": "https://elsewhere.example"}}, ["IDA-MLC-009"]),
    "unknown-environment": ({"outer": {"env": "Laptop"}}, ["IDA-MLC-009"]),
    "type-in-lower-case": ({"outer": {"individualIdType": "uin"}}, ["IDA-MLC-009"]),
    "no-factor": ({"block": {"demographics": None}}, ["IDA-MLC-008"]),
    "date-with-dashes": ({"block": {"demographics": {"dob": "1990-04-05"}}}, ["IDA-MLC-009"]),
    "unknown-language": (
        {"block": {"demographics": {"name": [{"language": "deu", "value": NAME}]}}},
        ["IDA-DEA-002"],
    ),
    "otp-never-requested": ({"block": {"otp": "111111"}}, ["IDA-OTA-005"]),
}


@pytest.mark.parametrize(("ingredients", "codes"), MISTAKES.values(), ids=MISTAKES.keys())
def test_auth_refuses(
    partner: IdaClient, adult: dict[str, Any], suite: Suite, ingredients: dict[str, Any], codes: list[str]
) -> None:
    answer = partner.auth(adult["uin"], DEMOGRAPHICS, **ingredients)

    assert answer.status == 200
    assert answer.codes == codes, answer.content
    assert answer.response == {"authStatus": False, "authToken": None}
    assert answer.explanation_id
    assert suite.mosip_control.exchange(answer.explanation_id)["explanations"]
    verified_signer(answer)


def test_auth_refuses_a_request_encrypted_for_the_partner_itself(partner: IdaClient, adult: dict[str, Any]) -> None:
    own = partner.kit.partner_certificate

    assert partner.auth(adult["uin"], DEMOGRAPHICS, encryption_certificate=own).codes[-1] == "IDA-MPA-003"


def test_auth_refuses_a_strangers_signature(
    partner: IdaClient, adult: dict[str, Any], stranger: tuple[rsa.RSAPrivateKey, x509.Certificate]
) -> None:
    key, certificate = stranger

    with_own_certificate = partner.auth(
        adult["uin"], DEMOGRAPHICS, signing_key=key, signing_certificate=certificate
    ).codes
    with_ours = partner.auth(adult["uin"], DEMOGRAPHICS, signing_key=key).codes

    assert with_own_certificate == with_ours == [NOT_PROCESSED, "IDA-MPA-001"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"misp_key": "unknown"}, "IDA-MPA-007"),
        ({"partner_id": "unknown"}, "IDA-MPA-009"),
        ({"api_key": "unknown"}, "IDA-MPA-009"),
        ({"partner_id": "unknown", "misp_key": "unknown"}, "IDA-MPA-009"),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, dict) else part,
)
def test_auth_refuses_unknown_callers(suite: Suite, adult: dict[str, Any], change: dict[str, str], code: str) -> None:
    domain = suite.mosip_control.health()["publicUrl"]
    caller = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri=domain, **change)  # type: ignore[arg-type] # texts only

    assert caller.auth(adult["uin"], DEMOGRAPHICS).codes == [NOT_PROCESSED, code]


def test_auth_takes_the_domain_of_an_opencrvs_that_nobody_configured(suite: Suite, adult: dict[str, Any]) -> None:
    stock = IdaClient(base_url=suite.mosip_url, kit=suite.kit, domain_uri="http://localhost:20240")

    assert stock.auth(adult["uin"], DEMOGRAPHICS).codes == []


@pytest.mark.parametrize(("number", "code"), [("3592563414", "IDA-MLC-002"), ("123", "IDA-MLC-002")])
def test_auth_refuses_a_number_that_is_no_uin(partner: IdaClient, number: str, code: str) -> None:
    assert partner.auth(number, DEMOGRAPHICS).codes == [code]


def test_auth_reports_every_mismatch_in_order(partner: IdaClient, adult: dict[str, Any]) -> None:
    asked = {
        "emailId": "other@example.org",
        "gender": [{"language": "eng", "value": "none"}],
        "dob": "1980/01/01",
        "name": [{"language": "eng", "value": "Other"}],
    }

    errors = partner.auth(adult["uin"], asked).content["errors"]

    assert [e["errorMessage"] for e in errors] == [
        "Demographic data name in eng did not match",
        "Demographic data dob did not match",
        "Demographic data gender in eng did not match",
        "Demographic data emailId did not match",
    ]


@pytest.mark.parametrize("name", ["powell  MARIA isabel", "Maria-Isabel Powell", "MARIA ISABEL POWELL"])
def test_auth_compares_names_as_sets_of_words(partner: IdaClient, adult: dict[str, Any], name: str) -> None:
    answer = partner.auth(adult["uin"], {"name": [{"language": "eng", "value": name}]})

    assert answer.response["authStatus"] is True, answer.content


def test_auth_takes_a_payload_between_the_dots_for_the_body(partner: IdaClient, adult: dict[str, Any]) -> None:
    assert partner.auth(adult["uin"], DEMOGRAPHICS, jws_payload="e30").response["authStatus"] is True


def test_auth_of_two_partners_persons_differs(partner: IdaClient, adult: dict[str, Any], suite: Suite) -> None:
    other = suite.mosip_control.add_citizen(fullName=NAME, birthDate="1990-04-05")

    tokens = {partner.auth(uin, DEMOGRAPHICS).response["authToken"] for uin in (adult["uin"], other["uin"])}

    assert len(tokens) == 2


def test_otp_opens_one_authentication(partner: IdaClient, adult: dict[str, Any]) -> None:
    transaction = transaction_id()
    sent = partner.otp(adult["uin"], transaction, ["email", "phone"])
    assert sent.response == {"maskedMobile": "XXXXXX3210", "maskedEmail": "XXrXX@example.org"}

    answers = [partner.auth(adult["uin"], None, otp="111111", transaction=transaction) for _ in range(2)]

    assert answers[0].response["authStatus"] is True, answers[0].content
    assert answers[1].codes == ["IDA-OTA-012"]


def test_wrong_otp_leaves_the_right_one_usable(partner: IdaClient, adult: dict[str, Any]) -> None:
    transaction = transaction_id()
    partner.otp(adult["uin"], transaction, ["email"])

    wrong = partner.auth(adult["uin"], None, otp="000000", transaction=transaction)
    right = partner.auth(adult["uin"], None, otp="111111", transaction=transaction)

    assert wrong.codes == ["IDA-OTA-004"]
    assert right.response["authStatus"] is True


def test_small_child_may_not_use_an_otp(partner: IdaClient, suite: Suite) -> None:
    born = (datetime.now(UTC) - timedelta(days=700)).date().isoformat()
    child = suite.mosip_control.add_citizen(fullName="Mele Fonua", birthDate=born, email="mele@example.org")

    answer = partner.auth(child["uin"], None, otp="111111")

    assert answer.codes == ["IDA-MLC-011"]
    assert answer.content["errors"][0]["errorMessage"] == "Unsupported Authentication Type for child - otp"


def test_kyc_brings_the_person_for_the_partners_key_only(partner: IdaClient, adult: dict[str, Any]) -> None:
    answer = partner.kyc(adult["uin"], DEMOGRAPHICS)

    assert answer.response["kycStatus"] is True, answer.content
    identity = partner.decrypted_identity(answer)
    assert identity["name_eng"] == NAME
    assert identity["dob"] == "1990/04/05"
    assert all(isinstance(value, str) for value in identity.values())
    verified_signer(answer)


def test_kyc_refuses_another_name(partner: IdaClient, adult: dict[str, Any]) -> None:
    answer = partner.kyc(adult["uin"], {"name": [{"language": "eng", "value": "Somebody Else"}]})

    assert answer.codes == ["IDA-DEA-001"]
    assert answer.response == {
        "kycStatus": False,
        "authToken": None,
        "thumbprint": None,
        "identity": None,
        "sessionKey": None,
    }
