"""What e-Signet delegates: kyc-auth, kyc-exchange, key binding, and logging in by the bound key."""

import base64
import json
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import hashes
from joserfc import jwe, jwt
from joserfc.jwk import RSAKey

from shared.jwks.keyring import KeyName
from tests.benches.ida_bench import NAME, IdaBench
from tests.benches.wallet import Wallet
from tests.support.ida_client import IdaAnswer, transaction_id, verified_signer


def exchanged(bench: IdaBench, person: dict[str, Any], **members: Any) -> IdaAnswer:
    """kyc-auth and kyc-exchange of one login."""
    transaction = transaction_id()
    first = bench.delegated("kyc-auth", person, transaction=transaction)
    assert first.response["kycStatus"] is True, first.content
    asked = {"kycToken": first.response["kycToken"], "transactionID": transaction, "individualId": person["uin"]}
    return bench.exchange(**{**asked, **members})


def claims_of(bench: IdaBench, answer: IdaAnswer) -> dict[str, Any]:
    key = RSAKey.import_key(bench.world.keys.signing(KeyName.KYC).private.public_key())  # type: ignore[arg-type] # an RSA key
    return dict(jwt.decode(answer.response["encryptedKyc"], key, algorithms=["RS256"]).claims)


def test_kyc_auth_answers_with_token_and_subject(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = shared_bench.delegated("kyc-auth", adult)

    assert answer.codes == []
    assert set(answer.response) == {"kycToken", "authToken", "kycStatus"}
    assert answer.response["authToken"] == shared_bench.auth(adult).response["authToken"]
    assert answer.content["id"] == "mosip.identity.kycauth"
    verified_signer(answer)


def test_kyc_auth_of_another_name_keeps_its_shape(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    mismatch = shared_bench.delegated("kyc-auth", adult, {"dob": "1980/01/01"})
    refused = shared_bench.delegated("kyc-auth", adult, outer={"consentObtained": False})

    assert mismatch.response == {"kycToken": None, "authToken": None, "kycStatus": False}
    assert refused.response == {"authStatus": False, "authToken": None}


def test_exchange_brings_the_consented_claims(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = exchanged(shared_bench, adult, consentObtained=["name", "birthdate", "email"])

    claims = claims_of(shared_bench, answer)
    assert claims["sub"] == shared_bench.auth(adult).response["authToken"]
    assert set(claims) == {"sub", "name", "birthdate", "email"}
    assert (claims["name"], claims["birthdate"], claims["email"]) == (NAME, "1990/04/05", "maria@example.org")


def test_exchange_without_consent_brings_the_subject(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    assert set(claims_of(shared_bench, exchanged(shared_bench, adult, consentObtained=[]))) == {"sub"}


def test_exchange_is_limited_by_policy_and_client(bench: IdaBench) -> None:
    bench.change_policy(allowedKycAttributes=["fullName", "email"])
    by_policy = claims_of(bench, exchanged(bench, bench.citizen(), consentObtained=["name", "birthdate", "email"]))
    bench.change_client(userClaims=["email"])
    by_client = claims_of(bench, exchanged(bench, bench.citizen(), consentObtained=["name", "birthdate", "email"]))

    assert set(by_policy) == {"sub", "name", "email"}
    assert set(by_client) == {"sub", "email"}


@pytest.mark.parametrize(
    ("locales", "claims"),
    [
        (["eng"], {"name": NAME}),
        (["en"], {"name": NAME}),
        ([], {"name": NAME}),
        (["fr"], {"name": "Marie"}),
        (["fra", "en"], {"name#fr": "Marie", "name#en": NAME}),
        (["de", " "], {}),
    ],
    ids=["three-letters", "two-letters", "none", "the-other", "both", "not-spoken"],
)
def test_exchange_speaks_the_languages_asked_for(
    shared_bench: IdaBench, locales: list[str], claims: dict[str, str]
) -> None:
    person = shared_bench.citizen(names={"fra": {"full": "Marie"}})

    told = claims_of(shared_bench, exchanged(shared_bench, person, consentObtained=["name"], locales=locales))

    assert {name: value for name, value in told.items() if name != "sub"} == claims


def test_exchange_is_encrypted_to_the_partner_when_asked(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    answer = exchanged(shared_bench, adult, respType="JWE")

    key = RSAKey.import_key(shared_bench.kit.partner_key)
    opened = jwe.decrypt_compact(answer.response["encryptedKyc"], key, algorithms=["RSA-OAEP-256", "A256GCM"]).plaintext
    assert opened is not None
    payload = json.loads(base64.urlsafe_b64decode(opened.split(b".")[1] + b"=="))
    assert payload["name"] == NAME


FAILURES: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "no-token": ({"kycToken": ""}, ["IDA-MLC-006"]),
    "token-of-another-type": ({"kycToken": ["x"]}, ["IDA-MLC-007"]),
    "no-time": ({"requestTime": ""}, ["IDA-MLC-006"]),
    "transaction": ({"transactionID": "1"}, ["IDA-MLC-009"]),
    "person": ({"individualId": None}, ["IDA-KYE-007"]),
}


@pytest.mark.parametrize(("members", "codes"), FAILURES.values(), ids=FAILURES.keys())
def test_exchange_refuses(
    shared_bench: IdaBench, adult: dict[str, Any], members: dict[str, Any], codes: list[str]
) -> None:
    answer = exchanged(shared_bench, adult, **members)

    assert answer.codes == codes
    assert answer.response == {"encryptedKyc": None}


def test_a_refused_exchange_leaves_the_token_usable(bench: IdaBench) -> None:
    someone, transaction = bench.citizen(), transaction_id()
    token = bench.delegated("kyc-auth", someone, transaction=transaction).response["kycToken"]
    asked = {"kycToken": token, "individualId": someone["uin"]}

    assert bench.exchange(**asked, transactionID="0000000000").codes == ["IDA-KYE-005"]
    assert bench.exchange(**asked, transactionID=transaction).codes == []


def test_exchange_after_death_is_refused(bench: IdaBench) -> None:
    someone, transaction = bench.citizen(), transaction_id()
    token = bench.delegated("kyc-auth", someone, transaction=transaction).response["kycToken"]
    bench.change("citizens", someone["uin"], status="DEACTIVATED")

    answer = bench.exchange(kycToken=token, transactionID=transaction, individualId=someone["uin"])

    assert answer.codes == ["IDA-MLC-022"]


def test_exchange_after_removal_is_refused(bench: IdaBench) -> None:
    someone, transaction = bench.citizen(), transaction_id()
    token = bench.delegated("kyc-auth", someone, transaction=transaction).response["kycToken"]
    assert bench.http.delete(f"/_mock/citizens/{someone['uin']}").status_code < 300

    answer = bench.exchange(kycToken=token, transactionID=transaction, individualId=someone["uin"])

    assert answer.codes == ["IDA-MLC-018"]


def test_kyc_auth_leaves_a_temporary_vid_its_uses_and_exchange_takes_one(bench: IdaBench) -> None:
    vid, transaction = str(bench.world.citizens.new_vid()), transaction_id()
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "usesLeft": 1}])
    bench.delegated("kyc-auth", vid)
    token = bench.delegated("kyc-auth", vid, transaction=transaction).response["kycToken"]

    first = bench.exchange(kycToken=token, transactionID=transaction, individualId=vid, individualIdType="VID")

    assert first.codes == []
    assert bench.auth(vid).codes == ["IDA-MLC-018"]


@pytest.mark.parametrize(("password", "codes"), [("Mosip@123456", []), ("wrong", ["IDA-PSD-001"])])
def test_password_counts_at_kyc_auth(
    shared_bench: IdaBench, adult: dict[str, Any], password: str, codes: list[str]
) -> None:
    assert shared_bench.delegated("kyc-auth", adult, None, block={"password": password}).codes == codes


def test_password_is_no_factor_elsewhere(shared_bench: IdaBench, adult: dict[str, Any]) -> None:
    assert shared_bench.auth(adult, None, block={"password": "Mosip@123456"}).codes == ["IDA-MLC-008"]


def test_password_elsewhere_is_not_held_against_the_policy(bench: IdaBench) -> None:
    bench.change_policy(allowedAuthTypes=[{"authType": "demo"}])

    assert bench.auth(bench.citizen(), block={"password": "x"}).codes == []


def test_bound_key_logs_in(bench: IdaBench) -> None:
    wallet, someone = Wallet(), bench.citizen()

    bound = wallet.bind(bench, someone)
    login = wallet.log_in(bench, someone)

    assert set(bound.response) == {"identityCertificate", "authToken", "bindingAuthStatus"}
    assert bound.response["bindingAuthStatus"] is True
    assert wallet.certificate is not None
    assert wallet.certificate.public_key() == wallet.key.public_key()
    assert NAME in wallet.certificate.subject.rfc4514_string()
    root = bench.world.keys.certificate(KeyName.ROOT)
    wallet.certificate.verify_directly_issued_by(root)
    assert login.response["kycStatus"] is True, login.content
    assert len(wallet.certificate.fingerprint(hashes.SHA256())) == 32


WALLETS: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "for-somebody-else": ({"sub": "2718201306"}, ["IDA-KBT-003"]),
    "without-issuer": ({"iss": None}, []),
    "expired": ({"exp": 1}, ["IDA-KBT-003"]),
    "of-another-kind": ({"token_type": "OTHER"}, ["IDA-KBT-001"]),
    "without-thumbprint": ({"header": {"x5t#S256": None}}, ["IDA-MLC-009"]),
    "issued-in-words": ({"iat": "now"}, ["IDA-KBT-002"]),
}


