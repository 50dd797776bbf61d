"""Each code of ID authentication is met by a request, with the text and the shape that it has on the wire."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from mosip_mock.idauthentication.errors import BY_FAULT_ONLY, TEXTS, IdaCode
from shared.jwks.keyring import KeyName
from tests.benches.ida_bench import DEMOGRAPHICS, NAME, POLICY_ID, IdaBench
from tests.benches.wallet import Wallet
from tests.mosip_mock.idauthentication.conftest import OpenBench
from tests.support.certificates import FAR, certificate_until, other_key, pem
from tests.support.ida_client import PARTNER_ID, IdaAnswer, transaction_id
from tests.support.ida_recipe import REMOVED
from tests.support.ida_styles import base64url

Case = Callable[[IdaBench], IdaAnswer]
NOT_PROCESSED: Final = "IDA-MLC-007"
PAST: Final = "2020-01-01T00:00:00Z"
FUTURE: Final = "2999-01-01T00:00:00Z"


def eng(value: str | None) -> list[dict[str, Any]]:
    return [{"language": "eng", "value": value}]


def auth(**ingredients: Any) -> Case:
    """An authentication of an ordinary adult with something wrong."""
    return lambda bench: bench.auth(bench.citizen(), **ingredients)


def demo(**attributes: Any) -> Case:
    return auth(demographics=attributes)


def after(change: Callable[[IdaBench], None], **ingredients: Any) -> Case:
    """An authentication after the registry was changed through the control API."""

    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.auth(bench.citizen(), **ingredients)

    return run


def both_inactive(bench: IdaBench) -> None:
    bench.change_policy(status="INACTIVE")
    bench.change_api_key(status="INACTIVE")


def delegated(change: Callable[[IdaBench], None], kind: str = "kyc-auth", **ingredients: Any) -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.delegated(kind, bench.citizen(), **ingredients)

    return run


def exchanged(change: Callable[[IdaBench], None], kind: str = "kyc-exchange") -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        change(bench)
        return bench.exchange(kind=kind)

    return run


def person(**members: Any) -> Case:
    return lambda bench: bench.auth(bench.citizen(**members))


def without(*names: str) -> Callable[[IdaBench], None]:
    """Take entries out of the policy."""

    def change(bench: IdaBench) -> None:
        present = next(p for p in bench.http.get("/_mock/policies").json()["items"] if p["policyId"] == POLICY_ID)
        left = [entry for entry in present["allowedAuthTypes"] if entry["authType"] not in names]
        bench.change_policy(allowedAuthTypes=left)

    return change


def mandatory(**entry: Any) -> Callable[[IdaBench], None]:
    def change(bench: IdaBench) -> None:
        bench.change_policy(allowedAuthTypes=[{"authType": "demo"}, {**entry, "mandatory": True}])

    return change


def captures(*makes: dict[str, Any], **members: Any) -> Case:
    return lambda bench: bench.auth_by_captures(bench.citizen(**members), *makes)


def fingers(count: int, **make: Any) -> tuple[dict[str, Any], ...]:
    return tuple({"sub_type": f"Finger {place}", **make} for place in range(count))


def otp(**changes: Any) -> Case:
    """An OTP request with something wrong."""
    return lambda bench: bench.otp(bench.citizen(), transaction_id(), **changes)


def expired_vid(bench: IdaBench) -> IdaAnswer:
    vid = {"vid": str(bench.world.citizens.new_vid()), "vidType": "Temporary", "expiresAt": PAST}
    bench.citizen(vidDetails=[vid])
    return bench.auth(vid["vid"])


def own_signature_without_certificate(bench: IdaBench) -> IdaAnswer:
    key = bench.world.keys.signing(KeyName.IDA_SIGN).private
    assert isinstance(key, rsa.RSAPrivateKey)
    return bench.auth(bench.citizen(), signing_key=key, jws_header={"x5c": REMOVED})


def expired_public_key(bench: IdaBench) -> IdaAnswer:
    """IDA's certificate has ended, the partner's has not."""
    end = bench.world.keys.certificate(KeyName.IDA_PARTNER).not_valid_after_utc
    bench.advance(end - bench.now() + timedelta(days=1))
    key = bench.kit.partner_key
    certificate = certificate_until(key, bench.now() + timedelta(days=10))
    bench.change_partner(certificate=pem(certificate))
    return bench.auth(bench.citizen(), signing_certificate=certificate)


def certificate_of_another_partner(bench: IdaBench) -> IdaAnswer:
    certificate = certificate_until(other_key(), FAR)
    bench.add("partners", partnerId="other", certificate=pem(certificate))
    return bench.auth(bench.citizen(), signing_key=other_key(), signing_certificate=certificate)


def flooded(bench: IdaBench) -> IdaAnswer:
    someone = bench.citizen()
    for _ in range(bench.settings.otp_per_minute):
        assert bench.otp(someone, transaction_id()).codes == []
    return bench.otp(someone, transaction_id())


def expired_otp(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    bench.advance(timedelta(seconds=181))
    return bench.auth_by_otp(someone, transaction)


def otp_of_another_transaction(bench: IdaBench) -> IdaAnswer:
    someone = bench.citizen()
    bench.otp(someone, "1234567890")
    return bench.auth_by_otp(someone, "0123456789")


def otp_of_another_id_type(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    return bench.auth(someone["vids"][0], None, otp="111111", transaction=transaction)


def otp_of_another_partner(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    bench.add("partners", partnerId="other", certificate=pem(bench.kit.partner_certificate))
    bench.add("api-keys", apiKey="654321", partnerId="other", policyId=POLICY_ID)
    other = bench.partner(partner_id="other", api_key="654321")
    return other.auth(someone["uin"], None, otp="111111", transaction=transaction, now=bench.now())


def otp_used_twice(bench: IdaBench) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    assert bench.auth_by_otp(someone, transaction).codes == []
    return bench.auth_by_otp(someone, transaction)


def wrong_otp(bench: IdaBench, tries: int = 1) -> IdaAnswer:
    someone, transaction = bench.citizen(), transaction_id()
    bench.otp(someone, transaction)
    answers = [bench.auth_by_otp(someone, transaction, "000000") for _ in range(tries)]
    return answers[-1]


def kyc_token(bench: IdaBench, someone: dict[str, Any], transaction: str) -> str:
    answer = bench.delegated("kyc-auth", someone, transaction=transaction)
    token = answer.response["kycToken"]
    assert isinstance(token, str), answer.content
    return token


def exchange_after_kyc_auth(
    *, times: int = 1, wait: timedelta = timedelta(0), client: bool = False, **members: Any
) -> Case:
    """An exchange of a good token with something different."""

    def run(bench: IdaBench) -> IdaAnswer:
        someone, transaction = bench.citizen(), transaction_id()
        token = kyc_token(bench, someone, transaction)
        bench.advance(wait)
        by = bench.delegate()
        if client:
            bench.add("oidc-clients", clientId="other", partnerId=PARTNER_ID, policyId=POLICY_ID)
            by = bench.delegate(api_key="other")
        asked = {"kycToken": token, "transactionID": transaction, "individualId": someone["uin"], **members}
        answers = [bench.exchange(by=by, **asked) for _ in range(times)]
        return answers[-1]

    return run


def kyc_token_of_another_person(bench: IdaBench) -> IdaAnswer:
    transaction = transaction_id()
    token = kyc_token(bench, bench.citizen(), transaction)
    return bench.exchange(kycToken=token, transactionID=transaction, individualId=bench.citizen()["uin"])


def binding(key: dict[str, Any] | None = None, **members: Any) -> Case:
    """A key binding with something different."""

    def run(bench: IdaBench) -> IdaAnswer:
        return Wallet().bind(bench, bench.citizen(**members), key=key)

    return run


def bind_to_a_temporary_vid(bench: IdaBench) -> IdaAnswer:
    vid = str(bench.world.citizens.new_vid())
    bench.citizen(vidDetails=[{"vid": vid, "vidType": "Temporary", "usesLeft": 3}])
    return Wallet().bind(bench, vid)


def bind_the_key_of_another(bench: IdaBench) -> IdaAnswer:
    wallet = Wallet()
    assert wallet.bind(bench, bench.citizen()).codes == []
    return wallet.bind(bench, bench.citizen())


def wallet_login(**changes: Any) -> Case:
    def run(bench: IdaBench) -> IdaAnswer:
        wallet, someone = Wallet(), bench.citizen()
        assert wallet.bind(bench, someone).codes == []
        return wallet.log_in(bench, someone, **changes)

    return run


def nothing(_: IdaBench) -> None:
    """Leave the registry as it is."""


IN_FILTER: Final[dict[str, tuple[IdaCode, str, Case]]] = {
    "id-missing": (IdaCode.MISSING, "Missing Input Parameter - id", auth(outer={"id": REMOVED})),
    "id-of-another-endpoint": (
        IdaCode.INVALID,
        "Invalid Input Parameter - id",
        auth(outer={"id": "mosip.identity.kyc"}),
    ),
    "signature-altered": (
        IdaCode.SIGNATURE,
        "Digital signature verification failed for signature header",
        auth(alter_after_signing=lambda body: body + b" "),
    ),
    "signed-by-mosip-without-x5c": (
        IdaCode.CERTIFICATE_MISSING,
        "Partner (Auth) Certificate not found in Request signature header.",
        own_signature_without_certificate,
    ),
    "wrong-thumbprint": (IdaCode.DECRYPT, "Unable to decrypt Request", auth(thumbprint="00" * 32)),
    "public-key-expired": (IdaCode.PUBLIC_KEY_EXPIRED, "MOSIP Public key expired", expired_public_key),
    "lower-case-hmac": (
        IdaCode.HMAC,
        "HMAC Validation failed",
        auth(digest=lambda plain: hashlib.sha256(plain).hexdigest().encode()),
    ),
    "path-too-short": (
        IdaCode.PATH_PARAMETERS,
        "Required Number of Path parameters are missing in URI",
        lambda bench: bench.partner().at(
            "/idauthentication/v1/auth/only",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
        ),
    ),
    "endpoint-taken-for-the-licence": (  # three segments behind the context path are enough
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.partner().at(
            f"/idauthentication/v1/auth/{PARTNER_ID}/unknown",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
        ),
    ),
    "otp-path-too-short": (  # the context path of OTPs ends behind `otp`
        IdaCode.PATH_PARAMETERS,
        "Required Number of Path parameters are missing in URI",
        lambda bench: bench.partner().at(
            f"/idauthentication/v1/otp/{PARTNER_ID}/unknown",
            bench.partner().auth_request(bench.citizen()["uin"], DEMOGRAPHICS, kind="otp", now=bench.now()),
        ),
    ),
    "api-key-unknown": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.partner(api_key="unknown").auth(bench.citizen()["uin"], DEMOGRAPHICS, now=bench.now()),
    ),
    "partner-inactive": (
        IdaCode.PARTNER_INACTIVE,
        "Partner is deactivated",
        after(lambda bench: bench.change_partner(status="INACTIVE")),
    ),
    "policy-deleted": (
        IdaCode.POLICY_UNKNOWN,
        "Policy ID does not belong to a registered Partner",
        after(lambda bench: bench.change_policy(deleted=True)),
    ),
    "policy-inactive": (
        IdaCode.POLICY_INACTIVE,
        "Partner policy is not active",
        after(lambda bench: bench.change_policy(status="INACTIVE")),
    ),
    "api-key-deleted": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        after(lambda bench: bench.change_api_key(deleted=True, status="INACTIVE")),
    ),
    "api-key-inactive": (
        IdaCode.PARTNER_INACTIVE,
        "Partner is deactivated",
        after(lambda bench: bench.change_api_key(status="INACTIVE", validUntil=PAST)),
    ),
    "policy-inactive-and-api-key-inactive": (
        IdaCode.POLICY_INACTIVE,
        "Partner policy is not active",
        after(both_inactive),
    ),
    "api-key-expired": (
        IdaCode.API_KEY_DATES,
        "Partner API is expired or using before Commence Start Date.",
        after(lambda bench: bench.change_api_key(validUntil=PAST)),
    ),
    "oidc-client-of-another-partner": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        delegated(lambda bench: bench.change_client(partnerId="crvs_partner")),
    ),
    "oidc-client-nobody-has": (
        IdaCode.PARTNER_UNKNOWN,
        "Partner is not registered",
        lambda bench: bench.delegated("kyc-auth", bench.citizen(), by=bench.delegate(api_key="unknown")),
    ),
    "oidc-client-inactive": (
        IdaCode.OIDC_CLIENT_INACTIVE,
        "OIDC Client is deactivated",
        delegated(lambda bench: bench.change_client(status="INACTIVE", deleted=True)),
    ),
    "oidc-client-deleted": (
        IdaCode.OIDC_CLIENT_UNKNOWN,
        "OIDC Client is not registered",
        delegated(lambda bench: bench.change_client(deleted=True)),
    ),
    "certificate-of-another-partner": (
        IdaCode.CERTIFICATE_OTHER,
        "Partner (Auth) Certificate not matching with signature header certificate.",
        certificate_of_another_partner,
    ),
    "misp-unknown": (
        IdaCode.MISP_UNKNOWN,
        "License key does not belong to a registered MISP",
        after(lambda bench: bench.change_misp(validFrom=FUTURE)),
    ),
    "misp-deleted": (
        IdaCode.MISP_UNKNOWN,
        "License key does not belong to a registered MISP",
        after(lambda bench: bench.change_misp(deleted=True, status="INACTIVE")),
    ),
    "misp-blocked-before-its-time": (
        IdaCode.MISP_BLOCKED,
        "License key of MISP is blocked",
        after(lambda bench: bench.change_misp(status="INACTIVE", validFrom=FUTURE)),
    ),
    "misp-expired": (
        IdaCode.MISP_EXPIRED,
        "License key of MISP has expired",
        after(lambda bench: bench.change_misp(validUntil=PAST)),
    ),
    "misp-without-policy": (
        IdaCode.MISP_WITHOUT_POLICY,
        "MISP Partner Policy not availble.",
        delegated(lambda bench: bench.change_misp(hasPolicy=False)),
    ),
    "misp-without-kyc-auth": (
        IdaCode.MISP_NO_KYC_AUTH,
        "KYC-AUTH Authentication usage not allowed as per policy",
        delegated(lambda bench: bench.change_misp(allowKycAuth=False)),
    ),
    "misp-without-kyc-exchange": (
        IdaCode.MISP_NO_KYC_EXCHANGE,
        "KYC-EXCHANGE not allowed as per policy",
        exchanged(lambda bench: bench.change_misp(allowKycExchange=False)),
    ),
    "misp-without-key-binding": (
        IdaCode.MISP_NO_KEY_BINDING,
        "KEY-BINDING not allowed as per policy",
        delegated(lambda bench: bench.change_misp(allowKeyBinding=False), kind="identity-key-binding"),
    ),
    "misp-without-vci": (
        IdaCode.MISP_NO_VCI,
        "VCI-EXCHANGE not allowed as per policy",
        exchanged(lambda bench: bench.change_misp(allowVciExchange=False), kind="vci-exchange"),
    ),
    "policy-without-otp-request": (
        IdaCode.OTP_REQUEST_NOT_ALLOWED,
        "OTP Request Usage not allowed as per policy",
        lambda bench: (without("otp-request")(bench), bench.otp(bench.citizen(), transaction_id()))[1],
    ),
    "policy-without-kyc": (
        IdaCode.EKYC_UNAUTHORISED,
        "Partner is unauthorised for eKYC",
        lambda bench: (without("kyc")(bench), bench.kyc(bench.citizen()))[1],
    ),
    "policy-without-kycauth": (
        IdaCode.KYC_AUTH_UNAUTHORISED,
        "Partner is unauthorised for KYC-Auth",
        delegated(without("kycauth")),
    ),
    "policy-without-kycexchange": (
        IdaCode.KYC_EXCHANGE_UNAUTHORISED,
        "Partner is unauthorised for KYC-Exchange",
        exchanged(without("kycexchange")),
    ),
    "policy-without-keybinding": (
        IdaCode.KEY_BINDING_UNAUTHORISED,
        "Partner is unauthorised for KeyBinding",
        delegated(without("keybinding"), kind="identity-key-binding"),
    ),
    "policy-without-vciexchange": (
        IdaCode.VCI_UNAUTHORISED,
        "Partner is unauthorised for VCI-Exchange",
        exchanged(without("vciexchange"), kind="vci-exchange"),
    ),
    "policy-without-demo": (
        IdaCode.AUTH_TYPE_NOT_ALLOWED,
        "DEMO Authentication usage not allowed as per policy",
        after(without("demo")),
    ),
    "policy-without-bio": (
        IdaCode.AUTH_TYPE_NOT_ALLOWED,
        "BIO-Finger Authentication usage not allowed as per policy",
        lambda bench: (without("bio")(bench), bench.auth_by_captures(bench.citizen()))[1],
    ),
    "otp-mandatory": (
        IdaCode.AUTH_TYPE_MANDATORY,
        "otp-authentiation usage is mandatory as per policy",
        after(mandatory(authType="otp")),
    ),
    "kyc-mandatory": (
        IdaCode.AUTH_TYPE_MANDATORY,
        "kyc-authentiation usage is mandatory as per policy",
        after(mandatory(authType="kyc")),
    ),
    "client-without-demo": (
        IdaCode.AMR_NOT_ALLOWED,
        "DEMO Authentication usage not allowed as per client AMR configuration",
        delegated(lambda bench: bench.change_client(amrs=["otp"])),
    ),
    "capture-without-data": (
        IdaCode.MISSING,
        "Missing Input Parameter - request/biometrics/0/data",
        auth(demographics=None, block={"biometrics": [{"sessionKey": "k", "hash": "h"}]}),
    ),
    "capture-tampered": (
        IdaCode.SIGNATURE,
        "Digital signature verification failed for request/biometrics/0/data",
        auth(demographics=None, block={"biometrics": [{"data": "a.b.c", "sessionKey": "k", "hash": "h"}]}),
    ),
    "capture-with-another-hash": (IdaCode.BIO_HASH, "Hash Validation Failed", captures({"hash": "00"})),
    "capture-of-another-device": (
        IdaCode.BIO_DEVICE_TYPE,
        "Device Type and Biometric Type do not match",
        captures({"digital_id": {"type": "Iris"}}),
    ),
}
"""Refused in the filter: two entries, no action message."""

REFUSED: Final[dict[str, tuple[IdaCode, str, Case]]] = {
    "request-missing": (
        IdaCode.NOT_PROCESSED,
        "Request could not be processed. Please try again",
        auth(outer={"request": REMOVED}),
    ),
    "stale": (
        IdaCode.TIME_WINDOW,
        "Request to be received at MOSIP within 30 seconds",
        auth(clock_skew=timedelta(seconds=-61)),
    ),
    "from-the-future": (
        IdaCode.TIME_WINDOW,
        "Request to be received at MOSIP within 30 seconds. Attribute: requestTime",
        auth(clock_skew=timedelta(seconds=32)),
    ),
    "uin-checksum": (IdaCode.INVALID_UIN, "Invalid UIN", lambda bench: bench.auth("3592563414")),
    "vid-checksum": (IdaCode.INVALID_VID, "Invalid VID", lambda bench: bench.auth("3592563414359256")),
    "no-factor": (IdaCode.NO_AUTH_TYPE, "No authentication type selected", auth(demographics=None)),
    "pin": (
        IdaCode.UNSUPPORTED_AUTH_TYPE,
        "Unsupported Authentication Type - pin",
        auth(block={"staticPin": "123456"}),
    ),
    "child-with-otp": (
        IdaCode.UNSUPPORTED_AUTH_TYPE,
        "Unsupported Authentication Type for child - otp",
        lambda bench: bench.auth(
            bench.citizen(birthDate=(bench.now() - timedelta(days=700)).date().isoformat()), None, otp="111111"
        ),
    ),
    "no-consent": (
        IdaCode.NO_CONSENT,
        "Individual's Consent is not available",
        auth(outer={"consentObtained": False}),
    ),
    "name-null": (IdaCode.MISSING_DEMO, "Missing demo auth attribute", demo(name=eng(None))),
    "unknown-uin": (
        IdaCode.NOT_IN_DATABASE,
        "UIN not available in database",
        lambda bench: bench.auth(str(bench.world.citizens.new_uin())),
    ),
    "unknown-uin-in-sequence": (
        IdaCode.NOT_IN_DATABASE,
        "UIN not available in database",
        lambda bench: bench.auth("1234567890"),
    ),
    "unknown-vid-of-one-digit": (
        IdaCode.NOT_IN_DATABASE,
        "VID not available in database",
        lambda bench: bench.auth("5555555555555557"),
    ),
    "demo-locked": (IdaCode.AUTH_TYPE_LOCKED, "demo Auth Type is Locked for the UIN", person(locks=["demo"])),
    "both-otp-channels-locked": (
        IdaCode.AUTH_TYPE_LOCKED,
        "otp Auth Type is Locked for the UIN",
        lambda bench: bench.auth(bench.citizen(locks=["otp-phone", "otp-email"]), None, otp="111111"),
    ),
    "deactivated": (IdaCode.BLOCKED, "UIN is deactivated/blocked", person(status="DEACTIVATED")),
    "person-hotlisted": (IdaCode.BLOCKED, "individualId is blocked", person(locks=["hotlist"])),
    "partner-hotlisted": (
        IdaCode.BLOCKED,
        "partnerId is blocked",
        after(lambda bench: bench.change_partner(hotlisted=True)),
    ),
    "vid-expired": (IdaCode.VID_EXPIRED, "VID is expired/deactivated", expired_vid),
    "two-letter-language": (
        IdaCode.LANGUAGE,
        "Unsupported Language Code - request : en",
        demo(name=[{"language": "en", "value": NAME}]),
    ),
    "name-in-french": (
        IdaCode.DEMO_NOT_AVAILABLE,
        "Demographic data name in fra not available in database",
        demo(name=[{"language": "fra", "value": NAME}]),
    ),
    "other-birth-date": (
        IdaCode.DEMO_MISMATCH,
        "Demographic data dob did not match",
        demo(dob="1991/04/05"),
    ),
    "otp-flood": (IdaCode.OTP_FLOOD, "Innumerous OTP requests received", flooded),
    "otp-without-phone": (
        IdaCode.OTP_NO_CHANNEL_DATA,
        "Could not generate/send OTP. Phone Number is not found in identity data.",
        lambda bench: bench.otp(bench.citizen(phone=None), transaction_id(), ("phone",)),
    ),
    "otp-expired": (IdaCode.OTP_EXPIRED, "OTP has expired", expired_otp),
    "otp-wrong": (IdaCode.OTP_WRONG, "OTP is invalid", wrong_otp),
    "otp-of-another-transaction": (
        IdaCode.OTP_OTHER_TRANSACTION,
        "Input transactionID does not match transactionID of OTP Request",
        otp_of_another_transaction,
    ),
    "otp-without-channel": (
        IdaCode.OTP_CHANNEL_MISSING,
        "OTP Notification Channel not provided",
        otp(channels=()),
    ),
    "otp-of-another-id-type": (
        IdaCode.OTP_OTHER_ID_TYPE,
        "Input Identity Type does not match Identity Type of OTP Request",
        otp_of_another_id_type,
    ),
    "otp-of-another-partner": (
        IdaCode.OTP_OTHER_PARTNER,
        "Input Partner-ID does not match Partner-ID of OTP Request",
        otp_of_another_partner,
    ),
    "otp-used": (
        IdaCode.OTP_NOT_GENERATED,
        "OTP validation can't be performed against this Individual-ID. Generate OTP first.",
        otp_used_twice,
    ),
    "otp-frozen": (
        IdaCode.OTP_FROZEN,
        (
            "OTP request/validation has been frozen for the Individual-ID for 30 seconds "
            "due to consecutive failure attempts for 5 times."
        ),
        lambda bench: wrong_otp(bench, tries=5),
    ),
    "bio-mismatch": (
        IdaCode.BIO_MISMATCH,
        "Biometric data - Finger did not match",
        captures({}, biometrics="mismatch"),
    ),
    "bio-not-stored": (
        IdaCode.BIO_NOT_AVAILABLE,
        "Biometric data Finger not available in database",
        captures({}, biometrics="refuse"),
    ),
    "same-finger-twice": (IdaCode.BIO_DUPLICATE_FINGERS, "Duplicate fingers in request", captures({}, {})),
    "eleven-fingers": (IdaCode.BIO_FINGERS, "Number of Fingers should not exceed 10", captures(*fingers(11))),
    "same-iris-image-twice": (
        IdaCode.BIO_DUPLICATE_IRISES,
        "Duplicate Irises in request",
        captures(*({"bio_type": "Iris", "sub_type": side, "data": {"bioValue": "AAAA"}} for side in ("Left", "Right"))),
    ),
    "left-iris-twice": (
        IdaCode.BIO_IRISES,
        "Number of Iris should not exceed 2",
        captures(*({"bio_type": "Iris", "sub_type": "Left"} for _ in range(2))),
    ),
    "two-faces": (
        IdaCode.BIO_FACES,
        "Number of FACE records should not exceed 1",
        captures(*({"bio_type": "Face", "sub_type": ""} for _ in range(2))),
    ),
    "capture-of-another-domain": (
        IdaCode.BIO_OTHER_MEMBER,
        "request/biometrics/0/data/env of request is not matching with request/env of biometrics",
        captures({"data": {"env": "Staging"}}),
    ),
    "captures-far-apart": (
        IdaCode.BIO_TIMESTAMP,
        "Biometrics not captured within 120 seconds of previous biometrics",
        captures({"after": timedelta(seconds=-150)}, {"sub_type": "Right Thumb"}),
    ),
    "devices-far-apart": (
        IdaCode.BIO_DIGITAL_ID_TIMESTAMP,
        "DigitalId of Biometrics not captured within 120 seconds of previous biometrics",
        captures({"digital_id": {"dateTime": "2020-01-31T10:15:30.123Z"}}, {"sub_type": "Right Thumb"}),
    ),
    "password-mismatch": (
        IdaCode.PASSWORD_MISMATCH,
        "Password value did not match",
        delegated(nothing, demographics=None, block={"password": "another"}),
    ),
    "kyc-token-unknown": (
        IdaCode.KYC_TOKEN_UNKNOWN,
        "KYC Token not found in Store.",
        lambda bench: bench.exchange(kycToken="unknown"),
    ),
    "kyc-token-expired": (
        IdaCode.KYC_TOKEN_EXPIRED,
        "KYC Token Expired.",
        exchange_after_kyc_auth(wait=timedelta(seconds=3001)),
    ),
    "kyc-token-used": (
        IdaCode.KYC_TOKEN_USED,
        "KYC Token already processed.",
        exchange_after_kyc_auth(times=2),
    ),
    "kyc-token-of-another-client": (
        IdaCode.KYC_TOKEN_OTHER_CLIENT,
        "KYC Token does not belong to the input oidc client id.",
        exchange_after_kyc_auth(client=True),
    ),
    "kyc-token-of-another-transaction": (
        IdaCode.KYC_TOKEN_OTHER_TRANSACTION,
        "KYC Auth and KYC Exchange transaction ids are different.",
        exchange_after_kyc_auth(transactionID="0000000000"),
    ),
    "kyc-token-of-another-person": (
        IdaCode.KYC_TOKEN_OTHER_PERSON,
        "KYC Token does not belong to the input UIN/VID.",
        kyc_token_of_another_person,
    ),
    "binding-to-a-temporary-vid": (
        IdaCode.KEY_BINDING_NOT_ALLOWED,
        "Key Binding not allowed for the Id.",
        bind_to_a_temporary_vid,
    ),
    "binding-of-no-key": (
        IdaCode.KEY_BINDING_KEY,
        "Error creating Public Key object.",
        binding(key={"n": base64url(b"1234"), "e": "AQAB"}),
    ),
    "binding-of-a-bound-key": (
        IdaCode.KEY_BINDING_TAKEN,
        "Publick Key already Binded to another Id.",
        bind_the_key_of_another,
    ),
    "binding-without-english-name": (
        IdaCode.KEY_BINDING_NAME,
        "Identity Name not found.",
        lambda bench: Wallet().bind(bench, bench.citizen(language="fra"), demographics={"dob": "1990/04/05"}),
    ),
    "token-without-binding": (
        IdaCode.NO_KEY_BOUND,
        "For the input VID/UIN - No Binded key found in DB or binded key is expired.",
        lambda bench: Wallet().log_in(bench, bench.citizen()),
    ),
    "token-of-an-unknown-key": (
        IdaCode.BOUND_KEY_UNKNOWN,
        "Certificate not found for the input x5t#S256: 00 and authtype: WLA",
        wallet_login(header={"x5t#S256": "AA"}),
    ),
    "token-made-long-ago": (
        IdaCode.BOUND_TOKEN_EXPIRED,
        "Signed token issued at (iat) is not in allowed time range.",
        wallet_login(iat=1_000_000_000),
    ),
    "token-by-another-key": (
        IdaCode.BOUND_TOKEN_MISMATCH,
        "Binded Token verification failed.",
        wallet_login(key=other_key()),
    ),
    "vci": (IdaCode.VCI_UNSUPPORTED, "Error VCI not supported.", exchanged(nothing, kind="vci-exchange")),
}
"""Refused behind the filter: the error itself, with an action message where the real path has one."""

WITH_SETTINGS: Final = {IdaCode.ID_TYPE_DISABLED, IdaCode.PIN_MISMATCH}
"""Met only in a deployment with other settings, by a test below."""


def check_explained(bench: IdaBench, answer: IdaAnswer, code: str) -> None:
    explanations = bench.explanations(answer)
    assert code in [e["code"] for e in explanations]
    for explanation in explanations:
        assert all(explanation[name].strip() for name in ("expected", "received", "where", "why", "mend")), explanation


@pytest.mark.parametrize(("code", "message", "case"), IN_FILTER.values(), ids=IN_FILTER.keys())
def test_filter_refuses(bench: IdaBench, code: IdaCode, message: str, case: Case) -> None:
    answer = case(bench)

    assert answer.status == 200
    assert answer.codes == [NOT_PROCESSED, code], answer.content
    first, second = answer.content["errors"]
    assert first == {
        "errorCode": NOT_PROCESSED,
        "errorMessage": "Request could not be processed. Please try again",
    }
    assert second == {"errorCode": code, "errorMessage": message}
    check_explained(bench, answer, code)


@pytest.mark.parametrize(("code", "message", "case"), REFUSED.values(), ids=REFUSED.keys())
def test_ida_refuses(bench: IdaBench, code: IdaCode, message: str, case: Case) -> None:
    answer = case(bench)

    assert answer.status == 200
    assert answer.codes[0] == code, answer.content
    assert answer.content["errors"][0]["errorMessage"] == message
    check_explained(bench, answer, code)


def test_a_kind_of_id_that_is_not_enabled(open_bench: OpenBench) -> None:
    bench = open_bench(ida_id_types=("UIN",))
    vid = bench.citizen()["vids"][0]

    error = bench.auth(vid).content["errors"]

    assert error == [{"errorCode": "IDA-MLC-015", "errorMessage": "Identity Type - VID not configured for the country"}]


def test_a_pin_counts_where_the_server_takes_it(open_bench: OpenBench) -> None:
    bench = open_bench(ida_auth_types=("pin",))
    citizen = bench.citizen(pin="482915")

    wrong = bench.auth(citizen["uin"], None, block={"staticPin": "111111"})
    right = bench.auth(citizen["uin"], None, block={"staticPin": "482915"})

    assert wrong.codes == ["IDA-SPA-001"]
    assert wrong.content["errors"][0]["actionMessage"] == "Please re-enter your pin"
    assert right.content["response"]["authStatus"] is True


def test_a_locked_pin_is_refused(open_bench: OpenBench) -> None:
    bench = open_bench(ida_auth_types=("pin",))
    citizen = bench.citizen(pin="482915", locks=["pin"])

    answer = bench.auth(citizen["uin"], None, block={"staticPin": "482915"})

    assert answer.content["errors"][0] == {
        "errorCode": "IDA-MLC-019",
        "errorMessage": "pin Auth Type is Locked for the UIN",
    }


@pytest.mark.parametrize("code", BY_FAULT_ONLY, ids=str)
def test_a_broken_back_end_is_a_fault_rule(bench: IdaBench, code: IdaCode) -> None:
    rule = {"match": {"service": "idauthentication"}, "action": {"error": code}, "times": 1}
    assert bench.http.post("/_mock/faults", json=rule).status_code == 201

    answer = bench.auth(bench.citizen())

    assert answer.codes[-1] == code
    assert answer.content["errors"][-1]["errorMessage"] == TEXTS[code].message


def test_every_code_is_met() -> None:
    """Each test above asserts the code that came back over HTTP; so their tables, together, are the count."""
    met = {code for table in (IN_FILTER, REFUSED) for code, _, _ in table.values()} | WITH_SETTINGS

    assert met | set(BY_FAULT_ONLY) == set(IdaCode)
    assert met.isdisjoint(BY_FAULT_ONLY)