@pytest.mark.parametrize(("changes", "codes"), WALLETS.values(), ids=WALLETS.keys())
def test_tokens_of_wallets_are_checked(bench: IdaBench, changes: dict[str, Any], codes: list[str]) -> None:
    wallet, someone = Wallet(), bench.citizen()
    wallet.bind(bench, someone)

    assert wallet.log_in(bench, someone, **changes).codes == codes


BINDINGS: Final[dict[str, tuple[Any, str]]] = {
    "nothing": ({}, "publicKeyJWK"),
    "text": ("x", "identityKeyBinding"),
    "no-modulus": ({"publicKeyJWK": {"e": "AQAB"}, "authFactorType": "WLA"}, "n"),
    "no-factor": ({"publicKeyJWK": {"n": "AQAB", "e": "AQAB"}}, "authFactorType"),
}


@pytest.mark.parametrize(("binding", "missing"), BINDINGS.values(), ids=BINDINGS.keys())
def test_binding_names_what_is_missing(
    shared_bench: IdaBench, adult: dict[str, Any], binding: Any, missing: str
) -> None:
    answer = Wallet().bind(shared_bench, adult, binding=binding)

    assert answer.content["errors"] == [
        {"errorCode": "IDA-MLC-006", "errorMessage": f"Missing Input Parameter - {missing}"}
    ]
    assert answer.response == {"authStatus": False, "authToken": None}
